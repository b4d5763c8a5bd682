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
	gtin   = part{AI: "01", Size: 14, Digits: true}
	serial = part{AI: "21"}
)

// layouts are tried in this order. Check digits are not looked at: published
// codes break them.
var layouts = [...]layout{
	// Observed: blocks of tobacco. The serial makes the code unique, so nothing behind it can matter.
	{kind: SGTIN, parts: []part{gtin, serial}, open: true},
	// Observed: 00004600266000069320.
	{kind: SSCC, parts: []part{{AI: "00", Size: 18, Digits: true}}},
	// Observed: 01 04600266005755 20 02 11 210512 10 AL65588523.
	{kind: Own, parts: []part{gtin, {AI: "20", Size: 2, Digits: true}, {AI: "11", Size: 6, Digits: true}, {AI: "10"}}},
	// Observed: 01 14605648013394 13 211209 21 845951624023544.
	{kind: Own, parts: []part{gtin, {AI: "13", Size: 6, Digits: true}, serial}},
	// Observed: 00000046082251)hSF?J%. Last, because only its length tells it.
	{kind: Pack, parts: []part{{Size: 14, Digits: true}, {}}, last: 7},
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
	{AI: "8005", Size: 6, Digits: true},
	{AI: "3103", Size: 6, Digits: true},
	{AI: "240"},
	{AI: "91"},
	{AI: "92"},
	{AI: "93"},
}

// A scanner puts three characters in front: ], the symbology, and a modifier
// (ISO/IEC 15424). symbologies are those that hold marking codes: Code 128, Data
// Matrix, DataBar, DotCode, PDF417, QR, Aztec. A ] is of no code.
const (
	symbologies = "CdeJLQz"
	modifiers   = "0123456789ABC"
)
