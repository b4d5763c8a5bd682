package schema

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// Compile reads a schema. Files that it includes are asked for by the name that
// it gives them, without a folder, since they lie beside it. The error names
// line and word of everything that is wrong, or that the engine does not know.
func Compile(text []byte, open func(name string) ([]byte, error)) (*Schema, error) {
	b := &builder{
		open: open, read: map[string]bool{}, globals: map[string]map[Name]*node{},
		types: map[*node]*typ{}, values: map[*node]*simple{}, elements: map[*node]*element{}, busy: map[*node]bool{},
		schema: &Schema{elements: map[Name]*element{}, types: map[Name]*typ{}},
	}
	b.fail(b.file(&file{}, text))
	if len(b.wrong) == 0 {
		b.build()
	}
	if len(b.wrong) > 0 {
		return nil, errors.Join(b.wrong...)
	}
	return b.schema, nil
}

type builder struct {
	open     func(name string) ([]byte, error)
	read     map[string]bool
	globals  map[string]map[Name]*node // by kind; types share one
	types    map[*node]*typ
	values   map[*node]*simple
	elements map[*node]*element
	busy     map[*node]bool // what is being built, to find circles
	later    []func() error // the types of elements, which may hold the elements
	schema   *Schema
	wrong    []error
}

func (b *builder) fail(err error) {
	if err != nil {
		b.wrong = append(b.wrong, err)
	}
}

// kinds of global declarations: types, simple and complex, are one.
var kinds = map[string]string{
	"element": "element", "attribute": "attribute", "simpleType": "type", "complexType": "type", "group": "group", "attributeGroup": "attributeGroup",
}

// file takes in the declarations of a file, and of those it includes.
func (b *builder) file(f *file, text []byte) error {
	root, err := parse(f, text)
	if err != nil {
		return err
	}
	target, has := root.attrs["targetNamespace"]
	switch {
	case has && f.name != "" && target != f.target:
		return root.fault("its namespace is %q, that of the schema that includes it %q", target, f.target)
	case has:
		f.target = target
	default:
		f.borrowed = f.target != ""
	}
	f.qualified = map[string]bool{
		"element":   root.attrs["elementFormDefault"] == "qualified",
		"attribute": root.attrs["attributeFormDefault"] == "qualified",
	}
	for _, n := range root.children {
		if n.word == "include" {
			b.fail(b.include(n))
			continue
		}
		kind := kinds[n.word]
		if b.globals[kind] == nil {
			b.globals[kind] = map[Name]*node{}
		}
		name := n.own()
		if first, twice := b.globals[kind][name]; twice {
			b.fail(n.fault("<%s> %s stands on line %d already", n.word, name, first.line))
		}
		if name.Local == "" {
			b.fail(n.fault("<%s> has no name", n.word))
		}
		b.globals[kind][name] = n
	}
	return nil
}

func (b *builder) include(n *node) error {
	name := n.attrs["schemaLocation"]
	switch {
	case name == "" || strings.ContainsAny(name, `/\:`) || path.Base(name) != name:
		return n.fault("schemaLocation is %q: it names a file beside the schema, without a folder", name)
	case b.read[name]:
		return nil
	}
	b.read[name] = true
	text, err := b.open(name)
	if err != nil {
		return n.fault("%s cannot be included: %s", name, err)
	}
	if err := b.file(&file{name: name, tag: name, target: n.file.target}, text); err != nil {
		if !strings.HasPrefix(err.Error(), name+": ") {
			err = fmt.Errorf("%s: %w", name, err)
		}
		return err
	}
	return nil
}

// build makes everything that is declared, used or not, so that what is wrong
// is found.
func (b *builder) build() {
	for name, n := range b.globals["type"] {
		t, err := b.typ(n)
		b.fail(err)
		b.schema.types[name] = t
	}
	for name, n := range b.globals["element"] {
		e, err := b.element(n)
		b.fail(err)
		b.schema.elements[name] = e
	}
	for _, n := range b.globals["group"] {
		_, err := b.particle(n)
		b.fail(err)
	}
	for _, n := range b.globals["attributeGroup"] {
		_, err := b.attributes(n, nil)
		b.fail(err)
	}
	for _, n := range b.globals["attribute"] {
		_, _, err := b.attribute(n)
		b.fail(err)
	}
	for len(b.later) > 0 {
		next := b.later[0]
		b.later = b.later[1:]
		b.fail(next())
	}
}

// find gives a global declaration by a reference to it.
func (b *builder) find(n *node, kind, reference string) (*node, Name, error) {
	name, err := n.resolve(reference)
	if err != nil {
		return nil, name, err
	}
	found := b.globals[kind][name]
	if found == nil {
		return nil, name, n.fault("there is no %s %s", kind, name)
	}
	return found, name, nil
}

// enter marks what is being built; to come to it again is a circle.
func (b *builder) enter(n *node) (leave func(), err error) {
	if b.busy[n] {
		return nil, n.fault("<%s> %s is made of itself", n.word, n.attrs["name"])
	}
	b.busy[n] = true
	return func() { delete(b.busy, n) }, nil
}

// named gives a type by a reference to it.
func (b *builder) named(n *node, reference string) (*typ, error) {
	name, err := n.resolve(reference)
	if err != nil {
		return nil, err
	}
	if name.Space == xsSpace {
		return b.builtIn(n, name)
	}
	declared, _, err := b.find(n, "type", reference)
	if err != nil {
		return nil, err
	}
	return b.typ(declared)
}

func (b *builder) builtIn(n *node, name Name) (*typ, error) {
	if t := b.schema.types[name]; t != nil {
		return t, nil
	}
	t := &typ{name: name, content: anything}
	if name.Local != "anyType" {
		value := builtIn(name.Local)
		if value == nil {
			return nil, n.fault("the type xs:%s is not known to this engine", name.Local)
		}
		t = simpleTyp(name, value)
	}
	b.schema.types[name] = t
	return t, nil
}

func simpleTyp(name Name, value *simple) *typ {
	return &typ{name: name, content: text, value: value, simple: true}
}

// simpleNamed gives a simple type by a reference to it.
func (b *builder) simpleNamed(n *node, reference string) (*simple, error) {
	t, err := b.named(n, reference)
	if err != nil {
		return nil, err
	}
	if !t.simple {
		return nil, n.fault("%s is no simple type", reference)
	}
	return t.value, nil
}

// element makes a declaration, or finds the one that is referred to.
func (b *builder) element(n *node) (*element, error) {
	if e := b.elements[n]; e != nil {
		return e, nil
	}
	if reference := n.attrs["ref"]; reference != "" {
		for _, alone := range []string{"name", "type", "nillable", "default", "fixed", "form"} {
			if _, has := n.attrs[alone]; has {
				return nil, n.fault("<element> has both ref and %s", alone)
			}
		}
		declared, _, err := b.find(n, "element", reference)
		if err != nil {
			return nil, err
		}
		return b.element(declared)
	}
	if n.attrs["name"] == "" {
		return nil, n.fault("<element> has neither name nor ref")
	}
	e := &element{name: b.local(n), nillable: n.flag("nillable")}
	b.elements[n] = e
	b.later = append(b.later, func() error { return b.complete(e, n) })
	return e, nil
}

// complete gives an element its type and what depends on it.
func (b *builder) complete(e *element, n *node) (err error) {
	if e.typ, err = b.typeOf(n); err != nil {
		return err
	}
	for _, name := range []string{"default", "fixed"} {
		value, has := n.attrs[name]
		if !has {
			continue
		}
		if e.absent != nil {
			return n.fault("<element> has both default and fixed")
		}
		e.absent = &value
		if name == "fixed" {
			e.fixed = &value
		}
		if e.typ.content == text {
			if _, ok := e.typ.value.parse([]byte(value)); !ok {
				return n.fault("%s is %q, which is no value of its type", name, value)
			}
		}
	}
	return nil
}

// local is the name of a declaration: with the namespace of the schema if it is
// global, or if local ones have it.
func (b *builder) local(n *node) Name {
	name := n.own()
	form := n.attrs["form"]
	if form == "unqualified" || form == "" && !n.file.qualified[n.word] && b.globals[n.word][name] != n {
		name.Space = ""
	}
	return name
}

func (b *builder) typeOf(n *node) (*typ, error) {
	inside := n.child("simpleType", "complexType")
	reference, has := n.attrs["type"]
	switch {
	case has && inside != nil:
		return nil, n.fault("<element> has both type and <%s>", inside.word)
	case has:
		return b.named(n, reference)
	case inside != nil:
		return b.typ(inside)
	}
	return b.builtIn(n, Name{xsSpace, "anyType"})
}

func (b *builder) attribute(n *node) (a *attribute, use string, err error) {
	use = n.attrs["use"]
	if reference := n.attrs["ref"]; reference != "" {
		if reference == "xml:lang" {
			return &attribute{name: Name{xmlSpace, "lang"}, typ: builtIn("language"), required: use == "required"}, use, nil
		}
		declared, _, err := b.find(n, "attribute", reference)
		if err != nil {
			return nil, "", err
		}
		a, _, err := b.attribute(declared)
		if err != nil {
			return nil, "", err
		}
		own := *a
		own.required = use == "required"
		if fixed, has := n.attrs["fixed"]; has {
			own.fixed = &fixed
		}
		return &own, use, nil
	}
	if n.attrs["name"] == "" {
		return nil, "", n.fault("<attribute> has neither name nor ref")
	}
	a = &attribute{name: b.local(n), required: use == "required"}
	inside, reference := n.child("simpleType"), n.attrs["type"]
	switch {
	case inside != nil && reference != "":
		err = n.fault("<attribute> has both type and <simpleType>")
	case inside != nil:
		a.typ, err = b.simple(inside)
	case reference != "":
		a.typ, err = b.simpleNamed(n, reference)
	default:
		a.typ = builtIn("anySimpleType")
	}
	if err != nil {
		return nil, "", err
	}
	for _, name := range []string{"default", "fixed"} {
		value, has := n.attrs[name]
		if !has {
			continue
		}
		if _, ok := a.typ.parse([]byte(value)); !ok {
			return nil, "", n.fault("%s is %q, which is no value of its type", name, value)
		}
		if name == "fixed" {
			a.fixed = &value
		}
	}
	return a, use, nil
}
