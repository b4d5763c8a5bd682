package schema

// frame is where an element stands in one particle of its content model. The
// frames of all open elements lie on one stack, inner particles above.
type frame struct {
	particle *particle
	rounds   int    // that are whole
	inside   bool   // of a round: of groups only
	child    int    // that was entered last
	seen     []bool // children of an all that were there
}

func (p *particle) frame() frame {
	f := frame{particle: p}
	if p.kind == all {
		f.seen = make([]bool, len(p.children))
	}
	return f
}

// matcher walks over the frames of one element.
type matcher struct {
	frames []frame // of all open elements
	base   int     // where those of this one begin
}

// next gives the declaration of the element that comes next, nil if none of
// that name can come: then nothing has changed.
func (m *matcher) next(space string, local []byte) *element {
	fits := func(p *particle) bool { return p.startsWith(space, local) }
	for top := len(m.frames) - 1; top >= m.base; top-- {
		f := m.frames[top] // a copy, as long as it is not clear that the name fits
		switch f.enter(fits) {
		case stuck:
			return nil
		case entered:
			m.frames[top] = f
			m.frames = m.frames[:top+1]
			for f.particle.kind != single {
				if f.particle.kind == all {
					f.seen[f.child] = true
				}
				f = f.particle.children[f.child].frame()
				f.enter(fits)
				m.frames = append(m.frames, f)
			}
			return f.particle.element
		case passed:
		}
	}
	return nil
}

// expected gives what can come next, and tells whether the element may end.
func (m *matcher) expected() (names []Name, whole bool) {
	ask := func(p *particle) bool {
		for _, s := range p.first {
			names = append(names, s.element.name)
		}
		return false
	}
	for top := len(m.frames) - 1; top >= m.base; top-- {
		f := m.frames[top]
		if f.enter(ask) == stuck {
			return names, false
		}
	}
	return names, true
}

func (p *particle) startsWith(space string, local []byte) bool {
	for _, s := range p.first {
		if s.element.name.Local == string(local) && s.element.name.Space == space {
			return true
		}
	}
	return false
}

// outcome is the answer of a frame that was asked for the next element.
type outcome uint8

const (
	passed  outcome = iota // it has none, and may end
	entered                // it has one, in its child
	stuck                  // it has none, and may not end
)

// enter moves a frame on to the child that the next element begins, if there is
// one: fits is asked of every child that could stand next.
func (f *frame) enter(fits func(*particle) bool) outcome {
	p := f.particle
	switch p.kind {
	case single:
		if p.again(f.rounds) && fits(p) {
			f.rounds++
			return entered
		}
	case sequence:
		if f.inside {
			if o := f.along(f.child+1, fits); o != passed {
				return o
			}
			f.inside = false
			f.rounds++
		}
		if p.again(f.rounds) && f.along(0, fits) == entered {
			return entered
		}
	case choice:
		if f.inside {
			f.inside = false
			f.rounds++
		}
		if p.again(f.rounds) && f.any(fits) {
			return entered
		}
	case all:
		return f.anyOfAll(fits)
	}
	if f.rounds < p.least && !p.hollow {
		return stuck
	}
	return passed
}

func (p *particle) again(rounds int) bool { return p.most == unbounded || rounds < p.most }

// along looks for the next child of a sequence.
func (f *frame) along(from int, fits func(*particle) bool) outcome {
	for i, c := range f.particle.children[from:] {
		if fits(c) {
			f.inside, f.child = true, from+i
			return entered
		}
		if !c.optional {
			return stuck
		}
	}
	return passed
}

func (f *frame) any(fits func(*particle) bool) bool {
	for i, c := range f.particle.children {
		if fits(c) {
			f.inside, f.child = true, i
			return true
		}
	}
	return false
}

func (f *frame) anyOfAll(fits func(*particle) bool) outcome {
	result := passed
	for i, c := range f.particle.children {
		switch {
		case f.seen[i]:
		case fits(c):
			f.inside, f.child = true, i
			return entered
		case !c.optional && (f.inside || f.particle.least > 0):
			result = stuck
		}
	}
	return result
}
