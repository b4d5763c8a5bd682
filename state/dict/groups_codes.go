package dict

import "github.com/mockismp/mockismp/internal/texts"

// Alphabet holds the 82 characters of serial numbers, keys and check codes
// (GS1, encodable character set 82).
const Alphabet = `!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`

// Narrower alphabets of serial numbers.
const (
	Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	Decimal      = "0123456789"
)

// Layout is how a code is composed.
type Layout string

// The layouts of the codes that are made here; state/cis reads more.
const (
	Bare      Layout = "bare"      // GTIN and serial without application identifiers
	SGTIN     Layout = "sgtin"     // 01 GTIN 21 serial
	Bracketed Layout = "bracketed" // the same, registered with brackets
	SSCC      Layout = "sscc"      // 00, a digit, nine digits of the GTIN, seven of any, the check digit
	Lot       Layout = "lot"       // 01 GTIN 20 02 11 yymmdd 10 AL and eight digits: the tobacco maker's in the recommendations
)

// CodeForm is how the codes of a product group look.
type CodeForm struct {
	Layout      Layout
	Serial      int    // characters of the serial number, of layouts that have one
	First, Rest string // the alphabets of its first character, and of the others
	Evidence    texts.Evidence
	Tails       []Tail // check tails behind it
}

// Tail is a crypto tail that can be told without a separator.
type Tail struct {
	Name     string         // of the structure
	Parts    []Part         // all of known size
	Certain  bool           // cut it also where its separator was lost
	Country  bool           // but only behind a serial that begins with a digit
	Evidence texts.Evidence // of the structure
}

// Part is one element of a code.
type Part struct {
	AI     string // its application identifier; empty where a value stands without one
	Size   int    // length of the value; 0: up to a separator or the end
	Digits bool   // only digits; else a value of known size keeps to [Alphabet]
}

// GroupTail is a tail with the code that comes before it.
type GroupTail struct {
	Tail
	Layout Layout
	Serial int
}

// tailsOf gives the tails of a group, each once.
func tailsOf(g ProductGroup) (all []GroupTail) {
	seen := map[string]bool{}
	for _, f := range []CodeForm{g.Unit, g.Block, g.Transport} {
		for _, t := range f.Tails {
			if !seen[t.Name] {
				seen[t.Name] = true
				all = append(all, GroupTail{t, f.Layout, f.Serial})
			}
		}
	}
	return all
}
