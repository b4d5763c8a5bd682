package jackson

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// text reads a string, or the spelling of another scalar where a string is due.
func (d *decoder) text() (string, *Error) {
	switch d.tok {
	case valueString:
		s, err := d.quoted(inString)
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
	case reflect.Bool:
		b, some, err := d.boolean()
		v.SetBool(b)
		return some, err
	case reflect.Int, reflect.Int32:
		n, some, err := d.integer(integer{"Integer", "int", 32})
		v.SetInt(n)
		return some, err
	case reflect.Int64:
		n, some, err := d.integer(integer{"Long", "long", 64})
		v.SetInt(n)
		return some, err
	case reflect.Float64:
		f, some, err := d.double()
		v.SetFloat(f)
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

func (d *decoder) wrongString(class, s, why string) *Error {
	return d.mismatch(formatException, fmt.Sprintf(wrongString, class, shortened(s), why))
}

func (d *decoder) boolean() (b, some bool, err *Error) {
	const class = "java.lang.Boolean"
	switch d.tok {
	case valueTrue, valueFalse:
		return d.tok == valueTrue, true, nil
	case numberInt:
		return string(d.buf[d.start:d.pos]) != "0", true, nil
	case valueString:
		s, some, err := d.trimmed()
		if !some {
			return false, false, err
		}
		switch s {
		case "true", "True":
			return true, true, nil
		case "false", "False":
			return false, true, nil
		}
		return false, false, d.wrongString(class, s, notBoolean)
	default:
		return false, false, d.wrongToken(class)
	}
}

func (d *decoder) integer(t integer) (n int64, some bool, err *Error) {
	class := "java.lang." + t.class
	switch d.tok {
	case numberInt, numberFloat:
		n, err = d.toInt(t)
		return n, true, err
	case valueString:
		s, some, err := d.trimmed()
		if !some {
			return 0, false, err
		}
		n, bad := strconv.ParseInt(s, 10, 64)
		switch {
		case bad != nil:
			return 0, false, d.wrongString(class, s, fmt.Sprintf(notNumber, t.class))
		case t.bits == 32 && n != int64(int32(n)):
			return 0, false, d.wrongString(class, s, fmt.Sprintf(overflow, s))
		}
		return n, true, nil
	default:
		return 0, false, d.wrongToken(class)
	}
}

func (d *decoder) double() (f float64, some bool, err *Error) {
	const class = "java.lang.Double"
	switch d.tok {
	case numberInt, numberFloat:
		return toFloat(string(d.buf[d.start:d.pos])), true, nil
	case valueString:
		s, some, err := d.trimmed()
		if !some {
			return 0, false, err
		}
		f, ok := parseDouble(s)
		if !ok {
			return 0, false, d.wrongString(class, s, fmt.Sprintf(notNumber, "Double"))
		}
		return f, true, nil
	default:
		return 0, false, d.wrongToken(class)
	}
}

// tree reads any value: objects as map[string]any, arrays as []any, numbers as float64.
func (d *decoder) tree() (any, *Error) {
	switch d.tok {
	case startObject:
		m := map[string]any{}
		for {
			if err := d.next(); err != nil || d.tok != fieldName {
				return m, err
			}
			name := string(d.name)
			if err := d.next(); err != nil {
				return nil, err
			}
			x, err := d.tree()
			if err != nil {
				return nil, err
			}
			m[name] = x
		}
	case startArray:
		list := []any{}
		for {
			if err := d.next(); err != nil || d.tok == endArray {
				return list, err
			}
			x, err := d.tree()
			if err != nil {
				return nil, err
			}
			list = append(list, x)
		}
	case numberInt, numberFloat:
		return toFloat(string(d.buf[d.start:d.pos])), nil
	case valueTrue, valueFalse:
		return d.tok == valueTrue, nil
	case valueString:
		s, err := d.quoted(inString)
		return string(s), err
	default:
		return nil, nil
	}
}

// raw copies the current value as it is written.
func (d *decoder) raw() ([]byte, *Error) {
	from := d.start
	if err := d.skip(); err != nil {
		return nil, err
	}
	if d.unread {
		if _, err := d.quoted(inString); err != nil {
			return nil, err
		}
	}
	return bytes.Clone(d.buf[from:d.pos]), nil
}

// notFromString says that a class cannot be made of a string.
func (d *decoder) notFromString(class, s string) *Error {
	return d.mismatch(mismatchException, fmt.Sprintf(noConstructor, class, "String"+oneArgument, "String", "'"+s+"'"))
}

// noMap says that no map can be made of the current value: it looks for a constructor only for a string.
func (d *decoder) noMap() *Error {
	if d.tok != valueString {
		return d.wrongToken(javaMap)
	}
	s, err := d.text()
	if err != nil {
		return err
	}
	return d.notFromString(javaMap, s)
}

// noBean says that no struct can be made of the current value: a class of the service looks for a
// constructor for every scalar.
func (d *decoder) noBean(v reflect.Value) *Error {
	typer, ok := v.Addr().Interface().(JavaTyper)
	if !ok {
		return d.noMap()
	}
	class := typer.JavaType()
	if d.tok == startArray {
		return d.wrongToken(class)
	}
	s, err := d.text()
	if err != nil {
		return err
	}
	creator, kind := "suitable creator method found", "Number"
	switch d.tok {
	case valueString:
		return d.notFromString(class, s)
	case valueTrue, valueFalse:
		creator, kind = "boolean/Boolean"+oneArgument, "boolean"
	case numberFloat:
		creator, s = "double/Double"+oneArgument, doubleText(toFloat(s))
	case numberInt:
		n, tooLong := strconv.ParseInt(s, 10, 64)
		switch {
		case tooLong != nil:
		case n == int64(int32(n)):
			creator, s = "int/Int"+oneArgument, strconv.FormatInt(n, 10)
		default:
			creator = "long/Long" + oneArgument
		}
	}
	return d.mismatch(mismatchException, fmt.Sprintf(noConstructor, class, creator, kind, s))
}
