package pipeline

import (
	"maps"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/mockismp/mockismp/state"
)

// World is a world as requests meet it: its state, and beside the state what
// only requests know.
type World struct {
	*state.World
	Journal *Journal
	Follows uint64   // how many worlds had been dropped when it came
	locals  sync.Map // *Local to what it made

	present *World // of a world as it was once: what it is now
}

// NewWorld puts a journal beside a world's state.
func NewWorld(w *state.World, journal *Journal) *World { return &World{World: w, Journal: journal} }

// asOf is the world as it was so long ago in its own time. What is kept beside it
// is that of the present one.
func (w *World) asOf(ago time.Duration) *World {
	now := w.Present()
	return &World{World: now.AsOf(ago), Journal: now.Journal, Follows: now.Follows, present: now}
}

// Present is the world as it is now, which is not what a call sees that reads
// late on purpose.
func (w *World) Present() *World {
	if w.present != nil {
		return w.present
	}
	return w
}

// Local is what a system keeps beside each world, such as the tokens it has
// seen: made when it is first asked for, gone with the world.
type Local[T any] struct{ make func(*World) *T }

// NewLocal says how it is made.
func NewLocal[T any](make func(*World) *T) *Local[T] { return &Local[T]{make} }

// Of is the one of a world.
func (l *Local[T]) Of(w *World) *T {
	w = w.Present()
	kept, ok := w.locals.Load(l)
	if !ok {
		kept, _ = w.locals.LoadOrStore(l, l.make(w))
	}
	return kept.(*T)
}

// Reset brings the world back to its start, with what is kept beside it and has
// a Reset, and empties its journal.
func (w *World) Reset() {
	w.World.Reset()
	w.locals.Range(func(_, kept any) bool {
		if has, ok := kept.(interface{ Reset() }); ok {
			has.Reset()
		}
		return true
	})
	w.Journal.Clear()
}

// Worlds are the worlds of one process, by name.
type Worlds struct {
	mu      sync.RWMutex
	byName  map[string]*World
	most    int
	dropped uint64 // how many were
}

// DefaultWorld is the world that always exists and answers without /w/{world}.
const DefaultWorld = "default"

// NewWorlds starts with the default world; there may be so many at most.
func NewWorlds(first *World, most int) *Worlds {
	return &Worlds{byName: map[string]*World{DefaultWorld: first}, most: most}
}

// Get finds a world by name, with WorldUnknown for none.
func (ws *Worlds) Get(name string) (*World, error) {
	ws.mu.RLock()
	defer ws.mu.RUnlock()
	if w := ws.byName[name]; w != nil {
		return w, nil
	}
	return nil, state.Errorf(state.WorldUnknown, "there is no world named %q", name).With(name)
}

// Names lists the worlds in alphabetical order.
func (ws *Worlds) Names() []string {
	ws.mu.RLock()
	defer ws.mu.RUnlock()
	return slices.Sorted(maps.Keys(ws.byName))
}

// worldName is what can stand in a URL without escaping.
var worldName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// Add puts a new world beside the others. It fails with WorldNameBad, WorldExists
// or WorldsFull.
func (ws *Worlds) Add(w *World) error {
	name := w.Name()
	if !worldName.MatchString(name) {
		return state.Errorf(state.WorldNameBad, "world name %q does not fit: up to 64 letters, digits, '.', '_' and '-', beginning with a letter or digit", name)
	}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.byName[name] != nil {
		return state.Errorf(state.WorldExists, "a world named %q exists already", name)
	}
	if len(ws.byName) >= ws.most {
		return state.Errorf(state.WorldsFull, "there are %d worlds, as many as --max-worlds lets in; drop one first", ws.most)
	}
	w.Follows = ws.dropped
	ws.byName[name] = w
	return nil
}

// Drop removes a world. It fails with WorldUnknown, and with
// DefaultWorldProtected for the default world.
func (ws *Worlds) Drop(name string) error {
	if name == DefaultWorld {
		return state.Errorf(state.DefaultWorldProtected, "the default world cannot be dropped")
	}
	w, err := ws.Get(name)
	if err != nil {
		return err
	}
	ws.mu.Lock()
	defer ws.mu.Unlock()
	delete(ws.byName, name)
	ws.dropped++
	w.Journal.close()
	return nil
}
