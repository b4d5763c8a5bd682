package schema

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/xsd/datatype"
	"github.com/mockismp/mockismp/xsd/pattern"
)

// simple makes a simple type.
func (b *builder) simple(n *node) (*simple, error) {
	if s := b.values[n]; s != nil {
		return s, nil
	}
	leave, err := b.enter(n)
	if err != nil {
		return nil, err
	}
	defer leave()
	how := n.child("restriction", "list", "union")
	if how == nil {
		return nil, n.fault("<simpleType> holds neither <restriction> nor <list> nor <union>")
	}
	var s *simple
	switch how.word {
	case "restriction":
		s, err = b.restriction(how)
	case "list":
		s, err = b.list(how)
	default:
		s, err = b.union(how)
	}
	if err != nil {
		return nil, err
	}
	b.values[n] = s
	return s, nil
}

// oneOf gives the simple type that a node names by an attribute or holds.
func (b *builder) oneOf(n *node, attr string) (*simple, error) {
	inside, reference := n.child("simpleType"), n.attrs[attr]
	switch {
	case inside != nil && reference != "":
		return nil, n.fault("<%s> has both %s and <simpleType>", n.word, attr)
	case inside != nil:
		return b.simple(inside)
	case reference != "":
		return b.simpleNamed(n, reference)
	}
	return nil, n.fault("<%s> has neither %s nor <simpleType>", n.word, attr)
}

func (b *builder) restriction(n *node) (*simple, error) {
	if wrong := n.child("group", "all", "choice", "sequence", "attribute", "attributeGroup"); wrong != nil {
		return nil, wrong.fault("<%s> cannot stand in <simpleType>", wrong.word)
	}
	base, err := b.oneOf(n, "base")
	if err != nil {
		return nil, err
	}
	return b.restrict(base, n)
}

func (b *builder) list(n *node) (*simple, error) {
	item, err := b.oneOf(n, "itemType")
	if err != nil {
		return nil, err
	}
	if item.item != nil {
		return nil, n.fault("a list of lists cannot be written")
	}
	s := newSimple()
	s.item, s.space = item, datatype.Collapse
	s.words = texts.TypeList.Of(item.words)
	return s, nil
}

func (b *builder) union(n *node) (*simple, error) {
	s := newSimple()
	s.space = datatype.Collapse
	for _, reference := range strings.Fields(n.attrs["memberTypes"]) {
		member, err := b.simpleNamed(n, reference)
		if err != nil {
			return nil, err
		}
		s.members = append(s.members, member)
	}
	for _, c := range n.children {
		member, err := b.simple(c)
		if err != nil {
			return nil, err
		}
		s.members = append(s.members, member)
	}
	if len(s.members) == 0 {
		return nil, n.fault("<union> has neither memberTypes nor <simpleType>")
	}
	var named []string
	for i, m := range s.members {
		switch name := m.words.String(); {
		case i == 0:
			s.words = m.words
		case slices.Contains(named, name):
			continue
		default:
			s.words = texts.TypeOr.Of(s.words, m.words)
		}
		named = append(named, m.words.String())
	}
	return s, nil
}

// restrict adds the facets that stand in a node to a type.
func (b *builder) restrict(base *simple, n *node) (*simple, error) {
	s := *base
	s.enumeration, s.patterns = nil, slices.Clone(base.patterns)
	s.bounds = slices.Clone(base.bounds)
	var level patterns
	seen := map[string]bool{}
	for _, c := range n.children {
		rule := grammar[c.word]
		if !rule.isFacet() {
			continue
		}
		value, has := c.attrs["value"]
		many := c.word == "pattern" || c.word == "enumeration"
		switch {
		case !has:
			return nil, c.fault("<%s> has no value", c.word)
		case seen[c.word] && !many:
			return nil, c.fault("<%s> stands twice", c.word)
		}
		seen[c.word] = true
		var err error
		switch c.word {
		case "pattern":
			err = level.add(c, value)
		case "enumeration":
			err = s.enumerate(c, base, value)
		case "whiteSpace":
			err = s.setSpace(c, value)
		case "minInclusive", "minExclusive", "maxInclusive", "maxExclusive":
			err = s.bind(c, base, value)
		default:
			err = s.count(c, base, value)
			b.schema.Longest = max(b.schema.Longest, s.length, s.most)
		}
		if err != nil {
			return nil, err
		}
	}
	if s.enumeration == nil {
		s.enumeration = base.enumeration
	}
	if len(level) > 0 {
		s.patterns = append(s.patterns, level)
	}
	if s.least > s.most && s.most >= 0 || s.length >= 0 && (s.least > s.length || s.most >= 0 && s.most < s.length) {
		return nil, n.fault("no length fits all of length, minLength and maxLength")
	}
	return &s, nil
}

func (l *patterns) add(n *node, value string) error {
	compiled, err := pattern.Compile(value)
	if err != nil {
		return n.fault("the pattern %q: %s", value, err)
	}
	*l = append(*l, expression{value, compiled})
	return nil
}

func (s *simple) enumerate(n *node, base *simple, text string) error {
	text = string(s.space.Normalize([]byte(text), nil))
	v, ok := base.parse([]byte(text))
	if !ok {
		return n.fault("%q is no value of the type that is restricted", text)
	}
	s.enumeration = append(s.enumeration, choiceOf{text, v})
	return nil
}

func (s *simple) setSpace(n *node, value string) error {
	spaces := map[string]datatype.Space{"preserve": datatype.Preserve, "replace": datatype.Replace, "collapse": datatype.Collapse}
	space, known := spaces[value]
	if !known || space < s.space {
		return n.fault("whiteSpace %q is not one of preserve, replace, collapse, or leaves more blanks than the type that is restricted", value)
	}
	s.space = space
	return nil
}

func (s *simple) bind(n *node, base *simple, text string) error {
	if s.atom == nil || !s.atom.Kind.Ordered() {
		return n.fault("<%s> does not apply to this type, or the engine cannot order its values", n.word)
	}
	text = strings.TrimSpace(text)
	v, ok := s.atom.Parse([]byte(text))
	if !ok || !base.within(v) {
		return n.fault("%s %q is no value of the type that is restricted", n.word, text)
	}
	s.bounds = slices.DeleteFunc(s.bounds, func(b bound) bool { return b.facet == n.word })
	s.bounds = append(s.bounds, bound{n.word, text, v})
	return nil
}

// count takes the facets that are whole numbers.
func (s *simple) count(n *node, base *simple, value string) error {
	number, err := strconv.ParseUint(strings.TrimSpace(value), 10, 31)
	if err != nil {
		return n.fault("%s is %q, no whole number", n.word, value)
	}
	digits := n.word == "totalDigits" || n.word == "fractionDigits"
	isDecimal := s.atom != nil && s.atom.Kind == datatype.Decimal
	hasLength := s.item != nil || s.atom != nil && (s.atom.Kind == datatype.Text || s.atom.Kind == datatype.Binary)
	if digits && !isDecimal || !digits && !hasLength {
		return n.fault("<%s> does not apply to this type", n.word)
	}
	is := int(number)
	looser := false
	switch n.word {
	case "length":
		looser, s.length = base.length >= 0 && base.length != is, is
	case "minLength":
		looser, s.least = base.least > is, is
	case "maxLength":
		looser, s.most = base.most >= 0 && base.most < is, is
	case "totalDigits":
		looser, s.total = base.total >= 0 && base.total < is || is == 0, is
	case "fractionDigits":
		looser, s.fraction = base.fraction >= 0 && base.fraction < is, is
	}
	if looser {
		return n.fault("%s %d allows what the type that is restricted forbids", n.word, is)
	}
	return nil
}
