package schema

import (
	"errors"
	"io"
	"sync"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/xsd/lex"
)

// Check gives the faults of a document in UTF-8, in its order: at most so many,
// and the number of those left out. If the document is not well-formed, that is
// the last fault, with the code [lex.Syntax]; if the lexer refuses to go on, its
// error is given as well. Tokens go to see as they pass, if it is not nil, up to
// the first that is not well-formed.
func (s *Schema) Check(l *lex.Lexer, most int, see func(*lex.Lexer, *lex.Token)) (found []Fault, more int, refused *lex.Error) {
	c := checks.Get().(*check)
	defer c.done()
	c.schema, c.lex, c.most, c.skip, c.see = s, l, most, nowhere, see
	c.form.begin(l)
	err := c.run()
	if errors.As(err, &refused) && refused.Code != lex.Syntax {
		return nil, 0, refused
	}
	return c.found, c.more, nil
}

// checks are used again, for the memory that they have grown to.
var checks = sync.Pool{New: func() any { return new(check) }}

// done lets go of the document.
func (c *check) done() {
	clear(c.open[:cap(c.open)])
	clear(c.form.attrs[:cap(c.form.attrs)])
	clear(c.frames[:cap(c.frames)])
	*c = check{
		open: c.open[:0], frames: c.frames[:0], text: c.text[:0], scratch: c.scratch[:0], value: c.value[:0],
		form: form{bound: c.form.bound[:0], levels: c.form.levels[:0], attrs: c.form.attrs[:0]},
	}
	checks.Put(c)
}

// check is one document under way.
type check struct {
	schema *Schema
	lex    *lex.Lexer
	see    func(*lex.Lexer, *lex.Token)
	form   form
	open   []open
	frames []frame // of the content of all open elements
	skip   int     // depth from which on nothing is held against the schema

	depth     int    // what a value is looked at of
	attribute []byte // and which of its attributes

	text    []byte // of the innermost element, where it is in pieces
	scratch []byte
	value   []byte // of an attribute

	most, more int
	found      []Fault
}

// nowhere is deeper than any document.
const nowhere = lex.MaxDepth + 1

// open is an element that was begun and not yet ended.
type open struct {
	name    []byte // as written
	end     int    // offset of the > of its tag
	typ     *typ
	element *element
	frames  int  // how many there were before
	done    bool // something was wrong with its children: no more is said of them
	filled  bool // it has text, or a child
	nothing bool // it is nil
	told    bool // that its text is wrong
	whole   []byte
}

// tell keeps a fault of an element, or of one of its attributes.
func (c *check) tell(depth int, attribute []byte, p problem) {
	if len(c.found) == c.most {
		c.more++
		return
	}
	o := &c.open[depth]
	said := at(cut(string(o.name)), cut(string(attribute)), p)
	c.found = append(c.found, Fault{
		Line: c.lex.LineAt(o.end), Path: c.path(depth), Code: codeOf(p), Message: said.String(), Detail: said.English(),
	})
}

// mostPath is how many bytes of names a path has at most.
const mostPath = 500

func (c *check) path(depth int) string {
	var path []byte
	for _, o := range c.open[:depth+1] {
		if len(path)+len(o.name) > mostPath {
			break
		}
		path = append(append(path, '/'), o.name...)
	}
	return string(path)
}

func (c *check) run() error {
	for {
		token, err := c.lex.Next()
		err = c.form.look(token, err)
		if token.Kind == lex.Text && err != nil {
			c.characters(c.form.before(token))
		}
		if err != nil && errors.Is(err, io.EOF) {
			err = c.form.end(len(c.open))
			if err == nil {
				return nil
			}
		}
		if err == nil && c.see != nil {
			c.see(c.lex, token)
		}
		if err == nil {
			err = c.take(token)
		}
		if err != nil {
			c.broken(err)
			return err
		}
	}
}

// broken keeps what ends a document before its end.
func (c *check) broken(err error) {
	wrong := new(lex.Error)
	if !errors.As(err, &wrong) {
		return
	}
	if len(c.found) == c.most {
		c.more++
		return
	}
	c.found = append(c.found, Fault{Line: wrong.Line, Code: string(lex.Syntax), Message: wrong.Message, Detail: wrong.Detail})
}

func (c *check) take(token *lex.Token) error {
	switch token.Kind {
	case lex.Start:
		return c.start(token)
	case lex.End:
		return c.stop(token)
	case lex.Text, lex.CData:
		c.characters(token)
	case lex.Other:
	}
	return nil
}

func (c *check) start(token *lex.Token) error {
	_, to := c.lex.Span()
	name, attrs, err := c.form.start(token, len(c.open))
	if err != nil {
		return err
	}
	depth := len(c.open)
	c.open = append(c.open, open{name: token.Name, end: to - 1, frames: len(c.frames)})
	if depth >= c.skip {
		return nil
	}
	element := c.declared(depth, name)
	if element == nil {
		c.skip = depth
		return nil
	}
	c.text = c.text[:0]
	o := &c.open[depth]
	o.element, o.typ = element, element.typ
	c.instance(depth, attrs)
	c.attributes(depth, attrs)
	if o.typ.model != nil {
		c.frames = append(c.frames, o.typ.model.frame())
	}
	return nil
}

// declared finds the declaration of an element that has begun, or tells why it
// cannot stand where it does.
func (c *check) declared(depth int, name qualified) *element {
	if depth == 0 {
		e := c.schema.elements[Name{name.space, string(name.local)}]
		if e == nil {
			c.tell(0, nil, texts.SchemaRoot.Of(c.schema.roots()))
		}
		return e
	}
	parent := &c.open[depth-1]
	var wrong problem
	switch {
	case parent.nothing:
		wrong = texts.SchemaChildOfNil.Of()
	case parent.typ.content == anything:
		if e := c.schema.elements[Name{name.space, string(name.local)}]; e != nil {
			return e
		}
		return &element{typ: parent.typ}
	case parent.typ.content == empty:
		wrong = texts.SchemaChildOfEmpty.Of()
	case parent.typ.content == text:
		wrong = texts.SchemaChildOfText.Of()
	default:
		m := matcher{frames: c.frames, base: parent.frames}
		if e := m.next(name.space, name.local); e != nil {
			c.frames = m.frames
			c.open[depth].frames = len(c.frames)
			return e
		}
		expected, _ := m.expected()
		c.tell(depth, nil, onlyThen(expected))
	}
	if wrong.Key() != "" {
		c.tell(depth-1, nil, wrong)
	}
	parent.done = true
	return nil
}

// characters takes a piece of the text of the innermost element.
func (c *check) characters(token *lex.Token) {
	depth := len(c.open) - 1
	if depth < 0 || depth >= c.skip || len(token.Body) == 0 && token.Kind == lex.Text {
		return
	}
	o := &c.open[depth]
	if o.done {
		return
	}
	var wrong problem
	switch {
	case o.nothing:
		wrong = texts.SchemaChildOfNil.Of()
	case o.typ.content == empty:
		wrong = texts.SchemaTextOfEmpty.Of()
	case o.typ.content == elements && (token.Kind == lex.CData || !blank(c.content(token))):
		wrong = texts.SchemaTextOfElements.Of()
	case o.typ.content == text:
		c.collect(o, token)
	}
	o.filled = true
	if wrong.Key() != "" && !o.told {
		o.told = true
		c.tell(depth, nil, wrong)
	}
}

// content gives a text as it is meant, good until the next one is asked for.
func (c *check) content(token *lex.Token) []byte {
	if token.Plain() {
		return token.Body
	}
	c.scratch = token.AppendBody(c.scratch[:0])
	return c.scratch
}

// collect keeps a text that is in one piece as it stands in the document.
func (c *check) collect(o *open, token *lex.Token) {
	if !o.filled && token.Plain() {
		o.whole = token.Body
		return
	}
	if o.whole != nil {
		c.text = append(c.text[:0], o.whole...)
		o.whole = nil
	}
	c.text = token.AppendBody(c.text)
}

func (c *check) stop(token *lex.Token) error {
	depth := len(c.open) - 1
	if err := c.form.stop(token, c.open); err != nil {
		return err
	}
	o := &c.open[depth]
	if depth < c.skip {
		c.skip = nowhere
		c.ended(depth, o)
	}
	c.frames = c.frames[:o.frames]
	c.open = c.open[:depth]
	return nil
}

// ended looks at an element as a whole.
func (c *check) ended(depth int, o *open) {
	switch o.typ.content {
	case text:
		if o.nothing {
			return
		}
		value := o.whole
		if value == nil {
			value = c.text
		}
		if len(value) == 0 && o.element.absent != nil {
			value = []byte(*o.element.absent)
		}
		c.holds(depth, nil, o.typ.value, value, o.element.fixed)
	case elements, mixed:
		if o.done || o.nothing || o.typ.model == nil {
			return
		}
		m := matcher{frames: c.frames, base: o.frames}
		if expected, whole := m.expected(); !whole {
			c.tell(depth, nil, texts.SchemaIncomplete.Of(tags(expected)))
		}
	case anything, empty:
	}
}

// holds looks at the value of an element or an attribute.
func (c *check) holds(depth int, attribute []byte, s *simple, raw []byte, fixed *string) {
	c.depth, c.attribute = depth, attribute
	fits := s.check(raw, c.scratch[:0], c)
	if !fits || fixed == nil {
		return
	}
	is, _ := s.parse(raw)
	if must, _ := s.parse([]byte(*fixed)); !is.equal(must) {
		c.tell(depth, attribute, texts.SchemaFixed.Of(shown(raw), shown(*fixed)))
	}
}

// wrong keeps what is wrong with the value that is looked at.
func (c *check) wrong(p problem) { c.tell(c.depth, c.attribute, p) }

func blank(text []byte) bool {
	for _, b := range text {
		if b != ' ' && b != '\n' && b != '\t' && b != '\r' {
			return false
		}
	}
	return true
}
