package bots

import (
	"io"
	"slices"
	"time"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/xsd/doc"
)

// writers has a row for each kind of documents that a dataset may bring: what
// writes one as its sender would.
var writers = map[state.DocType]func(*brought) (func(io.Writer) error, error){
	state.Act:                     (*brought).act,
	state.CorrectiveAct:           (*brought).act,
	state.Divergence:              (*brought).divergence,
	state.ImportTransit:           (*brought).transit,
	state.ImportTransitCorrection: (*brought).transit,
	state.ImportThirdCountry:      (*brought).thirdCountry,
	state.IntroduceGoods:          (*brought).notice,
	state.Withdrawal:              (*brought).notice,
	state.Shipment:                (*brought).shipment,
	state.Acceptance:              (*brought).acceptance,
}

func (b *brought) supplier() doc.Party {
	return doc.Party{IdentificationCode: b.Supplier, Name: b.SupplierName}
}

func (b *brought) consignee() doc.Party {
	return doc.Party{IdentificationCode: b.Consignee, Name: b.ConsigneeName}
}

func (b *brought) parties() doc.Participants {
	return doc.Participants{SupplierID: b.Supplier, ConsigneeID: b.Consignee}
}

// original is the paper that the document is about, with its day in Russian.
func (b *brought) original() *doc.OriginalDocInfo {
	return &doc.OriginalDocInfo{DocNumber: b.number, DocDate: b.date.Format("02.01.2006")}
}

// day is that of the paper as the formats of recognition and of customs have it.
func (b *brought) day() string { return b.date.Format(time.DateOnly) }

func (b *brought) act() (func(io.Writer) error, error) {
	codes, totals := b.counted()
	act := doc.Act{
		File: b.file, Participants: b.parties(), Document: doc.ActDocument{OperationType: 1},
		SupplierInfo: b.supplier(), ConsigneeInfo: b.consignee(), OriginalDocInfo: b.original(), ProductList: codes, ProductTotals: totals,
	}
	if b.about != nil {
		act.Document.CorrectionFlag, act.Document.CorrectionDocID = true, b.about.ID
	}
	return act.Write, nil
}

func (b *brought) divergence() (func(io.Writer) error, error) {
	notice := doc.Divergence{File: b.file, CorrectionDocID: b.about.ID, SupplierInfo: b.supplier(), ConsigneeInfo: b.consignee(), OriginalDocInfo: b.original()}
	for i, code := range b.Codes {
		notice.ProductList = append(notice.ProductList, doc.Revision{CIS: code, ReviseStatusCode: b.Revised[i]})
	}
	return notice.Write, nil
}

func (b *brought) transit() (func(io.Writer) error, error) {
	codes, totals := b.counted()
	notice := doc.ImportTransit{
		File: b.file, Participants: b.parties(), SupplierInfo: doc.ForeignParty{Party: b.supplier(), CountryCode: b.Country.Code},
		ConsigneeInfo: b.consignee(), OriginalDocInfo: b.original(), ProductList: uncounted(codes), ProductTotals: totals,
	}
	notice.Version = "5.01"
	if b.about != nil {
		first, err := doc.ReadImportTransit(b.about.Text)
		if err != nil {
			return nil, err
		}
		notice.SupplierInfo.CountryCode = first.SupplierInfo.CountryCode
		notice.Document = doc.ImportTransitDocument{CorrectionFlag: true, PrimaryDocID: b.about.ID}
	}
	return notice.Write, nil
}

func (b *brought) thirdCountry() (func(io.Writer) error, error) {
	notice := doc.ThirdCountry{
		File: b.file, ImporterInfo: b.consignee(), ExportCountry: b.ExportCountry,
		CustomDocument:     doc.CustomDocument{DocType: "DECLARATION", RegNumber: b.number, RegDate: b.day()},
		CustomDecisionInfo: doc.CustomDecisionInfo{DecisionCode: "10", DecisionDateTime: b.day() + "T03:30:00Z", CustomCode: "51814"},
		CertificationInfo:  doc.CertificationInfo{DocType: "ttp", DocNumber: b.number, DocDate: b.day()},
		OriginalDocInfo:    &doc.OriginalDocInfo{DocNumber: b.number, DocDate: b.day()},
	}
	if p := b.tx.Participant(b.Consignee); p != nil {
		notice.ImporterInfo.Name = p.Name
	}
	for _, code := range b.Codes {
		notice.ProductItems = append(notice.ProductItems, b.declared(code))
	}
	return notice.Write, nil
}

// declared is a line of a customs declaration: a code, and the products of the
// packs in it.
func (b *brought) declared(code string) doc.Item {
	item := doc.Item{CIS: code}
	c, err := b.tx.Code(code)
	if err != nil || c == nil {
		return item
	}
	var seen []string
	b.tx.EachUnit(c, func(unit *state.Code) {
		if slices.Contains(seen, unit.GTIN) {
			return
		}
		seen = append(seen, unit.GTIN)
		product := doc.ItemProduct{TNVED: "2402209000", GTIN: unit.GTIN, OriginCountry: b.ExportCountry, ItemNumber: int32(len(seen))}
		if p := b.tx.Product(unit.GTIN); p != nil && p.TNVedCode10 != "" {
			product.TNVED = p.TNVedCode10
		}
		item.Products = append(item.Products, product)
	})
	return item
}

func (b *brought) notice() (func(io.Writer) error, error) {
	codes, _ := b.counted()
	original := b.original()
	notice := doc.Notice{
		File: b.file, Reason: b.Reason, ParticipantInfo: b.supplier(),
		OriginalDocInfo: doc.NamedDocInfo{DocName: "Приказ", DocNumber: original.DocNumber, DocDate: original.DocDate}, ProductList: uncounted(codes),
	}
	return notice.Write, nil
}

func (b *brought) shipment() (func(io.Writer) error, error) {
	shipment := doc.Shipment{
		ProductGroup: b.ProductGroup, ExporterCode: b.Supplier, ReceiverCountryCode: b.Country.Code, ReceiverCode: b.Consignee, ReceiverName: b.ConsigneeName,
		DocumentNumber: b.number, DocumentDate: b.day(), TransferDate: b.day(),
	}
	for _, code := range b.Codes {
		shipment.ProductList = append(shipment.ProductList, doc.ShipmentProduct{CIS: code})
	}
	return shipment.Write, nil
}

func (b *brought) acceptance() (func(io.Writer) error, error) {
	shipped, taken := map[cis.ID]bool{}, map[cis.ID]bool{}
	for _, g := range b.about.Goods {
		id, _ := cis.Identify(g.CIS)
		shipped[id] = true
	}
	for _, code := range b.Codes {
		id, _ := cis.Identify(code)
		if !shipped[id] {
			return nil, state.Errorf(state.BadRecord, "code %s is not in the shipment %s", code, b.About)
		}
		taken[id] = true
	}
	return b.acceptanceOf(b.about, func(code string, _ int) bool { id, _ := cis.Identify(code); return taken[id] })
}

// acceptanceOf writes the acceptance of a foreign shipment, as its receiver;
// accepts tells of its codes.
func (a actor) acceptanceOf(d *state.Document, accepts func(code string, i int) bool) (func(io.Writer) error, error) {
	shipment, err := doc.ReadForeignShipment(d.Text)
	if err != nil {
		return nil, err
	}
	acceptance := doc.Acceptance{
		ShipmentID: d.ID, DocumentNum: shipment.DocumentNum, DocumentDate: shipment.DocumentDate, ReceiverINN: d.Consignee, Receiver: d.ConsigneeName,
		ExporterTaxpayerID: d.Supplier, ExporterName: shipment.Exporter, SenderCountryCode: d.Country, RequestType: "ACCEPTANCE",
		AcceptanceDate: a.tx.Now().Time().Format(time.DateOnly),
	}
	for i, g := range d.Goods {
		acceptance.Products = append(acceptance.Products, doc.AcceptanceProduct{CIS: g.CIS, Accepted: new(accepts(g.CIS, i))})
	}
	return acceptance.Write, nil
}
