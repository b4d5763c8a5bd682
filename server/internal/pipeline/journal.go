package pipeline

import (
	"sync"
	"time"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Entry is one request in the journal.
type Entry struct {
	ID           uint64
	At           state.Moment // world time
	Method       string
	Path         string // escaped, below the system's base path
	RawQuery     string
	Route        string // name of the route, "" when none fits
	BIN          string // who was signed in
	Status       int
	Took         time.Duration // wall time
	RequestBody  []byte        // at most keepBody bytes
	RequestSize  int
	ResponseBody []byte
	ResponseSize int
	Rule         string          // which rule refused the request, "" for none
	Why          string          // that rule in a sentence: what was seen, what to do
	Warnings     []rules.Warning // what passed here and may not pass there
}

const (
	keepBody     = 64 << 10 // of each body
	journalBytes = 64 << 20 // of all entries of a world
	entryBytes   = 512      // what an entry costs beside its bodies
)

// Journal is the record of a world's requests: a ring bounded by count and
// bytes that says how much it lost. It is no part of the world's versions.
type Journal struct {
	mu      sync.Mutex
	ring    []Entry
	first   int // where the oldest entry stands
	count   int
	bytes   int
	nextID  uint64
	evicted uint64
}

// NewJournal makes a journal of at most size entries; 0 keeps none.
func NewJournal(size int) *Journal { return &Journal{ring: make([]Entry, size), nextID: 1} }

// Add keeps an entry, evicting the oldest ones as need be.
func (j *Journal) Add(e Entry) {
	e.RequestBody, e.ResponseBody = cut(e.RequestBody), cut(e.ResponseBody)
	j.mu.Lock()
	defer j.mu.Unlock()
	e.ID = j.nextID
	j.nextID++
	size := e.bytes()
	for j.count > 0 && (j.count == len(j.ring) || j.bytes+size > journalBytes) {
		j.evict()
	}
	if len(j.ring) == 0 {
		j.evicted++
		return
	}
	j.ring[(j.first+j.count)%len(j.ring)] = e
	j.count++
	j.bytes += size
}

func (j *Journal) evict() {
	j.bytes -= j.ring[j.first].bytes()
	j.ring[j.first] = Entry{} // lets go of the bodies
	j.first = (j.first + 1) % len(j.ring)
	j.count--
	j.evicted++
}

// Entries gives the kept entries, oldest first, and how many were evicted.
func (j *Journal) Entries() (kept []Entry, evicted uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	kept = make([]Entry, j.count)
	for i := range kept {
		kept[i] = j.ring[(j.first+i)%len(j.ring)]
	}
	return kept, j.evicted
}

// Clear empties the journal and its count of evictions.
func (j *Journal) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	clear(j.ring)
	j.first, j.count, j.bytes, j.evicted = 0, 0, 0, 0
}

func (e *Entry) bytes() int { return len(e.RequestBody) + len(e.ResponseBody) + entryBytes }

func cut(body []byte) []byte {
	if len(body) <= keepBody {
		return body
	}
	return append([]byte(nil), body[:keepBody]...) // lets go of the rest
}
