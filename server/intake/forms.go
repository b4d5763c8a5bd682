package intake

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"time"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/doc"
)

// form is how the XML of one kind of documents is read and written.
type form struct {
	read  func(text []byte, s *Submission) error
	store func(text []byte, to io.Writer) error // re-serialised, as the system gives it back
}

// forms has a row for every kind of documents.
var forms = map[state.DocType]form{
	state.Act:           {readAct, storeAct},
	state.CorrectiveAct: {readAct, storeAct},
	state.Divergence:    {readDivergence, storeDivergence},
}

func readAct(text []byte, s *Submission) error {
	a, err := doc.ReadAct(text)
	if err != nil {
		return err
	}
	d := &s.Document
	d.Supplier, d.SupplierName = a.SupplierInfo.IdentificationCode, a.SupplierInfo.Name
	d.Consignee, d.ConsigneeName = a.ConsigneeInfo.IdentificationCode, a.ConsigneeInfo.Name
	if d.Sending, err = sendingTime(a.SendingDateTime); err != nil {
		return &doc.Error{Line: a.File.Line, Message: err.Error()}
	}
	s.supplierID, s.consigneeID = a.Participants.SupplierID, a.Participants.ConsigneeID
	d.Goods = make([]state.Goods, len(a.ProductList))
	for i, c := range a.ProductList {
		d.Goods[i] = state.Goods{CIS: c.CIS, Count: int(c.Count), Line: int(c.Line)}
	}
	for _, t := range a.ProductTotals {
		d.Totals = append(d.Totals, state.Total{GTIN: t.GTIN, Count: int(t.Count), Line: int(t.Line)})
	}
	switch corrective := s.Row.Type == state.CorrectiveAct; {
	case corrective != a.Document.CorrectionFlag:
		return &doc.Error{Line: a.Document.Line, Message: "correctionFlag does not fit the prefix of fileId: true goes with COR_ACT_, false with EEU_ACT_"}
	case corrective && a.Document.CorrectionDocID == "":
		return &doc.Error{Line: a.Document.Line, Message: "correctionDocId is required when correctionFlag is true"}
	case corrective:
		d.Corrects = a.Document.CorrectionDocID
	}
	return nil
}

// sendingTime reads sendingDateTime, an xs:dateTime; one without a zone is UTC.
func sendingTime(text string) (state.Moment, error) {
	for _, layout := range []string{time.RFC3339Nano, titleTime + ".999999999"} {
		if t, err := time.Parse(layout, text); err == nil {
			return state.MomentOf(t.UTC()), nil
		}
	}
	return 0, fmt.Errorf("sendingDateTime %.50q is no time like 2022-06-06T09:45:15Z", text)
}

func storeAct(text []byte, to io.Writer) error {
	a, err := doc.ReadAct(text)
	if err != nil {
		return err
	}
	return a.Write(to)
}

func readDivergence(text []byte, s *Submission) error {
	n, err := doc.ReadDivergence(text)
	if err != nil {
		return err
	}
	d := &s.Document
	d.Supplier, d.SupplierName = n.SupplierInfo.IdentificationCode, n.SupplierInfo.Name
	d.Consignee, d.ConsigneeName = n.ConsigneeInfo.IdentificationCode, n.ConsigneeInfo.Name
	s.supplierID, s.consigneeID = d.Supplier, d.Consignee // it names them once
	d.Corrects = n.CorrectionDocID
	d.Goods = make([]state.Goods, len(n.ProductList))
	for i, c := range n.ProductList {
		d.Goods[i] = state.Goods{CIS: c.CIS, Revise: c.ReviseStatusCode, Line: int(c.Line)}
	}
	return nil
}

func storeDivergence(text []byte, to io.Writer) error {
	n, err := doc.ReadDivergence(text)
	if err != nil {
		return err
	}
	return n.Write(to)
}

// Stored is the XML of a document as the system gives it back.
func Stored(d *state.Document) ([]byte, error) {
	var b bytes.Buffer
	err := forms[d.Type].store(d.Text, &b)
	return b.Bytes(), err
}

// Titles have no zone in their times, and a date in their fileId (observed).
const (
	titleTime = "2006-01-02T15:04:05"
	titleDate = "2006-01-02"
)

// Title renders the title of a decision from the facts that the world keeps:
// the same facts always give the same bytes, which is what gets signed.
func Title(v state.View, d *state.Document, t *state.Title) ([]byte, error) {
	sending := d.Sending
	if sending == 0 {
		sending = d.Created
	}
	begun := t.Begun.Time()
	title := doc.Decision{
		FileID:  "EEU_ACTPOK_" + d.Consignee + "_" + d.Supplier + "_" + begun.Format(titleDate) + "_" + t.FileUUID,
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
