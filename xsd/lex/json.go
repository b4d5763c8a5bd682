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
	doc = bytes.TrimPrefix(doc, []byte("\xEF\xBB\xBF"))
	w := &jsonWalk{doc: doc, tokens: json.NewDecoder(bytes.NewReader(doc)), line: 1, visit: visit}
	w.tokens.UseNumber()
	err := w.value(0)
	if limit := new(Error); errors.As(err, &limit) {
		return limit
	}
	// Tokens alone come from much that is no JSON.
	broken := new(json.SyntaxError)
	if !errors.As(json.Unmarshal(doc, new(struct{})), &broken) {
		if err != nil { // not all of it was seen
			return w.fail(Syntax, texts.XMLBrokenJSON.Of(err.Error()))
		}
		return nil
	}
	before := doc[:max(broken.Offset-1, 0)] // the offset is behind the wrong byte
	return errorOf(Syntax, 1+bytes.Count(before, newline), texts.XMLBrokenJSON.Of(broken.Error()))
}

type jsonWalk struct {
	doc     []byte
	tokens  *json.Decoder
	visit   func(pointer []byte, line int)
	line    int // of counted
	counted int
	pointer []byte
	names   [MaxDepth][]string // of the objects that are open
	values  int
	item    int // of them, those before the item in hand
}

// next gives the next token, within the limits. Only blanks spread over lines,
// so a token begins on the line where it ends.
func (w *jsonWalk) next() (json.Token, error) {
	token, err := w.tokens.Token()
	if err != nil {
		return nil, err
	}
	end := int(w.tokens.InputOffset())
	w.line += bytes.Count(w.doc[w.counted:end], newline)
	w.counted = end
	switch t := token.(type) {
	case string:
		if len(t) > MaxToken {
			return nil, w.fail(Length, texts.XMLLongString.Of(len(t), MaxToken))
		}
		if strings.IndexByte(t, 0) >= 0 {
			return nil, w.fail(Syntax, texts.XMLNulInText.Of())
		}
	case json.Number:
		exponent := t[strings.IndexAny(string(t), "eE")+1:]
		if len(t) > MaxNumber || len(exponent) < len(t) && len(strings.TrimLeft(string(exponent), "+-")) > MaxExponent {
			return nil, w.fail(Number, texts.XMLLongNumber.Of(t.String()))
		}
	}
	return token, nil
}

func (w *jsonWalk) fail(code Code, said texts.Said) error {
	return errorOf(code, w.line, said)
}

// value passes the next value, which lies so deep. A member is said to stand on
// the line of its name.
func (w *jsonWalk) value(depth int) error {
	line := w.line
	token, err := w.next()
	if err != nil {
		return err
	}
	if len(w.names[max(depth-1, 0)]) == 0 { // it is no member
		line = w.line
	}
	if depth <= ItemDepth {
		w.item = w.values
	}
	if w.values++; w.values > MaxValues || w.values-w.item > MaxItemValues {
		return w.fail(Length, texts.XMLManyValues.Of(MaxValues, MaxItemValues))
	}
	w.visit(w.pointer, line)
	open, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	if depth == MaxDepth {
		return w.fail(Depth, texts.XMLDeepBrackets.Of(open.String(), MaxDepth))
	}
	length := len(w.pointer)
	w.names[depth] = w.names[depth][:0]
	for i := 0; w.tokens.More(); i++ {
		w.pointer = append(w.pointer, '/')
		if open == '{' {
			err = w.name(depth)
		} else {
			w.pointer = strconv.AppendInt(w.pointer, int64(i), 10)
		}
		if err == nil {
			err = w.value(depth + 1)
		}
		if err != nil {
			return err
		}
		w.pointer = w.pointer[:length]
	}
	_, err = w.next() // the closing bracket
	return err
}

var escapes = strings.NewReplacer("~", "~0", "/", "~1")

// Pointer writes a name as a part of a JSON pointer.
func Pointer(name string) string { return escapes.Replace(name) }

// name passes the name of a member of the object that is open.
func (w *jsonWalk) name(depth int) error {
	token, err := w.next()
	if err != nil {
		return err
	}
	name, _ := token.(string) // no other is given for one
	switch {
	case slices.Contains(w.names[depth], name):
		return w.fail(Duplicate, texts.XMLNameTwice.Of(name))
	case len(w.names[depth]) == MaxNames:
		return w.fail(Names, texts.XMLManyNames.Of(MaxNames))
	}
	w.names[depth] = append(w.names[depth], name)
	w.pointer = append(w.pointer, Pointer(name)...)
	return nil
}
