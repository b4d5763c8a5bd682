package jackson

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

func digit(c byte) bool { return c >= '0' && c <= '9' }

// number takes the rest of a number that begins with c.
func (r *reader) number(c byte) (token, *Error) {
	if c == '-' {
		if r.pos < len(r.buf) && digit(r.buf[r.pos]) {
			c = r.buf[r.pos]
			r.pos++
		} else {
			return none, r.noNumber('-', fmt.Sprintf(endInToken, r.tok))
		}
	}
	if c == '0' && r.more() && digit(r.buf[r.pos]) {
		// The library looks at the second digit without taking it.
		return none, r.fail(parseException, leadingZeroes)
	}
	t := numberInt
	r.digits()
	if r.at('.') {
		t = numberFloat
		if r.digits() == 0 {
			return none, r.badNumber('.', wantFraction)
		}
	}
	if r.at('e') || r.at('E') {
		t = numberFloat
		if !r.at('-') {
			r.at('+')
		}
		if r.pos >= len(r.buf) {
			return none, r.ended(eofException, fmt.Sprintf(endInToken, r.tok))
		}
		if r.digits() == 0 {
			return none, r.badNumber(0, wantExponent)
		}
	}
	if r.top().open == 0 && r.pos < len(r.buf) && !strings.ContainsRune(" \t\r\n", rune(r.buf[r.pos])) {
		r.pos++
		return none, r.unexpected(rune(r.buf[r.pos-1]), wantRootGap)
	}
	return t, nil
}

// digits takes digits and counts them.
func (r *reader) digits() int {
	from := r.pos
	for r.more() && digit(r.buf[r.pos]) {
		r.pos++
	}
	return r.pos - from
}

// at takes c if it comes next.
func (r *reader) at(c byte) bool {
	if r.pos >= len(r.buf) || r.buf[r.pos] != c {
		return false
	}
	r.pos++
	return true
}

// badNumber reports the byte that should be a digit, or last where the body ends.
func (r *reader) badNumber(last byte, want string) *Error {
	if r.pos < len(r.buf) {
		last = r.buf[r.pos]
		r.pos++
	}
	return r.fail(parseException, fmt.Sprintf(unexpectedInNum, describe(rune(last)), want))
}

// noNumber reports what follows a sign and is no digit; atEnd is the text for nothing at all.
func (r *reader) noNumber(sign byte, atEnd string) *Error {
	if r.pos >= len(r.buf) {
		return r.ended(eofException, atEnd)
	}
	if !r.at('I') {
		return r.badNumber(0, wantDigit)
	}
	switch {
	case r.pos >= len(r.buf):
		return r.ended(eofException, endInNumber)
	case r.at('N'):
		return r.infinite(string(sign)+"INF", 3)
	case r.at('n'):
		return r.infinite(string(sign)+"Infinity", 3)
	default:
		return r.badNumber(0, wantDigit)
	}
}

// infinite reports one of the numbers that JSON has not, if it is spelt right from its byte i on.
func (r *reader) infinite(w string, i int) *Error {
	if err := r.word(w, i); err != nil {
		return err
	}
	return r.fail(parseException, fmt.Sprintf(nonStandard, w))
}

// toInt reads the text of a number in the range of an int; fractions are cut off.
func (r *reader) toInt() (int32, *Error) {
	text := string(r.buf[r.start:r.pos])
	if r.tok == numberInt {
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return 0, r.fail(parseException, fmt.Sprintf(outOfRange, longNumber(text), "int"))
		}
		return int32(n), nil
	}
	f, _ := strconv.ParseFloat(text, 64) // one out of range is infinite, as in Java
	if f < math.MinInt32 || f > math.MaxInt32 {
		return 0, r.fail(parseException, fmt.Sprintf(outOfRange, longNumber(text), fmt.Sprintf("int (%d - %d)", math.MinInt32, math.MaxInt32)))
	}
	return int32(f), nil
}

// longNumber keeps the digits of an endless number out of a text.
func longNumber(text string) string {
	if len(text) < 1000 {
		return text
	}
	return fmt.Sprintf("[Integer with %d digits]", len(strings.TrimPrefix(text, "-")))
}
