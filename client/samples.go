package client

import (
	"cmp"
	"fmt"
	"time"

	"github.com/mockismp/mockismp/xsd/doc"
)

// The participants, products and codes of the samples are those of the embedded
// world demo.
const (
	sampleMaker    = "940517350290"
	sampleShop     = "150940202140"
	sampleImporter = "050140008710"
	sampleForeign  = "7707083893"
	sampleBox      = "010460026600575520021121051210AL84584737" // 50 blocks of 10 packs
	samplePack     = "00000046082251"
	samplePacks    = 500
	sampleShoes    = "0104870002231001213EgizQadam01x"
	sampleArrived  = "0104650117240408215Sapog1aB2cD3"
	sampleAbout    = "00000000-0000-4000-8000-000000000000"
)

// sample is a document that the double takes in its world demo.
type sample struct {
	sender string // BIN
	about  Kind   // of the document that it is about, "" for none
	make   func(about, today string) (*Document, error)
}

// samples has a row for each kind.
var samples = map[Kind]sample{
	Act:           {sampleMaker, "", func(_, today string) (*Document, error) { return NewAct(sampleAct(today)) }},
	CorrectiveAct: {sampleMaker, Act, correctiveSample},
	Divergence: {sampleShop, Act, func(about, today string) (*Document, error) {
		return NewDivergence(doc.Divergence{
			CorrectionDocID: about, SupplierInfo: doc.Party{IdentificationCode: sampleMaker}, ConsigneeInfo: doc.Party{IdentificationCode: sampleShop},
			OriginalDocInfo: &doc.OriginalDocInfo{DocNumber: "1", DocDate: inRussian(today)},
			ProductList:     []doc.Revision{{CIS: sampleBox, ReviseStatusCode: "NOT_FOUND"}},
		})
	}},
	ImportTransit: {sampleMaker, "", func(_, today string) (*Document, error) { return NewImportTransit(sampleTransit(today)) }},
	ImportTransitCorrection: {sampleMaker, ImportTransit, func(about, today string) (*Document, error) {
		n := sampleTransit(today)
		n.Document = doc.ImportTransitDocument{CorrectionFlag: true, PrimaryDocID: about}
		return NewImportTransit(n)
	}},
	ImportThirdCountry: {sampleMaker, "", thirdCountrySample},
	IntroduceGoods:     {sampleMaker, "", func(_, today string) (*Document, error) { return NewIntroduceGoods(sampleNotice("2", today)) }},
	Withdrawal:         {sampleMaker, "", func(_, today string) (*Document, error) { return NewWithdrawal(sampleNotice("3", today)) }},
	Shipment: {sampleImporter, "", func(_, today string) (*Document, error) {
		return NewShipment(doc.Shipment{
			ProductGroup: "shoes", ExporterCode: sampleImporter, ReceiverCountryCode: "RU", ReceiverCode: sampleForeign, ReceiverName: "ООО «Получатель»",
			DocumentNumber: "1", DocumentDate: today, TransferDate: today, ProductList: []doc.ShipmentProduct{{CIS: sampleShoes}},
		})
	}},
	Acceptance: {sampleImporter, "foreign-shipment", func(about, today string) (*Document, error) {
		return NewAcceptance(doc.Acceptance{
			ShipmentID: about, DocumentNum: "1", DocumentDate: today, AcceptanceDate: today, ReceiverINN: sampleImporter, ExporterTaxpayerID: "7731376812",
			ExporterName: "ООО «Обувь Оптом»", SenderCountryCode: "643", Products: []doc.AcceptanceProduct{{CIS: sampleArrived, Accepted: new(true)}},
		})
	}},
}

// Sample gives a document of a kind that the double takes in its world demo, and
// who sends it there. about is the id of the document that it is about, where
// the kind has one (a corrective act, a divergence notice, a correction of a notice,
// an acceptance): without it, it has a blank one.
func Sample(kind Kind, about string) (d *Document, sender string, err error) {
	row, known := samples[kind]
	if !known {
		return nil, "", fmt.Errorf("no participant sends a %q: samples are there of %v", kind, Kinds())
	}
	d, err = row.make(cmp.Or(about, sampleAbout), machineClock().UTC().Format(time.DateOnly))
	return d, row.sender, err
}

// SampleAbout is the kind of the document that a sample of a kind is about, "" for none.
func SampleAbout(kind Kind) Kind { return samples[kind].about }

// inRussian writes a day as XML documents have it: 31.12.2026.
func inRussian(day string) string {
	t, _ := time.Parse(time.DateOnly, day) // it was written so
	return t.Format("02.01.2006")
}

func sampleAct(today string) doc.Act {
	return doc.Act{
		SupplierInfo: doc.Party{IdentificationCode: sampleMaker}, ConsigneeInfo: doc.Party{IdentificationCode: sampleShop},
		OriginalDocInfo: &doc.OriginalDocInfo{DocNumber: "1", DocDate: inRussian(today)},
		ProductList:     []doc.ICode{{CIS: sampleBox, Count: samplePacks}}, ProductTotals: []doc.GTIN{{GTIN: samplePack, Count: samplePacks}},
	}
}

func correctiveSample(about, today string) (*Document, error) {
	a := sampleAct(today)
	a.Document = doc.ActDocument{CorrectionFlag: true, CorrectionDocID: about}
	return NewAct(a)
}

func sampleTransit(today string) doc.ImportTransit {
	return doc.ImportTransit{
		SupplierInfo:  doc.ForeignParty{Party: doc.Party{Name: "ООО «Поставщик»", IdentificationCode: sampleForeign}, CountryCode: "RU"},
		ConsigneeInfo: doc.Party{IdentificationCode: sampleMaker}, OriginalDocInfo: &doc.OriginalDocInfo{DocNumber: "1", DocDate: inRussian(today)},
		ProductList: []doc.ICode{{CIS: sampleBox, Count: samplePacks}}, ProductTotals: []doc.GTIN{{GTIN: samplePack, Count: samplePacks}},
	}
}

func thirdCountrySample(_, today string) (*Document, error) {
	return NewImportThirdCountry(doc.ThirdCountry{
		ImporterInfo: doc.Party{Name: "Импортер", IdentificationCode: sampleMaker}, ExportCountry: "AL",
		CustomDocument:     doc.CustomDocument{DocType: "DECLARATION", RegNumber: "123", RegDate: today},
		CustomDecisionInfo: doc.CustomDecisionInfo{DecisionCode: "10", DecisionDateTime: today + "T03:30:00Z", CustomCode: "51814"},
		CertificationInfo:  doc.CertificationInfo{DocType: "ttp", DocNumber: "123", DocDate: today},
		OriginalDocInfo:    &doc.OriginalDocInfo{DocNumber: "123", DocDate: today},
		ProductItems:       []doc.Item{{CIS: sampleBox, Products: []doc.ItemProduct{{TNVED: "2402209000", GTIN: samplePack, OriginCountry: "AL", ItemNumber: 1}}}},
	})
}

func sampleNotice(reason, today string) doc.Notice {
	return doc.Notice{
		Reason: reason, ParticipantInfo: doc.Party{IdentificationCode: sampleMaker},
		OriginalDocInfo: doc.NamedDocInfo{DocName: "Приказ", DocNumber: "1", DocDate: inRussian(today)}, ProductList: []doc.ICode{{CIS: sampleBox}},
	}
}
