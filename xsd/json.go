package xsd

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/mockismp/mockismp/xsd/lex"
)

const (
	// maxValues is how many values a document may have outside of its long list,
	// and each item of that list: the engine takes them as a tree, and writes down
	// what is wrong with each.
	maxValues = 100_000
	// maxCounted is how many violations are counted.
	maxCounted = 100 * MaxViolations
	// maxMessage is how many bytes a message or a path may have.
	maxMessage = 600
)

// guardJSON refuses what is no JSON, or what no engine shall see.
func guardJSON(doc []byte) *Violation {
	if v := encoding(doc); v != nil {
		return v
	}
	tokens := lex.NewJSON(doc)
	for {
		switch _, err := tokens.Next(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			found := new(lex.Error)
			errors.As(err, &found)
			return &Violation{Line: found.Line, Code: string(found.Code), Message: shorten(found.Message)}
		}
	}
}

// placed is a violation and the offset of the value that it is about.
type placed struct {
	Violation
	offset int
}

// jsonCheck is the check of one document, which is JSON: that was seen to.
type jsonCheck struct {
	*jsonSchema
	doc    []byte
	tokens *lex.JSON
	most   int

	found  []placed
	more   int        // beside those found
	values int        // of the tree in hand
	large  *Violation // that it has too many
}

func (s *jsonSchema) check(doc []byte, most int) []Violation {
	if refused := guardJSON(doc); refused != nil {
		return []Violation{*refused}
	}
	doc = bytes.TrimPrefix(doc, byteOrderMark) // offsets are counted behind it
	c := &jsonCheck{jsonSchema: s, doc: doc, tokens: lex.NewJSON(doc), most: most}
	var tree any
	if first := c.next(); first.Kind == lex.ObjectStart {
		tree = c.document()
	} else {
		tree = c.tree(first)
	}
	if c.large == nil {
		c.validate(s.root, tree, "", 0, len(doc))
	}
	if c.large != nil {
		return []Violation{*c.large}
	}
	return c.answer()
}

func (c *jsonCheck) next() lex.JSONToken {
	t, _ := c.tokens.Next() // the guard met no error
	return t
}

// document reads the root. Of a long list it keeps the first item; the others
// are checked and forgotten.
func (c *jsonCheck) document() map[string]any {
	object := map[string]any{}
	for t := c.next(); t.Kind != lex.ObjectEnd && c.large == nil; t = c.next() {
		name := string(t.AppendText(nil))
		items, long := c.lists[name]
		value := c.next()
		if !long || value.Kind != lex.ArrayStart {
			object[name] = c.tree(value)
			continue
		}
		object[name] = c.list(name, items)
	}
	return object
}

func (c *jsonCheck) list(name string, items *jsonschema.Schema) []any {
	list := []any{}
	t := c.next()
	if t.Kind == lex.ArrayEnd {
		return list
	}
	list = append(list, c.tree(t))
	outside := c.values
	for i := 1; c.large == nil; i++ {
		t := c.next()
		if t.Kind == lex.ArrayEnd {
			break
		}
		if c.more+len(c.found) >= maxCounted {
			c.skip(t)
			continue
		}
		c.values = 0
		item := c.tree(t)
		if err := items.Validate(item); err != nil && c.large == nil {
			c.add(err, "/"+pointer(name)+"/"+strconv.Itoa(i), t.Start, c.tokens.Offset())
		}
	}
	c.values = outside
	return list
}

// skip passes over a value.
func (c *jsonCheck) skip(t lex.JSONToken) {
	for depth := 0; ; t = c.next() {
		switch t.Kind {
		case lex.ObjectStart, lex.ArrayStart:
			depth++
		case lex.ObjectEnd, lex.ArrayEnd:
			depth--
		}
		if depth == 0 && t.Kind != lex.Name {
			return
		}
	}
}

// tree is a value in the form that the engine takes.
func (c *jsonCheck) tree(t lex.JSONToken) any {
	if c.values++; c.values > maxValues && c.large == nil {
		c.large = &Violation{Line: c.tokens.Line(), Code: string(lex.Length), Message: fmt.Sprintf(
			"more than %d values outside of the list of products, or in one of them", maxValues)}
	}
	if c.large != nil {
		return nil
	}
	switch t.Kind {
	case lex.ObjectStart:
		object := map[string]any{}
		for t := c.next(); t.Kind != lex.ObjectEnd && c.large == nil; t = c.next() {
			name := string(t.AppendText(nil))
			object[name] = c.tree(c.next())
		}
		return object
	case lex.ArrayStart:
		array := []any{}
		for t := c.next(); t.Kind != lex.ArrayEnd && c.large == nil; t = c.next() {
			array = append(array, c.tree(t))
		}
		return array
	case lex.Num:
		return json.Number(t.Body)
	case lex.True, lex.False:
		return t.Kind == lex.True
	case lex.Null:
		return nil
	}
	return string(t.AppendText(nil))
}

func (c *jsonCheck) validate(s *jsonschema.Schema, tree any, prefix string, from, to int) {
	if err := s.Validate(tree); err != nil {
		c.add(err, prefix, from, to)
	}
}

// add takes the leaves of what the engine says of the value that stands between
// two offsets and is found under a pointer.
func (c *jsonCheck) add(err error, prefix string, from, to int) {
	said := new(jsonschema.ValidationError)
	if !errors.As(err, &said) {
		said = &jsonschema.ValidationError{Message: err.Error()}
	}
	var leaves []*jsonschema.ValidationError
	leaves = appendLeaves(leaves, said)
	if c.more+len(c.found) > c.most && prefix != "" { // later in the document than those
		c.more += len(leaves)
		return
	}
	pointers := make([]string, len(leaves))
	offsets := map[string]int{}
	for i, l := range leaves {
		path, err := url.PathUnescape(l.InstanceLocation)
		if err != nil {
			path = l.InstanceLocation
		}
		pointers[i] = path
		offsets[path] = 0
	}
	find(c.doc[from:to], offsets)
	for i, l := range leaves {
		path := shorten(prefix + pointers[i])
		message := l.Message
		if strings.HasSuffix(l.KeywordLocation, additional+"/not") {
			message = "it is not known here"
		}
		if path != "" {
			message = path + ": " + message
		}
		c.found = append(c.found, placed{
			Violation{Path: path, Message: shorten(message), Code: JSON},
			from + offsets[pointers[i]],
		})
	}
}

func appendLeaves(to []*jsonschema.ValidationError, v *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(v.Causes) == 0 {
		return append(to, v)
	}
	for _, cause := range v.Causes {
		to = appendLeaves(to, cause)
	}
	return to
}

// answer is what was found, in the order of the document.
func (c *jsonCheck) answer() []Violation {
	slices.SortStableFunc(c.found, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.offset, b.offset), cmp.Compare(len(a.Path), len(b.Path)), cmp.Compare(a.Message, b.Message))
	})
	if cut := len(c.found) - c.most; cut > 0 {
		c.found = c.found[:c.most]
		c.more += cut
	}
	var answer []Violation
	line, counted := 1, 0
	for _, p := range c.found {
		line += bytes.Count(c.doc[counted:p.offset], []byte("\n"))
		counted = p.offset
		p.Line = line
		answer = append(answer, p.Violation)
	}
	if c.more > 0 {
		atLeast := ""
		if c.more+len(c.found) >= maxCounted {
			atLeast = "at least "
		}
		answer = append(answer, Violation{Line: line, Code: More, Message: fmt.Sprintf("and %s%d more", atLeast, c.more)})
	}
	return answer
}

// pointer writes a name as a part of a JSON pointer.
func pointer(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

// shorten keeps both ends of a long text.
func shorten(s string) string {
	const gap, tail = " [...] ", 200
	if len(s) <= maxMessage {
		return s
	}
	return strings.ToValidUTF8(s[:maxMessage-tail-len(gap)]+gap+s[len(s)-tail:], "")
}
