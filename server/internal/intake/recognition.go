package intake

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
	"github.com/mockismp/mockismp/xsd/doc"
	"github.com/mockismp/mockismp/xsd/lex"
)

// Documents of recognition across the border, which are JSON. What is wrong
// with their parties does not refuse them: they are taken with an error, and
// fail when they are processed.

// mostExported: «Количество указываемых КИ не должно превышать 30 000» (sibling).
const mostExported = 30_000

func takeShipment(n *doc.Shipment, s *Submission) error {
	d := &s.Document
	d.Supplier, d.SupplierName = n.ExporterCode, n.ExporterName
	d.Consignee, d.ConsigneeName = n.ReceiverCode, n.ReceiverName
	s.supplierID, s.consigneeID = d.Supplier, d.Consignee  // it names them once
	country, _ := dict.MemberByCode(n.ReceiverCountryCode) // the schema knows no other
	d.Country, s.group = country.ID, n.ProductGroup
	if country.CheckTaxpayerID(n.ReceiverCode) != nil {
		return wrongAt(lineOf(d.Text, "/receiverCode"), texts.ForeignNumber.Of("receiverCode", n.ReceiverCode, country.Code, fmt.Sprint(country.TaxpayerIDs)))
	}
	if n.ReceiverCode == n.ExporterCode || n.ReceiverCode == s.Caller {
		return wrongAt(lineOf(d.Text, "/receiverCode"), texts.SameReceiver.Of(n.ReceiverCode))
	}
	if len(n.ProductList) > mostExported {
		err := s.soften(rules.ShipmentsLimit, badXML(fmt.Sprintf("the shipment names %d codes, and %d may be", len(n.ProductList), mostExported),
			texts.AtLine.Of(lineOf(d.Text, "/productList"), texts.TooManyExported.Of(mostExported))))
		if err != nil {
			return err
		}
	}
	d.Goods = make([]state.Goods, len(n.ProductList))
	for i, p := range n.ProductList {
		d.Goods[i] = state.Goods{CIS: p.CIS, Count: state.Uncounted, Line: int(p.Line)}
	}
	return nil
}

// lineOf finds the line of a value of a JSON document that was read before.
func lineOf(text []byte, pointer string) (line int) {
	_ = lex.WalkJSON(text, func(at []byte, l int) {
		if string(at) == pointer {
			line = l
		}
	})
	return line
}

func shipmentParties(tx *state.Tx, s *Submission) error {
	d := &s.Document
	if d.Supplier != s.Caller {
		d.Errors = append(d.Errors, state.PartyError(texts.PartyExporter.Of(), d.Supplier, texts.PartyApplicant.Of(), s.Caller))
	}
	d.Errors = append(d.Errors, tx.GroupErrors(d.Type, s.Caller, s.group)...)
	d.Supplier = s.Caller // who sent it may ask about it
	return nil
}

func takeAcceptance(n *doc.Acceptance, s *Submission) error {
	d := &s.Document
	d.Supplier, d.SupplierName = n.ExporterTaxpayerID, n.ExporterName
	d.Consignee, d.ConsigneeName = n.ReceiverINN, n.Receiver
	s.supplierID, s.consigneeID = d.Supplier, d.Consignee // it names them once
	d.Country, d.Corrects = n.SenderCountryCode, n.ShipmentID
	s.acceptance = n
	if err := s.acceptanceDates(n); err != nil {
		return err
	}
	for _, p := range n.Products {
		says := ""
		switch {
		case n.RejectAll || p.Accepted != nil && !*p.Accepted:
			says = state.GoodsRejected
		case p.Accepted != nil:
			says = state.GoodsAccepted
		default:
			err := s.soften(rules.AcceptanceFlag, badXML(fmt.Sprintf("accepted of code %.100q is missing or null; nothing is said of the code then", p.CIS), texts.AtLine.Of(int(p.Line), texts.NotSaidIfAccepted.Of())))
			if err != nil {
				return err
			}
		}
		d.Goods = append(d.Goods, state.Goods{CIS: p.CIS, Count: state.Uncounted, Revise: says, Line: int(p.Line)})
	}
	return nil
}

// acceptanceDates reads the dates of an acceptance, which the schema has held to be
// dates in some form. A date of the paper document may be of the next day.
func (s *Submission) acceptanceDates(n *doc.Acceptance) error {
	now := s.Now.Time()
	for _, d := range []struct {
		name string
		text *string
		last time.Time
	}{{"document_date", &n.DocumentDate, now.AddDate(0, 0, 1)}, {"acceptance_date", &n.AcceptanceDate, now}} {
		day, printed, _ := doc.Date(*d.text)
		if !printed {
			why := fmt.Sprintf("%s %q is not written as yyyy-MM-dd", d.name, *d.text)
			if err := s.soften(rules.AcceptanceDates, badXML(why, texts.AtLine.Of(lineOf(s.Document.Text, "/"+d.name), texts.OtherDateForm.Of(d.name)))); err != nil {
				return err
			}
		}
		if day.After(d.last) || day.Before(now.AddDate(-5, 0, -1)) {
			state.Tolerate(s.Rules, rules.AcceptanceRange, &s.warnings, fmt.Sprintf("%s %q lies in the future, or more than five years back: now it is %s", d.name, *d.text, now.Format(titleDate)))
		}
		*d.text = day.Format(titleDate)
	}
	s.Document.AcceptanceDate = n.AcceptanceDate
	return nil
}

// complete judges an acceptance that leaves codes of its shipment out.
func (s *Submission) complete(shipment *state.Document) error {
	named := map[cis.ID]bool{}
	for _, g := range s.Document.Goods {
		id, _ := cis.Identify(g.CIS)
		named[id] = true
	}
	for _, g := range shipment.Goods {
		if id, _ := cis.Identify(g.CIS); !named[id] {
			return s.soften(rules.AcceptanceComplete, state.Errorf(BadReference, "code %.100q of shipment %s is not named: nothing is said of it then", g.CIS, shipment.ID).With(texts.NotAllNamed.Of(shipment.ID)))
		}
	}
	return nil
}

// acceptanceParties holds an acceptance against its shipment: both parties must
// be those of it, the receiver the caller, and they must trade in its goods. What
// else it says of the shipment ought to be true.
func acceptanceParties(tx *state.Tx, s *Submission) error {
	d := &s.Document
	shipment, err := tx.Document(strings.ToLower(d.Corrects))
	if err != nil || state.DocTypeOf(shipment.Type).Flow != state.ArrivalFlow {
		return nil // the check of the reference says so
	}
	for _, p := range []struct {
		who    texts.Said
		stated string
		whom   texts.Said
		should string
	}{
		{texts.PartyReceiver.Of(), d.Consignee, texts.PartyApplicant.Of(), s.Caller},
		{texts.PartyReceiver.Of(), d.Consignee, texts.PartyReceiverThen.Of(), shipment.Consignee},
		{texts.PartyExporter.Of(), d.Supplier, texts.PartyExporterThen.Of(), shipment.Supplier},
	} {
		if p.stated != p.should {
			d.Errors = append(d.Errors, state.PartyError(p.who, p.stated, p.whom, p.should))
		}
	}
	if tx.Participant(d.Consignee) == nil {
		d.Errors = append(d.Errors, state.ReceiverError())
	}
	if d.Country != shipment.Country {
		d.Errors = append(d.Errors, state.CountryError(d.Country, shipment.Country))
	}
	d.Errors = append(d.Errors, tx.GroupErrors(d.Type, s.Caller, tx.GroupsOf(shipment)...)...)
	s.answers = shipment
	d.Consignee = s.Caller // who sent it may ask about it
	if s.acceptance.RejectAll {
		d.Goods = nil
		for _, g := range shipment.Goods {
			g.Revise = state.GoodsRejected
			d.Goods = append(d.Goods, g)
		}
	}
	return s.complete(shipment)
}

// differences are what an acceptance repeats of its shipment in other words.
func (s *Submission) differences() (all []string) {
	if s.answers == nil {
		return nil
	}
	sent, err := doc.ReadForeignShipment(s.answers.Text)
	if err != nil {
		return nil // it came in by a snapshot without its text
	}
	for _, f := range []struct{ field, stated, should string }{
		{"exporter_name", s.acceptance.ExporterName, sent.Exporter},
		{"document_num", s.acceptance.DocumentNum, sent.DocumentNum},
		{"document_date", s.acceptance.DocumentDate, sent.DocumentDate},
	} {
		if f.stated != f.should && f.should != "" {
			all = append(all, fmt.Sprintf("%s of the acceptance is %q, and of shipment %s %q", f.field, f.stated, s.answers.ID, f.should))
		}
	}
	return all
}

// ShipmentBody is a shipment of either direction with what was accepted of it,
// in the fields of «GET /documents/import/shipment/{shipment_id}».
type ShipmentBody struct {
	DocumentNum       string            `json:"documentNum"`
	DocumentDate      string            `json:"documentDate"`
	Exporter          string            `json:"exporter"`
	ExporterInn       string            `json:"exporterInn"`
	SenderCountryCode string            `json:"senderCountryCode"`
	Receiver          string            `json:"receiver"`
	ReceiverInn       string            `json:"receiverInn"`
	TransferDate      string            `json:"transferDate"`
	AcceptanceDate    string            `json:"acceptanceDate,omitempty"`
	LinkedDoc         []linkedDoc       `json:"linkedDoc,omitempty"`
	Products          []shipmentProduct `json:"products"`
}

type linkedDoc struct {
	LinkedDocType string `json:"linkedDocType"`
	LinkedDocID   string `json:"linkedDocId"`
	LinkedDocDate string `json:"linkedDocDate"`
}

type shipmentProduct struct {
	Cis                     string            `json:"cis"`
	Accepted                *bool             `json:"accepted,omitempty"` // absent: «Сведения отсутствуют»
	ProductCost             doc.Amount        `json:"productCost,omitempty"`
	ProductTax              doc.Amount        `json:"productTax,omitempty"`
	CertificateDocumentData []doc.Certificate `json:"certificateDocumentData,omitempty"`
}

// kazakhstan is the country of exporters here.
const kazakhstan = "398"

func shipmentInJSON(v state.View, d *state.Document) (any, error) {
	n, err := doc.ReadShipment(d.Text)
	if err != nil {
		return nil, err
	}
	exporter := n.ExporterName
	if p := v.Participant(n.ExporterCode); exporter == "" && p != nil {
		exporter = p.Name
	}
	body := ShipmentBody{
		DocumentNum: n.DocumentNumber, DocumentDate: n.DocumentDate, Exporter: exporter, ExporterInn: n.ExporterCode, SenderCountryCode: kazakhstan,
		Receiver: n.ReceiverName, ReceiverInn: n.ReceiverCode, TransferDate: n.TransferDate, Products: make([]shipmentProduct, len(n.ProductList)),
	}
	for i, p := range n.ProductList {
		body.Products[i] = shipmentProduct{Cis: p.CIS, ProductCost: doc.Amount(p.Price), ProductTax: doc.Amount(p.VAT)}
		for _, c := range p.DocumentList {
			kind, _ := dict.CertificateTypeByKind(c.DocKind) // the schema knows no other
			body.Products[i].CertificateDocumentData = append(body.Products[i].CertificateDocumentData, doc.Certificate{
				CertificateType: kind.Code, CertificateNum: c.DocNumber, CertificateDate: c.DocDate,
			})
		}
	}
	return body, body.answer(d)
}

func foreignShipmentInJSON(v state.View, d *state.Document) (any, error) {
	n, err := doc.ReadForeignShipment(d.Text)
	if err != nil {
		return nil, err
	}
	receiver := n.Receiver
	if p := v.Participant(n.ReceiverINN); receiver == "" && p != nil {
		receiver = p.Name
	}
	body := ShipmentBody{
		DocumentNum: n.DocumentNum, DocumentDate: n.DocumentDate, Exporter: n.Exporter, ExporterInn: n.ExporterINN, SenderCountryCode: n.SenderCountryCode,
		Receiver: receiver, ReceiverInn: n.ReceiverINN, TransferDate: n.TransferDate, Products: make([]shipmentProduct, len(n.Products)),
	}
	for i, p := range n.Products {
		body.Products[i] = shipmentProduct{Cis: p.CIS, ProductCost: p.ProductCost, ProductTax: p.ProductTax, CertificateDocumentData: p.CertificateDocumentData}
	}
	return body, body.answer(d)
}

// answer adds what the acceptance says, once there is one.
func (b *ShipmentBody) answer(d *state.Document) error {
	if len(d.Goods) != len(b.Products) {
		return fmt.Errorf("it lists %d codes, and the text has %d", len(d.Goods), len(b.Products))
	}
	if d.Answer == "" {
		return nil
	}
	b.AcceptanceDate = cmp.Or(d.AcceptanceDate, Date(d.Answered))
	b.LinkedDoc = []linkedDoc{{dict.AcceptanceType, d.Answer, Date(d.Answered)}}
	for i, g := range d.Goods {
		if g.Revise != "" {
			accepted := g.Revise == state.GoodsAccepted
			b.Products[i].Accepted = &accepted
		}
	}
	return nil
}

// Date is the day of a moment as documents of recognition spell it, in UTC.
func Date(m state.Moment) string { return m.Time().Format(titleDate) }
