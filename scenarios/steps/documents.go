package steps

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/xsd/doc"
)

// builder is how a document of a kind is written from the fields of a step.
type builder struct {
	fields any      // a struct; its names, types and meanings are those of with:
	must   []string // fields that have to be there
	build  func(context.Context, *turn, []byte) (*client.Document, error)
}

// The fields of documents. Codes are texts, or mappings {cis, count}.
type (
	paper struct {
		Number string `json:"number" about:"number of the paper behind it"`
		Date   string `json:"date" about:"its date, in the form of the document; today if absent"`
		FileID string `json:"fileId" about:"in place of a new one"`
	}
	actFields struct {
		To            string         `json:"to" about:"BIN of the receiver"`
		Codes         []any          `json:"codes" about:"codes, or {cis, count}; counts that are absent are asked for"`
		Totals        map[string]int `json:"totals" about:"consumer packs by GTIN; asked for if absent"`
		OperationType int            `json:"operationType" about:"1 sale (if absent), 2 commission or agency trade"`
		Corrects      string         `json:"corrects" about:"id of the act that a corrective one is about"`
		paper
	}
	divergenceFields struct {
		About string     `json:"about" about:"id of the act"`
		From  string     `json:"from" about:"BIN of who sent the act"`
		Codes []revision `json:"codes" about:"{cis, status}: NOT_FOUND, FOUND, EXCLUDED or ADDED"`
		paper
	}
	revision struct {
		CIS    string `json:"cis"`
		Status string `json:"status"`
	}
	transitFields struct {
		Supplier     string         `json:"supplier" about:"number of the taxpayer abroad"`
		SupplierName string         `json:"supplierName"`
		Country      string         `json:"country" about:"AM, BY, KG or RU"`
		Codes        []any          `json:"codes"`
		Totals       map[string]int `json:"totals" about:"consumer packs by GTIN; asked for if absent"`
		Corrects     string         `json:"corrects" about:"id of the notice that a correction is about"`
		CorrectsNo   string         `json:"correctsNumber" about:"its number"`
		CorrectsDate string         `json:"correctsDate" about:"its date, dd.MM.yyyy"`
		paper
	}
	thirdFields struct {
		Country  string `json:"country" about:"of export, such as AL; of origin as well"`
		Decision string `json:"decision" about:"code of the customs decision, 10 if absent"`
		Office   string `json:"office" about:"customs office of five digits, 51814 if absent"`
		Items    []item `json:"items" about:"{cis, gtins, tnved}: what lies in the packages of the declaration"`
		paper
	}
	item struct {
		CIS   string   `json:"cis"`
		GTINs []string `json:"gtins"`
		TNVED string   `json:"tnved"`
	}
	noticeFields struct {
		Reason  string `json:"reason" about:"number of the reason"`
		Codes   []any  `json:"codes" about:"codes, or {cis, count}"`
		DocName string `json:"name" about:"of the paper behind it; Приказ if absent"`
		paper
	}
)

// builders has a row for each kind of documents.
func builders() map[client.Kind]builder {
	act := builder{actFields{}, []string{"to", "codes"}, building(buildAct)}
	corrective := act
	corrective.must = []string{"to", "codes", "corrects"}
	transit := builder{transitFields{}, []string{"supplier", "country", "codes"}, building(buildTransit)}
	correction := transit
	correction.must = append(correction.must, "corrects")
	return map[client.Kind]builder{
		client.Act:                     act,
		client.CorrectiveAct:           corrective,
		client.Divergence:              {divergenceFields{}, []string{"about", "from", "codes"}, building(buildDivergence)},
		client.ImportTransit:           transit,
		client.ImportTransitCorrection: correction,
		client.ImportThirdCountry:      {thirdFields{}, []string{"country", "items"}, building(buildThird)},
		client.IntroduceGoods:          {noticeFields{}, []string{"reason", "codes"}, building(buildNotice(client.IntroduceGoods, client.NewIntroduceGoods))},
		client.Withdrawal:              {noticeFields{}, []string{"reason", "codes"}, building(buildNotice(client.Withdrawal, client.NewWithdrawal))},
		client.Shipment:                {doc.Shipment{}, []string{"productGroup", "receiverCode", "productList"}, building(buildShipment)},
		client.Acceptance:              {doc.Acceptance{}, []string{"shipment_id"}, building(buildAcceptance)},
	}
}

func kindNames() (names []string) {
	for _, k := range slices.Sorted(maps.Keys(builders())) {
		names = append(names, string(k))
	}
	return names
}

// building reads the fields, which are filled in by now.
func building[F any](build func(context.Context, *turn, F) (*client.Document, error)) func(context.Context, *turn, []byte) (*client.Document, error) {
	return func(ctx context.Context, t *turn, fields []byte) (*client.Document, error) {
		var f F
		if err := json.Unmarshal(fields, &f); err != nil {
			return nil, fmt.Errorf("what the document says does not fit: %w", err)
		}
		return build(ctx, t, f)
	}
}

// head is the head of a document: its fileId comes from the seed of the play.
func (t *turn) head(kind client.Kind, p paper) doc.File {
	return doc.File{FileID: cmp.Or(p.FileID, kind.Prefix()+t.play.uuid()), SendingDateTime: t.play.now().UTC().Format("2006-01-02T15:04:05Z")}
}

const (
	ruDate  = "dd.MM.yyyy"
	isoDate = "yyyy-MM-dd"
)

func (t *turn) today(form string) string {
	d, _ := t.play.date(form) // moves by nothing
	return d
}

func (t *turn) original(p paper, form string) *doc.OriginalDocInfo {
	return &doc.OriginalDocInfo{DocNumber: cmp.Or(p.Number, "1"), DocDate: cmp.Or(p.Date, t.today(form))}
}

// codes reads codes and their counts; counted tells whether each has one.
func codes(all []any) (out []doc.ICode, counted bool, err error) {
	counted = true
	var flat []any
	for _, c := range all { // a list of codes may stand among codes
		if list, is := c.([]any); is {
			flat = append(flat, list...)
			continue
		}
		flat = append(flat, c)
	}
	for _, c := range flat {
		switch c := c.(type) {
		case string:
			out, counted = append(out, doc.ICode{CIS: c}), false
		case map[string]any:
			cis, isText := c["cis"].(string)
			count, isNumber := c["count"].(float64)
			if !isText || !isNumber {
				return nil, false, fmt.Errorf("a code is a text, or has cis and count; this is %s", jsonText(c))
			}
			out = append(out, doc.ICode{CIS: cis, Count: int32(count)})
		default:
			return nil, false, fmt.Errorf("a code is a text, or has cis and count; this is %s", jsonText(c))
		}
	}
	return out, counted, nil
}

// goods are codes with their counts and totals; the system is asked for what
// the file does not say.
func (t *turn) goods(ctx context.Context, all []any, said map[string]int) ([]doc.ICode, []doc.GTIN, error) {
	list, counted, err := codes(all)
	if err != nil {
		return nil, nil, err
	}
	var totals []doc.GTIN
	if !counted || said == nil {
		asked := slices.Clone(list)
		if totals, err = t.client.FillTotals(ctx, asked); err != nil {
			return nil, nil, err
		}
		for i := range list {
			list[i].Count = cmp.Or(list[i].Count, asked[i].Count)
		}
	}
	if said != nil {
		totals = nil
		for _, gtin := range slices.Sorted(maps.Keys(said)) {
			totals = append(totals, doc.GTIN{GTIN: gtin, Count: int32(said[gtin])})
		}
	}
	return list, totals, nil
}

func buildAct(ctx context.Context, t *turn, f actFields) (*client.Document, error) {
	list, totals, err := t.goods(ctx, f.Codes, f.Totals)
	if err != nil {
		return nil, err
	}
	kind := client.Act
	if f.Corrects != "" {
		kind = client.CorrectiveAct
	}
	return client.NewAct(doc.Act{
		File:         t.head(kind, f.paper),
		Document:     doc.ActDocument{CorrectionFlag: f.Corrects != "", CorrectionDocID: f.Corrects, OperationType: int32(f.OperationType)},
		SupplierInfo: doc.Party{IdentificationCode: t.bin}, ConsigneeInfo: doc.Party{IdentificationCode: f.To},
		OriginalDocInfo: t.original(f.paper, ruDate), ProductList: list, ProductTotals: totals,
	})
}

func buildDivergence(_ context.Context, t *turn, f divergenceFields) (*client.Document, error) {
	d := doc.Divergence{
		File: t.head(client.Divergence, f.paper), CorrectionDocID: f.About, OriginalDocInfo: t.original(f.paper, ruDate),
		SupplierInfo: doc.Party{IdentificationCode: f.From}, ConsigneeInfo: doc.Party{IdentificationCode: t.bin},
	}
	for _, c := range f.Codes {
		d.ProductList = append(d.ProductList, doc.Revision{CIS: c.CIS, ReviseStatusCode: c.Status})
	}
	return client.NewDivergence(d)
}

func buildTransit(ctx context.Context, t *turn, f transitFields) (*client.Document, error) {
	list, totals, err := t.goods(ctx, f.Codes, f.Totals)
	if err != nil {
		return nil, err
	}
	kind := client.ImportTransit
	if f.Corrects != "" {
		kind = client.ImportTransitCorrection
	}
	return client.NewImportTransit(doc.ImportTransit{
		File: t.head(kind, f.paper),
		Document: doc.ImportTransitDocument{
			CorrectionFlag: f.Corrects != "", PrimaryDocID: f.Corrects, PrimaryDocNumber: f.CorrectsNo, PrimaryDocDate: f.CorrectsDate,
		},
		SupplierInfo:  doc.ForeignParty{Party: doc.Party{Name: cmp.Or(f.SupplierName, "ООО «Поставщик»"), IdentificationCode: f.Supplier}, CountryCode: f.Country},
		ConsigneeInfo: doc.Party{IdentificationCode: t.bin}, OriginalDocInfo: t.original(f.paper, ruDate),
		ProductList: list, ProductTotals: totals,
	})
}

func buildThird(_ context.Context, t *turn, f thirdFields) (*client.Document, error) {
	day := cmp.Or(f.Date, t.today(isoDate))
	n := doc.ThirdCountry{
		File: t.head(client.ImportThirdCountry, f.paper), ImporterInfo: doc.Party{Name: "Импортер", IdentificationCode: t.bin}, ExportCountry: f.Country,
		CustomDocument:     doc.CustomDocument{DocType: "DECLARATION", RegNumber: cmp.Or(f.Number, "123"), RegDate: day},
		CustomDecisionInfo: doc.CustomDecisionInfo{DecisionCode: cmp.Or(f.Decision, "10"), DecisionDateTime: day + "T03:30:00Z", CustomCode: cmp.Or(f.Office, "51814")},
		CertificationInfo:  doc.CertificationInfo{DocType: "ttp", DocNumber: "123", DocDate: day},
		OriginalDocInfo:    &doc.OriginalDocInfo{DocNumber: cmp.Or(f.Number, "123"), DocDate: day},
	}
	for _, i := range f.Items {
		item := doc.Item{CIS: i.CIS}
		for number, gtin := range i.GTINs {
			item.Products = append(item.Products, doc.ItemProduct{TNVED: cmp.Or(i.TNVED, "2402209000"), GTIN: gtin, OriginCountry: f.Country, ItemNumber: int32(number + 1)})
		}
		n.ProductItems = append(n.ProductItems, item)
	}
	return client.NewImportThirdCountry(n)
}

func buildNotice(kind client.Kind, build func(doc.Notice) (*client.Document, error)) func(context.Context, *turn, noticeFields) (*client.Document, error) {
	return func(_ context.Context, t *turn, f noticeFields) (*client.Document, error) {
		list, _, err := codes(f.Codes)
		if err != nil {
			return nil, err
		}
		return build(doc.Notice{
			File: t.head(kind, f.paper), Reason: f.Reason, ParticipantInfo: doc.Party{IdentificationCode: t.bin},
			OriginalDocInfo: doc.NamedDocInfo{DocName: cmp.Or(f.DocName, "Приказ"), DocNumber: cmp.Or(f.Number, "1"), DocDate: cmp.Or(f.Date, t.today(ruDate))},
			ProductList:     list,
		})
	}
}

func buildShipment(_ context.Context, t *turn, s doc.Shipment) (*client.Document, error) {
	s.ExporterCode = cmp.Or(s.ExporterCode, t.bin)
	s.DocumentNumber, s.DocumentDate = cmp.Or(s.DocumentNumber, "1"), cmp.Or(s.DocumentDate, t.today(isoDate))
	s.TransferDate = cmp.Or(s.TransferDate, s.DocumentDate)
	return client.NewShipment(s)
}

func buildAcceptance(_ context.Context, t *turn, a doc.Acceptance) (*client.Document, error) {
	a.ReceiverINN = cmp.Or(a.ReceiverINN, t.bin)
	a.DocumentNum, a.DocumentDate = cmp.Or(a.DocumentNum, "1"), cmp.Or(a.DocumentDate, t.today(isoDate))
	a.AcceptanceDate = cmp.Or(a.AcceptanceDate, a.DocumentDate)
	return client.NewAcceptance(a)
}
