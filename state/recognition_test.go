package state

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/dict"
)

const (
	abroad   = "7731376812" // a foreign party
	shoeGTIN = "04610046110210"
	alien    = "0100403060034433" // begins codes that nobody knows here
)

// port is a world in which alice and bob trade shoes across the border, and the
// naive model of it: where every code stands, and every shipment.
type port struct {
	*World
	status    map[string]dict.CodeStatus // by code
	owner     map[string]string
	shipments []*voyage
	tally     map[string]int
}

// voyage is a shipment as the model knows it.
type voyage struct {
	id     string
	kind   DocType
	by, to string
	codes  []string
	bad    bool // something is wrong with it that time brings out
	done   bool // it was answered, or failed
}

func newPort(t *rapid.T, tally map[string]int) *port {
	p := &port{World: newTestWorld(t), status: map[string]dict.CodeStatus{}, owner: map[string]string{}, tally: tally}
	p.setProcessing(rapid.SampledFrom([]Processing{Instant, Fast}).Draw(t, "processing"))
	err := p.Update(func(tx *Tx) error {
		for _, bin := range []string{alice, bob} {
			if err := tx.PutParticipant(Participant{BIN: bin, Name: bin, Groups: []Membership{{Group: "shoes"}}}); err != nil {
				return err
			}
		}
		if err := tx.PutProduct(Product{GTIN: shoeGTIN, ProductGroup: "shoes"}); err != nil {
			return err
		}
		for i, s := range []dict.CodeStatus{dict.Introduced, dict.Introduced, dict.Introduced, dict.IntroducedReturned, dict.Applied, dict.Withdrawn} {
			code := fmt.Sprintf("01%s21PAIR%d", shoeGTIN, i)
			u := unit(code)
			u.GTIN, u.Status, u.OwnerBIN, u.ProducerBIN = shoeGTIN, s, alice, alice
			if err := tx.AddTree(u); err != nil {
				return err
			}
			p.status[code], p.owner[code] = s, alice
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// some draws up to three of the model's codes that fit, or any.
func (p *port) some(t *rapid.T, fits func(code string) bool) []string {
	var good, all []string
	for code := range p.status {
		all = append(all, code)
		if fits(code) {
			good = append(good, code)
		}
	}
	if len(good) > 0 && mostly(t, "fitting codes") {
		all = good
	}
	if len(all) == 0 {
		return nil
	}
	slices.Sort(all)
	return rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, 3, rapid.ID).Draw(t, "codes")
}

func goods(codes []string) (all []Goods) {
	for i, c := range codes {
		all = append(all, Goods{CIS: c, Count: Uncounted, Line: i + 1})
	}
	return all
}

func (p *port) submit(t *rapid.T, d Document) string {
	t.Helper()
	var id string
	if err := p.Update(func(tx *Tx) error { id = tx.Submit(d).ID; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := p.Clock().AdvanceToDocument(id); err != nil {
		t.Fatal(err)
	}
	return id
}

// send is an export: right when every code is the sender's and in circulation.
func (p *port) send(t *rapid.T) {
	by := rapid.SampledFrom([]string{alice, alice, alice, bob}).Draw(t, "by")
	codes := p.some(t, func(c string) bool { return p.owner[c] == by && circulates(p.status[c]) })
	v := &voyage{kind: Shipment, by: by, to: "060540009051", codes: codes}
	for _, c := range codes {
		v.bad = v.bad || p.owner[c] != by || !circulates(p.status[c])
	}
	v.id = p.submit(t, Document{Type: Shipment, Supplier: v.by, Consignee: v.to, Country: "643", Goods: goods(codes)})
	p.shipments = append(p.shipments, v)
	v.done = v.bad
	p.tally[fmt.Sprintf("export, wrong %t", v.bad)]++
}

func circulates(s dict.CodeStatus) bool {
	return s == dict.Introduced || s == dict.IntroducedReturned
}

// arrive is an import: right when nobody knows the codes, or they lie abroad and
// are the exporter's.
func (p *port) arrive(t *rapid.T) {
	codes := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{alien + "21A", alien + "21B", alien + "21C", alien + "21D"}), 1, 3, rapid.ID).Draw(t, "codes")
	if rapid.IntRange(0, 5).Draw(t, "a code from here") == 0 {
		codes = append(codes, p.some(t, func(string) bool { return true })...)
		slices.Sort(codes)
		codes = slices.Compact(codes)
	}
	v := &voyage{kind: ForeignShipment, by: abroad, to: rapid.SampledFrom([]string{alice, bob}).Draw(t, "to"), codes: codes}
	for _, c := range codes {
		s, known := p.status[c]
		v.bad = v.bad || known && (s != dict.Exported || p.owner[c] != abroad)
	}
	v.id = p.submit(t, Document{Type: ForeignShipment, Supplier: abroad, SupplierName: "ООО", Consignee: v.to, Country: "643", Goods: goods(codes)})
	p.shipments = append(p.shipments, v)
	v.done = v.bad
	p.tally[fmt.Sprintf("import, wrong %t", v.bad)]++
}

// answer is an acceptance: of the other side for an export, of the receiver for
// an import. It passes when the shipment waits, every code stands in it once, and
// those that it takes are still where they were.
func (p *port) answer(t *rapid.T) {
	if len(p.shipments) == 0 {
		return
	}
	waiting := slices.DeleteFunc(slices.Clone(p.shipments), func(v *voyage) bool { return v.done })
	from := p.shipments
	if len(waiting) > 0 && mostly(t, "one that waits") {
		from = waiting
	}
	v := rapid.SampledFrom(from).Draw(t, "shipment")
	kind := map[DocType]DocType{Shipment: ForeignAcceptance, ForeignShipment: Acceptance}[v.kind]
	listed := rapid.SliceOfNDistinct(rapid.SampledFrom(v.codes), 0, len(v.codes), rapid.ID).Draw(t, "listed")
	strange := rapid.IntRange(0, 7).Draw(t, "a strange code") == 0
	if strange {
		listed = append(listed, alien+"21Z")
	}
	d := Document{Type: kind, Supplier: v.by, Consignee: v.to, Country: "643", Corrects: v.id, Goods: goods(listed)}
	ok, taken := !v.done && !strange, []string(nil)
	for i := range d.Goods {
		d.Goods[i].Revise = rapid.SampledFrom([]string{GoodsAccepted, GoodsAccepted, GoodsRejected}).Draw(t, "says")
		c := d.Goods[i].CIS
		if d.Goods[i].Revise != GoodsAccepted {
			continue
		}
		taken = append(taken, c)
		_, known := p.status[c]
		here := kind == Acceptance && (!known || p.status[c] == dict.Exported && p.owner[c] == abroad)
		there := kind == ForeignAcceptance && circulates(p.status[c]) && p.owner[c] == v.by
		ok = ok && (here || there)
	}
	id := p.submit(t, d)
	got, _ := p.Snapshot().Document(id)
	if passed := got.Registry == CheckedOK; passed != ok || passed != (len(got.Errors) == 0) {
		t.Fatalf("an acceptance of %+v came to %s: %v; the model says %t", v, got.DocState, got.Errors, ok)
	}
	p.tally[fmt.Sprintf("%s passes %t, takes %t", kind, ok, len(taken) > 0)]++
	if !ok {
		return
	}
	v.done = true
	for _, c := range taken {
		p.status[c] = dict.Exported
		if kind == Acceptance {
			p.status[c], p.owner[c] = dict.Introduced, v.to
		}
	}
	if s, _ := p.Snapshot().Document(v.id); s.Registry != ShipmentAccepted || s.Answer != id || s.Answered != p.Snapshot().Now() {
		t.Fatalf("the shipment is in %s, answered by %q at %s", s.DocState, s.Answer, s.Answered)
	}
}

// give is an act between alice and bob: it takes goods away that a shipment waits with.
func (p *port) give(t *rapid.T) {
	codes := p.some(t, func(c string) bool { return p.owner[c] != abroad && circulates(p.status[c]) })[:1]
	if len(codes) == 0 || p.owner[codes[0]] == abroad || !circulates(p.status[codes[0]]) {
		return
	}
	from := p.owner[codes[0]]
	to := map[string]string{alice: bob, bob: alice}[from]
	id := p.submit(t, Document{Type: Act, Supplier: from, Consignee: to, Goods: []Goods{{CIS: codes[0], Count: 1}}, Totals: []Total{{GTIN: p.Code(codes[0]).GTIN, Count: 1}}})
	err := p.Update(func(tx *Tx) error {
		d, err := tx.BeginDecision(id, to, Approve)
		if err == nil {
			_, err = tx.Decide(id, to, Approve, d.Title(Approve).FileUUID, nil)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p.owner[codes[0]] = to
	p.tally["act"]++
}

// check compares every code and every shipment with the model.
func (p *port) check(t *rapid.T) {
	v, n := p.Snapshot(), 0
	v.Codes("", func(c *Code) bool {
		n++
		if p.status[c.CIS] != c.Status || p.owner[c.CIS] != c.OwnerBIN {
			t.Fatalf("%s is %s of %s, the model says %s of %s", c.CIS, c.Status, c.OwnerBIN, p.status[c.CIS], p.owner[c.CIS])
		}
		return true
	})
	if n != len(p.status) {
		t.Fatalf("%d codes, the model knows %d", n, len(p.status))
	}
	for _, s := range p.shipments {
		d, err := v.Document(s.id)
		if err != nil {
			t.Fatal(err)
		}
		_, waits := p.docMove(d, AcceptanceCame)
		if failed := d.Registry == ShipmentError || d.Registry == CheckedNotOK; failed != s.bad || failed != (len(d.Errors) > 0) || waits == s.done {
			t.Fatalf("%+v stands in %s: %v", s, d.DocState, d.Errors)
		}
	}
}

// TestTradeAcrossTheBorder: whatever is sent, accepted and given away meanwhile,
// codes move by acceptances that pass, only those that they take, and once.
func TestTradeAcrossTheBorder(t *testing.T) {
	tally := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		p := newPort(t, tally)
		t.Repeat(map[string]func(*rapid.T){
			"export": p.send, "export more": p.send, "import": p.arrive, "answer": p.answer, "answer more": p.answer, "give": p.give, "": p.check,
		})
	})
	for _, what := range []string{
		"export, wrong false", "export, wrong true", "import, wrong false", "import, wrong true", "act",
		"acceptance passes true, takes true", "acceptance passes true, takes false", "acceptance passes false, takes true",
		"foreign-acceptance passes true, takes true", "foreign-acceptance passes true, takes false", "foreign-acceptance passes false, takes true",
	} {
		if tally[what] == 0 {
			t.Errorf("never seen: %s; the test shows nothing of it", what)
		}
	}
}

// TestAnswer is what the control API does for the other side.
func TestAnswer(t *testing.T) {
	w := newTestWorld(t)
	must(t, w.Update(func(tx *Tx) error {
		return tx.PutParticipant(Participant{BIN: bob, Name: "bob", Groups: []Membership{{Group: "shoes"}}})
	}))
	id := submit(w, Document{Type: ForeignShipment, Supplier: abroad, SupplierName: "ООО", Consignee: bob, Country: "643", Goods: goods([]string{alien + "21A", alien + "21B"})})
	answer := func(id string) error {
		return w.Update(func(tx *Tx) error {
			_, err := tx.Answer(id, func(g Goods) bool { return strings.HasSuffix(g.CIS, "A") })
			return err
		})
	}
	if got := kindOf(t, answer(id)); got != DocumentStatus {
		t.Errorf("while it is checked: %q", got)
	}
	must(t, w.Clock().Advance(time.Minute))
	must(t, answer(id))
	d := document(t, w, id)
	if d.Registry != ShipmentAccepted || d.Goods[0].Revise != GoodsAccepted || d.Goods[1].Revise != GoodsRejected {
		t.Errorf("%s %+v", d.DocState, d.Goods)
	}
	if c := w.Code(alien + "21A"); c.OwnerBIN != bob || c.Status != dict.Introduced || c.Op.DocID != d.Answer {
		t.Errorf("%+v", c)
	}
	if got := kindOf(t, answer(id)); got != DocumentStatus {
		t.Errorf("twice: %q", got)
	}
	if got := kindOf(t, answer("nothing")); got != DocumentUnknown {
		t.Errorf("of nothing: %q", got)
	}
	must(t, w.Clock().Advance(time.Hour)) // the acceptance's own time comes, and nothing happens
	if again := document(t, w, d.Answer); again.Registry != CheckedOK {
		t.Errorf("the acceptance is in %s", again.DocState)
	}
}

// TestForeignParticipants: they own goods on their way, and do nothing here.
func TestForeignParticipants(t *testing.T) {
	for _, c := range []struct {
		id, country string
		want        Kind
	}{
		{abroad, "643", ""}, {"12345678", "051", ""}, {abroad, "398", BadRecord}, {abroad, "RU", BadRecord}, {"1234567", "051", BadBIN}, {"123456789012345", "417", BadBIN}, {abroad, "", BadBIN}, {"773137681а", "643", BadBIN}, {"123456789", "643", BadBIN},
	} {
		w := newTestWorld(t)
		err := w.Update(func(tx *Tx) error {
			return tx.PutParticipant(Participant{BIN: c.id, Name: "ООО", Country: c.country})
		})
		if got := kindOf(t, err); got != c.want {
			t.Errorf("%s of %q: %q, not %q", c.id, c.country, got, c.want)
		}
	}
	w := newTestWorld(t)
	must(t, w.Update(func(tx *Tx) error {
		return tx.PutParticipant(Participant{BIN: "123456789012", Name: "ИП", Country: "643"})
	}))
	err := w.Update(func(tx *Tx) error { _, err := tx.Admit("123456789012", ""); return err })
	if got := kindOf(t, err); got != ParticipantUnknown {
		t.Errorf("it signs in: %q", got)
	}
}

// TestFieldErrors of a foreign shipment, each once however often it is wrong.
func TestFieldErrors(t *testing.T) {
	if got := FieldErrors([]string{"CONFORMITY_CERTIFICATE", "CONFORMITY_DECLARATION"}, []string{"FOREIGN", "LOCAL"}); got != nil {
		t.Errorf("all is right, and it says %v", got)
	}
	got := texts.Strings(FieldErrors([]string{"CONFORMITY_CERTIFICATE", "", "PASSPORT"}, []string{"STOLEN", "LOST"}))
	if len(got) != 2 || !strings.HasPrefix(got[0], "08: ") || !strings.HasPrefix(got[1], "01: ") {
		t.Errorf("%v", got)
	}
}

// TestWordsFitThePrint: take the words and the values out of the texts of errors,
// and the blanks and signs are left that the specification prints.
func TestWordsFitThePrint(t *testing.T) {
	w := newTestWorld(t)
	must(t, w.Update(func(tx *Tx) error {
		return tx.PutParticipant(Participant{BIN: "123456789011", Name: "Б"})
	}))
	group := func(kind DocType) texts.Said { return w.Snapshot().GroupErrors(kind, "123456789011", "shoes")[0] }
	for _, c := range []struct {
		said    texts.Said
		printed string
	}{
		{PartyError(texts.PartyExporter.Of(), alice, texts.PartyApplicant.Of(), bob), "303: /  123243252   /  123243252"}, // the brackets of a shipment's are explanations
		{group(Shipment), "307:   123243252    shoes  {SystemName} "},
		{PartyError(texts.PartyReceiver.Of(), alice, texts.PartyApplicant.Of(), bob), "303: /  123243252   /  123243252"},
		{group(Acceptance), "307:   123243252    shoes  {SystemName} "},
		{FieldErrors(nil, []string{"-"})[0], "08:   release_method     ."},
		{FieldErrors([]string{"-"}, nil)[0], "01:    certificate_type."},
		{ReceiverError(), "03:     receiver_inn ."},
		{texts.Coded.Of(DocumentCode, texts.NobodyKnows.Of()), "301:    "},
	} {
		if left := blanks(c.said.String()); left != blanks(c.printed) {
			t.Errorf("%q leaves %q, and %q is printed", c.said, left, c.printed)
		}
	}
}

// blanks are what is left of an error without its words and values.
func blanks(text string) string {
	code, words, _ := strings.Cut(strings.NewReplacer("{SystemName}", "", "ИС МПТ", "").Replace(text), ":")
	return code + ":" + strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cyrillic, r) || unicode.IsDigit(r) {
			return -1
		}
		return r
	}, words)
}

// arrived brings in a shipment from Russia to bob and gives it as it stands then.
func arrived(t *testing.T, w *World, exporter string, codes ...string) *Document {
	t.Helper()
	id := submit(w, Document{Type: ForeignShipment, Supplier: exporter, SupplierName: "ООО", Consignee: bob, Country: "643", Goods: goods(codes)})
	must(t, w.Clock().Advance(time.Minute))
	return document(t, w, id)
}

// TestArrivalsAreWhatTheirProductIs: of its type of packages and its group.
func TestArrivalsAreWhatTheirProductIs(t *testing.T) {
	const carton = "04600266005755"
	w := newTestWorld(t)
	must(t, w.Update(func(tx *Tx) error {
		return tx.PutProduct(Product{GTIN: carton, ProductGroup: "tobacco", Name: "Блок", PackageType: dict.Level1})
	}))
	d := arrived(t, w, abroad, "01"+carton+"21CARTON1", alien+"21A", pack+"hSFabcd")
	if len(d.Errors) > 0 {
		t.Fatal(d.Errors)
	}
	codes := map[string]dict.PackageType{"01" + carton + "21CARTON1": dict.Level1, alien + "21A": dict.Unit, pack + "hSFabcd": dict.Unit}
	for code := range codes {
		if c, _ := w.Snapshot().Code(code); c != nil {
			t.Errorf("before it is accepted there is %+v", c)
		}
	}
	defer func() {
		must(t, w.Update(func(tx *Tx) error {
			_, err := tx.Answer(d.ID, func(g Goods) bool { return g.CIS != alien+"21A" })
			return err
		}))
		for code, want := range codes {
			c, _ := w.Snapshot().Code(code)
			if refused := code == alien+"21A"; refused != (c == nil) || c != nil && (c.PackageType != want || c.Status != dict.Introduced || c.OwnerBIN != bob || c.Prev.OwnerBIN != abroad) {
				t.Errorf("%s is %+v", code, c)
			}
		}
	}()
	if got := w.Snapshot().GroupsOf(d); !slices.Equal(got, []string{"tobacco", "shoes"}) {
		t.Errorf("the groups are %v", got)
	}
	if got := w.Snapshot().GroupsOf(&Document{Goods: goods([]string{"01" + carton + "21CARTON2", alien + "21B", "01999999999999992112"})}); !slices.Equal(got, []string{"tobacco", "shoes"}) {
		t.Errorf("on their way the groups are %v", got)
	}
	if d := arrived(t, w, abroad, carton+"hSFabcd"); len(d.Errors) != 1 || !strings.HasSuffix(d.Errors[0].String(), "имеет вид потребительской упаковки, а товар "+carton+" — LEVEL1") {
		t.Errorf("a pack that is a carton: %v", d.Errors)
	}
}

// TestForeignPackagesComeIn with all that is in them, though their codes spell no GTIN.
func TestForeignPackagesComeIn(t *testing.T) {
	const pallet, strange = "00004600266000069320", "00004600266000064134"
	w := newTestWorld(t)
	must(t, w.Update(func(tx *Tx) error {
		if err := tx.PutParticipant(Participant{BIN: abroad, Name: "ООО", Country: "643"}); err != nil {
			return err
		}
		inside := unit(pack + "hSFabcd")
		outside := Tree{Code: inside.Code, Inside: []Tree{inside}}
		outside.CIS, outside.PackageType = pallet, dict.Level2
		for _, c := range []*Code{&outside.Code, &outside.Inside[0].Code} {
			c.OwnerBIN, c.ProducerBIN, c.Status = abroad, abroad, dict.Exported
		}
		return tx.AddTree(outside)
	}))
	d := arrived(t, w, abroad, pallet)
	if d.Registry != ArrivalWaiting {
		t.Fatalf("%s %v", d.DocState, d.Errors)
	}
	if got := w.Snapshot().GroupsOf(d); !slices.Equal(got, []string{"tobacco"}) {
		t.Errorf("its group is %v", got)
	}
	must(t, w.Update(func(tx *Tx) error {
		_, err := tx.Answer(d.ID, func(Goods) bool { return true })
		return err
	}))
	for _, code := range []string{pallet, pack + "hSFabcd"} {
		if c := w.Code(code); c.OwnerBIN != bob || c.Status != dict.Introduced {
			t.Errorf("%+v", c)
		}
	}
	if d := arrived(t, w, abroad, strange); len(d.Errors) != 1 || !strings.HasSuffix(d.Errors[0].String(), strange+" не содержит GTIN") {
		t.Errorf("a package that nobody knows: %v", d.Errors)
	}
}

// TestRefusedArrivalsLeaveNothing: no party, no product, no code.
func TestRefusedArrivalsLeaveNothing(t *testing.T) {
	const strange, armenian = "111111111111", "5555555555"
	for name, c := range map[string]struct {
		supplier, consignee string
		codes               []string
		want                string
	}{
		"an exporter of Kazakhstan": {alice, bob, []string{alien + "21A"}, "301: Отправитель " + alice + " не может быть участником оборота 643"},
		"one to himself":            {bob, bob, []string{alien + "21A"}, "301: Отправитель " + bob + " не может быть участником оборота 643"},
		"one of another country":    {armenian, bob, []string{alien + "21A"}, "301: Отправитель " + armenian + " не может быть участником оборота 643"},
		"no taxpayer":               {"773", bob, []string{alien + "21A"}, "301: Отправитель 773 не может быть участником оборота 643"},
		"a code among others":       {abroad, strange, []string{alien + "21A", "abc", alien + "21B"}, "301: Код маркировки abc не содержит GTIN"},
		"a code twice":              {abroad, strange, []string{alien + "21A", alien + "21A"}, "301: Код маркировки " + alien + "21A указан дважды"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTestWorld(t)
			must(t, w.Update(func(tx *Tx) error {
				tx.participants.Set(armenian, &Participant{BIN: armenian, Name: "А", Status: dict.Registered, Country: "051"})
				return nil
			}))
			records := func() (n int) {
				v := w.Snapshot()
				return v.participants.Len() + v.products.Len() + v.codes.Len() + v.emitted.Len()
			}
			before := records()
			id := submit(w, Document{Type: ForeignShipment, Supplier: c.supplier, SupplierName: "ООО", Consignee: c.consignee, Country: "643", Goods: goods(c.codes)})
			must(t, w.Clock().Advance(time.Minute))
			if d := document(t, w, id); d.Registry != CheckedNotOK || !slices.Equal(texts.Strings(d.Errors), []string{c.want}) {
				t.Errorf("%s %v", d.DocState, d.Errors)
			}
			if after := records(); after != before {
				t.Errorf("%d records became %d", before, after)
			}
		})
	}
}

// TestContractsOfExports: 307 has one text, whether the contract was never there
// or went while the shipment was looked at.
func TestContractsOfExports(t *testing.T) {
	w := newTestWorld(t)
	code := "01" + shoeGTIN + "21PAIR"
	must(t, w.Update(func(tx *Tx) error {
		u := unit(code)
		u.GTIN, u.Status = shoeGTIN, dict.Introduced
		_ = tx.PutProduct(Product{GTIN: shoeGTIN, ProductGroup: "shoes"})
		return tx.AddTree(u)
	}))
	id := submit(w, Document{Type: Shipment, Supplier: alice, Consignee: abroad, Country: "643", Goods: goods([]string{code})})
	must(t, w.Update(func(tx *Tx) error { return tx.PutParticipant(Participant{BIN: alice, Name: "alice"}) }))
	must(t, w.Clock().Advance(time.Minute))
	if d := document(t, w, id); !slices.Equal(texts.Strings(d.Errors), texts.Strings(w.Snapshot().GroupErrors(Shipment, alice, "shoes"))) || len(d.Errors) != 1 {
		t.Errorf("%s %v", d.DocState, d.Errors)
	}
}
