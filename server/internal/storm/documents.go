package main

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
)

// sendings are the documents: each kind that can be sent, over goods of its
// sender as far as anybody knows.
var sendings = []deed{
	plain(50, func(c *client, w *world) *call { return c.sendAct(w, document{}) }),
	plain(12, func(c *client, w *world) *call {
		about := c.documentOf(w, state.Act, state.CorrectiveAct)
		if about.id == "" {
			return nil
		}
		return c.sendAct(w, about)
	}),
	plain(12, sendDivergence),
	plain(15, func(c *client, w *world) *call { return c.sendTransit(w, document{}) }),
	plain(8, func(c *client, w *world) *call {
		about := c.documentOf(w, state.ImportTransit, state.ImportTransitCorrection)
		if about.id == "" {
			return nil
		}
		return c.sendTransit(w, about)
	}),
	plain(12, sendThird),
	plain(10, func(c *client, w *world) *call {
		return c.sendNotice(w, "documents.introduce-goods", state.IntroduceGoods, 1+c.IntN(3))
	}),
	plain(10, func(c *client, w *world) *call {
		return c.sendNotice(w, "documents.writeOff", state.Withdrawal, 1+c.IntN(18))
	}),
	plain(20, sendShipment),
	{weight: 15, emits: true, draw: sendForeignShipment},
	plain(20, sendAcceptance),
}

// attached is a CMS with the text inside, in base64.
func (a *arena) attached(bin, text string) string {
	return a.cms(bin, []byte(text), pki.SignOptions{})
}

func (a *arena) cms(bin string, text []byte, how pki.SignOptions) string {
	key := a.keys[bin]
	if key == nil {
		return "MAA=" // passes where signatures are off, and is refused elsewhere
	}
	cms, err := key.Sign(text, how)
	if err != nil {
		a.fail("the signature of %s: %s", bin, err)
	}
	return base64.StdEncoding.EncodeToString(cms)
}

func encoded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace

// taken makes a call remember the document that it sends once it is taken. id
// is "" where the answer says it.
func (c *client) taken(k *call, d document) *call {
	k.then = func(status int, body []byte) {
		if status != 200 && status != 201 {
			return
		}
		if d.id == "" {
			d.id = idIn(body)
		}
		keep(k.world, &k.world.documents, d)
		if c.chance(70) { // the other side looks into it soon
			c.queue = append(c.queue, c.decide(k.world, d)...)
		}
	}
	return k
}

// formal sends a document of two parties, as a multipart form.
func (c *client) formal(w *world, bin, xml string, d document) *call {
	const boundary = "----storm"
	k := c.call(w, "edo.formal").by(bin).as("Content-Type", "multipart/form-data; boundary="+boundary)
	for _, field := range [][2]string{{"content", encoded(xml)}, {"signature", c.cms(bin, []byte(xml), pki.SignOptions{Detached: true})}} {
		k.body = fmt.Appendf(k.body, "--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", boundary, field[0], field[1])
	}
	k.body = fmt.Appendf(k.body, "--%s--\r\n", boundary)
	return c.taken(k, d)
}

// inEnvelope sends a document as JSON.
func (c *client) inEnvelope(w *world, route, bin, text string, d document) *call {
	k := c.call(w, route).by(bin).json(`{"document": %q, "signature": %q}`, encoded(text), c.cms(bin, []byte(text), pki.SignOptions{Detached: true}))
	return c.taken(k, d)
}

// head opens an XML document.
func (c *client) head(prefix, id, version string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<file fileId="` + prefix + id + `" version="` + version + `" sendingDateTime="2026-11-22T00:25:47Z">
`
}

// boxOf is a box that somebody has, with who that is.
func (c *client) boxOf(w *world) (bin, box string) {
	bin = one(c, traders)
	return bin, c.box(w, bin)
}

const fourPacks = `<productTotals><gtin count="4">` + packGTIN + `</gtin></productTotals>`

// sendAct gives a box to another trader, or corrects an act that did.
func (c *client) sendAct(w *world, about document) *call {
	from, box := c.boxOf(w)
	d := document{kind: state.Act, supplier: from, consignee: one(c, traders), goods: []string{box}}
	prefix, flags := "EEU_ACT_", `correctionFlag="false"`
	if about.id != "" {
		d = document{kind: state.CorrectiveAct, supplier: about.supplier, consignee: about.consignee, goods: about.goods}
		prefix, flags = "COR_ACT_", `correctionFlag="true" correctionDocId="`+about.id+`"`
	}
	if len(d.goods) == 0 || d.goods[0] == "" {
		return nil
	}
	return c.formal(w, d.supplier, c.head(prefix, c.uuid(), "1.0")+`<participants supplierId="`+d.supplier+`" consigneeId="`+d.consignee+`"/>
<document `+flags+` operationType="1">
<mainInfo><supplierInfo supplierIdentificationCode="`+d.supplier+`"/><consigneeInfo consigneeName="ТОО" consigneeIdentificationCode="`+d.consignee+`"/></mainInfo>
<productList><iCode count="4">`+escape(d.goods[0])+`</iCode></productList>
`+fourPacks+`
</document></file>`, d)
}

func sendDivergence(c *client, w *world) *call {
	act := c.documentOf(w, state.Act, state.CorrectiveAct)
	if act.id == "" {
		return nil
	}
	d := document{kind: state.Divergence, supplier: act.supplier, consignee: act.consignee, goods: act.goods}
	return c.formal(w, act.consignee, c.head("DIVERG_", c.uuid(), "1.0")+`<document correctionDocId="`+act.id+`">
<mainInfo><supplierInfo supplierIdentificationCode="`+d.supplier+`"/><consigneeInfo consigneeIdentificationCode="`+d.consignee+`"/></mainInfo>
<productList><iCode reviseStatusCode="NOT_FOUND">`+escape(act.goods[0])+`</iCode></productList>
</document></file>`, d)
}

// sendTransit is a notice of an import from the EAEU, or of the correction of one.
func (c *client) sendTransit(w *world, about document) *call {
	bin, box := c.boxOf(w)
	d := document{kind: state.ImportTransit, consignee: bin, supplier: "468578450149", goods: []string{box}}
	prefix, flags := "IMPORT_TRANSIT_", `correctionFlag="false"`
	if about.id != "" {
		d = about
		d.id, d.kind = "", state.ImportTransitCorrection
		prefix, flags = "IM_TRANSIT_COR_", `correctionFlag="true" primaryDocId="`+about.id+`"`
	}
	if len(d.goods) == 0 || d.goods[0] == "" {
		return nil
	}
	return c.formal(w, d.consignee, c.head(prefix, c.uuid(), "5.01")+`<participants supplierId="`+d.supplier+`" consigneeId="`+d.consignee+`"/>
<document `+flags+`>
<mainInfo>
<supplierInfo supplierName="SENDER" supplierIdentificationCode="`+d.supplier+`" supplierCountryCode="RU"/>
<consigneeInfo consigneeIdentificationCode="`+d.consignee+`"/>
<originalDocInfo docNumber="EACMT-7785-API" docDate="08.02.2026"/>
</mainInfo>
<productList><iCode>`+escape(d.goods[0])+`</iCode></productList>
`+fourPacks+`
</document></file>`, d)
}

func sendThird(c *client, w *world) *call {
	bin, box := c.boxOf(w)
	if box == "" {
		return nil
	}
	d := document{id: c.uuid(), kind: state.ImportThirdCountry, consignee: bin, goods: []string{box}}
	return c.inEnvelope(w, "documents.third-countries", bin, c.head("IMPORT_", d.id, "1.0")+`<document>
<mainInfo>
<importerInfo importerName="ИП ИМПОРТЕР" importerCode="`+bin+`"/>
<exportCountry>AL</exportCountry>
<customDocument docType="DECLARATION" regNumber="123" regDate="2026-11-15"/>
<customDecisionInfo decisionCode="10" decisionDateTime="2026-11-15T03:30:00Z" customCode="51814"/>
<certificationInfo docType="ttp" docNumber="123" docDate="2026-11-08"/>
<originalDocInfo docNumber="123" docDate="2026-11-15"/>
</mainInfo>
<productItems><item iCodeFromDeclaration="`+escape(box)+`"><product tnved="2402209000" gtin="`+packGTIN+`" originCountry="AL" itemNumber="1"/></item></productItems>
</document></file>`, d)
}

func (c *client) sendNotice(w *world, route string, kind state.DocType, reason int) *call {
	bin, box := c.boxOf(w)
	if box == "" {
		return nil
	}
	d := document{id: c.uuid(), kind: kind, supplier: bin, goods: []string{box}}
	return c.inEnvelope(w, route, bin, c.head("KZ_EAES_", d.id, "1.0")+`<document>
<mainInfo reason="`+fmt.Sprint(reason)+`">
<participantInfo participantIdentificationCode="`+bin+`"/>
<originalDocInfo docName="Приказ" docNumber="158" docDate="20.11.2026"/>
</mainInfo>
<productList><iCode count="4">`+escape(box)+`</iCode></productList>
</document></file>`, d)
}

// foreigners are the parties abroad.
const exporter, importer = "7731376812", "060540009051"

func sendShipment(c *client, w *world) *call {
	bin := one(c, traders)
	pair := c.pair(w, bin)
	if pair == "" {
		return nil
	}
	return c.inEnvelope(w, "shipments.create", bin, fmt.Sprintf(`{
"productGroup": "shoes", "documentNumber": "b9baa09b", "documentDate": "2026-11-21", "transferDate": "2026-11-22",
"receiverCountryCode": "RU", "receiverCode": %q, "receiverName": "ЭФЕС-В", "exporterCode": %q,
"productList": [{"cis": %s, "price": "350.00", "vat": 30.00, "documentList": [{"docKind": "certificate", "docNumber": 123123, "docDate": "2026-01-13"}]}]}`,
		importer, bin, quoted(pair)), document{kind: state.Shipment, supplier: bin, consignee: importer, goods: []string{pair}})
}

func sendForeignShipment(c *client, w *world) *call {
	bin, code := one(c, traders), fmt.Sprintf("0100403060034433213%09x%03x", c.Uint32(), c.IntN(1<<12))
	k := c.call(w, "mock.shipments").json(`{"documentNum": "da08a5d9", "documentDate": "2026-11-20", "exporter": "ООО ЭКСПОРТ", "exporterInn": %q, "senderCountryCode": "643",
"receiver": "ТОО ИМПОРТ", "receiverInn": %q, "transferDate": "2026-11-21",
"products": [{"cis": %q, "productCost": "80.0", "productTax": 20.0, "certificateDocumentData": [{"certificateType": "CONFORMITY_DECLARATION", "certificateNum": "7", "certificateDate": "2026-01-01"}]}]}`, exporter, bin, code)
	return c.taken(k, document{kind: state.ForeignShipment, supplier: exporter, consignee: bin, goods: []string{code}})
}

func sendAcceptance(c *client, w *world) *call {
	d := c.documentOf(w, state.ForeignShipment)
	if d.id == "" {
		return nil
	}
	return c.inEnvelope(w, "import.acceptancies", d.consignee, fmt.Sprintf(`{
"shipment_id": %q, "document_num": "1", "document_date": "2026-11-22", "receiver_inn": "%s ", "exporter_taxpayer_id": %q,
"exporter_name": "ООО ЭКСПОРТ", "sender_country_code": "643", "request_type": "ACCEPTANCE ", "acceptance_date": "2026-11-21", "reject_all": false,
"products": [{"cis": %q, "accepted": %t}]}`, d.id, d.consignee, exporter, d.goods[0], c.chance(80)),
		document{kind: state.Acceptance, supplier: exporter, consignee: d.consignee, goods: d.goods})
}
