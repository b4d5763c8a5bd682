// Package schema reads schemas in XML Schema 1.0 and checks documents against
// them: as a stream, in one pass, in memory that does not grow with the
// document, and in time that grows with its length only.
//
// It takes what schemas of documents are made of: elements and attributes,
// global and local, named and nameless types, sequence, choice, all, groups of
// both, extension and restriction, lists, unions, all facets, include. A schema
// that says more (keys, wildcards, substitution, other namespaces by import) is
// refused when it is read, with the word and the line: nothing is passed over.
package schema

import (
	"github.com/mockismp/mockismp/xsd/datatype"
)

// Name is the name of an element, attribute or type.
type Name struct{ Space, Local string }

func (n Name) String() string {
	if n.Space == "" {
		return n.Local
	}
	return "{" + n.Space + "}" + n.Local
}

// Schema is a schema that was read. Nothing changes it, so any number of
// documents may be checked at once.
type Schema struct {
	elements map[Name]*element
	types    map[Name]*typ // by name, for xsi:type
	// Longest is how many characters the longest value may have that a length or
	// maxLength speaks of, 0 if none does.
	Longest int
}

// element is a declaration of an element.
type element struct {
	name     Name
	typ      *typ
	nillable bool
	fixed    *string // the only value there is
	absent   *string // fixed or default: the value of an element without text
}

// attribute is a declaration of an attribute in a type.
type attribute struct {
	name     Name
	typ      *simple
	required bool
	fixed    *string
}

// content is what an element of a type may hold.
type content uint8

const (
	anything content = iota // the type of elements that name none
	empty
	text
	elements // and blanks
	mixed
)

// typ is a type of elements. A simple type has content text and no attributes.
type typ struct {
	name    Name
	base    *typ
	content content
	value   *simple // of text
	attrs   []*attribute
	model   *particle // of elements and mixed, nil if there are none
	simple  bool      // declared as a simple type
}

// attr finds the declaration of an attribute.
func (t *typ) attr(space string, local []byte) *attribute {
	for _, a := range t.attrs {
		if a.name.Local == string(local) && a.name.Space == space {
			return a
		}
	}
	return nil
}

// comesFrom tells whether a type is another one, or derived from it.
func (t *typ) comesFrom(other *typ) bool {
	for base := t; base != nil; base = base.base {
		if base == other {
			return true
		}
	}
	return other.content == anything
}

// xsSpace and xsiSpace are the namespaces of schemas and of what documents say
// of theirs.
const (
	xsSpace  = "http://www.w3.org/2001/XMLSchema"
	xsiSpace = "http://www.w3.org/2001/XMLSchema-instance"
	xmlSpace = "http://www.w3.org/XML/1998/namespace"
)

// builtIn gives a type of the language itself, nil if the engine has none.
func builtIn(local string) *simple {
	t, known := datatype.Lookup(local)
	if !known {
		return nil
	}
	s := newSimple()
	s.words, s.space = t.Words, t.Space
	if t.Item != nil {
		s.item, s.least = builtIn(t.Item.Name), 1
		return s
	}
	s.atom = t
	return s
}
