// Package datatype has the built-in simple types of XML Schema 1.0 (part 2):
// which texts are values of them, and how values compare.
//
// ID, IDREF and ENTITY with their lists, NOTATION and QName are not here: they
// speak of the rest of a document.
package datatype

import (
	"bytes"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/xsd/lex"
)

// Space is what a type does with the blanks of a text before it looks at it.
type Space uint8

const (
	Preserve Space = iota // nothing
	Replace               // tabs and line ends become blanks
	Collapse              // and rows of them one blank, with none at the ends
)

// Kind is the primitive type that a type comes from.
type Kind uint8

const (
	Text Kind = iota // string, anyURI and all that come from string
	Boolean
	Decimal
	Float
	Duration
	Moment // dateTime, date, time and the parts of a date
	Binary // hexBinary, base64Binary
)

// Type is a built-in type. A list has an Item.
type Type struct {
	Name   string
	Kind   Kind
	Space  Space
	Item   *Type
	Words  texts.Said // what a value is, in the nominative
	parse  func(text []byte) (Value, bool)
	any    bool
	counts bool
}

// Parse gives the value of a text whose blanks were seen to, and whether it is
// one. The value may point into the text.
func (t *Type) Parse(text []byte) (Value, bool) {
	v, ok := t.parse(text)
	v.Kind = t.Kind
	return v, ok
}

// Any tells whether every text is a value.
func (t *Type) Any() bool { return t.any }

// Counts tells whether every number of up to nine digits is a value.
func (t *Type) Counts() bool { return t.counts }

var (
	anyOf    = map[string]bool{"anySimpleType": true, "string": true, "normalizedString": true, "token": true, "anyURI": true}
	counting = map[string]bool{"decimal": true, "integer": true, "nonNegativeInteger": true, "long": true, "int": true, "unsignedLong": true, "unsignedInt": true}
)

// Lookup finds a type by its name, without prefix.
func Lookup(name string) (*Type, bool) {
	t, known := byName[name]
	return t, known
}

// Value is a value of a type.
type Value struct {
	Kind    Kind
	text    []byte // Text as it is; Binary as its bytes
	number  Number
	float   float64
	moment  moment
	flag    bool
	months  int64 // Duration
	seconds Number
}

// Equal: values of different primitive types are never equal.
func (v Value) Equal(w Value) bool {
	if v.Kind != w.Kind {
		return false
	}
	switch v.Kind {
	case Text, Binary:
		return bytes.Equal(v.text, w.text)
	case Boolean:
		return v.flag == w.flag
	case Duration:
		return v.months == w.months && v.seconds.Compare(w.seconds) == 0
	case Float:
		return v.float == w.float || v.float != v.float && w.float != w.float
	case Decimal, Moment:
	}
	order, comparable := v.Compare(w)
	return comparable && order == 0
}

// Compare orders numbers and moments: -1, 0 or 1, and false if neither comes
// first, as with a moment with a time zone and one near it without.
func (v Value) Compare(w Value) (order int, comparable bool) {
	switch v.Kind {
	case Decimal:
		return v.number.Compare(w.number), true
	case Float:
		switch {
		case v.float < w.float:
			return -1, true
		case v.float > w.float:
			return 1, true
		}
		return 0, v.float == w.float
	case Moment:
		return v.moment.compare(w.moment)
	case Text, Boolean, Duration, Binary:
	}
	return 0, false
}

// Ordered tells whether bounds can be set to a type. Durations have an order
// that leaves much open, and are left out.
func (k Kind) Ordered() bool { return k == Decimal || k == Float || k == Moment }

// Number is the number of a value of kind [Decimal].
func (v Value) Number() Number { return v.number }

// Octets is the length of a value of kind [Binary].
func (v Value) Octets() int { return len(v.text) }

var byName = index(
	&Type{Name: "anySimpleType", parse: anyText, Words: texts.TypeAny.Of()},
	&Type{Name: "string", parse: anyText, Words: texts.TypeAny.Of()},
	&Type{Name: "normalizedString", Space: Replace, parse: anyText, Words: texts.TypeAny.Of()},
	&Type{Name: "token", Space: Collapse, parse: anyText, Words: texts.TypeAny.Of()},
	&Type{Name: "anyURI", Space: Collapse, parse: anyText, Words: texts.TypeURI.Of()},
	&Type{Name: "language", Space: Collapse, parse: language, Words: texts.TypeLanguage.Of()},
	&Type{Name: "Name", Space: Collapse, parse: named(lex.IsName), Words: texts.TypeName.Of()},
	&Type{Name: "NCName", Space: Collapse, parse: named(isNCName), Words: texts.TypeNCName.Of()},
	&Type{Name: "NMTOKEN", Space: Collapse, parse: named(lex.IsNameToken), Words: texts.TypeNameToken.Of()},
	&Type{Name: "boolean", Kind: Boolean, Space: Collapse, parse: boolean, Words: texts.TypeBoolean.Of()},
	&Type{Name: "float", Kind: Float, Space: Collapse, parse: float(32), Words: texts.TypeFloat.Of()},
	&Type{Name: "double", Kind: Float, Space: Collapse, parse: float(64), Words: texts.TypeFloat.Of()},
	&Type{Name: "duration", Kind: Duration, Space: Collapse, parse: duration, Words: texts.TypeDuration.Of()},
	&Type{Name: "dateTime", Kind: Moment, Space: Collapse, parse: shaped("Y-M-DTt"), Words: texts.TypeDateTime.Of()},
	&Type{Name: "date", Kind: Moment, Space: Collapse, parse: shaped("Y-M-D"), Words: texts.TypeDate.Of()},
	&Type{Name: "time", Kind: Moment, Space: Collapse, parse: shaped("t"), Words: texts.TypeTime.Of()},
	&Type{Name: "gYearMonth", Kind: Moment, Space: Collapse, parse: shaped("Y-M"), Words: texts.TypeYearMonth.Of()},
	&Type{Name: "gYear", Kind: Moment, Space: Collapse, parse: shaped("Y"), Words: texts.TypeYear.Of()},
	&Type{Name: "gMonthDay", Kind: Moment, Space: Collapse, parse: shaped("--M-D"), Words: texts.TypeMonthDay.Of()},
	&Type{Name: "gDay", Kind: Moment, Space: Collapse, parse: shaped("---D"), Words: texts.TypeDay.Of()},
	&Type{Name: "gMonth", Kind: Moment, Space: Collapse, parse: shaped("--M"), Words: texts.TypeMonth.Of()},
	&Type{Name: "hexBinary", Kind: Binary, Space: Collapse, parse: hexadecimal, Words: texts.TypeHex.Of()},
	&Type{Name: "base64Binary", Kind: Binary, Space: Collapse, parse: base64, Words: texts.TypeBase64.Of()},
	&Type{Name: "decimal", Kind: Decimal, Space: Collapse, parse: decimal, Words: texts.TypeDecimal.Of()},
	whole("integer", "", ""),
	whole("nonPositiveInteger", "", "0"),
	whole("negativeInteger", "", "-1"),
	whole("nonNegativeInteger", "0", ""),
	whole("positiveInteger", "1", ""),
	whole("long", "-9223372036854775808", "9223372036854775807"),
	whole("int", "-2147483648", "2147483647"),
	whole("short", "-32768", "32767"),
	whole("byte", "-128", "127"),
	whole("unsignedLong", "0", "18446744073709551615"),
	whole("unsignedInt", "0", "4294967295"),
	whole("unsignedShort", "0", "65535"),
	whole("unsignedByte", "0", "255"),
)

func index(types ...*Type) map[string]*Type {
	named := map[string]*Type{}
	for _, t := range types {
		t.any, t.counts = anyOf[t.Name], counting[t.Name]
		named[t.Name] = t
	}
	named["NMTOKENS"] = &Type{Name: "NMTOKENS", Space: Collapse, Item: named["NMTOKEN"], parse: anyText, Words: texts.TypeNameTokens.Of()}
	return named
}

func whole(name, low, top string) *Type {
	t := &Type{Name: name, Kind: Decimal, Space: Collapse, Words: texts.TypeWhole.Of()}
	if low != "" {
		t.Words = texts.TypeFrom.Of(t.Words, low)
	}
	if top != "" {
		t.Words = texts.TypeTo.Of(t.Words, top)
	}
	least, _ := ParseNumber([]byte(low))
	most, _ := ParseNumber([]byte(top))
	t.parse = func(text []byte) (Value, bool) {
		n, ok := ParseNumber(text)
		ok = ok && bytes.IndexByte(text, '.') < 0 &&
			(low == "" || n.Compare(least) >= 0) && (top == "" || n.Compare(most) <= 0)
		return Value{number: n}, ok
	}
	return t
}
