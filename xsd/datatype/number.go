package datatype

import (
	"bytes"
	"cmp"
	"math"
	"strconv"
)

// Number is a decimal number of any length, as it is written: nothing that
// costs more than reading it is done with it.
type Number struct {
	negative        bool
	whole, fraction []byte // digits, without zeros that mean nothing
}

// ParseNumber reads an optional sign and digits, with or without a point.
func ParseNumber(text []byte) (Number, bool) {
	var n Number
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		n.negative = text[0] == '-'
		text = text[1:]
	}
	digits := 0
	for digits < len(text) && isDigit(text[digits]) {
		digits++
	}
	n.whole = bytes.TrimLeft(text[:digits], "0")
	rest := text[digits:]
	if len(rest) > 0 && rest[0] == '.' {
		rest = rest[1:]
		n.fraction = rest
		for len(rest) > 0 && isDigit(rest[0]) {
			rest = rest[1:]
			digits++
		}
		n.fraction = bytes.TrimRight(n.fraction[:len(n.fraction)-len(rest)], "0")
	}
	if len(n.whole)+len(n.fraction) == 0 {
		n.negative = false
	}
	return n, digits > 0 && len(rest) == 0
}

// Compare orders two numbers: -1, 0 or 1.
func (n Number) Compare(m Number) int {
	if n.negative != m.negative {
		if n.negative {
			return -1
		}
		return 1
	}
	order := cmp.Or(cmp.Compare(len(n.whole), len(m.whole)), bytes.Compare(n.whole, m.whole), bytes.Compare(n.fraction, m.fraction))
	if n.negative {
		return -order
	}
	return order
}

// Digits counts the digits that mean something, before the point and after it.
func (n Number) Digits() (whole, fraction int) { return len(n.whole), len(n.fraction) }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func decimal(text []byte) (Value, bool) {
	n, ok := ParseNumber(text)
	return Value{number: n}, ok
}

func boolean(text []byte) (Value, bool) {
	switch string(text) {
	case "true", "1":
		return Value{flag: true}, true
	case "false", "0":
		return Value{}, true
	}
	return Value{}, false
}

func float(bits int) func([]byte) (Value, bool) {
	return func(text []byte) (Value, bool) {
		switch string(text) {
		case "INF":
			return Value{float: math.Inf(1)}, true
		case "-INF":
			return Value{float: math.Inf(-1)}, true
		case "NaN":
			return Value{float: math.NaN()}, true
		}
		mantissa, exponent := text, []byte("0")
		if e := bytes.IndexAny(text, "eE"); e >= 0 {
			mantissa, exponent = text[:e], text[e+1:]
		}
		_, ok := ParseNumber(mantissa)
		_, isNumber := ParseNumber(exponent)
		if !ok || !isNumber || bytes.IndexByte(exponent, '.') >= 0 {
			return Value{}, false
		}
		f, _ := strconv.ParseFloat(string(text), bits) // out of range it is infinite, or 0
		return Value{float: f}, true
	}
}

// secondsOf is a number of seconds and of digits behind the point.
func secondsOf(negative bool, seconds int64, fraction []byte) Number {
	text := append(strconv.AppendInt(nil, seconds, 10), '.')
	n, _ := ParseNumber(append(text, fraction...))
	n.negative = negative && len(n.whole)+len(n.fraction) > 0
	return n
}
