package state

import (
	"github.com/mockismp/mockismp/state/internal/engine"
	"github.com/mockismp/mockismp/state/rules"
)

// World is a complete, isolated IS MPT: participants, products, codes, clock,
// ids. Its state is a sequence of versions: readers take the published one
// without a lock and may keep it as long as they like; one writer at a time
// works on a copy, which is published whole or not at all.
type World struct {
	name string
	lifecycles
	found  engine.Memory[*Code]
	mishap func(Mishap)                     // told of entries that panicked, nil: nobody
	acting func(*Tx, *Bot, *Document) error // how bots act, nil: they do nothing
	story  func(*Tx, string)                // does what a scenario has planned, nil: nothing

	versions engine.Versions[version]
	past     past // guarded by the lock of the versions
}

// lifecycles are the tables by which things move, the same in all worlds.
type lifecycles struct {
	dueKinds    map[DueKind]func(*Tx, string)
	codeMoves   []CodeMove
	orderMoves  []OrderMove
	docMoves    []DocMove
	goodsRules  []GoodsRule
	goodsChecks []GoodsCheck
}

// Config is what a new world is made of.
type Config struct {
	Name             string
	Seed             uint64
	Clock            ClockSetting // zero: running, at the machine's time
	OpenParticipants bool         // an unknown BIN becomes a participant of all groups
	Processing       Processing   // how fast documents go on; fast if empty
	Rules            rules.Set    // how strict, and which readings; zero: every default
}

// NewWorld makes an empty world. Fill it with Update, then call MarkStart.
func NewWorld(c Config) *World {
	w := &World{name: c.Name, lifecycles: lifecycles{dueKinds(), CodeMoves(), OrderMoves(), DocMoves(), GoodsRules(), GoodsChecks()}}
	settings := Settings{c.Seed, c.OpenParticipants, c.Processing}
	w.versions.Publish(newVersion(c.Clock, c.Rules, settings))
	w.versions.Mark(newVersion(c.Clock, c.Rules, settings))
	return w
}

// Name is the name of the world in addresses.
func (w *World) Name() string { return w.name }

// Seed is what all random values of the world come from.
func (w *World) Seed() uint64 { return w.Settings().Seed }

// Open tells whether unknown participants are welcome.
func (w *World) Open() bool { return w.Settings().OpenParticipants }

// Settings are those of the present version.
func (w *World) Settings() Settings { return w.versions.Present().settings }

// OnMishap sets the function that is told of entries of the queue that panic.
// tell is called while the world is being changed, and must not use the world.
// Set it before others use the world; a fork has none until it is set there.
func (w *World) OnMishap(tell func(Mishap)) { w.mishap = tell }

// Update changes the world: first the due entries are settled, then f works on a
// private copy, at one fixed time, and the entries that f made due at once are
// settled. If f returns nil, its changes are published; otherwise they are dropped,
// and f's error is returned.
func (w *World) Update(f func(*Tx) error) error {
	w.versions.Lock()
	defer w.versions.Unlock()
	v := w.settled()
	tx := w.begin(v, v.clock.now())
	if err := f(tx); err != nil {
		return err
	}
	w.settle(tx) // what f made due at once is the writer's own work, not the next reader's
	w.publish(tx.version)
	return nil
}

// View reads one version of the world at one fixed time. f blocks no
// transaction, and sees no change that is published meanwhile.
func (w *World) View(f func(View) error) error { return f(w.Snapshot()) }

// Snapshot is the present version at the present time, settled; under a running
// clock it may be the one before a settlement that takes long. It stays valid,
// and unchanged, as long as the caller keeps it.
func (w *World) Snapshot() View {
	v := w.versions.Present()
	now := v.clock.now()
	if _, due := v.due.Head(int64(now)); due {
		v = w.catchUp(v)
	}
	return View{version: v, world: w, now: now}
}

// catchUp settles what is due, and gives the version to read. Under a frozen
// clock every reader waits for it: there, the same calls give the same answers.
func (w *World) catchUp(v *version) *version {
	if v.clock.Frozen {
		w.versions.Lock()
		defer w.versions.Unlock()
		return w.settled()
	}
	return w.versions.CatchUp(v, func() { w.settled() })
}

// settled publishes a version in which nothing is due, and returns it.
// The caller holds the writer's lock.
func (w *World) settled() *version {
	v := w.versions.Present()
	now := v.clock.now()
	if _, due := v.due.Head(int64(now)); !due {
		return v
	}
	tx, _ := w.aloneOrAside(v, now, func(tx *Tx) error { w.settle(tx); return nil })
	w.publish(tx.version)
	return tx.version
}

func (w *World) begin(v *version, now Moment) *Tx {
	return &Tx{View: View{version: v.copy(), world: w, now: now}}
}

func (w *World) setClock(change func(ClockSetting) (ClockSetting, error)) error {
	w.versions.Lock()
	defer w.versions.Unlock()
	v := w.settled()
	s, err := change(v.clock)
	if err == nil {
		err = s.check()
	}
	if err != nil {
		return err
	}
	tx, err := w.aloneOrAside(v, s.now(), func(tx *Tx) error {
		tx.clock = s
		w.settle(tx) // before anybody sees the new time: readers go on in the old one
		return nil
	})
	w.publish(tx.version)
	return err
}

// MarkStart makes the present version the one that Reset brings back.
func (w *World) MarkStart() {
	w.versions.Lock()
	defer w.versions.Unlock()
	w.versions.Mark(w.versions.Present().copy())
}

// Start is the version that Reset brings back.
func (w *World) Start() View {
	w.versions.LockBriefly()
	defer w.versions.UnlockBriefly()
	v := w.versions.Start()
	return View{version: v, world: w, now: v.clock.now()}
}

// Reset brings the world back to its start, in constant time: records, clock
// and random streams, so that the same calls get the same answers again.
func (w *World) Reset() {
	w.versions.Lock()
	defer w.versions.Unlock()
	w.past.forget()
	w.publish(w.versions.Start().copy())
}

// Fork makes an independent world of the same content, in constant time. Its
// start is the present version. seed nil keeps the seed and the streams where
// they are; otherwise the fork's streams start from this seed.
func (w *World) Fork(name string, seed *uint64) *World {
	w.versions.Lock()
	defer w.versions.Unlock()
	present := w.settled()
	fork := &World{name: name, lifecycles: w.lifecycles}
	fork.found.StampAfter(&w.found)
	next := present.copy()
	if seed != nil {
		next.settings.Seed, next.streams = *seed, engine.NewStreams()
	}
	fork.versions.Mark(next.copy())
	fork.versions.Publish(next)
	return fork
}

// Code finds a code by any of its written forms, nil if there is none: a short
// way for tests.
func (w *World) Code(written string) *Code {
	c, _ := w.Snapshot().Code(written)
	return c
}
