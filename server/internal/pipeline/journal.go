package pipeline

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Entry is one request in the journal.
type Entry struct {
	ID           uint64
	At           state.Moment // world time
	System       string       // its name
	Method       string
	Path         string // escaped, below the system's base path
	RawQuery     string
	Route        string // name of the route, "" when none fits
	BIN          string // who was signed in
	Status       int
	Began        time.Time     // wall time
	Took         time.Duration // wall time
	RequestBody  []byte        // at most keepBody bytes
	RequestSize  int
	ResponseBody []byte
	ResponseSize int
	Problem      string          // kind of the refusal, "" for none
	Rule         string          // which rule refused the request, "" for none
	Why          string          // that rule in a sentence: what was seen, what to do
	Warnings     []rules.Warning // what passed here and may not pass there
	Changes      []byte          // what it changed, see changesText
	Faults       []string        // identifiers of those that acted on it
	Outcome      string          // identifier of the one that chose what becomes of it
	Notes        []string        // what interventions say of it
	Document     string          // id of the document that it brought, "" for none
	RetryAfter   int             // seconds that the answer asks to wait, 0 for none
	Lost         bool            // the answer did not go out whole, on purpose

	memory []byte // that bodies and changes lie in
}

const (
	keepBody   = 64 << 10 // of each body
	keepText   = 2 << 10  // of each text, and of all warnings together
	entryBytes = 512      // what an entry costs beside its bodies and texts

	warningBytes = 32 // what a warning costs beside its text; names of rules are shared
)

// Journal is the record of a world's requests: a ring bounded by count and
// bytes that says how much it lost. It is no part of the world's versions.
type Journal struct {
	all     *Journals
	ring    []Entry // grows up to the count of entries that all allow
	first   int     // where the oldest entry stands
	count   int
	bytes   int
	nextID  uint64
	evicted uint64
	until   state.Moment  // the latest world time of an entry that was evicted
	added   chan struct{} // closed by the next entry, nil while nobody waits for one
	closed  bool
}

// Add keeps an entry, evicting the oldest ones as need be. The bodies are copied.
func (j *Journal) Add(e Entry) {
	e.cut()
	j.all.mu.Lock()
	defer j.all.mu.Unlock()
	if j.closed {
		return // a call that was under way when its world was dropped
	}
	e.ID = j.nextID
	j.nextID++
	j.wake()
	if j.all.size == 0 {
		j.lose(e.At)
		return
	}
	var memory []byte
	if j.count == j.all.size {
		memory = j.evict()
	}
	e.moveInto(memory)
	j.all.makeRoom(e.bytes())
	j.push(e)
}

func (j *Journal) push(e Entry) {
	if j.count == len(j.ring) {
		grown := make([]Entry, min(max(2*j.count, 16), j.all.size))
		for i := range j.count {
			grown[i] = *j.at(i)
		}
		j.ring, j.first = grown, 0
	}
	j.count++
	*j.at(j.count - 1) = e
	j.charge(e.bytes())
}

// at is the entry at place i, counted from the oldest.
func (j *Journal) at(i int) *Entry { return &j.ring[(j.first+i)%len(j.ring)] }

// evict drops the oldest entry, and gives the memory of its bodies to whoever
// has use for it.
func (j *Journal) evict() (memory []byte) {
	oldest := j.at(0)
	memory = oldest.memory
	j.lose(oldest.At)
	j.charge(-oldest.bytes())
	*oldest = Entry{}
	j.first = (j.first + 1) % len(j.ring)
	j.count--
	return memory
}

// lose counts an entry that is not kept any more.
func (j *Journal) lose(at state.Moment) {
	j.evicted++
	j.until = max(j.until, at)
}

// Entries gives copies of the kept entries, oldest first, and how many were evicted.
func (j *Journal) Entries() (kept []Entry, evicted uint64) {
	j.all.mu.Lock()
	defer j.all.mu.Unlock()
	kept = make([]Entry, j.count)
	for i := range kept {
		kept[i] = *j.at(i)
		kept[i].moveInto(nil)
	}
	return kept, j.evicted
}

// Before copies into e, over what e holds, the newest entry whose ID is smaller
// than id, and tells whether there is one. The bodies are copied where wanted.
func (j *Journal) Before(id uint64, bodies bool, e *Entry) bool {
	j.all.mu.Lock()
	defer j.all.mu.Unlock()
	oldest := j.nextID - uint64(j.count) // identifiers follow each other without gaps
	if id = min(id, j.nextID); id <= oldest {
		return false
	}
	memory := e.memory
	*e = *j.at(int(id - 1 - oldest))
	if !bodies {
		e.RequestBody, e.ResponseBody = nil, nil
	}
	e.moveInto(memory)
	return true
}

// Lost is what the journal does not hold any more.
type Lost struct {
	Count uint64       // of entries that were evicted since the journal was last emptied
	ID    uint64       // of the newest of them
	Until state.Moment // the latest world time of one
}

// Lost tells what was evicted.
func (j *Journal) Lost() Lost {
	j.all.mu.Lock()
	defer j.all.mu.Unlock()
	if j.evicted == 0 {
		return Lost{}
	}
	return Lost{j.evicted, j.nextID - uint64(j.count) - 1, j.until}
}

// Added gives a channel that the next entry closes. It fails with WorldUnknown
// for the journal of a world that was dropped, and so does a call that is made
// when dropping the world has closed the channel.
func (j *Journal) Added() (<-chan struct{}, error) {
	j.all.mu.Lock()
	defer j.all.mu.Unlock()
	if j.closed {
		return nil, state.Errorf(state.WorldUnknown, "the world was dropped")
	}
	if j.added == nil {
		j.added = make(chan struct{})
	}
	return j.added, nil
}

// wake ends the waiting for an entry.
func (j *Journal) wake() {
	if j.added != nil {
		close(j.added)
		j.added = nil
	}
}

// Clear empties the journal and its count of evictions.
func (j *Journal) Clear() {
	j.all.mu.Lock()
	defer j.all.mu.Unlock()
	j.clear()
}

func (j *Journal) clear() {
	j.charge(-j.bytes)
	j.ring, j.first, j.count, j.evicted, j.until = nil, 0, 0, 0, 0
}

// close empties the journal for good.
func (j *Journal) close() {
	j.all.mu.Lock()
	defer j.all.mu.Unlock()
	j.clear()
	j.closed = true
	j.wake()
}

// bytes is what an entry costs.
func (e *Entry) bytes() int {
	n := entryBytes + cap(e.memory) + len(e.Method) + len(e.Path) + len(e.RawQuery) + len(e.Why)
	for _, w := range e.Warnings {
		n += warningBytes + len(w.Why)
	}
	return n
}

// cut shortens what is long: a client can make any text as long as it likes.
func (e *Entry) cut() {
	e.RequestBody, e.ResponseBody = firstOf(e.RequestBody), firstOf(e.ResponseBody)
	e.Why, e.Warnings = cutText(e.Why), cutWarnings(e.Warnings)
	if len(e.Method)+len(e.Path)+len(e.RawQuery) > keepText { // parts of one long line, which they must let go
		for _, text := range []*string{&e.Method, &e.Path, &e.RawQuery} {
			*text = strings.Clone(cutText(*text))
		}
	}
}

func cutWarnings(all []rules.Warning) (kept []rules.Warning) {
	left := keepText
	for i, w := range all {
		if left -= warningBytes + len(w.Why); left < 0 && i > 0 {
			return append(kept, rules.Warning{Why: fmt.Sprintf("…[cut: %d more warnings]", len(all)-i)})
		}
		kept = append(kept, rules.Warning{Rule: w.Rule, Why: cutText(w.Why)})
	}
	return kept
}

func firstOf(body []byte) []byte { return body[:min(len(body), keepBody)] }

// cutText is a text that says so where it was cut.
func cutText(s string) string { return cutAt(s, keepText) }

func cutAt(s string, most int) string {
	if len(s) <= most {
		return s
	}
	end := most
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return fmt.Sprintf("%s…[cut: %d bytes in all]", s[:end], len(s))
}

// moveInto copies bodies and changes into memory that nobody needs any more, or
// into new memory where that is too small, or four times too large.
func (e *Entry) moveInto(memory []byte) {
	parts := [...]*[]byte{&e.RequestBody, &e.ResponseBody, &e.Changes}
	need := 0
	for _, part := range parts {
		need += len(*part)
	}
	if cap(memory) < need || cap(memory) > 4*need+entryBytes {
		memory = make([]byte, 0, need)
	}
	memory = memory[:0]
	for _, part := range parts {
		from := len(memory)
		memory = append(memory, *part...)
		*part = memory[from:len(memory):len(memory)]
	}
	e.memory = memory
}
