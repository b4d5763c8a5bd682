package state

import (
	"fmt"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// Recognition across the border: shipments that wait for an acceptance on the
// other side, and foreign shipments that wait for one here.

// What an acceptance says of a code, in Goods.Revise of it and of the shipment.
const (
	GoodsAccepted = "ACCEPTED"
	GoodsRejected = "REJECTED"
)

// The codes of errors in documents of recognition. Their printed texts lost
// their words; the project's fit the blanks that are left.
const (
	documentCode    = "301" // what is about the whole document
	certificateCode = "01"
	receiverCode    = "03"
	releaseCode     = "08"
	partiesCode     = "303"
	groupCode       = "307"
)

// PartyError says, in Russian, that a document of recognition names another
// party than it should. Such errors do not refuse it, but will fail it.
func PartyError(who, stated, should string) string {
	return fmt.Sprintf("%s: ИИН/БИН %s %s не соответствует ИИН/БИН участника %s", partiesCode, who, stated, should)
}

// GroupErrors say the same of a party that has no contract for a product group.
func (v View) GroupErrors(bin, group string) []string {
	if v.MayTrade(bin, group) {
		return nil
	}
	return []string{fmt.Sprintf("%s: Участник оборота %s не подключён к %s в ИС МПТ", groupCode, bin, group)}
}

// FieldErrors are what is wrong with a field of a foreign shipment, in Russian.
func FieldErrors(certificateTypes, releaseMethods []string) (errors []string) {
	for _, m := range releaseMethods {
		if _, known := dict.ReleaseMethodByCode(m); !known {
			errors = append(errors, releaseCode+": Значение поля release_method не соответствует справочнику способов выпуска.")
			break
		}
	}
	for _, t := range certificateTypes {
		if t != "CONFORMITY_CERTIFICATE" && t != "CONFORMITY_DECLARATION" {
			errors = append(errors, certificateCode+": Недопустимое значение поля certificate_type.")
			break
		}
	}
	return errors
}

// arrive takes a foreign shipment in: codes that nobody knows are registered as
// EXPORTED of the foreign exporter, with their products (assumed). It gives what
// is wrong instead, and then nothing is registered.
func (tx *Tx) arrive(d *Document) (errors []string) {
	if _, err := tx.Admit(d.Consignee, d.ConsigneeName); err != nil {
		errors = append(errors, receiverCode+": Участник оборота с таким receiver_inn отсутствует.")
	}
	if errors = append(errors, d.Errors...); len(errors) > 0 {
		return errors
	}
	var strange []string
	seen := map[cis.ID]bool{}
	for _, g := range d.Goods {
		id, why := tx.arriving(d, g)
		switch {
		case why == "" && seen[id]:
			why = "указан дважды"
		case why == "" && !tx.Registered(id):
			strange = append(strange, string(id))
		}
		seen[id] = true
		if why != "" && len(errors) < maxComplaints {
			errors = append(errors, fmt.Sprintf("%s: Код маркировки %.255s %s", documentCode, g.CIS, why))
		}
	}
	if len(errors) > 0 {
		return errors
	}
	return tx.registerForeign(d, strange)
}

// arriving tells why a code can not come in with a shipment, "" if it can.
func (v View) arriving(d *Document, g Goods) (id cis.ID, why string) {
	read, err := cis.Parse(g.CIS)
	if err != nil || read.GTIN == "" {
		return id, "не содержит GTIN"
	}
	c, _ := v.Code(g.CIS)
	switch {
	case c == nil:
		return read.ID, ""
	case c.Status != dict.Exported:
		return c.ID(), "в статусе " + c.Status.String()
	case c.OwnerBIN != d.Supplier:
		return c.ID(), "принадлежит другому участнику"
	}
	return c.ID(), ""
}

// foreignGroup is the product group of products that come in unknown: the only
// one that recognition is for.
const foreignGroup = "shoes"

func (tx *Tx) registerForeign(d *Document, codes []string) []string {
	if tx.Participant(d.Supplier) == nil {
		if err := tx.PutParticipant(Participant{BIN: d.Supplier, Name: d.SupplierName, Country: d.Country}); err != nil {
			return []string{documentCode + ": Отправитель " + d.Supplier + " не может быть участником оборота " + d.Country}
		}
	}
	batch, op := Batch{Tx: tx}, &Operation{At: tx.now, DocID: d.ID}
	for _, code := range codes {
		read, _ := cis.Parse(code) // it was read before
		if tx.Product(read.GTIN) == nil {
			_ = tx.PutProduct(Product{GTIN: read.GTIN, ProductGroup: foreignGroup, Name: "Товар " + read.GTIN, PackageType: dict.Unit})
		}
		c := Code{
			CIS: code, GTIN: read.GTIN, OwnerBIN: d.Supplier, ProducerBIN: d.Supplier, Status: dict.Exported, PackageType: dict.Unit,
			EmissionType: dict.Foreign, EmissionDate: tx.now, ProducedDate: tx.now, Op: op,
		}
		if err := batch.Add(Tree{Code: c}); err != nil {
			return []string{documentCode + ": Код маркировки " + code + " не может быть зарегистрирован"}
		}
	}
	_ = batch.Flush() // none is registered, and none is there twice
	return nil
}

// checkAnswer gives what is wrong with the codes of an acceptance, held against
// the shipment that it is about.
func (v View) checkAnswer(d, about *Document) (errors []string) {
	if DocTypeOf(d.Type).Effect != AcceptanceCame {
		return nil
	}
	sent, seen := map[cis.ID]bool{}, map[cis.ID]bool{}
	for _, g := range about.Goods {
		id, _ := cis.Identify(g.CIS)
		sent[id] = true
	}
	complain := func(format string, args ...any) {
		if len(errors) < maxComplaints {
			errors = append(errors, v.coded(d, format, args...))
		}
	}
	for _, g := range d.Goods {
		switch id, err := cis.Identify(g.CIS); {
		case err != nil || !sent[id]:
			complain("Код маркировки %.255s отсутствует в отгрузке %s (строка %d)", g.CIS, about.ID, g.Line)
		case seen[id]:
			complain("Код маркировки %.255s указан дважды (строка %d)", g.CIS, g.Line)
		default:
			seen[id] = true
		}
	}
	return errors
}

// accepted is a document with only those goods that an acceptance takes: it
// moves no others. Any other document is left as it is.
func (d *Document) accepted() *Document {
	if DocTypeOf(d.Type).Effect != AcceptanceCame {
		return d
	}
	only := *d
	only.Goods = nil
	for _, g := range d.Goods {
		if g.Revise == GoodsAccepted {
			only.Goods = append(only.Goods, g)
		}
	}
	return &only
}

// answered moves a shipment by its acceptance, and keeps what that says of each code.
func (tx *Tx) answered(shipment, acceptance *Document) {
	m, ok := tx.world.docMove(shipment, AcceptanceCame)
	if !ok {
		return
	}
	said := map[cis.ID]string{}
	for _, g := range acceptance.Goods {
		id, _ := cis.Identify(g.CIS)
		said[id] = g.Revise
	}
	tx.amend(shipment, func(d *Document) {
		d.DocState, d.Answer, d.Answered = m.To, acceptance.ID, tx.now
		d.Goods = make([]Goods, len(shipment.Goods))
		for i, g := range shipment.Goods {
			id, _ := cis.Identify(g.CIS)
			g.Revise = said[id]
			d.Goods[i] = g
		}
	})
}

// Answer accepts a shipment for the party that takes it, code by code, as the
// control API and bots do: it makes the acceptance and lets it pass at once.
// accepts tells of each code whether it is taken. It fails with DocumentStatus
// when the document is no shipment that waits, and with WrongStatus when the
// acceptance fails; then the caller's transaction must fail as a whole.
func (tx *Tx) Answer(id string, accepts func(Goods) bool) (*Document, error) {
	d, err := tx.Document(id)
	if err != nil {
		return nil, err
	}
	if _, waits := tx.world.docMove(d, AcceptanceCame); !waits {
		return nil, d.wrongStatus("accepted")
	}
	acceptance := Document{
		Type: Acceptance, Supplier: d.Supplier, Consignee: d.Consignee, SupplierName: d.SupplierName, ConsigneeName: d.ConsigneeName,
		Country: d.Country, Corrects: d.ID,
	}
	if d.Type == Shipment {
		acceptance.Type = ForeignAcceptance
	}
	for _, g := range d.Goods {
		g.Revise = GoodsRejected
		if accepts(g) {
			g.Revise = GoodsAccepted
		}
		acceptance.Goods = append(acceptance.Goods, g)
	}
	answer := tx.Submit(acceptance)
	tx.moveDocument(answer.ID)
	if answer = at(tx.documents, answer.ID); answer.Registry != CheckedOK {
		return nil, Fail(WrongStatus, fmt.Sprintf("the acceptance of shipment %s fails: %v", id, answer.Errors), id)
	}
	return tx.Document(id)
}
