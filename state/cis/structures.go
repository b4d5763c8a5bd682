package cis

import "github.com/mockismp/mockismp/state/dict"

// part is one element of a code.
type part = dict.Part

// layout is what a code begins with. Its last part ends the identity.
type layout struct {
	kind  Kind
	parts []part // at most maxParts, of unknown size at most the last
	last  int    // length of the last value where the layout demands one
	open  bool   // whatever a separator sets off behind the last part is a tail
}

const maxParts = 4

// maxSerial is the longest serial of GS1.
const maxSerial = 20

var (
	gtin   = part{"01", 14, true}
	serial = part{"21", 0, false}
)

// layouts are tried in this order. Check digits are not looked at: published
// codes break them.
var layouts = [...]layout{
	// Observed: blocks of tobacco. The serial makes the code unique, so nothing behind it can matter.
	{kind: SGTIN, parts: []part{gtin, serial}, open: true},
	// Observed: 00004600266000069320.
	{kind: SSCC, parts: []part{{"00", 18, true}}},
	// Observed: 01 04600266005755 20 02 11 210512 10 AL65588523.
	{kind: Own, parts: []part{gtin, {"20", 2, true}, {"11", 6, true}, {"10", 0, false}}},
	// Observed: 01 14605648013394 13 211209 21 845951624023544.
	{kind: Own, parts: []part{gtin, {"13", 6, true}, serial}},
	// Observed: 00000046082251)hSF?J%. Last, because only its length tells it.
	{kind: Pack, parts: []part{{"", 14, true}, {"", 0, false}}, last: 7},
}

// structure says for the codes of a product group how long the serial number is
// and what check tail follows it. The tables of [dict] have them.
type structure dict.GroupTail

func (s *structure) kind() Kind {
	if s.Layout == dict.Bare {
		return Pack
	}
	return SGTIN
}

// tailParts are the elements seen in tails; a separator ends those of size 0.
var tailParts = [...]part{
	{"8005", 6, true},
	{"3103", 6, true},
	{"240", 0, false},
	{"91", 0, false},
	{"92", 0, false},
	{"93", 0, false},
}

// A scanner puts three characters in front: ], the symbology, and a modifier
// (ISO/IEC 15424). symbologies are those that hold marking codes: Code 128, Data
// Matrix, DataBar, DotCode, PDF417, QR, Aztec. A ] is of no code.
const (
	symbologies = "CdeJLQz"
	modifiers   = "0123456789ABC"
)
