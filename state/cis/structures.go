package cis

// part is one element of a code.
type part struct {
	ai     string // empty where a value stands without its identifier
	size   int    // length of the value; 0: up to a separator or the end
	digits bool   // only digits; else a value of known size keeps to [Alphabet]
}

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

// structure says for a product group how long the serial number is and what
// crypto tail follows it.
type structure struct {
	name     string
	kind     Kind
	serial   int
	tail     []part
	certain  bool   // cut the tail also where its separator was lost
	country  bool   // but only behind a serial that begins with a digit
	evidence string // of the structure: observed, documented, sibling, assumed
}

var (
	key  = part{"91", 4, false}
	sign = part{"93", 4, false}
)

// structures are the tails that can be told without a separator. In brackets
// all of them can, behind the serial of any group: a code of milk may end in the
// tail that is listed for pharma. A tail that ends in another stands before it.
// (One long serial in forty-five million ends in what looks like (93) and its four
// characters, and is cut in all its forms alike.) Without brackets:
//
//   - a serial has at most 20 characters (GS1), so whatever is longer and fits
//     a row is certain: tobacco block, shoes, pharma, milk by weight;
//   - a code without identifiers has 21 characters, or 29 with its tail; own
//     transport codes begin at 34: tobacco pack;
//   - water makes a serial of 19, a length nobody emits;
//   - milk makes one of 12, which one published sample has as well. In milk the
//     first character is the digit of the country: that is asked for, and a
//     serial of 12 with a digit in front and 93 in the middle reads as milk;
//   - beer makes one of 13, the commonest length of all: never cut.
var structures = [...]structure{
	{name: "tobacco pack", kind: Pack, serial: 7, tail: []part{{"", 4, false}, {"", 4, false}}, certain: true, evidence: "sibling"},
	{name: "tobacco block", kind: SGTIN, serial: 7, tail: []part{{"8005", 6, true}, sign}, certain: true, evidence: "sibling"},
	{name: "shoes", kind: SGTIN, serial: 13, tail: []part{key, {"92", 88, false}}, certain: true, evidence: "sibling"},
	{name: "pharma", kind: SGTIN, serial: 13, tail: []part{key, {"92", 44, false}}, certain: true, evidence: "assumed"},
	{name: "milk", kind: SGTIN, serial: 6, tail: []part{sign}, certain: true, country: true, evidence: "assumed"},
	{name: "milk by weight", kind: SGTIN, serial: 6, tail: []part{sign, {"3103", 6, true}}, certain: true, evidence: "assumed"},
	{name: "water", kind: SGTIN, serial: 13, tail: []part{sign}, certain: true, evidence: "assumed"},
	{name: "beer", kind: SGTIN, serial: 7, tail: []part{sign}, evidence: "assumed"},
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
