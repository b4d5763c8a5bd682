package schema

import (
	"slices"
	"strconv"
)

// grouping is how the children of a particle are put together.
type grouping uint8

const (
	single grouping = iota // one element
	sequence
	choice
	all
)

const unbounded = -1

// particle is a part of a content model: an element or a group, and how often
// it may stand.
type particle struct {
	kind        grouping
	least, most int
	element     *element
	children    []*particle

	optional bool        // nothing at all fits it
	hollow   bool        // one round of it can be nothing
	first    []*particle // single ones that it can begin with
}

// particle makes what stands in a model, nil if nothing can.
func (b *builder) particle(n *node) (*particle, error) {
	p := &particle{}
	var err error
	if p.least, p.most, err = n.occurs(); err != nil {
		return nil, err
	}
	if p.most == 0 {
		return nil, nil
	}
	if n.word == "group" {
		inside, err := b.group(n)
		if err != nil {
			return nil, err
		}
		leave, err := b.enter(inside)
		if err != nil {
			return nil, err
		}
		defer leave()
		if n = inside.child("all", "choice", "sequence"); n == nil {
			return nil, inside.fault("<group> holds nothing")
		}
	}
	p.kind = groupings[n.word]
	if p.kind == single {
		p.element, err = b.element(n)
	} else {
		err = b.fill(p, n)
	}
	if err != nil || p.kind != single && len(p.children) == 0 {
		return nil, err
	}
	p.prepare()
	return p, nil
}

var groupings = map[string]grouping{"element": single, "sequence": sequence, "choice": choice, "all": all}

// group gives the group that a node is, or refers to.
func (b *builder) group(n *node) (*node, error) {
	reference, has := n.attrs["ref"]
	if !has {
		return n, nil
	}
	found, _, err := b.find(n, "group", reference)
	return found, err
}

// fill makes the children of a particle.
func (b *builder) fill(p *particle, n *node) error {
	for _, c := range n.children {
		child, err := b.particle(c)
		switch {
		case err != nil:
			return err
		case child == nil:
		case p.kind == all && child.most != 1:
			return c.fault("in <all> an element can stand once only")
		case child.kind == all:
			return c.fault("<all> cannot stand in another group")
		default:
			p.children = append(p.children, child)
		}
	}
	switch {
	case p.kind == choice && p.least > 0 && len(p.children) == 0:
		return n.fault("<choice> holds nothing to choose")
	case p.kind == all && p.most != 1:
		return n.fault("<all> can stand once only")
	}
	return nil
}

// occurs reads minOccurs and maxOccurs.
func (n *node) occurs() (least, most int, err error) {
	read := func(name string) int {
		value, has := n.attrs[name]
		if !has {
			return 1
		}
		if value == "unbounded" && name == "maxOccurs" {
			return unbounded
		}
		number, wrong := strconv.ParseUint(value, 10, 31)
		if wrong != nil {
			err = n.fault("%s is %q, no whole number", name, value)
		}
		return int(number)
	}
	least, most = read("minOccurs"), read("maxOccurs")
	if err == nil && most != unbounded && most < least {
		err = n.fault("minOccurs %d is more than maxOccurs %d", least, most)
	}
	return least, most, err
}

// prepare finds out how a particle begins, once it has its children.
func (p *particle) prepare() {
	p.hollow = p.canBeHollow()
	p.optional = p.least == 0 || p.hollow
	switch p.kind {
	case single:
		p.first = []*particle{p}
	case sequence:
		for _, c := range p.children {
			p.first = append(p.first, c.first...)
			if !c.optional {
				break
			}
		}
	case choice, all:
		for _, c := range p.children {
			p.first = append(p.first, c.first...)
		}
	}
}

func (p *particle) canBeHollow() bool {
	need := func(c *particle) bool { return !c.optional }
	switch p.kind {
	case sequence, all:
		return !slices.ContainsFunc(p.children, need)
	case choice:
		return slices.ContainsFunc(p.children, func(c *particle) bool { return c.optional })
	default:
		return false
	}
}

// clear refuses a model in which an element could belong to one of two places:
// XML Schema forbids it («Unique Particle Attribution»), and the engine would
// have to guess.
func (p *particle) clear(n *node) error {
	if name, ok := p.ambiguous(); ok {
		return n.fault("the content is not deterministic: <%s> could belong to two places of it", name)
	}
	return nil
}

func (p *particle) ambiguous() (Name, bool) {
	for _, c := range p.children {
		if name, ok := c.ambiguous(); ok {
			return name, true
		}
	}
	for i, c := range p.children {
		next := c.first
		if p.kind == sequence {
			if next = c.more(); c.optional {
				next = slices.Concat(next, c.first)
			}
		}
		for _, later := range p.children[i+1:] {
			if name, ok := common(next, later.first, true); ok {
				return name, true
			}
			if p.kind == sequence && !later.optional {
				break
			}
		}
	}
	if p.kind == single || p.most == 1 {
		return Name{}, false
	}
	// Rounds are made as long as can be: too few may come of it.
	return common(p.moreOfRound(), p.first, p.least > 1 && !p.hollow)
}

// common gives a name that two places of a model have in common, or one place
// with itself, if that matters.
func common(a, b []*particle, itself bool) (Name, bool) {
	for _, x := range a {
		for _, y := range b {
			if x.element.name == y.element.name && (x != y || itself) {
				return x.element.name, true
			}
		}
	}
	return Name{}, false
}

// more is what a particle can go on with where it could end as well.
func (p *particle) more() []*particle {
	found := p.moreOfRound()
	if p.most == unbounded || p.most > max(p.least, 1) {
		found = append(found, p.first...)
	}
	return found
}

// moreOfRound is the same of the last round.
func (p *particle) moreOfRound() []*particle {
	var found []*particle
	switch p.kind {
	case single:
	case sequence:
		for i := len(p.children) - 1; i >= 0; i-- {
			found = append(found, p.children[i].more()...)
			if !p.children[i].optional {
				break
			}
			if i > 0 { // else the round has not begun
				found = append(found, p.children[i].first...)
			}
		}
	case choice:
		for _, c := range p.children {
			found = append(found, c.more()...)
		}
	case all:
		for _, c := range p.children {
			if c.optional {
				found = append(found, c.first...)
			}
		}
	}
	return found
}
