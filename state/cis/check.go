package cis

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// check refuses what can be no code at all.
func check(written string) error {
	if len(written) > MaxLength {
		return fmt.Errorf("a marking code has at most %d bytes, this has %d and begins %.30q: is it a list of codes, or a whole document?",
			MaxLength, len(written), written)
	}
	if written != "" && allGraphic(written) {
		return nil // nearly every code, and on the path of every look-up
	}
	blank := true
	for i, r := range written {
		switch {
		case r == rune(GS[0]):
		case r == utf8.RuneError && !strings.HasPrefix(written[i:], "\uFFFD"):
			return fmt.Errorf("a marking code is UTF-8, %.30q is not (byte %d): send the code as the scanner gave it", written, i+1)
		case unicode.IsControl(r):
			return fmt.Errorf("a marking code may hold no control character but GS (U+001D), %.30q has %U (byte %d): take it out", written, r, i+1)
		case !unicode.IsSpace(r):
			blank = false
		}
	}
	if blank {
		return errors.New("the marking code is empty: give one such as (01)04600266005755(21)gy4R,sn")
	}
	return nil
}

// CheckDigit computes the last digit of a GTIN or SSCC from the digits before
// it (GS1, modulo 10). For an empty text or one with other characters it gives 0,
// which is no digit.
func CheckDigit(digits string) byte {
	if digits == "" || !allDigits(digits) {
		return 0
	}
	sum, weight := 0, 3
	for i := len(digits) - 1; i >= 0; i-- {
		sum += weight * int(digits[i]-'0')
		weight = 4 - weight
	}
	return byte('0' + (10-sum%10)%10)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func allGraphic(s string) bool {
	for i := range len(s) {
		if s[i] < '!' || s[i] > '~' {
			return false
		}
	}
	return true
}

// allInAlphabet names what [Alphabet] leaves out of ASCII: the shorter list.
func allInAlphabet(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case '#', '$', '@', '[', '\\', ']', '^', '`', '{', '|', '}', '~':
			return false
		}
	}
	return allGraphic(s)
}
