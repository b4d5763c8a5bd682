package state

import (
	"slices"
	"sort"
	"time"
)

// past are earlier versions of a world, for answers that are stale on purpose.
type past struct {
	keep     time.Duration // how far back; 0: none is kept
	versions []pastVersion // by time, the last is the present one
}

type pastVersion struct {
	at Moment // since when it was so
	v  *version
}

// mostPast is how many versions are kept: of more, every other one goes, so that
// what is seen is a little older than was asked for.
const mostPast = 2000

// KeepPast lets AsOf go so far back from now on. 0 forgets what was kept.
func (w *World) KeepPast(keep time.Duration) {
	w.versions.Lock()
	defer w.versions.Unlock()
	w.past.keep = keep
	if keep == 0 || len(w.past.versions) == 0 {
		w.past.forget()
		w.remember(w.versions.Present())
	}
}

func (p *past) forget() { p.versions = nil }

// publish puts a version in the place of the present one. The caller holds
// the publisher's lock, alone or with the writer's.
func (w *World) publish(v *version) {
	w.versions.Publish(v)
	w.remember(v)
}

func (w *World) remember(v *version) {
	p := &w.past
	if p.keep == 0 {
		return
	}
	now := v.clock.now()
	if n := len(p.versions); n > 0 && p.versions[n-1].at > now { // somebody set the clock back
		p.forget()
	}
	p.versions = append(p.versions, pastVersion{now, v})
	if first := p.index(now.Add(-p.keep)); first > 0 {
		p.versions = slices.Delete(p.versions, 0, first)
	}
	if len(p.versions) > mostPast {
		half := p.versions[:0]
		for i := 0; i < len(p.versions); i += 2 {
			half = append(half, p.versions[i])
		}
		clear(p.versions[len(half):])
		p.versions = half
	}
}

// index is that of the version that was there at a moment, 0 if none is kept.
func (p *past) index(at Moment) int {
	after := sort.Search(len(p.versions), func(i int) bool { return p.versions[i].at > at })
	return max(0, after-1)
}

// AsOf is the world as it was so long ago, as far back as versions are kept. It
// is another world, whose clock stands still at that time, and which does not
// change.
func (w *World) AsOf(ago time.Duration) *World {
	w.versions.Lock()
	defer w.versions.Unlock()
	then := pastVersion{v: w.settled()}
	at := then.v.clock.now()
	if len(w.past.versions) > 0 {
		at = at.Add(-ago)
		then = w.past.versions[w.past.index(at)]
	}
	next := then.v.copy()
	next.clock = FrozenAt(max(at, then.at))
	old := &World{name: w.name, lifecycles: w.lifecycles, acting: w.acting, story: w.story}
	old.found.StampAfter(&w.found)
	old.versions.Mark(next)
	old.versions.Publish(next)
	return old
}
