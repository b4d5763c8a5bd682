package server

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// shoe is a code that is not of tobacco, whose methods leave fields out.
const (
	shoe     = "0104607112345677215ABCDEFGHIJK0"
	shoeGTIN = "04607112345677"
)

// documentGivens are the givens of notices, of the registry and of receipts.
func (g *golden) documentGivens() map[string]func([]string) {
	return map[string]func([]string){
		// draft KIND [CHANGE…]: {xml} is a notice of the owner over the box in base64, {cms} their signature
		"draft": func(args []string) {
			_, xml := g.draft(args[0], args[1:])
			signer := goldenOwner
			if slices.Contains(args, "signer") {
				signer = receiver
			}
			g.values["xml"], g.values["cms"] = enc(xml), signature(g.t, signer, []byte(xml))
		},
		// processed KIND [CHANGE…] [blocked] [waiting]: such a notice, taken and
		// processed; of transit, approved. blocked: its sender is meanwhile; waiting:
		// nothing has happened yet. {document} is its number, of
		// transit {id} its id.
		"processed": g.processed,
		// decided BIN SIDE DECISION: of {act}; {document} is its number
		"decided": func(args []string) {
			g.decided(g.values["act"], args[0], args[1], args[2])
		},
		// receipt [return] [tobacco] [theirs] [STATUS]: {receipt} is of a shoe, or of a pack of the box
		"receipt": g.receipt,
	}
}

// noticePaths are the methods that take notices; transit goes to formal.
var noticePaths = map[string]string{"introduce": introducePath, "withdrawal": writeOffPath, "third": thirdPath, "transit": ""}

// noticeChanges are what is special about a notice.
var noticeChanges = map[string][]string{
	"schema":     {`reason="1"`, `reason="19"`, "<exportCountry>AL</exportCountry>\n", "", `supplierCountryCode="RU"`, `supplierCountryCode="US"`},
	"unknown":    {"KZ_EAES_", "KZ_EEAS_", "IMPORT_", "EXPORT_"},
	"other":      {"KZ_EAES_", "IMPORT_", `fileId="IMPORT_`, `fileId="KZ_EAES_`},
	"doctype":    {"<file ", "<!DOCTYPE file [<!ENTITY a \"b\">]>\n<file "},
	"bare":       {"KZ_EAES_", "", "IMPORT_TRANSIT_", "", "IMPORT_", ""},
	"country":    {"<exportCountry>AL", "<exportCountry>XX"},
	"customs":    {`customCode="51814"`, `customCode="00000"`},
	"minimal":    {excise, "", compliances, "", originalOfTransit, ""},
	"compliance": {compliances, strings.Replace(compliances, "</complianceInfo>", `<complianceDocumentInfo complianceDocDate="06.12.2025" complianceDocNumber="2222 oks" complianceDocType="декларация"/>`+"\n</complianceInfo>", 1)},
	"name":       {"<participantInfo ", `<participantInfo participantName="ИП БЕРДЕШОВ" `, "<consigneeInfo ", `<consigneeInfo consigneeName="ИП БЕРДЕШОВ" `},
	"packs":      {`itemNumber="1"/>`, `itemNumber="1"><iCode>00000046082251PW?&amp;;Ge</iCode></product>`},
	"comment":    {"<document>", "<!-- a comment --><document>"},
	"supplier":   {"468578450149", "12345"},
	"amount":     {`exciseAmount="55.55"`, `exciseAmount="55.5"`},
	"yesterday":  {"2026-11-22T", "2026-11-21T"},
}

const (
	excise      = `<exciseDocInfo exciseDocNumber="555" exciseDocDate="08.02.2026" exciseAmount="55.55"/>` + "\n"
	compliances = `<complianceInfo>
<complianceDocumentInfo complianceDocDate="05.12.2025" complianceDocNumber="17/12" complianceDocType="сертификат соответствия"/>
</complianceInfo>
`
	originalOfTransit = `<originalDocInfo docNumber="EACMT-7785-API" docDate="08.02.2026"/>` + "\n"
)

var oneDigit = regexp.MustCompile(`^\d$`)

// draft gives the method and the text of a notice. Changes are those of
// noticeChanges, reason=N, correction, shoes, pack or code for other goods, receiver for another
// sender, and a digit that the UUID begins with instead of the usual one.
func (g *golden) draft(kind string, changes []string) (path, xml string) {
	g.t.Helper()
	d := draft{bin: goldenOwner, goods: []string{box}, totals: []string{packGTIN + "*500"}, reason: "1"}
	for _, c := range changes {
		reason, isReason := strings.CutPrefix(c, "reason=")
		switch change, known := noticeChanges[c]; {
		case known:
			d.change = append(d.change, change...)
		case isReason:
			d.reason = reason
		case c == "shoes":
			if g.srv.World().Code(shoe) == nil {
				g.register("shoes", "UNIT", shoe)
			}
			d.goods, d.totals = []string{shoe}, []string{shoeGTIN + "*1"}
		case c == "correction": // of {id}, or of nothing
			id := cmp.Or(g.values["id"], "93aee74e-3134-458b-a1df-f69571704270")
			d.change = append(d.change, "IMPORT_TRANSIT_", "IM_TRANSIT_COR_", `correctionFlag="false"`, `correctionFlag="true" primaryDocId="`+id+`"`)
		case c == "pack":
			d.goods, d.totals = []string{pack + "*1"}, []string{packGTIN + "*1"}
		case c == "code":
			d.goods = []string{"00046002660143829999"}
		case c == "receiver":
			d.bin = receiver
		case oneDigit.MatchString(c):
			d.change = append(d.change, noticeID, c+noticeID[1:])
		case c != "signer" && c != "blocked" && c != "waiting":
			g.t.Fatalf("a notice has no change %q", c)
		}
	}
	text, known := map[string]func() string{"introduce": d.notice, "withdrawal": d.notice, "third": d.third, "transit": d.transit}[kind]
	if !known {
		g.t.Fatalf("there is no kind %q of notices", kind)
	}
	return noticePaths[kind], text()
}

func (g *golden) processed(args []string) {
	path, xml := g.draft(args[0], args[1:])
	bin, waiting := goldenOwner, slices.Contains(args, "waiting")
	if slices.Contains(args, "receiver") {
		bin = receiver
	}
	if args[0] == "transit" {
		g.values["id"] = sent(g.t, g.srv, bin, xml)
		g.values["document"] = docOf(g.t, g.srv, g.values["id"]).Number
		if !waiting {
			g.decided(g.values["id"], bin, "incoming", "approve")
		}
		return
	}
	want(g.t, g.srv, 200, "POST", "/api/v3/true-api"+path, envelope(g.t, bin, xml), "Authorization", "Bearer "+g.srv.Token(bin))
	g.srv.World().Snapshot().Documents("", func(d *state.Document) bool {
		g.values["document"] = d.ID
		return false
	})
	if slices.Contains(args, "blocked") {
		blocked(g.t, g.srv, bin)
	}
	if !waiting {
		g.must(g.srv.Clock().AdvanceToDocument(g.values["document"]))
	}
}

func (g *golden) decided(id, bin, side, decision string) {
	g.t.Helper()
	if status, text := decideBy(g.t, g.srv, bin, id, side, decision); status != 201 {
		g.t.Fatalf("the decision is answered with %d %s", status, text)
	}
	g.values["document"] = docOf(g.t, g.srv, id).Number
}

func (g *golden) receipt(args []string) {
	r := state.Receipt{
		Type: state.Sale, SenderBIN: goldenOwner, FiscalDocumentNumber: 17, ShiftNumber: 3, KKTRegID: "010100456789",
		DocumentDate: g.srv.Clock().Now() - state.Moment(time.Minute.Milliseconds()),
		Products:     []state.ReceiptProduct{{CIS: shoe, Price: 52000, Count: 1}},
	}
	status := dict.Introduced
	for _, a := range args {
		switch a {
		case "return":
			r.Type, status = state.Return, dict.Withdrawn
		case "tobacco":
			r.Products[0] = state.ReceiptProduct{CIS: pack, Price: 2600, Count: 2}
		case "theirs":
			r.SenderBIN = receiver
			r.Status = state.ProcessingError // theirs is no code of the box's owner
			g.srv.Token(receiver)
		default:
			r.Status = state.RegistryStatus(a)
			r.Errors = []texts.Said{texts.Verbatim("Код маркировки " + r.Products[0].CIS + " не найден")}
		}
	}
	if g.srv.World().Code(shoe) == nil {
		g.registerAs(status, "shoes", "UNIT", shoe)
	}
	g.must(g.srv.World().Update(func(tx *state.Tx) error {
		kept, err := tx.TakeReceipt(r)
		if err == nil {
			g.values["receipt"] = kept.DocumentID
		}
		return err
	}))
}
