package server

import (
	"strings"
	"testing"
)

// TestWhatIsDoubtful passes with a warning in the journal; a strict server
// refuses it in words.
func TestWhatIsDoubtful(t *testing.T) {
	line := `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	third := func(country string) string {
		return draft{bin: owner, goods: []string{box}, totals: []string{packGTIN}, change: []string{"<exportCountry>AL", "<exportCountry>" + country}}.third()
	}
	for name, c := range map[string]struct{ path, xml, warning, refusal string }{
		"no line <?xml":                 {writeOffPath, draft{bin: owner, reason: "1", goods: []string{box}, change: []string{line, ""}}.notice(), "the first line is not <?xml", "строка 1: нет строки <?xml"},
		"third countries from Russia":   {thirdPath, third("RU"), "exportCountry RU is in the EAEU", "строка 6: exportCountry RU is in the EAEU"},
		"third countries from here":     {thirdPath, third("KZ"), "exportCountry KZ is in the EAEU", "строка 6: exportCountry KZ is in the EAEU"},
		"nothing, with the mark of RFC": {writeOffPath, "\uFEFF" + draft{bin: owner, reason: "1", goods: []string{box}}.notice(), "", ""},
		"nothing":                       {thirdPath, third("CN"), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, strict := range []bool{false, true} {
				options := []Option{}
				if strict {
					options = append(options, WithStrict())
				}
				s := frozen(t, options...)
				status, text := call(t, s, "POST", "/api/v3/true-api"+c.path, envelope(t, owner, c.xml), "Authorization", "Bearer "+s.Token(owner))
				e := lastEntry(t, s)
				switch warned := strings.Join(e.Warnings, "; "); {
				case strict && c.refusal != "":
					if status != 400 || !strings.Contains(text, `Невалидный формат XML документа: `+strings.ReplaceAll(c.refusal, `"`, `\"`)) {
						t.Errorf("strict: %d %s", status, text)
					}
				case status != 200 || (warned == "") != (c.warning == "") || !strings.Contains(warned, c.warning):
					t.Errorf("strict %t: %d %s, warned %q", strict, status, text, warned)
				}
			}
		})
	}
}
