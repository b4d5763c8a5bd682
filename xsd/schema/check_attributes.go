package schema

import (
	"maps"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/xsd/lex"
)

// given is an attribute of a document whose prefix was resolved. Declarations
// of namespaces are none.
type given struct {
	qualified
	attr lex.Attr
}

// instance takes what a document says of its own types.
func (c *check) instance(depth int, attrs []given) {
	o := &c.open[depth]
	for _, a := range attrs {
		if a.space != xsiSpace {
			continue
		}
		value := strings.TrimSpace(string(a.attr.AppendValue(nil)))
		switch string(a.local) {
		case "type":
			if t := c.typeNamed(value); t != nil && t.comesFrom(o.typ) {
				o.typ = t
			} else {
				c.tell(depth, a.attr.Name, texts.SchemaType.Of(shown(value)))
			}
		case "nil":
			nothing, isFlag := isTrue(value)
			switch {
			case !isFlag:
				c.tell(depth, a.attr.Name, texts.SchemaValue.Of(shown(value), texts.TypeFlag.Of()))
			case !o.element.nillable:
				c.tell(depth, nil, texts.SchemaNotNillable.Of())
			default:
				o.nothing = nothing
			}
		}
	}
}

func isTrue(value string) (is, isFlag bool) {
	is = value == "true" || value == "1"
	return is, is || value == "false" || value == "0"
}

// typeNamed finds a type that a document names.
func (c *check) typeNamed(value string) *typ {
	prefix, local, prefixed := strings.Cut(value, ":")
	if !prefixed {
		prefix, local = "", prefix
	}
	space, bound := c.form.space([]byte(prefix))
	if !bound {
		return nil
	}
	name := Name{space, local}
	if t := c.schema.types[name]; t != nil || space != xsSpace {
		return t
	}
	if value := builtIn(local); value != nil {
		return simpleTyp(name, value)
	}
	return nil
}

// attributes holds the attributes of an element against its type.
func (c *check) attributes(depth int, attrs []given) {
	t := c.open[depth].typ
	if t.content == anything {
		return
	}
	found := 0
	for _, a := range attrs {
		declared := t.attr(a.space, a.local)
		if declared == nil {
			if a.space != xsiSpace || !ofInstance[string(a.local)] {
				c.tell(depth, a.attr.Name, texts.SchemaAttribute.Of())
			}
			continue
		}
		found++
		value := a.attr.Value
		if !a.attr.Plain() {
			c.value = a.attr.AppendValue(c.value[:0])
			value = c.value
		}
		c.holds(depth, a.attr.Name, declared.typ, value, declared.fixed)
	}
	if found == len(t.attrs) {
		return
	}
	for _, declared := range t.attrs {
		has := func(a given) bool { return a.space == declared.name.Space && string(a.local) == declared.name.Local }
		if declared.required && !slices.ContainsFunc(attrs, has) {
			c.tell(depth, nil, texts.SchemaRequired.Of(declared.name.Local))
		}
	}
}

// ofInstance are the attributes that every element may have.
var ofInstance = map[string]bool{"type": true, "nil": true, "schemaLocation": true, "noNamespaceSchemaLocation": true}

// roots lists the elements that a document may begin with.
func (s *Schema) roots() string {
	names := slices.Collect(maps.Keys(s.elements))
	slices.SortFunc(names, func(a, b Name) int { return strings.Compare(a.String(), b.String()) })
	return tags(names)
}
