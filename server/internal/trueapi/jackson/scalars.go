package jackson

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unsafe"
)

// text reads a string, or the spelling of another scalar where a string is due.
func (d *decoder) text() (string, *Error) {
	switch d.tok {
	case valueString:
		s, err := d.quoted(inString)
		if len(s) > len(d.buf)/2 && d.scratch == nil { // a document, cut out of the body: it need not be there twice
			return unsafe.String(unsafe.SliceData(s), len(s)), err
		}
		return string(s), err
	case numberInt, numberFloat, valueTrue, valueFalse:
		return string(d.buf[d.start:d.pos]), nil
	default:
		return "", d.wrongToken("java.lang.String")
	}
}

// scalar reads the current value into a Go scalar.
func (d *decoder) scalar(v reflect.Value) (some bool, err *Error) {
	switch v.Kind() {
	case reflect.String:
		s, err := d.text()
		v.SetString(s)
		return true, err
	case reflect.Int:
		n, some, err := d.integer()
		v.SetInt(int64(n))
		return some, err
	default:
		return false, &Error{text: fmt.Sprintf("jackson: no rule to read JSON into the Go type %s", v.Type())}
	}
}

// trimmed reads a string where another scalar is due, without the blanks around it; "" and "null" are null.
func (d *decoder) trimmed() (s string, some bool, err *Error) {
	raw, err := d.quoted(inString)
	s = strings.TrimFunc(string(raw), func(c rune) bool { return c <= ' ' })
	return s, err == nil && s != "" && s != "null", err
}

// integer reads a java.lang.Integer.
func (d *decoder) integer() (n int32, some bool, err *Error) {
	const class = "java.lang.Integer"
	switch d.tok {
	case numberInt, numberFloat:
		n, err = d.toInt()
		return n, true, err
	case valueString:
		s, some, err := d.trimmed()
		if !some {
			return 0, false, err
		}
		n, bad := strconv.ParseInt(s, 10, 64)
		switch {
		case bad != nil:
			return 0, false, d.wrongString(class, s, notInteger)
		case n != int64(int32(n)):
			return 0, false, d.wrongString(class, s, fmt.Sprintf(overflow, s))
		}
		return int32(n), true, nil
	default:
		return 0, false, d.wrongToken(class)
	}
}

func (d *decoder) wrongString(class, s, why string) *Error {
	return d.mismatch(formatException, fmt.Sprintf(wrongString, class, shortened(s), why))
}

// noMap says that no struct can be made of the current value: the library looks for a constructor only for
// a string.
func (d *decoder) noMap() *Error {
	if d.tok != valueString {
		return d.wrongToken(javaMap)
	}
	s, err := d.text()
	if err != nil {
		return err
	}
	return d.mismatch(mismatchException, fmt.Sprintf(noConstructor, javaMap, s))
}
