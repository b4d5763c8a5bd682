package faults

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// Unknown is the kind of a fault that is not there, Bad that of one that cannot be.
const (
	Unknown state.Kind = "fault.unknown"
	Bad     state.Kind = "fault.bad"
)

// most is how many faults a world may have.
const most = 1000

// Faults are the faults of all worlds of a server.
type Faults struct {
	systems []*pipeline.System
	tables  *pipeline.Local[table]
}

// New knows the systems whose calls the faults are about.
func New(systems ...*pipeline.System) *Faults {
	return &Faults{systems, pipeline.NewLocal(func(w *pipeline.World) *table { return &table{world: w} })}
}

// table are the faults of a world. Calls read the list without a lock; it is
// replaced as a whole.
type table struct {
	world   *pipeline.World
	list    atomic.Pointer[[]*rule]
	revoked tokens

	writer sync.Mutex // guards what follows, and who replaces the list
	last   int        // number of the newest one
	start  []*rule
	begun  int           // last, at the start
	kept   time.Duration // of the world's past
}

func (t *table) rules() []*rule {
	if list := t.list.Load(); list != nil {
		return *list
	}
	return nil
}

// Reset brings back the faults of the world's start.
func (t *table) Reset() {
	t.writer.Lock()
	defer t.writer.Unlock()
	t.last = t.begun
	t.put(copies(t.start))
	t.revoked.clear()
}

// put replaces the list, and lets the world remember as much of its past as faults
// that read late ask for.
func (t *table) put(list []*rule) {
	keep := time.Duration(0)
	for _, r := range list {
		keep = max(keep, r.stale)
	}
	if keep != t.kept {
		t.kept = keep
		t.world.KeepPast(keep)
	}
	t.list.Store(&list)
}

func copies(list []*rule) []*rule {
	out := make([]*rule, len(list))
	for i, r := range list {
		out[i] = r.copy()
	}
	return out
}

// Add puts faults behind those of a world, all of them or none, and gives what
// is kept. What cannot be is refused with Bad, all mistakes in one sentence.
func (f *Faults) Add(w *pipeline.World, text []byte) ([]mock.KeptFault, error) {
	said, err := f.read(text)
	if err != nil {
		return nil, err
	}
	t, now := f.tables.Of(w), w.Clock().Now()
	t.writer.Lock()
	defer t.writer.Unlock()
	list := alive(t.rules(), now)
	if len(list)+len(said) > most {
		return nil, state.Errorf(Bad, "the world has %d faults and may have %d", len(list), most)
	}
	var out []mock.KeptFault
	for _, one := range said {
		t.last++
		r := newRule(fmt.Sprintf("f%d", t.last), one, now)
		list, out = append(list, r), append(out, r.kept())
	}
	t.put(list)
	return out, nil
}

// alive are the rules that have not expired, in a list of their own.
func alive(list []*rule, now state.Moment) []*rule {
	return slices.DeleteFunc(slices.Clone(list), func(r *rule) bool { return r.expired(now) })
}

// List gives the faults of a world in the order in which they are tried.
func (f *Faults) List(w *pipeline.World) []mock.KeptFault {
	out := []mock.KeptFault{}
	for _, r := range alive(f.tables.Of(w).rules(), w.Clock().Now()) {
		out = append(out, r.kept())
	}
	return out
}

// Drop takes a fault away, or fails with Unknown.
func (f *Faults) Drop(w *pipeline.World, id string) error {
	t, now := f.tables.Of(w), w.Clock().Now()
	t.writer.Lock()
	defer t.writer.Unlock()
	list := alive(t.rules(), now)
	i := slices.IndexFunc(list, func(r *rule) bool { return r.id == id })
	if i < 0 {
		return state.Errorf(Unknown, "there is no fault %q in world %q", id, w.Name())
	}
	t.put(slices.Delete(list, i, i+1))
	return nil
}

// Clear takes all faults away, and tokens that they let expire are good again.
func (f *Faults) Clear(w *pipeline.World) {
	t := f.tables.Of(w)
	t.writer.Lock()
	defer t.writer.Unlock()
	t.put(nil)
	t.revoked.clear()
}

// Fork gives a world the faults of another, as they stand, to start with.
func (f *Faults) Fork(from, to *pipeline.World) {
	source := f.tables.Of(from)
	source.writer.Lock()
	list, last := copies(source.rules()), source.last
	source.writer.Unlock()
	t := f.tables.Of(to)
	t.writer.Lock()
	defer t.writer.Unlock()
	t.start, t.begun, t.last = copies(list), last, last
	t.put(list)
}

// Newest is the number of the newest fault that a world had.
func (f *Faults) Newest(w *pipeline.World) int {
	t := f.tables.Of(w)
	t.writer.Lock()
	defer t.writer.Unlock()
	return t.last
}

// Restore puts what List and Newest gave in the place of a world's faults, or
// changes nothing.
func (f *Faults) Restore(w *pipeline.World, kept []mock.KeptFault, newest int) error {
	list, last, err := f.restored(kept)
	if err != nil {
		return err
	}
	t := f.tables.Of(w)
	t.writer.Lock()
	defer t.writer.Unlock()
	t.last = max(last, newest)
	t.put(list)
	t.revoked.clear()
	return nil
}
