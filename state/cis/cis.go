// Package cis reads and writes marking codes (КМ, КИ, КИГУ, КИТУ).
//
// One code is written in many ways: with brackets around the GS1 application
// identifiers or without, with separators or without, with its crypto tail or
// cut, with what a scanner puts in front. All of them name one code, and
// [Identify] finds that one name. The facts about codes stand in two tables:
// layouts (how a code begins) and that of the product groups in [dict] (how long
// a serial number is and which tail follows it).
package cis

import "github.com/mockismp/mockismp/state/dict"

// GS is the separator of GS1 elements, and what scanners send for FNC1.
// Its spelt-out escapes (\u001d, _x001D_, ␝) are ordinary characters.
const GS = "\x1d"

// Alphabet holds the 82 characters of serial numbers, keys and check codes
// (GS1 character set 82; all 551 published codes keep to it).
const Alphabet = dict.Alphabet

// MaxLength is the most bytes a written code may have. The longest known one,
// shoes with tail, brackets and a scanner's prefix, has about 140; an own
// transport code has up to 74.
const MaxLength = 256

// ID is the identity of a code: one value for all its written forms, without
// brackets, separators and crypto tail, with its application identifiers.
type ID string

// Kind tells what a code begins with.
type Kind string

const (
	// Pack is a code without application identifiers: GTIN and seven characters.
	Pack Kind = "pack"
	// SGTIN is 01 GTIN 21 serial: a block of tobacco, a unit of other groups.
	SGTIN Kind = "sgtin"
	// SSCC is 00 and eighteen digits.
	SSCC Kind = "sscc"
	// Own is a transport code of a participant's own, made of GS1 elements.
	Own Kind = "own"
	// Other fits no layout, and so is its own identity.
	Other Kind = "other"
)

// Form tells how a code was written; its bits add up.
type Form uint8

const (
	// Bracketed has its application identifiers in brackets.
	Bracketed Form = 1 << iota
	// Separated has at least one GS, in front or inside.
	Separated
	// Prefixed has a symbology identifier in front, such as ]d2.
	Prefixed
	// Plain has none of them.
	Plain Form = 0
)

// Element is a GS1 application identifier with its value.
type Element struct{ AI, Value string }

// Code is what could be read from a written code. Fields that its kind does
// not have are empty.
type Code struct {
	ID     ID
	Kind   Kind
	GTIN   string // 14 digits
	Serial string
	SSCC   string // 18 digits, without 00
	// Tail is what follows the identity, as it stood, without its separator.
	Tail string
	// Elements are in order, those of the tail included as far as they are known.
	Elements []Element
	Form     Form
}

// Identify gives the identity of a code in any written form. The identity is
// never longer than what was written and identifies as itself. A text that fits
// no layout is a code of its own: only its separators go. An error (for people)
// says why the input cannot be a code at all: blank, longer than [MaxLength],
// with control characters other than GS, not UTF-8.
func Identify(written string) (ID, error) {
	if err := check(written); err != nil {
		return "", err
	}
	var r reading
	r.read(written)
	return ID(r.id), nil
}

// Tail is what follows the identity in a written code, as it stood, "" for
// nothing, and for what can be no code.
func Tail(written string) string {
	if check(written) != nil {
		return ""
	}
	var r reading
	r.read(written)
	return r.tail
}

// Parse takes a written code apart. It fails for what [Identify] fails for.
func Parse(written string) (Code, error) {
	if err := check(written); err != nil {
		return Code{}, err
	}
	var r reading
	r.read(written)
	return r.code(), nil
}

// Bracketed writes a code of the form 01 GTIN 21 serial with brackets, as the
// system registers blocks of tobacco: (01)04600266005755(21)gy4R,sn. Codes of
// other kinds are registered without and come back unchanged. Observed.
func (id ID) Bracketed() string {
	var r reading
	r.read(string(id))
	if r.kind() != SGTIN {
		return string(id)
	}
	return "(01)" + r.values[0] + "(21)" + r.values[1]
}
