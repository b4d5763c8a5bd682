package lex

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
)

// Limits of one JSON document beside MaxDepth and MaxToken. A number that is
// written in seven bytes may take a megabyte as soon as somebody computes with
// it; names of one object are compared each with each; values end up in a tree,
// and with whatever a schema has to say of each.
const (
	MaxNames      = 100       // names of one object
	MaxNumber     = 64        // bytes of one number
	MaxExponent   = 2         // digits of its exponent
	MaxValues     = 1_000_000 // values of the document
	MaxItemValues = 1_000     // and those of one item of a list of the root
)

// Codes of errors that only JSON has.
const (
	Duplicate Code = "duplicate" // a name twice in one object
	Names     Code = "names"     // more of them than MaxNames
	Number    Code = "number"    // outside of the limits, though well-formed
)

// ItemDepth is where an item lies of a list that is a member of the root.
const ItemDepth = 2

// WalkJSON reads a JSON document and calls visit with every value: its JSON
// pointer, good until visit returns, and its line. A byte order mark is passed
// over. A name that stands twice in one object is refused: readers differ in
// which one counts. The error is an [*Error]; values before it were visited.
func WalkJSON(doc []byte, visit func(pointer []byte, line int)) error {
	_, err := walkJSON(doc, &jsonWalk{visit: visit})
	return err
}

// TreeOfJSON reads a JSON document, within the limits of [WalkJSON], as
// encoding/json does it with numbers as they are written.
func TreeOfJSON(doc []byte) (any, error) {
	return walkJSON(doc, &jsonWalk{visit: func([]byte, int) {}, tree: true})
}

func walkJSON(doc []byte, w *jsonWalk) (any, error) {
	w.doc, w.line = bytes.TrimPrefix(doc, []byte("\xEF\xBB\xBF")), 1
	root, err := w.value(0, 0)
	if w.peek(); err == nil && w.at < len(w.doc) {
		err = errBroken
	}
	if errors.Is(err, errBroken) {
		return nil, w.broken()
	}
	return root, err
}

// errBroken is what is no JSON, before there are words for it.
var errBroken = errors.New("no JSON")

// broken says what is wrong with a text that is no JSON, in the words of encoding/json.
func (w *jsonWalk) broken() error {
	broken := new(json.SyntaxError)
	if !errors.As(json.Unmarshal(w.doc, new(struct{})), &broken) {
		return w.fail(Syntax, texts.XMLBrokenJSON.Of(errBroken.Error()))
	}
	before := w.doc[:max(broken.Offset-1, 0)] // the offset is behind the wrong byte
	return errorOf(Syntax, 1+bytes.Count(before, newline), texts.XMLBrokenJSON.Of(broken.Error()))
}

type jsonWalk struct {
	doc     []byte
	at      int // what is not read yet
	line    int // of it
	visit   func(pointer []byte, line int)
	tree    bool // is wanted, and not only walked over
	pointer []byte
	names   [MaxDepth][]string // of the objects that are open
	values  int
	item    int // of them, those before the item in hand
}

func (w *jsonWalk) fail(code Code, said texts.Said) error {
	return errorOf(code, w.line, said)
}

// value passes the next value, which lies so deep, and gives it if a tree is
// wanted. A member is said to stand on the line of its name, others on their own.
func (w *jsonWalk) value(depth, line int) (any, error) {
	first := w.peek()
	value, err := w.scalar(first)
	if err != nil {
		return nil, err
	}
	if line == 0 {
		line = w.line
	}
	if depth <= ItemDepth {
		w.item = w.values
	}
	if w.values++; w.values > MaxValues || w.values-w.item > MaxItemValues {
		return nil, w.fail(Length, texts.XMLManyValues.Of(MaxValues, MaxItemValues))
	}
	w.visit(w.pointer, line)
	switch {
	case first != '{' && first != '[':
		return value, nil
	case depth == MaxDepth:
		return nil, w.fail(Depth, texts.XMLDeepBrackets.Of(string(first), MaxDepth))
	case first == '{':
		return w.object(depth)
	}
	return w.array(depth)
}

func (w *jsonWalk) array(depth int) (any, error) {
	list := []any{}
	err := w.each('[', ']', func(i int) error {
		w.pointer = strconv.AppendInt(w.pointer, int64(i), 10)
		value, err := w.value(depth+1, 0)
		if w.tree {
			list = append(list, value)
		}
		return err
	})
	return list, err
}

func (w *jsonWalk) object(depth int) (any, error) {
	var object map[string]any
	if w.tree {
		object = map[string]any{}
	}
	w.names[depth] = w.names[depth][:0]
	err := w.each('{', '}', func(int) error {
		name, err := w.name(depth)
		if err != nil {
			return err
		}
		line := w.line
		if !w.take(':') {
			return errBroken
		}
		value, err := w.value(depth+1, line)
		if w.tree {
			object[name] = value
		}
		return err
	})
	return object, err
}

// each passes what stands in brackets, with commas between.
func (w *jsonWalk) each(open, closing byte, pass func(i int) error) error {
	w.take(open)
	if w.take(closing) {
		return nil
	}
	length := len(w.pointer)
	for i := 0; ; i++ {
		w.pointer = append(w.pointer, '/')
		if err := pass(i); err != nil {
			return err
		}
		w.pointer = w.pointer[:length]
		if w.take(closing) {
			return nil
		}
		if !w.take(',') {
			return errBroken
		}
	}
}

var escapes = strings.NewReplacer("~", "~0", "/", "~1")

// Pointer writes a name as a part of a JSON pointer.
func Pointer(name string) string { return escapes.Replace(name) }

// name passes the name of a member of the object that is open.
func (w *jsonWalk) name(depth int) (string, error) {
	if w.peek() != '"' {
		return "", errBroken
	}
	raw, err := w.text()
	if err != nil {
		return "", err
	}
	name := unquoted(raw)
	switch {
	case slices.Contains(w.names[depth], name):
		return "", w.fail(Duplicate, texts.XMLNameTwice.Of(name))
	case len(w.names[depth]) == MaxNames:
		return "", w.fail(Names, texts.XMLManyNames.Of(MaxNames))
	}
	w.names[depth] = append(w.names[depth], name)
	w.pointer = append(w.pointer, Pointer(name)...)
	return name, nil
}
