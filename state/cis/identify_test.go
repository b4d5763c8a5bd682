package cis_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state/cis"
)

const gs = cis.GS

var (
	key44 = strings.Repeat("aB1+/z9=_.,", 4)
	key88 = key44 + key44
)

// All the written forms of one code, the identity first.
var forms = []struct {
	name  string
	kind  cis.Kind
	forms []string
}{
	{"tobacco pack", cis.Pack, []string{
		"00000046082251)hSF?J%",
		"00000046082251)hSF?J%AAAAdGVz",
		"00000046082251)hSF?J%(!AAdGV(",
		"]d200000046082251)hSF?J%AAAAdGVz",
		gs + "00000046082251)hSF?J%AAAAdGVz",
		"00000046082251)hSF?J%" + gs,
	}},
	{"tobacco block", cis.SGTIN, []string{
		"010460026600575521gy4R,sn",
		"(01)04600266005755(21)gy4R,sn",
		gs + "010460026600575521gy4R,sn",
		gs + gs + "010460026600575521gy4R,sn" + gs,
		"]d2010460026600575521gy4R,sn",
		"]d2" + gs + "010460026600575521gy4R,sn",
		"]C1(01)04600266005755(21)gy4R,sn",
		"010460026600575521gy4R,sn" + gs + "8005112000" + gs + "93dGVz",
		"]d2010460026600575521gy4R,sn" + gs + "8005112000" + gs + "93dGVz",
		"010460026600575521gy4R,sn" + gs + "93dGVz",
		"010460026600575521gy4R,sn800511200093dGVz",
		"(01)04600266005755(21)gy4R,sn(8005)112000(93)dGVz",
		"(01)04600266005755(21)gy4R,sn800511200093dGVz",
		"(01)04600266005755(21)gy4R,sn" + gs + "(8005)112000" + gs + "(93)dGVz",
	}},
	{"block, brackets in the serial", cis.SGTIN, []string{
		"010460026600575521(d-tU)%", "(01)04600266005755(21)(d-tU)%", "010460026600575521(d-tU)%800511200093d(8)",
	}},
	{"block, bracket at the end", cis.SGTIN, []string{"010460026600575521iUUfs)(", "(01)04600266005755(21)iUUfs)("}},
	{"block, identifiers in the serial", cis.SGTIN, []string{
		"010460026600575521(91)abc", "(01)04600266005755(21)(91)abc", "010460026600575521(91)abc" + gs + "93dGVz",
	}},
	{"block, a tail begun in the serial", cis.SGTIN, []string{"010460026600575521938005x", "(01)04600266005755(21)938005x"}},
	{"shoes", cis.SGTIN, []string{
		"0104610046110210213Q3PzfAjoWoFe",
		"(01)04610046110210(21)3Q3PzfAjoWoFe",
		"]Q30104610046110210213Q3PzfAjoWoFe",
		"0104610046110210213Q3PzfAjoWoFe" + gs + "91EE06" + gs + "92" + key88,
		"0104610046110210213Q3PzfAjoWoFe" + gs + "2406401" + gs + "91EE06" + gs + "92" + key88,
		"0104610046110210213Q3PzfAjoWoFe91EE0692" + key88,
		"(01)04610046110210(21)3Q3PzfAjoWoFe(91)EE06(92)" + key88,
		"]d2" + gs + "(01)04610046110210(21)3Q3PzfAjoWoFe" + gs + "(91)EE06" + gs + "(92)" + key88,
	}},
	{"pharma", cis.SGTIN, []string{
		"0104669000322220215t*NH>t:ngCfH",
		"0104669000322220215t*NH>t:ngCfH" + gs + "91FFD0" + gs + "92" + key44,
		"0104669000322220215t*NH>t:ngCfH91FFD092" + key44,
		"(01)04669000322220(21)5t*NH>t:ngCfH(91)FFD0(92)" + key44,
	}},
	{"milk", cis.SGTIN, []string{
		"0104610053149777215d/wuU",
		"0104610053149777215d/wuU" + gs + "93dGVz",
		"0104610053149777215d/wuU" + gs + "93dGVz" + gs + "3103123456",
		"0104610053149777215d/wuU93dGVz",
		"0104610053149777215d/wuU93dGVz3103123456",
		"0104610053149777215d/wuU93dGVz" + gs + "3103123456",
		"(01)04610053149777(21)5d/wuU(93)dGVz",
		"(01)04610053149777(21)5d/wuU(93)dGVz(3103)123456",
	}},
	{"water", cis.SGTIN, []string{
		"0104653820923088215GoNfWgdcBeVZ",
		"0104653820923088215GoNfWgdcBeVZ" + gs + "93dGVz",
		"0104653820923088215GoNfWgdcBeVZ93dGVz",
		"(01)04653820923088(21)5GoNfWgdcBeVZ(93)dGVz",
	}},
	{"beer", cis.SGTIN, []string{
		"0104610053147452215d,OiLl",
		"0104610053147452215d,OiLl" + gs + "93dGVz" + gs + "3350123456",
		"(01)04610053147452(21)5d,OiLl(93)dGVz",
	}},
	{"milk, key and signature", cis.SGTIN, []string{
		"0104870004450011215d/wuU",
		"0104870004450011215d/wuU" + gs + "91ABCD" + gs + "92" + key44,
		"(01)04870004450011(21)5d/wuU(91)ABCD(92)" + key44,
		"]d2(01)04870004450011(21)5d/wuU" + gs + "(91)ABCD" + gs + "(92)" + key44,
		"0104870004450011215d/wuU(91)ABCD(92)" + key44,
		"(01)04870004450011(21)5d/wuU(91)ABCD(92)" + key88,
	}},
	{"alcohol, key and signature", cis.SGTIN, []string{
		"010470000140027921TrRddTq",
		"010470000140027921TrRddTq" + gs + "91ABCD" + gs + "92" + key44,
		"(01)04700001400279(21)TrRddTq(91)ABCD(92)" + key44,
		"(01)04700001400279(21)TrRddTq(93)dGVz(3103)123456",
	}},
	{"serial of 20, key and signature", cis.SGTIN, []string{
		"010481097886269421LLRY<%\"\"JZTVZ1234567", "(01)04810978862694(21)LLRY<%\"\"JZTVZ1234567(91)ABCD(92)" + key44,
	}},
	{"tail behind tail", cis.SGTIN, []string{
		"010470000140027921TrRddTq", "(01)04700001400279(21)TrRddTq(93)dGVz(93)dGVz", "(01)04700001400279(21)TrRddTq(93)dGVz(91)ABCD(92)" + key44,
	}},
	{"serial of 12", cis.SGTIN, []string{"010040306003443321*QCriq*bT4fj", "(01)00403060034433(21)*QCriq*bT4fj"}},
	{"serial of 20", cis.SGTIN, []string{"010481097886269421LLRY<%\"\"JZTVZ12345678", "(01)04810978862694(21)LLRY<%\"\"JZTVZ12345678"}},
	{"serial of 1", cis.SGTIN, []string{"010460026600575521x", "(01)04600266005755(21)x"}},
	{"SSCC", cis.SSCC, []string{
		"00004600266000069320", "(00)004600266000069320", "]C100004600266000069320", gs + "00004600266000069320" + gs,
	}},
	{"SSCC, wrong check digit", cis.SSCC, []string{"00004600266000069321", "(00)004600266000069321"}},
	{"own, lot", cis.Own, []string{
		"010460026600575520021121051210AL65588523",
		gs + "010460026600575520021121051210AL65588523",
		"]e0010460026600575520021121051210AL65588523",
		"(01)04600266005755(20)02(11)210512(10)AL65588523",
		"01046002660057552002" + gs + "1121051210AL65588523" + gs,
	}},
	{"own, serial", cis.Own, []string{
		"01146056480133941321120921845951624023544", "(01)14605648013394(13)211209(21)845951624023544",
	}},
	{"own, no structure", cis.Other, []string{
		"000000462106549OOv1s0XzlzIFDjtcXJjz5cB", gs + "000000462106549OOv1s0XzlzIFDjtcXJjz5cB",
	}},
}

func TestOneIdentityForAllForms(t *testing.T) {
	for _, c := range forms {
		for _, written := range c.forms {
			code, err := cis.Parse(written)
			if err != nil || code.ID != cis.ID(c.forms[0]) || code.Kind != c.kind {
				t.Errorf("%s: Parse(%q) = %+v, %v; want %s %q", c.name, written, code, err, c.kind, c.forms[0])
			}
			if id, err := cis.Identify(written); id != code.ID || err != nil {
				t.Errorf("%s: Identify(%q) = %q, %v", c.name, written, id, err)
			}
		}
	}
}

// What looks like another form of a code, but is not certainly one, is a code of its own.
func TestOwnIdentity(t *testing.T) {
	for _, written := range []string{
		"x", "04600266005755", "0104600266005755", "Паллета 7", "]d2", "]d2]d2010460026600575521gy4R,sn", "]d1ABC", "(foo)",
		"010460026600575521",                                  // no serial
		"(01)04600266005755(21)",                              //
		"(01)0460026600575(21)gy4R,sn",                        // a GTIN of 13 digits
		"(01)04600266005755(20)gy4R,sn",                       // no layout begins so
		"01(04600266005755)21gy4R,sn",                         // brackets around a value
		"(01(04600266005755(21)gy4R,sn",                       // brackets left open
		"(01)0460026600575521gy4R,sn",                         // brackets around one identifier
		"010460026600575521gy4R,sn(21)x",                      // brackets inside a serial
		"010460026600575521gy4R,sn\\u001d93dGVz",              // escapes are not GS
		"010460026600575521gy4R,sn_x001D_93dGVz",              //
		"00000046082251)hSF?J",                                // a pack is 21 characters
		"00000046082251)hSF?J%AAAAdGV",                        // or 29
		"00000046082251)hSF?J%AAAAd~Vz",                       // of the alphabet
		"004600266000069320",                                  // 18 digits without 00
		"000046002660000693200",                               // too long for an SSCC, and so a pack
		"0104610053147452215d,OiLl93dGVz",                     // beer without separator could be a serial of 13
		"010461005314977721xd/wuU93dGVz",                      // milk serials begin with a digit
		"010461005314977721512345",                            // 93 is not there
		"010460026600575521gy4R,sn800511200x93dGVz",           // six digits follow 8005
		"0104610046110210213Q3PzfAjoWoFe91EE0692" + key88[1:], // one short
		"0104870004450011215d/wuU91ABCD92" + key44,            // no group has this length without brackets
		"010487000445001121(93)dGVz",                          // a tail behind nothing
		"0104870004450011215d/wuU(93)dGV",                     // a tail that is one short
		"0104870004450011215d/wuU(91)ABCD",                    // half a tail
		"0104870004450011215d/wuU(94)dGVz",                    // no known identifier
		"010487000445001121123456789012345678901(93)dGVz",     // a serial of 21
	} {
		if id, err := cis.Identify(written); err != nil || string(id) != written {
			t.Errorf("Identify(%q) = %q, %v; want the code itself", written, id, err)
		}
	}
}

func TestNoCode(t *testing.T) {
	for written, want := range map[string]string{
		"":                               "is empty",
		" \u00a0\t"[:3]:                  "is empty",
		gs:                               "is empty",
		gs + "  ":                        "is empty",
		strings.Repeat("0", 257):         "at most 256 bytes, this has 257",
		strings.Repeat("0", 10_000):      "this has 10000",
		"01046\n":                        "U+000A (byte 6)",
		"01046\x00":                      "U+0000 (byte 6)",
		"\x7f":                           "U+007F (byte 1)",
		"Код\u0085":                      "U+0085 (byte 7)",
		"010460026600575521gy\xff":       "(byte 21)",
		"010460026600575521\xd0" + "abc": "not (byte 19)",
	} {
		_, err := cis.Identify(written)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Identify(%.40q): error %v; want %q in it", written, err, want)
		}
		if _, parseErr := cis.Parse(written); parseErr == nil || parseErr.Error() != err.Error() {
			t.Errorf("Parse(%.40q) says %v, Identify %v", written, parseErr, err)
		}
	}
	for _, written := range []string{strings.Repeat("0", cis.MaxLength), "\uFFFD"} {
		if _, err := cis.Identify(written); err != nil {
			t.Errorf("Identify(%.10q): %v", written, err)
		}
	}
}

// The 551 codes of the published answers, as they were registered: blocks with brackets, the others without.
func TestPublishedCodes(t *testing.T) {
	file, err := os.ReadFile("testdata/published.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[cis.ID]bool{}
	kinds := map[cis.Kind]int{}
	for written := range strings.Lines(string(file)) {
		written = strings.TrimSuffix(written, "\n")
		code, err := cis.Parse(written)
		if err != nil {
			t.Fatal(err)
		}
		if got := code.ID.Bracketed(); got != written {
			t.Errorf("%q is written %q", written, got)
		}
		if id, _ := cis.Identify(string(code.ID)); id != code.ID {
			t.Errorf("%q is not found under its identity", written)
		}
		seen[code.ID] = true
		kinds[code.Kind]++
	}
	if len(seen) != 551 || kinds[cis.Pack] != 500 || kinds[cis.SGTIN] != 50 || kinds[cis.Own] != 1 {
		t.Errorf("%d codes, %v", len(seen), kinds)
	}
}

func TestParse(t *testing.T) {
	for written, want := range map[string]cis.Code{
		"00000046082251)hSF?J%AAAAdGVz": {
			ID: "00000046082251)hSF?J%", Kind: cis.Pack, GTIN: "00000046082251", Serial: ")hSF?J%", Tail: "AAAAdGVz",
		},
		"]d2" + gs + "010460026600575521gy4R,sn" + gs + "8005112000" + gs + "93dGVz": {
			ID: "010460026600575521gy4R,sn", Kind: cis.SGTIN, GTIN: "04600266005755", Serial: "gy4R,sn",
			Tail: "8005112000" + gs + "93dGVz", Form: cis.Prefixed | cis.Separated,
			Elements: []cis.Element{{"01", "04600266005755"}, {"21", "gy4R,sn"}, {"8005", "112000"}, {"93", "dGVz"}},
		},
		"(01)04610053149777(21)5d/wuU(93)dGVz(3103)123456": {
			ID: "0104610053149777215d/wuU", Kind: cis.SGTIN, GTIN: "04610053149777", Serial: "5d/wuU",
			Tail: "(93)dGVz(3103)123456", Form: cis.Bracketed,
			Elements: []cis.Element{{"01", "04610053149777"}, {"21", "5d/wuU"}, {"93", "dGVz"}, {"3103", "123456"}},
		},
		"0104610053149777215d/wuU93dGVz" + gs + "3103123456" + gs + "77?": {
			ID: "0104610053149777215d/wuU", Kind: cis.SGTIN, GTIN: "04610053149777", Serial: "5d/wuU",
			Tail: "93dGVz" + gs + "3103123456" + gs + "77?", Form: cis.Separated,
			Elements: []cis.Element{{"01", "04610053149777"}, {"21", "5d/wuU"}, {"93", "dGVz"}, {"3103", "123456"}},
		},
		"0104670033010053" + "21gJk6o54AQBJfX" + gs + "2406401" + gs + "91ffd0": {
			ID: "010467003301005321gJk6o54AQBJfX", Kind: cis.SGTIN, GTIN: "04670033010053", Serial: "gJk6o54AQBJfX",
			Tail: "2406401" + gs + "91ffd0", Form: cis.Separated,
			Elements: []cis.Element{{"01", "04670033010053"}, {"21", "gJk6o54AQBJfX"}, {"240", "6401"}, {"91", "ffd0"}},
		},
		"(00)004600266000069320": {
			ID: "00004600266000069320", Kind: cis.SSCC, SSCC: "004600266000069320", Form: cis.Bracketed,
			Elements: []cis.Element{{"00", "004600266000069320"}},
		},
		"010460026600575520021121051210AL65588523": {
			ID: "010460026600575520021121051210AL65588523", Kind: cis.Own, GTIN: "04600266005755",
			Elements: []cis.Element{{"01", "04600266005755"}, {"20", "02"}, {"11", "210512"}, {"10", "AL65588523"}},
		},
		"01146056480133941321120921845951624023544": {
			ID: "01146056480133941321120921845951624023544", Kind: cis.Own, GTIN: "14605648013394", Serial: "845951624023544",
			Elements: []cis.Element{{"01", "14605648013394"}, {"13", "211209"}, {"21", "845951624023544"}},
		},
		"]C1pallet" + gs + "7": {ID: "]C1pallet7", Kind: cis.Other, Form: cis.Separated},
		"pallet(7)":            {ID: "pallet(7)", Kind: cis.Other, Form: cis.Plain},
	} {
		got, err := cis.Parse(written)
		if err != nil || !slices.Equal(got.Elements, want.Elements) {
			t.Errorf("Parse(%q): elements %q, %v; want %q", written, got.Elements, err, want.Elements)
		}
		got.Elements, want.Elements = nil, nil
		if a, b := got, want; a.ID != b.ID || a.Kind != b.Kind || a.GTIN != b.GTIN || a.Serial != b.Serial ||
			a.SSCC != b.SSCC || a.Tail != b.Tail || a.Form != b.Form {
			t.Errorf("Parse(%q)\n got %+v\nwant %+v", written, a, b)
		}
	}
}

func TestIdentifyPlainDoesNotAllocate(t *testing.T) {
	for _, c := range forms {
		if n := testing.AllocsPerRun(100, func() { _, _ = cis.Identify(c.forms[0]) }); n != 0 {
			t.Errorf("%s: Identify(%q) allocates %v times", c.name, c.forms[0], n)
		}
	}
}
