package cis_test

import (
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state/cis"
	"pgregory.net/rapid"
)

// emitted is a code as an order station makes it: what its identity is made of, and its tail.
type emitted struct {
	gtin, serial string
	tail         [][2]string // identifier, value
	bare         bool        // without identifiers
	lost         bool        // its tail can be told where separators were lost
}

// shapes are the codes of the product groups, written down here a second time on purpose.
var shapes = []struct {
	name   string
	serial int
	first  string // what the serial begins with
	tail   []string
	lost   bool
}{
	{"tobacco pack", 7, "", []string{":4", ":4"}, true},
	{"tobacco block", 7, "", []string{"8005:#6", "93:4"}, true},
	{"shoes", 13, "", []string{"91:4", "92:88"}, true},
	{"pharma", 13, "", []string{"91:4", "92:44"}, true},
	{"milk", 6, "5", []string{"93:4"}, true},
	{"milk by weight", 6, "", []string{"93:4", "3103:#6"}, true},
	{"water", 13, "", []string{"93:4"}, true},
	{"beer", 7, "", []string{"93:4"}, false},
	{"photo", 20, "", []string{"91:4", "92:44"}, false},
	{"milk, key and signature", 6, "5", []string{"91:4", "92:44"}, false},
	{"alcohol", 7, "", []string{"91:4", "92:44"}, false},
	{"without tail", 12, "x", nil, true},
}

func textOf(chars string, n int) *rapid.Generator[string] {
	one := rapid.SampledFrom([]byte(chars))
	return rapid.Map(rapid.SliceOfN(one, n, n), func(b []byte) string { return string(b) })
}

var (
	digits14 = textOf("0123456789", 14)
	// Pieces that could be taken for something else come far more often than chance has them.
	traps = rapid.SampledFrom([]string{"", "(", ")", "(21)", "(91)", "(93)", "(8005)", "21", "91", "93", "8005", "01", "()"})
)

func drawSerial(t *rapid.T, n int, first string) string {
	s := first + traps.Draw(t, "trap")
	return (s + textOf(cis.Alphabet, n).Draw(t, "serial"))[:n]
}

func drawCode(t *rapid.T) emitted {
	shape := rapid.SampledFrom(shapes).Draw(t, "shape")
	e := emitted{
		// GTIN of packs that begin with 01 could be read as an identifier.
		gtin: "04" + digits14.Draw(t, "gtin")[2:], serial: drawSerial(t, shape.serial, shape.first),
		lost: shape.lost, bare: shape.name == "tobacco pack",
	}
	for _, part := range shape.tail {
		ai, size, _ := strings.Cut(part, ":")
		chars := cis.Alphabet
		if strings.HasPrefix(size, "#") {
			chars, size = "0123456789", size[1:]
		}
		n := map[string]int{"4": 4, "6": 6, "44": 44, "88": 88}[size]
		e.tail = append(e.tail, [2]string{ai, textOf(chars, n).Draw(t, "tail")})
	}
	return e
}

func (e emitted) identity() string {
	if e.bare {
		return e.gtin + e.serial
	}
	return "01" + e.gtin + "21" + e.serial
}

// written draws one of the forms of e.
func (e emitted) written(t *rapid.T) string {
	needless := func() string { return rapid.SampledFrom([]string{"", "", gs}).Draw(t, "needless") }
	s, bracketed := e.gtin+needless()+e.serial, false
	switch {
	case e.bare:
	case rapid.Bool().Draw(t, "bracketed"):
		s, bracketed = "(01)"+needless()+e.gtin+needless()+"(21)"+needless()+e.serial, true
	default:
		s = "01" + needless() + e.gtin + needless() + "21" + needless() + e.serial
	}
	tails := []string{"none"}
	switch {
	case e.bare:
		tails = append(tails, "lost")
	case e.lost:
		tails = append(tails, "separated", "bracketed", "lost")
	default:
		tails = append(tails, "separated", "bracketed")
	}
	tail := rapid.SampledFrom(tails).Draw(t, "tail form")
	for _, element := range e.tail {
		ai, value := element[0], element[1]
		switch {
		case tail == "separated" && bracketed:
			s += gs + "(" + ai + ")" + needless() + value
		case tail == "separated":
			s += gs + ai + needless() + value
		case tail == "bracketed":
			s += "(" + ai + ")" + value
		case tail == "lost":
			s += ai + value
		}
	}
	return rapid.SampledFrom([]string{"", gs}).Draw(t, "first") +
		rapid.SampledFrom([]string{"", "]d1", "]d2", "]d5", "]C0", "]C1", "]e0", "]Q1", "]Q3", "]J1", "]L0", "]zA"}).Draw(t, "prefix") +
		rapid.SampledFrom([]string{"", gs, gs + gs}).Draw(t, "lead") + s +
		rapid.SampledFrom([]string{"", gs}).Draw(t, "end")
}

func identify(t *rapid.T, written string) cis.ID {
	id, err := cis.Identify(written)
	if err != nil {
		t.Fatalf("Identify(%q): %v", written, err)
	}
	return id
}

func TestEveryFormHasTheIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawCode(t)
		written := e.written(t)
		if id := identify(t, written); string(id) != e.identity() {
			t.Fatalf("Identify(%q) = %q, want %q", written, id, e.identity())
		}
	})
}

func TestDifferentCodesDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawCode(t), drawCode(t)
		if rapid.Bool().Draw(t, "same product") {
			b.gtin = a.gtin
		}
		same := a.identity() == b.identity()
		if got := identify(t, a.written(t)) == identify(t, b.written(t)); got != same {
			t.Fatalf("%+v and %+v: same identity %v", a, b, got)
		}
	})
}

// Whatever is accepted is found again under its identity, in both spellings, and holds no separator.
func TestIdentityNamesItself(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"01", "(01)", "04600266005755", "21", "(21)", "00", "(00)", "13", "211209", "20", "02", "11", "10", "gy4R,sn", "5d/wuU", "3Q3PzfAjoWoFe",
		"91", "(91)", "92", "(92)", "93", "(93)", "8005", "(8005)", "3103", "112000", "dGVz", key44, gs, "]d2", "]C1", "(", ")", "é", " ", "004600266000069320",
	})
	rapid.Check(t, func(t *rapid.T) {
		written := strings.Join(rapid.SliceOfN(piece, 1, 10).Draw(t, "pieces"), "")
		if id, err := cis.Identify(written); err == nil {
			holdsAsIdentity(t, written, id)
		}
	})
}

func holdsAsIdentity(t interface{ Errorf(string, ...any) }, written string, id cis.ID) {
	for _, again := range []string{string(id), id.Bracketed()} {
		if got, err := cis.Identify(again); got != id || err != nil {
			t.Errorf("%q is %q, but %q is %q, %v", written, id, again, got, err)
		}
	}
	if len(id) > len(written) || strings.Contains(string(id), gs) {
		t.Errorf("%q has the identity %q", written, id)
	}
}

func FuzzIdentify(f *testing.F) {
	for _, c := range forms {
		for _, written := range c.forms {
			f.Add(written)
		}
	}
	f.Add("")
	f.Add("\xff")
	f.Add("]d2" + gs + "]d2(01)(21)")
	f.Fuzz(func(t *testing.T, written string) {
		id, err := cis.Identify(written)
		code, parseErr := cis.Parse(written)
		if (err == nil) != (parseErr == nil) || code.ID != id {
			t.Fatalf("Identify(%q) = %q, %v; Parse: %q, %v", written, id, err, code.ID, parseErr)
		}
		if err == nil {
			holdsAsIdentity(t, written, id)
		}
	})
}
