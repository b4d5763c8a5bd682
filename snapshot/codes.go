package snapshot

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// codesSection puts codes back. There may be millions of them, so those without a
// history are read straight into their records.
func codesSection() section {
	one := codes.section()
	one.read = func(s *restoring, _ *state.Import) error {
		fast := newCodeReader()
		var c state.Code // one for all: what is put back is a copy
		err := s.elements(func() (err error) {
			if c, err = s.code(fast); err != nil {
				return err
			}
			return codes.place(s, s.in, &c)
		})
		if err != nil {
			return err
		}
		return codes.placeGone(s)
	}
	return one
}

// code reads the record that comes next. One that lies in memory as a whole is read
// where it lies.
func (s *restoring) code(fast *codeReader) (state.Code, error) {
	window, err := s.window()
	if err != nil {
		return state.Code{}, err
	}
	if c, n := fast.read(window); n > 0 {
		s.pass(n)
		return c, nil
	}
	raw, err := s.raw()
	if err != nil {
		return state.Code{}, err
	}
	if c, n := fast.read(raw); n == len(raw) {
		return c, nil
	}
	return anyCode(raw)
}

// anyCode reads any record of a code.
func anyCode(raw []byte) (state.Code, error) {
	var out mock.Code
	if err := strictly(raw, &out); err != nil {
		return state.Code{}, err
	}
	c, err := records.CodeWithHistory(&out)
	if err != nil {
		return state.Code{}, err
	}
	return *c, nil
}

// codeReader reads the records of codes as snapshots have them. It leaves the
// rest to the general reader: histories, skew, escapes other than those of
// quotes, and all mistakes. The names of other codes keep their own texts until
// the import lets them share those of the codes.
type codeReader struct {
	cis, names state.Texts
	parents    map[string]string // one text of each for all that is packed in it
	words      map[string]string
	recent     recentWords
	operations map[state.Operation]*state.Operation
	dates      [3]struct {
		text string
		at   state.Moment
	}
	code          state.Code // the one that is read: one for all, as each would lie in memory of its own
	text, scratch []byte     // what is left to read; the last value that was unescaped
	child         []string
}

func newCodeReader() *codeReader {
	return &codeReader{words: map[string]string{}, parents: map[string]string{}, operations: map[state.Operation]*state.Operation{}}
}

// The dates that were read last, to which the next ones are compared.
const (
	emission = iota
	produced
	operated
)

var errUnknown = errors.New("not understood")

// read gives the record that stands at the beginning, and its length, 0 for one that
// it does not understand.
func (r *codeReader) read(text []byte) (c state.Code, n int) {
	r.text, r.code = text, state.Code{}
	seen := 0 // fields, as bits: a name twice is for others
	err := r.object(func(name string) error {
		field := codeFields[name]
		if field.read == nil || seen&field.bit != 0 {
			return errUnknown
		}
		seen |= field.bit
		return field.read(r, &r.code)
	})
	n = len(text) - len(r.text)
	if err != nil || seen&required != required || !utf8.Valid(text[:n]) {
		return state.Code{}, 0
	}
	return r.code, n
}

type codeField struct {
	bit  int
	read func(*codeReader, *state.Code) error
}

// required: a record without a status is refused, and only the slow way tells.
const required = 1 << 3

var codeFields = map[string]codeField{
	"cis":          {1 << 0, func(r *codeReader, c *state.Code) (err error) { c.CIS, err = kept(r, &r.cis); return err }},
	"gtin":         {1 << 1, func(r *codeReader, c *state.Code) (err error) { c.GTIN, err = r.word(); return err }},
	"packageType":  {1 << 2, func(r *codeReader, c *state.Code) error { return known(r, &c.PackageType, dict.PackageTypeByCode) }},
	"status":       {required, func(r *codeReader, c *state.Code) error { return known(r, &c.Status, dict.CodeStatusByCode) }},
	"ownerBin":     {1 << 4, func(r *codeReader, c *state.Code) (err error) { c.OwnerBIN, err = r.word(); return err }},
	"producerBin":  {1 << 5, func(r *codeReader, c *state.Code) (err error) { c.ProducerBIN, err = r.word(); return err }},
	"emissionType": {1 << 6, func(r *codeReader, c *state.Code) error { return known(r, &c.EmissionType, dict.ReleaseMethodByCode) }},
	"emissionDate": {1 << 7, func(r *codeReader, c *state.Code) (err error) { c.EmissionDate, err = r.date(emission); return err }},
	"producedDate": {1 << 8, func(r *codeReader, c *state.Code) (err error) { c.ProducedDate, err = r.date(produced); return err }},
	"parent":       {1 << 9, func(r *codeReader, c *state.Code) (err error) { c.Parent, err = r.parent(); return err }},
	"child":        {1 << 10, (*codeReader).children},
	"operation":    {1 << 11, (*codeReader).operation},
}

func (r *codeReader) take(b byte) bool {
	if len(r.text) == 0 || r.text[0] != b {
		return false
	}
	r.text = r.text[1:]
	return true
}

// object calls f for every name, which reads the value.
func (r *codeReader) object(f func(name string) error) error {
	if !r.take('{') {
		return errUnknown
	}
	for {
		name, err := r.word()
		if err != nil || !r.take(':') {
			return errUnknown
		}
		if err := f(name); err != nil {
			return err
		}
		if r.take('}') {
			return nil
		}
		if !r.take(',') {
			return errUnknown
		}
	}
}

// next is the next string; it is good until the next one that has escapes.
func (r *codeReader) next() ([]byte, error) {
	if !r.take('"') {
		return nil, errUnknown
	}
	r.scratch = r.scratch[:0]
	end := bytes.IndexByte(r.text, '"')
	if end >= 0 && bytes.IndexByte(r.text[:end], '\\') < 0 {
		text := r.text[:end]
		r.text = r.text[end+1:]
		return text, plain(text)
	}
	return r.unescaped()
}

// unescaped is the next string, which has escapes.
func (r *codeReader) unescaped() ([]byte, error) {
	for from := 0; ; {
		at := bytes.IndexAny(r.text[from:], `"\`)
		if at < 0 {
			return nil, errUnknown
		}
		at += from
		if r.text[at] == '"' {
			r.scratch = append(r.scratch, r.text[from:at]...)
			r.text = r.text[at+1:]
			return r.scratch, plain(r.scratch)
		}
		if at+1 == len(r.text) || r.text[at+1] != '"' && r.text[at+1] != '\\' {
			return nil, errUnknown
		}
		r.scratch = append(append(r.scratch, r.text[from:at]...), r.text[at+1])
		from = at + 2
	}
}

// plain refuses the control characters that no string of JSON has.
func plain(text []byte) error {
	for _, b := range text {
		if b < ' ' {
			return errUnknown
		}
	}
	return nil
}

func kept(r *codeReader, in *state.Texts) (string, error) {
	text, err := r.next()
	return in.KeepBytes(text), err
}

func (r *codeReader) parent() (string, error) {
	text, err := r.next()
	if err != nil {
		return "", err
	}
	name, ok := r.parents[string(text)]
	if !ok {
		name = r.names.KeepBytes(text)
		r.parents[name] = name
	}
	return name, nil
}

// word is a text of which there are few.
func (r *codeReader) word() (string, error) {
	text, err := r.next()
	if err != nil {
		return "", err
	}
	recent := r.recent.of(text)
	if string(text) == *recent {
		return *recent, nil
	}
	word, ok := r.words[string(text)]
	if !ok {
		if word = string(text); len(r.words) < 10_000 {
			r.words[word] = word
		}
	}
	*recent = word
	return word, nil
}

// recentWords are words that were just read: a record has a dozen, most of them
// those of the record before.
type recentWords [256]string

// of is the one place where a word can be.
func (w *recentWords) of(text []byte) *string {
	if len(text) == 0 {
		return &w[0]
	}
	return &w[byte(len(text))*31+text[0]*7+text[len(text)-1]]
}

func known[T any](r *codeReader, to *T, find func(string) (T, bool)) error {
	word, err := r.word()
	if err != nil {
		return err
	}
	value, ok := find(word)
	if !ok {
		return errUnknown
	}
	*to = value
	return nil
}

func (r *codeReader) date(which int) (state.Moment, error) {
	text, err := r.next()
	if err != nil {
		return 0, err
	}
	last := &r.dates[which]
	if string(text) != last.text {
		last.text = string(text)
		if last.at, err = state.ParseMoment(last.text); err != nil {
			last.text = ""
		}
	}
	return last.at, err
}

func (r *codeReader) children(c *state.Code) error {
	if !r.take('[') {
		return errUnknown
	}
	r.child = r.child[:0]
	for {
		name, err := kept(r, &r.names)
		if err != nil {
			return err
		}
		if r.child = append(r.child, name); r.take(']') {
			break
		}
		if !r.take(',') {
			return errUnknown
		}
	}
	c.Child = append(make([]string, 0, len(r.child)), r.child...)
	return nil
}

func (r *codeReader) operation(c *state.Code) error {
	var op state.Operation
	seen := ""
	err := r.object(func(name string) (err error) {
		switch {
		case name == seen:
			return errUnknown
		case name == "at":
			op.At, err = r.date(operated)
		case name == "docId":
			op.DocID, err = r.word()
		default:
			return errUnknown
		}
		seen = name
		return err
	})
	if err != nil {
		return err
	}
	if c.Op = r.operations[op]; c.Op == nil { // one for all that it touched
		first := op
		c.Op = &first
		r.operations[op] = c.Op
	}
	return nil
}
