package dict

import (
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/internal/texts"
)

// TestDictionaries: as many rows as the operator prints, in that order, and
// some of them word for word.
func TestDictionaries(t *testing.T) {
	for i, want := range []struct {
		name        string
		rows        int
		first, last Row
		some        []Row
	}{
		{"product-groups", 5, Row{Code: "shoes", ID: "2", About: "Обувные товары"}, Row{Code: "alcohol", ID: "11", About: "Алкогольная продукция"}, []Row{
			{Code: "pharma", ID: "7", About: "Лекарственные препараты для медицинского применения"},
		}},
		{"package-types", 7, Row{Code: "UNIT", About: "Единица товара", MOTP: "Пачка", LP: "Товарная упаковка"}, Row{Code: "BUNDLE", About: "Комплект", MOTP: "BUNDLE"}, nil},
		{"code-statuses", 12, Row{Code: "INTRODUCED", ID: "2", About: "Введен в оборот"}, Row{Code: "EMITTED", ID: "0", About: "Эмитирован"}, []Row{
			{Code: "APPLIED_NOT_PAID", ID: "12", About: "Нанесён, не оплачен"},
		}},
		{"document-types", 9, Row{Code: "RECEIPT", About: "Чек", Format: byFiscalOperator}, Row{Code: "KZ_UPD", About: "акт Приема-передачи"}, []Row{
			{Code: "MTTPS_90", About: "вывод из оборота"},
		}},
		{"document-statuses", 5, Row{Code: "IN_PROGRESS", About: "Проверяется"}, Row{Code: "UNDEFINED", About: "Не определён"}, nil},
		{"act-statuses", 12, Row{Code: "1", About: "Отравлен. Промежуточный статус(Отправлен)"}, Row{Code: "20", About: "Запущен асинхронная проверка Итогов (статус: Обработка документа)"}, []Row{
			{Code: "8", About: "Зарегистрировано Уведомление о расхождении(На согласовании)"},
			{Code: "16", About: "Отозван отравителем(Отозван)"},
		}},
		{"release-methods", 2, Row{Code: "FOREIGN", About: "Ввезён в РK"}, Row{Code: "LOCAL", About: "Производство РK"}, nil},
		{"customs-offices", 92, Row{Code: "50100", About: "КОМИТЕТ ГОСУДАРСТВЕННЫХ ДОХОДОВ МИНИСТЕРСТВА ФИНАНСОВ РЕСПУБЛИКИ КАЗАХСТАН"}, Row{Code: "57203", About: `Т/П "АУЕЖАЙ-ШЫМКЕНТ"`}, []Row{
			{Code: "50700", About: "ДЕПАРТАМЕНТ ГОСУДАРСТВЕННЫХ ДОХОДОВ ПО МАHГИСТАУСКОЙ ОБЛАСТИ"}, // a Latin H, as printed
			{Code: "55513", About: `Т/П  "КАПЛАНБЕК"`},
		}},
		{"countries", 249, Row{Code: "AD", ID: "020", About: "Андорра"}, Row{Code: "ZW", ID: "716", About: "Зимбабве"}, []Row{
			{Code: "KZ", ID: "398", About: "Казахстан"}, {Code: "AM", ID: "051", About: "Армения"}, {Code: "KG", ID: "417", About: "Киргизия"}, {Code: "MK", ID: "807", About: "Северная Македония"},
		}},
	} {
		t.Run(want.name, func(t *testing.T) {
			d := All()[i]
			if d.Name != want.name || d.Title == "" || len(d.Rows) != want.rows {
				t.Fatalf("%s, %q, has %d rows", d.Name, d.Title, len(d.Rows))
			}
			if first, last := d.Rows[0], d.Rows[len(d.Rows)-1]; first != want.first || last != want.last {
				t.Errorf("it goes from %v to %v", first, last)
			}
			for _, r := range want.some {
				if !slices.Contains(d.Rows, r) {
					t.Errorf("there is no row %v", r)
				}
			}
		})
	}
	if n := len(All()); n != 9 {
		t.Errorf("%d dictionaries", n)
	}
}

func TestRowsAreUnique(t *testing.T) {
	for _, d := range All() {
		codes, ids := map[string]bool{}, map[string]bool{}
		for _, r := range d.Rows {
			if r.Code == "" || r.About == "" || strings.TrimSpace(r.About) != r.About || strings.ContainsAny(r.Code+r.ID, " \t") {
				t.Errorf("%s: %+v", d.Name, r)
			}
			if codes[r.Code] || r.ID != "" && ids[r.ID] {
				t.Errorf("%s: %+v stands there twice", d.Name, r)
			}
			codes[r.Code], ids[r.ID] = true, true
		}
	}
}

// TestFiles holds every line of the files to its columns, and their forms.
func TestFiles(t *testing.T) {
	for text, columns := range map[string]int{customsFile: 2, countriesFile: 3} {
		for line := range strings.Lines(text) {
			if strings.Count(line, "\t") != columns-1 || !strings.HasSuffix(line, "\n") || strings.Contains(line, "\r") {
				t.Errorf("%q has not %d columns", line, columns)
			}
		}
	}
	digits := func(s string, n int) bool { return len(s) == n && strings.Trim(s, "0123456789") == "" }
	for _, r := range customsOffices {
		if !digits(r.Code, 5) {
			t.Errorf("%+v: the code has not five digits", r)
		}
	}
	for _, r := range countries {
		if !digits(r.ID, 3) || len(r.Code) != 2 || strings.ToUpper(r.Code) != r.Code {
			t.Errorf("%+v: not two letters and three digits", r)
		}
	}
}

// TestLookups: what a dictionary lists is found by its code, and nothing else is.
func TestLookups(t *testing.T) {
	type found struct {
		row string // what was found, as the API spells it
		ok  bool
	}
	for name, find := range map[string]func(code string) found{
		"product-groups":    func(c string) found { g, ok := ProductGroupByName(c); return found{g.Name, ok} },
		"package-types":     func(c string) found { p, ok := PackageTypeByCode(c); return found{p.String(), ok} },
		"code-statuses":     func(c string) found { s, ok := CodeStatusByCode(c); return found{s.String(), ok} },
		"document-types":    func(c string) found { r, ok := DocumentTypeByCode(c); return found{r.Code, ok} },
		"document-statuses": func(c string) found { r, ok := DocumentStatusByCode(c); return found{r.Code, ok} },
		"release-methods":   func(c string) found { m, ok := ReleaseMethodByCode(c); return found{m.String(), ok} },
		"customs-offices":   func(c string) found { r, ok := CustomsOfficeByCode(c); return found{r.Code, ok} },
		"countries":         func(c string) found { r, ok := CountryByCode(c); return found{r.Code, ok} },
	} {
		d, ok := ByName(name)
		if !ok {
			t.Fatalf("no dictionary %s", name)
		}
		for _, r := range d.Rows {
			if got := find(r.Code); got != (found{r.Code, true}) {
				t.Errorf("%s: %q finds %+v", name, r.Code, got)
			}
			if got := find(strings.ToLower(r.Code) + "?"); got.ok {
				t.Errorf("%s: %q? finds %+v", name, r.Code, got)
			}
		}
		if got := find(""); got.ok {
			t.Errorf("%s: nothing finds %+v", name, got)
		}
	}
	if _, ok := ByName("planets"); ok {
		t.Error("there is a dictionary of planets")
	}
}

// TestGroupsBesideTheDictionary: tokens name them, the dictionary does not.
func TestGroupsBesideTheDictionary(t *testing.T) {
	for name, want := range map[string]struct{ known, listed bool }{"tobacco": {true, true}, "water": {true, false}, "lp": {true, false}, "beer": {}, "": {}} {
		if _, listed := ProductGroupByName(name); listed != want.listed || KnownGroup(name) != want.known {
			t.Errorf("group %q is known: %t, and in the dictionary: %t", name, KnownGroup(name), listed)
		}
	}
	for _, name := range GroupNames() {
		if !KnownGroup(name) {
			t.Errorf("%q is a name of a group and no group", name)
		}
	}
}

// TestEveryGroupIsWhole: whatever a listed group's row may forget.
func TestEveryGroupIsWhole(t *testing.T) {
	evidence := []texts.Evidence{texts.Observed, texts.Documented, texts.Sibling, texts.Assumed}
	for _, g := range ProductGroups() {
		for of, form := range map[string]CodeForm{"Unit": g.Unit, "Block": g.Block, "Transport": g.Transport} {
			serial := form.Layout == Bare || form.Layout == SGTIN || form.Layout == Bracketed
			if form.Layout == "" || serial != (form.Serial > 0 && form.First != "" && form.Rest != "") || !slices.Contains(evidence, form.Evidence) {
				t.Errorf("the row of %s does not say how codes of %s are written: layout, serial with its two alphabets, evidence; it says %+v", g.Name, of, form)
			}
		}
		if g.Price <= 0 || len(g.Attributes) == 0 || g.Token {
			t.Errorf("the row of %s lacks a price or an order of attributes, or says that only tokens name it: %+v", g.Name, g)
		}
	}
	for trait := Traced; trait <= Open; trait <<= 1 {
		if GroupsWith(trait) == nil {
			t.Errorf("no group has the trait %b: take it out", trait)
		}
	}
}

// TestTheTablesStayAsTheyAre: who changes what they were given changes nothing here.
func TestTheTablesStayAsTheyAre(t *testing.T) {
	ProductGroups()[0].Name = "x"
	PackageTypes()[0].Code = "x"
	CodeStatuses()[0].Code = "x"
	for _, d := range All() {
		d.Rows[0].Code, d.Rows[0].About = "x", "x"
	}
	for _, d := range All() {
		if r := d.Rows[0]; r.Code == "x" || r.About == "x" {
			t.Errorf("%s now begins with %+v", d.Name, r)
		}
	}
}

// TestNoSuchRow: numbers that no dictionary has are spelt as nothing.
func TestNoSuchRow(t *testing.T) {
	for _, s := range []string{PackageType(0).String(), PackageType(99).String(), CodeStatus(8).String(), ReleaseMethod(0).String(), ReleaseMethod(9).String()} {
		if s != "" {
			t.Errorf("spelt %q", s)
		}
	}
}

// TestTaxpayerIDs: digits, as many as the country has.
func TestTaxpayerIDs(t *testing.T) {
	for _, c := range []struct {
		country, number string
		ok              bool
	}{
		{"RU", "7731376812", true},
		{"RU", "060540009051", true},
		{"RU", "77313768123", false},
		{"RU", "773137681x", false},
		{"RU", "٧٣١٣٧", false},
		{"RU", "", false},
		{"AM", "12345678", true},
		{"BY", "123456789", true},
		{"KG", "12345678901234", true},
		{"KG", "12345678", false},
	} {
		m, _ := MemberByCode(c.country)
		if err := m.CheckTaxpayerID(c.number); (err == nil) != c.ok {
			t.Errorf("%q of %s: %v", c.number, c.country, err)
		}
	}
}

func TestCertificateTypes(t *testing.T) {
	for _, c := range certificateTypes {
		byCode, _ := CertificateTypeByCode(c.Code)
		if byKind, ok := CertificateTypeByKind(c.DocKind); !ok || byKind != c || byCode != c {
			t.Errorf("%v is found as %v and %v", c, byCode, byKind)
		}
	}
	for kind, code := range map[string]string{"certificate": "CONFORMITY_CERTIFICATE", "declaration": "CONFORMITY_DECLARATION"} { // as printed
		if c, _ := CertificateTypeByKind(kind); c.Code != code {
			t.Errorf("a %s is a %s, not a %s", kind, c.Code, code)
		}
	}
	if _, ok := CertificateTypeByCode("certificate"); ok {
		t.Error("one word is taken for the other")
	}
}
