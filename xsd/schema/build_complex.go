package schema

import "slices"

// typ makes a type, simple or complex.
func (b *builder) typ(n *node) (*typ, error) {
	if t := b.types[n]; t != nil {
		return t, nil
	}
	if n.word == "simpleType" {
		value, err := b.simple(n)
		if err != nil {
			return nil, err
		}
		t := simpleTyp(n.own(), value)
		b.types[n] = t
		return t, nil
	}
	leave, err := b.enter(n)
	if err != nil {
		return nil, err
	}
	defer leave()
	t := &typ{name: n.own(), content: empty}
	derived := n.child("simpleContent", "complexContent")
	switch {
	case derived == nil:
		err = b.content(t, n, n.flag("mixed"), nil)
	case derived.word == "simpleContent":
		err = b.simpleContent(t, derived)
	default:
		err = b.complexContent(t, derived, n.flag("mixed"))
	}
	if err == nil && t.model != nil {
		err = t.model.clear(n)
	}
	if err != nil {
		return nil, err
	}
	b.types[n] = t
	return t, nil
}

// content makes what stands in a complexType, or in an extension or restriction
// in it: a model, and attributes beside those there are already.
func (b *builder) content(t *typ, n *node, isMixed bool, inherited []*attribute) (err error) {
	if m := n.child("group", "all", "choice", "sequence"); m != nil {
		if t.model, err = b.particle(m); err != nil {
			return err
		}
	}
	switch {
	case isMixed:
		t.content = mixed
	case t.model != nil:
		t.content = elements
	}
	t.attrs, err = b.attributes(n, inherited)
	return err
}

// base finds what a type is derived from.
func (b *builder) base(n *node) (*typ, error) {
	reference := n.attrs["base"]
	if reference == "" {
		return nil, n.fault("<%s> has no base", n.word)
	}
	return b.named(n, reference)
}

func (b *builder) simpleContent(t *typ, n *node) error {
	how := n.child("extension", "restriction")
	if how == nil {
		return n.fault("<simpleContent> has neither <extension> nor <restriction>")
	}
	base, err := b.base(how)
	if err != nil {
		return err
	}
	if base.content != text || how.word == "restriction" && base.simple {
		return how.fault("%s cannot be the base of this <%s>", how.attrs["base"], how.word)
	}
	t.base, t.content, t.value = base, text, base.value
	if m := how.child("group", "all", "choice", "sequence"); m != nil {
		return m.fault("<%s> cannot stand in <simpleContent>", m.word)
	}
	if how.word == "restriction" {
		if inside := how.child("simpleType"); inside != nil {
			if t.value, err = b.simple(inside); err != nil {
				return err
			}
		}
		if t.value, err = b.restrict(t.value, how); err != nil {
			return err
		}
	} else if inside := how.child("simpleType"); inside != nil {
		return inside.fault("<simpleType> cannot stand in <extension>")
	}
	t.attrs, err = b.attributes(how, base.attrs)
	return err
}

func (b *builder) complexContent(t *typ, n *node, isMixed bool) error {
	if _, has := n.attrs["mixed"]; has {
		isMixed = n.flag("mixed")
	}
	how := n.child("extension", "restriction")
	if how == nil {
		return n.fault("<complexContent> has neither <extension> nor <restriction>")
	}
	for _, c := range how.children {
		if c.word == "simpleType" || grammar[c.word].isFacet() {
			return c.fault("<%s> cannot stand in <complexContent>", c.word)
		}
	}
	base, err := b.base(how)
	if err != nil {
		return err
	}
	if base.content == text || base.content == anything && how.word == "extension" {
		return how.fault("%s cannot be the base of this <%s>", how.attrs["base"], how.word)
	}
	t.base = base
	if err := b.content(t, how, isMixed, base.attrs); err != nil || how.word == "restriction" {
		return err
	}
	switch {
	case t.model == nil:
		t.model, t.content = base.model, max(base.content, t.content)
	case base.model == nil:
		t.content = max(base.content, t.content)
	default:
		if base.model.kind == all || t.model.kind == all {
			return how.fault("<all> cannot be extended, nor extend other elements")
		}
		if (base.content == mixed) != isMixed {
			return how.fault("of a type and its base one is mixed, the other is not")
		}
		t.model = &particle{kind: sequence, least: 1, most: 1, children: []*particle{base.model, t.model}}
		t.model.prepare()
	}
	return nil
}

func (r rule) isFacet() bool { return slices.Contains(r.attrs, "value") }

// attributes adds those that stand in a node to those there are. A prohibited
// one takes away what was inherited.
func (b *builder) attributes(n *node, inherited []*attribute) ([]*attribute, error) {
	c := &collection{builder: b, found: slices.Clone(inherited), own: map[Name]bool{}}
	err := c.add(n)
	return c.found, err
}

type collection struct {
	*builder
	found []*attribute
	own   map[Name]bool
}

func (c *collection) add(n *node) error {
	for _, child := range n.children {
		var err error
		switch child.word {
		case "attribute":
			err = c.one(child)
		case "attributeGroup":
			err = c.group(child)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *collection) group(n *node) error {
	group, _, err := c.find(n, "attributeGroup", n.attrs["ref"])
	if err != nil {
		return err
	}
	leave, err := c.enter(group)
	if err != nil {
		return err
	}
	defer leave()
	return c.add(group)
}

func (c *collection) one(n *node) error {
	a, use, err := c.attribute(n)
	if err != nil {
		return err
	}
	if c.own[a.name] {
		return n.fault("the attribute %s is declared twice", a.name)
	}
	c.own[a.name] = true
	c.found = slices.DeleteFunc(c.found, func(before *attribute) bool { return before.name == a.name })
	if use != "prohibited" {
		c.found = append(c.found, a)
	}
	return nil
}
