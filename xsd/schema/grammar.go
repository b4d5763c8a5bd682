package schema

import (
	"slices"
	"strings"

	"github.com/mockismp/mockismp/xsd/lex"
)

// rule is what an element of a schema may have. Its children come in the order
// of the stages: many of a stage with a *, one of any other. One of needs must
// be there.
type rule struct {
	attrs  []string
	stages []string
	needs  []string
}

const (
	attributes = "attribute attributeGroup*"
	model      = "group all choice sequence"
	facetWords = "minExclusive minInclusive maxExclusive maxInclusive totalDigits fractionDigits length minLength maxLength enumeration whiteSpace pattern"
)

// grammar is the language as far as the engine knows it.
var grammar = func() map[string]rule {
	of := func(attrs string, stages ...string) rule { return rule{attrs: strings.Fields(attrs), stages: stages} }
	g := map[string]rule{
		"schema":         of("targetNamespace version elementFormDefault attributeFormDefault", "include*", "element attribute simpleType complexType group attributeGroup*"),
		"include":        of("schemaLocation"),
		"element":        of("name ref type minOccurs maxOccurs nillable default fixed form", "simpleType complexType"),
		"attribute":      of("name ref type use default fixed form", "simpleType"),
		"complexType":    of("name mixed", model+" simpleContent complexContent", attributes),
		"simpleContent":  of("", "restriction extension"),
		"complexContent": of("mixed", "restriction extension"),
		"extension":      of("base", model, attributes),
		"restriction":    of("base", model+" simpleType", facetWords+"*", attributes),
		"simpleType":     of("name", "restriction list union"),
		"list":           of("itemType", "simpleType"),
		"union":          of("memberTypes", "simpleType*"),
		"group":          of("name ref minOccurs maxOccurs", "all choice sequence"),
		"attributeGroup": of("name ref", attributes),
		"sequence":       of("minOccurs maxOccurs", "element group choice sequence*"),
		"choice":         of("minOccurs maxOccurs", "element group choice sequence*"),
		"all":            of("minOccurs maxOccurs", "element*"),
	}
	for _, facet := range strings.Fields(facetWords) {
		g[facet] = of("value fixed")
	}
	for word, needed := range map[string]string{
		"simpleContent": "restriction extension", "complexContent": "restriction extension", "simpleType": "restriction list union",
	} {
		r := g[word]
		r.needs = strings.Fields(needed)
		g[word] = r
	}
	return g
}()

// idle are values by which an attribute changes nothing, so that it need not be
// known.
var idle = map[string][]string{
	"id": nil, "abstract": {"false", "0"}, "final": {""}, "block": {""}, "finalDefault": {""}, "blockDefault": {""},
}

// listed are attributes that have one of a few values.
var listed = map[string][]string{
	"elementFormDefault": {"qualified", "unqualified"}, "attributeFormDefault": {"qualified", "unqualified"},
	"form": {"qualified", "unqualified"}, "use": {"optional", "required", "prohibited"},
	"mixed": {"true", "false", "1", "0"}, "nillable": {"true", "false", "1", "0"},
}

// check holds a node against the grammar. Its children follow later.
func (n *node) check(parent *node) error {
	rule, known := grammar[n.word]
	switch {
	case parent.word == "" && n.word != "schema":
		return n.fault("<%s> is no schema", n.word)
	case !known:
		return n.fault("<%s> is not known to this engine", n.word)
	}
	for name, value := range n.attrs {
		if values, isIdle := idle[name]; isIdle && (values == nil || slices.Contains(values, value)) {
			delete(n.attrs, name)
			continue
		}
		if !slices.Contains(rule.attrs, name) {
			return n.fault("the attribute %s=%q of <%s> is not known to this engine", name, value, n.word)
		}
		if values := listed[name]; values != nil && !slices.Contains(values, value) {
			return n.fault("the attribute %s of <%s> is %q, not one of %s", name, n.word, value, strings.Join(values, ", "))
		}
		if name == "name" && (!lex.IsName([]byte(value)) || strings.Contains(value, ":")) {
			return n.fault("the name %q of <%s> is none", value, n.word)
		}
	}
	if parent.word == "" {
		return nil
	}
	return n.fits(parent)
}

// fits tells whether a node may stand where it does.
func (n *node) fits(parent *node) error {
	stages := grammar[parent.word].stages
	stage := slices.IndexFunc(stages, has(n.word))
	if stage < 0 {
		return n.fault("<%s> cannot stand in <%s>", n.word, parent.word)
	}
	if len(parent.children) == 0 {
		return nil
	}
	last := parent.children[len(parent.children)-1].word
	before := slices.IndexFunc(stages, has(last))
	if stage < before || stage == before && !strings.HasSuffix(stages[stage], "*") {
		return n.fault("<%s> cannot stand behind <%s> in <%s>", n.word, last, parent.word)
	}
	return nil
}

func has(word string) func(stage string) bool {
	return func(stage string) bool {
		return slices.Contains(strings.Fields(strings.TrimSuffix(stage, "*")), word)
	}
}

// flag reads an attribute that is true or false.
func (n *node) flag(name string) bool { return n.attrs[name] == "true" || n.attrs[name] == "1" }

// child is the first child that is one of words, nil if none is.
func (n *node) child(words ...string) *node {
	for _, c := range n.children {
		if slices.Contains(words, c.word) {
			return c
		}
	}
	return nil
}
