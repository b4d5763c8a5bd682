package client

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"github.com/mockismp/mockismp/xsd/doc"
)

// The builders write documents from the types of package doc. They fill in the
// fields that every document has, if these are blank: FileID with a new UUID,
// Version, SendingDateTime, and Participants from mainInfo.

// NewUUID makes a random UUID.
func NewUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// NewAct builds an act of transfer, or a corrective one if Document.CorrectionFlag
// is set. A code without a count is one consumer pack, and an act without
// OperationType a sale. ProductTotals must be there: FillTotals gets them from
// the system.
func NewAct(a doc.Act) (*Document, error) {
	kind := Act
	if a.Document.CorrectionFlag {
		kind = CorrectiveAct
	}
	fill(kind, &a.File)
	fillParticipants(&a.Participants, a.SupplierInfo, a.ConsigneeInfo)
	if a.Document.OperationType == 0 {
		a.Document.OperationType = 1
	}
	a.ProductList = append([]doc.ICode(nil), a.ProductList...)
	for i := range a.ProductList {
		if a.ProductList[i].Count == 0 {
			a.ProductList[i].Count = 1
		}
	}
	return written(kind, a.Write)
}

// NewDivergence builds a divergence notice about an act, CorrectionDocID.
func NewDivergence(d doc.Divergence) (*Document, error) {
	fill(Divergence, &d.File)
	return written(Divergence, d.Write)
}

// NewImportTransit builds a notice of import from another state of the EAEU, or
// the correction of one if Document.CorrectionFlag is set. ProductTotals must be
// there: FillTotals gets them from the system.
func NewImportTransit(n doc.ImportTransit) (*Document, error) {
	kind := ImportTransit
	if n.Document.CorrectionFlag {
		kind = ImportTransitCorrection
	}
	fill(kind, &n.File)
	fillParticipants(&n.Participants, n.SupplierInfo.Party, n.ConsigneeInfo)
	n.ProductList = append([]doc.ICode(nil), n.ProductList...)
	for i := range n.ProductList {
		n.ProductList[i].Count = doc.Uncounted // the format has no counts
	}
	return written(kind, n.Write)
}

// NewImportThirdCountry builds a notice of import from a third country.
func NewImportThirdCountry(n doc.ThirdCountry) (*Document, error) {
	fill(ImportThirdCountry, &n.File)
	return written(ImportThirdCountry, n.Write)
}

// NewIntroduceGoods builds a repeated introduction into circulation. A code
// without a count says none.
func NewIntroduceGoods(n doc.Notice) (*Document, error) {
	return notice(IntroduceGoods, n)
}

// NewWithdrawal builds a withdrawal from circulation. A code without a count says
// none.
func NewWithdrawal(n doc.Notice) (*Document, error) { return notice(Withdrawal, n) }

func notice(kind Kind, n doc.Notice) (*Document, error) {
	fill(kind, &n.File)
	n.ProductList = append([]doc.ICode(nil), n.ProductList...)
	for i := range n.ProductList {
		if n.ProductList[i].Count == 0 {
			n.ProductList[i].Count = doc.Uncounted
		}
	}
	return written(kind, n.Write)
}

// NewShipment builds the notice of an export with recognition.
func NewShipment(s doc.Shipment) (*Document, error) { return written(Shipment, s.Write) }

// NewAcceptance builds the acceptance of a foreign shipment. Without RequestType
// it is ACCEPTANCE, the only one there is; without AcceptanceDate it is of today.
func NewAcceptance(a doc.Acceptance) (*Document, error) {
	if a.RequestType == "" {
		a.RequestType = "ACCEPTANCE"
	}
	if a.AcceptanceDate == "" {
		a.AcceptanceDate = machineClock().UTC().Format(time.DateOnly)
	}
	return written(Acceptance, a.Write)
}

// fill puts into the head of a document what is blank there.
func fill(kind Kind, f *doc.File) {
	row := kinds[kind]
	if f.FileID == "" {
		f.FileID = row.prefix + NewUUID()
	}
	if f.Version == "" {
		f.Version = row.version
	}
	if f.SendingDateTime == "" {
		f.SendingDateTime = machineClock().UTC().Format("2006-01-02T15:04:05Z")
	}
}

func fillParticipants(p *doc.Participants, supplier, consignee doc.Party) {
	if p.SupplierID == "" {
		p.SupplierID = supplier.IdentificationCode
	}
	if p.ConsigneeID == "" {
		p.ConsigneeID = consignee.IdentificationCode
	}
}

func written(kind Kind, write func(io.Writer) error) (*Document, error) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return nil, fmt.Errorf("the %s cannot be written: %w", kind, err)
	}
	return ReadDocument(kind, b.Bytes())
}
