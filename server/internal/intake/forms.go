package intake

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
)

// form is how one kind of documents is sent, read and written.
type form struct {
	kind    state.DocType
	method  string // the name of the method that takes it, "" of what nobody sends
	read    func(text []byte) reading
	store   func(text []byte, to io.Writer) error                           // re-serialised, as the system gives it back; nil of what is not given back
	title   func(d *state.Document, decision state.Decision) (begin string) // of the fileId of a title, nil where nobody decides
	inJSON  func(v state.View, d *state.Document) (any, error)              // as the methods show it that read it
	parties func(tx *state.Tx, s *Submission) error                         // who is named, in place of the check of parties
}

// reading is a document that is read while its schema is checked.
type reading struct {
	see  xsd.See                   // takes the tokens that the check passes over; nil where there are none
	take func(s *Submission) error // what was read; the schema is fulfilled
}

// reads is how XML is read.
func reads[D any](begin func(text []byte) *doc.Reading[D], take func(*D, *Submission) error) func([]byte) reading {
	return func(text []byte) reading {
		r := begin(text)
		return reading{r.See, taking(r.Done, take)}
	}
}

// readsJSON is how JSON is read.
func readsJSON[D any](read func(text []byte) (*D, error), take func(*D, *Submission) error) func([]byte) reading {
	return func(text []byte) reading {
		return reading{nil, taking(func() (*D, error) { return read(text) }, take)}
	}
}

func taking[D any](read func() (*D, error), take func(*D, *Submission) error) func(*Submission) error {
	return func(s *Submission) error {
		d, err := read()
		if err != nil {
			return err
		}
		return take(d, s)
	}
}

// Methods that take several kinds, or one.
const (
	formal    = "edo.formal"
	introduce = "documents.introduce-goods"
	third     = "documents.third-countries"
	writeOff  = "documents.writeOff"
	shipments = "shipments.create"
	accept    = "import.acceptancies"
)

// forms has a row for every kind of documents that is sent or shown; what else
// there is to know of a kind stands in its row in state/doctypes_table.go.
var forms = []form{
	{kind: state.Act, method: formal, read: reads(doc.BeginAct, takeAct), store: storedAs(doc.ReadAct), title: actTitle, inJSON: actInJSON},
	{kind: state.CorrectiveAct, method: formal, read: reads(doc.BeginAct, takeAct), store: storedAs(doc.ReadAct), title: actTitle, inJSON: actInJSON},
	{kind: state.Divergence, method: formal, read: reads(doc.BeginDivergence, takeDivergence), store: storedAs(doc.ReadDivergence)},
	{kind: state.ImportTransit, method: formal, read: reads(doc.BeginImportTransit, takeImportTransit), store: storedAs(doc.ReadImportTransit), title: importTitle, inJSON: importInJSON},
	{kind: state.ImportTransitCorrection, method: formal, read: reads(doc.BeginImportTransit, takeImportTransit), store: storedAs(doc.ReadImportTransit), title: importTitle, inJSON: importInJSON},
	{kind: state.ImportThirdCountry, method: third, read: reads(doc.BeginThirdCountry, takeThirdCountry), store: storedAs(doc.ReadThirdCountry), inJSON: thirdCountryInJSON},
	{kind: state.IntroduceGoods, method: introduce, read: reads(doc.BeginNotice, takeNotice), store: storedAs(doc.ReadNotice), inJSON: noticeInJSON},
	{kind: state.Withdrawal, method: writeOff, read: reads(doc.BeginNotice, takeNotice), store: storedAs(doc.ReadNotice), inJSON: noticeInJSON},
	{kind: state.Shipment, method: shipments, read: readsJSON(doc.ReadShipment, takeShipment), inJSON: shipmentInJSON, parties: shipmentParties},
	{kind: state.ForeignShipment, inJSON: foreignShipmentInJSON},
	{kind: state.ForeignAcceptance},
	{kind: state.Acceptance, method: accept, read: readsJSON(doc.ReadAcceptance, takeAcceptance), inJSON: acceptanceInJSON, parties: acceptanceParties},
	{kind: state.PackingReport, inJSON: reportInJSON},
	{kind: state.DropoutReport, inJSON: reportInJSON},
}

// formOf finds the row of a kind; that of a kind without one has nothing.
func formOf(t state.DocType) form {
	for i := range forms {
		if forms[i].kind == t {
			return forms[i]
		}
	}
	return form{}
}

// TakenBy gives the kinds that are sent to a method, by its name.
func TakenBy(method string) (kinds []state.DocType) {
	for i := range forms {
		if method != "" && forms[i].method == method {
			kinds = append(kinds, forms[i].kind)
		}
	}
	return kinds
}

// AddLike is for tests of this program: it lets a kind of their own be sent and
// written as another is, until it is removed. See [state.AddDocType].
func AddLike(t, like state.DocType) (remove func()) {
	before, f := forms, formOf(like)
	f.kind = t
	forms = append(slices.Clone(before), f)
	return func() { forms = before }
}

func takeAct(a *doc.Act, s *Submission) (err error) {
	d := &s.Document
	d.Supplier, d.SupplierName = a.SupplierInfo.IdentificationCode, a.SupplierInfo.Name
	d.Consignee, d.ConsigneeName = a.ConsigneeInfo.IdentificationCode, a.ConsigneeInfo.Name
	if d.Sending, err = s.sendingTime(a.File); err != nil {
		return err
	}
	if err := realDates(dateOf(a.OriginalDocInfo)); err != nil {
		return err
	}
	s.cited = cited{"regNumber", a.Document.RegNumber, "regDate", a.Document.RegDate, titleDate}
	s.supplierID, s.consigneeID = a.Participants.SupplierID, a.Participants.ConsigneeID
	d.Goods, d.Totals = goodsOf(a.ProductList), totalsOf(a.ProductTotals)
	if err := s.flagged(a.Document.FlagMissing, a.Document.Line); err != nil {
		return err
	}
	d.Corrects, err = corrects(s.Row, a.Document.CorrectionFlag, a.Document.CorrectionDocID, "correctionDocId", a.Document.Line)
	return err
}

func (s *Submission) sendingTime(f doc.File) (state.Moment, error) {
	return s.moment(f.Line, "sendingDateTime", f.SendingDateTime)
}

// moment reads an xs:dateTime; one without a zone is UTC, and 24:00:00 is the
// beginning of the next day. Another form than the printed one is a matter of a rule.
func (s *Submission) moment(line int, name, text string) (state.Moment, error) {
	day, midnight := 0, strings.Replace(text, "T24:00:00", "T00:00:00", 1)
	if midnight != text {
		day = 1
	}
	for _, layout := range []string{time.RFC3339Nano, titleTime + ".999999999"} {
		t, err := time.Parse(layout, midnight)
		if err != nil {
			continue
		}
		if _, err := time.Parse("2006-01-02T15:04:05Z", text); err != nil {
			err := s.soften(rules.SendingTime, unreadable(wrongAt(line, texts.OtherTimeForm.Of(name, text))))
			if err != nil {
				return 0, err
			}
		}
		return state.MomentOf(t.UTC().AddDate(0, 0, day)), nil
	}
	return 0, wrongAt(line, texts.NoTime.Of(name, text))
}

// dated is a date as documents print it, "" for none.
type dated struct {
	line       int
	name, text string
}

const printedDate = "02.01.2006"

func dateOf(o *doc.OriginalDocInfo) dated {
	if o == nil {
		return dated{}
	}
	return dated{o.Line, "docDate", o.DocDate}
}

// realDates: the schemas know the form of dd.MM.yyyy, not the calendar.
func realDates(dates ...dated) error {
	for _, d := range dates {
		if _, err := time.Parse(printedDate, strings.TrimSpace(d.text)); d.text != "" && err != nil {
			return wrongAt(d.line, texts.NoDay.Of(d.name, d.text))
		}
	}
	return nil
}

func takeDivergence(n *doc.Divergence, s *Submission) error {
	d := &s.Document
	d.Supplier, d.SupplierName = n.SupplierInfo.IdentificationCode, n.SupplierInfo.Name
	d.Consignee, d.ConsigneeName = n.ConsigneeInfo.IdentificationCode, n.ConsigneeInfo.Name
	s.supplierID, s.consigneeID = d.Supplier, d.Consignee // it names them once
	if err := realDates(dateOf(n.OriginalDocInfo)); err != nil {
		return err
	}
	d.Corrects = n.CorrectionDocID
	d.Goods = make([]state.Goods, len(n.ProductList))
	for i, c := range n.ProductList {
		d.Goods[i] = state.Goods{CIS: c.CIS, Revise: c.ReviseStatusCode, Line: int(c.Line)}
	}
	return nil
}

// blanks tells of the first code of an XML document with blanks around it.
func (s *Submission) blanks() []string {
	for _, g := range s.Document.Goods {
		if bare := strings.TrimSpace(g.CIS); bare != g.CIS && isXML(s.Row) {
			return []string{fmt.Sprintf("code %.100q on line %d has blanks around it: they belong to the code, and nobody knows that one; write %.100q", g.CIS, g.Line, bare)}
		}
	}
	return nil
}

// Stored is the XML of a document as the system gives it back. Of a kind that
// is no XML there is none: it fails with DocumentUnknown; and with NoBody for a
// text that is not of its kind.
func Stored(d *state.Document) ([]byte, error) {
	store := formOf(d.Type).store
	if store == nil {
		return nil, state.Errorf(state.DocumentUnknown, "document %s is a %s, which has no XML: its own methods show it", d.ID, d.Type).With(d.ID)
	}
	var b bytes.Buffer
	if err := store(d.Text, &b); err != nil {
		return nil, unfit(d, err)
	}
	return b.Bytes(), nil
}

// actTitle is how the titles of acts begin, whatever is decided (observed).
func actTitle(d *state.Document, _ state.Decision) string {
	return "EEU_ACTPOK_" + d.Consignee + "_" + d.Supplier
}

// importTitle is how the titles of EAEU notices begin: observed of withdrawals,
// assumed of the others.
func importTitle(d *state.Document, decision state.Decision) string {
	begin := "EEU_IMPORTTRANSITPOK_"
	if decision == state.Withdraw {
		begin = "EEU_IMPORTTRANSITWTHDRWN_"
	}
	return begin + d.Supplier + "_" + d.Consignee
}

// Titles have no zone in their times, and a date in their fileId (observed).
const (
	titleTime = "2006-01-02T15:04:05"
	titleDate = "2006-01-02"
)

// Title renders the title of a decision from the facts that the world keeps:
// the same facts always give the same bytes, which is what gets signed. Of a
// kind that nobody decides about it fails with DocumentUnknown.
func Title(v state.View, d *state.Document, t *state.Title) ([]byte, error) {
	fileID := formOf(d.Type).title
	if fileID == nil {
		return nil, state.Errorf(state.DocumentUnknown, "document %s is a %s, and nobody decides about one", d.ID, d.Type).With(d.ID)
	}
	sending := d.Sending
	if sending == 0 {
		sending = d.Created
	}
	begun := t.Begun.Time()
	title := doc.Decision{
		FileID:  fileID(d, t.Decision) + "_" + begun.Format(titleDate) + "_" + t.FileUUID,
		Version: "1.0", Decision: string(t.Decision),
		ConsigneeIDNumber: d.Consignee, SupplierIDNumber: d.Supplier, PurchaseTimestamp: begun.Format(titleTime),
		SellerInfo: &doc.SellerInfo{
			SellerFileID: d.FileID, SellerFileTimestamp: sending.Time().Format(titleTime),
			Sign: base64.StdEncoding.EncodeToString(d.Signature),
		},
	}
	if title.SignerName = d.Signer; d.Signer == "" {
		if p := v.Participant(d.Sender()); p != nil {
			title.SignerName = p.Name
		}
	}
	var b bytes.Buffer
	err := title.Write(&b)
	return b.Bytes(), err
}
