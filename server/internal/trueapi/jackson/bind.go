// Package jackson reads JSON bodies exactly as strictly, and as leniently, as the emulated service does:
// a Spring application on the Jackson library, and it answers in that library's words.
//
// Wording and habits are those of version 2.9.10: the printed samples name a bare `java.util.ArrayList`,
// which 2.8 writes without backticks and 2.10 with type parameters.
package jackson

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Java's containers, as they are named in texts and paths.
const (
	javaList = "java.util.ArrayList"
	javaMap  = "java.util.LinkedHashMap"
)

// Decode reads the first value of body into dst and ignores what follows it.
//
// dst points to what the service's bodies are made of: a string, an int (java.lang.Integer), a slice of
// strings, a struct with json tags (embedded structs by value) of these, or a pointer to one. Unknown
// properties are ignored, of equal ones the last wins, names are case-sensitive, null is the zero value,
// scalars are turned into one another as the library does. Fields of dst that the body does not name keep
// their values; nested structs start empty. Texts call a struct a java.util.LinkedHashMap.
//
// A string that is most of the body lies in the memory of the body, which must not change any more.
//
// The error is ErrMissing for an absent body, *Error for one that cannot be read, and a plain error when
// dst holds a Go type for which there is no rule.
func Decode(body []byte, dst any) error {
	v := reflect.ValueOf(dst)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("jackson: Decode needs a pointer to fill, got %T", dst)
	}
	return decode(body, func(d *decoder) (bool, *Error) { return d.bind(v.Elem()) })
}

// decode lets bind read the first value of body. bind gives false for what the library makes null.
func decode(body []byte, bind func(*decoder) (some bool, err *Error)) error {
	if len(body) == 0 {
		return ErrMissing
	}
	d := decoders.Get().(*decoder)
	defer d.giveBack()
	d.read(toUTF8(body), len(body))
	if err := d.next(); err != nil {
		return err.finish()
	}
	switch d.tok {
	case none:
		return d.mismatch(mismatchException, noContent).finish()
	case valueNull:
		return ErrMissing
	}
	some, err := bind(d)
	switch {
	case err != nil:
		return err.finish()
	case !some: // such as "" where a number is due
		return ErrMissing
	default:
		return nil
	}
}

// decoder binds the tokens of its reader to Go values.
type decoder struct {
	reader
	known map[reflect.Type]map[string][]int // fields by name, for each struct met
}

// decoders are lent to calls, with the structs that they have met.
var decoders = sync.Pool{New: func() any { return new(decoder) }}

// giveBack keeps nothing of the body.
func (d *decoder) giveBack() {
	*d = decoder{known: d.known, reader: reader{scopes: d.scopes[:0]}}
	decoders.Put(d)
}

// mismatch makes an error at the current token.
func (d *decoder) mismatch(exception, text string) *Error {
	line, column := d.here()
	return &Error{exception: exception, text: text, Line: line, Column: column}
}

func (d *decoder) wrongToken(class string) *Error {
	return d.mismatch(mismatchException, fmt.Sprintf(wrongToken, class, d.tok))
}

// mapped turns an error of the reader into one of the binding, as most containers do: it keeps its text
// and takes the place of the current token.
func (d *decoder) mapped(err *Error) *Error {
	if err.ofReader() {
		err.exception = mappingException
		err.Line, err.Column = d.here()
	}
	return err
}

// bind reads the current value into v. some is false when the library would have made it null.
func (d *decoder) bind(v reflect.Value) (some bool, err *Error) {
	t := v.Type()
	if d.tok == valueNull {
		v.SetZero()
		return false, nil
	}
	switch kind := t.Kind(); {
	case kind == reflect.Pointer:
		fresh := reflect.New(t.Elem())
		if some, err = d.bind(fresh.Elem()); !some {
			fresh = reflect.Zero(t)
		}
		v.Set(fresh)
		return some, err
	case kind == reflect.Struct:
		return true, d.bean(v)
	case t == reflect.TypeFor[[]string]():
		return true, d.strings(v)
	default:
		return d.scalar(v)
	}
}

// bean reads an object into a struct.
func (d *decoder) bean(v reflect.Value) *Error {
	if d.tok != startObject {
		return d.noMap()
	}
	fields := d.fields(v.Type())
	for {
		if err := d.next(); err != nil || d.tok != fieldName {
			return err
		}
		index, known := fields[string(d.name)]
		err := d.next()
		if err == nil && known {
			field := v.FieldByIndex(index)
			field.SetZero()
			if _, err = d.bind(field); err != nil {
				err = d.mapped(err)
				err.unnamed = true
			}
		} else if err == nil {
			err = d.skip()
		}
		if err != nil {
			return err
		}
	}
}

// fields has the fields of a struct by the name that json tags give them.
func (d *decoder) fields(t reflect.Type) map[string][]int {
	known, ok := d.known[t]
	if !ok {
		known = make(map[string][]int, t.NumField())
		collect(t, nil, known)
		if d.known == nil {
			d.known = map[reflect.Type]map[string][]int{}
		}
		d.known[t] = known
	}
	return known
}

// collect adds the fields of t, and behind them those of embedded structs: the outer name wins.
func collect(t reflect.Type, prefix []int, known map[string][]int) {
	var embedded [][]int
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		name, _, _ := strings.Cut(tag, ",")
		index := append(slices.Clone(prefix), i)
		if f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct {
			embedded = append(embedded, index)
			continue
		}
		if !f.IsExported() || tag == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		if _, taken := known[name]; !taken {
			known[name] = index
		}
	}
	for _, index := range embedded {
		collect(t.Field(index[len(index)-1]).Type, index, known)
	}
}

// strings reads a list of strings. Everything that goes wrong between its brackets counts as wrong
// with one element.
func (d *decoder) strings(v reflect.Value) *Error {
	if d.tok != startArray {
		return d.wrongToken(javaList)
	}
	list := []string{}
	for {
		err := d.next()
		if err == nil && d.tok == endArray {
			break
		}
		var s string
		if err == nil && d.tok != valueNull {
			s, err = d.text()
		}
		if err != nil {
			return d.mapped(err).through(fmt.Sprintf("%s[%d]", javaList, len(list)))
		}
		list = append(list, s)
	}
	v.Set(reflect.ValueOf(list))
	return nil
}
