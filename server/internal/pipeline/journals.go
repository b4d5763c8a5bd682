package pipeline

import "sync"

// Journals are the journals of all worlds of a server, within one budget of bytes.
type Journals struct {
	mu    sync.Mutex        // of all of them: an entry of one world may push out those of another
	size  int               // entries of each world
	bytes int               // of all together
	held  map[*Journal]bool // those that hold something
}

const (
	journalBytes = 64 << 20 // of all journals together
	spareBytes   = 1 << 20  // how much room is made at once, so that the fullest journal is not looked for at every entry

	// MostEntries is how many entries fit into the budget at all.
	MostEntries = journalBytes / entryBytes
)

// NewJournals makes the journals of a server, of at most size entries each; 0
// keeps none.
func NewJournals(size int) *Journals { return &Journals{size: size, held: map[*Journal]bool{}} }

// New makes the journal of one more world.
func (all *Journals) New() *Journal { return &Journal{all: all, nextID: 1} }

// makeRoom evicts entries until n bytes fit. The fullest journal loses its
// oldest ones, so that a world which is called much costs others nothing.
func (all *Journals) makeRoom(n int) {
	if all.bytes+n <= journalBytes {
		return
	}
	for most := journalBytes - spareBytes - n; all.bytes > most; {
		for j := all.fullest(); j.count > 0 && all.bytes > most; {
			j.evict()
		}
	}
}

func (all *Journals) fullest() (fullest *Journal) {
	for j := range all.held {
		if fullest == nil || j.bytes > fullest.bytes {
			fullest = j
		}
	}
	return fullest
}

// charge counts bytes that the journal keeps, or lets go.
func (j *Journal) charge(n int) {
	was := j.bytes
	j.bytes += n
	j.all.bytes += n
	switch {
	case j.bytes == 0:
		delete(j.all.held, j)
	case was == 0:
		j.all.held[j] = true
	}
}
