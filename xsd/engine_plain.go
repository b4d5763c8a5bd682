//go:build !(libxml2 && cgo)

package xsd

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

func engine() string { return "well-formedness only" }

// schema is nothing but a name here: this engine can not read one.
type schema struct{}

func compile(text []byte) (*schema, error) {
	s := &schema{}
	if found, _ := s.check(text, 1); len(found) > 0 {
		return nil, errors.New(found[0].String())
	}
	return s, nil
}

// check reports the first thing that is not well-formed: behind it nothing can
// be told.
func (*schema) check(doc []byte, _ int) (found []Violation, more int) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(doc, byteOrderMark)))
	f := form{decoder: d}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && f.roots == 1 {
			return nil, 0
		}
		if err == nil {
			err = f.next(token)
		} else if errors.Is(err, io.EOF) {
			err = errors.New("the document has no root element")
		}
		if err != nil {
			return []Violation{violation(d, err)}, 0
		}
	}
}

func violation(d *xml.Decoder, err error) Violation {
	v := Violation{Code: Syntax, Message: err.Error()}
	v.Line, _ = d.InputPos()
	if s := new(xml.SyntaxError); errors.As(err, &s) {
		v.Line, v.Message = s.Line, s.Msg
	}
	if n := len(v.Message); n > 600 { // a long name or value in the middle
		v.Message = strings.ToValidUTF8(v.Message[:400]+" [...] "+v.Message[n-200:], "")
	}
	return v
}

// form is what encoding/xml lets pass: a second root, text around the root, an
// attribute given twice, a declaration in the middle.
type form struct {
	decoder      *xml.Decoder
	roots, depth int
	began        bool
}

func (f *form) next(token xml.Token) error {
	first := !f.began
	f.began = true
	switch t := token.(type) {
	case xml.StartElement:
		if f.depth == 0 {
			f.roots++
		}
		if f.roots > 1 {
			return fmt.Errorf("<%s> is a second root element", t.Name.Local)
		}
		f.depth++
		for i, a := range t.Attr {
			same := func(b xml.Attr) bool { return a.Name == b.Name }
			if slices.ContainsFunc(t.Attr[:i], same) {
				return fmt.Errorf("<%s> has the attribute %s twice", t.Name.Local, a.Name.Local)
			}
		}
	case xml.EndElement:
		f.depth--
	case xml.CharData:
		if f.depth == 0 && len(bytes.TrimSpace(t)) > 0 {
			return fmt.Errorf("text outside the root element: %.40q", t)
		}
	case xml.ProcInst:
		if t.Target == "xml" && !first {
			return errors.New("<?xml …?> does not stand at the very start of the document")
		}
	}
	return nil
}
