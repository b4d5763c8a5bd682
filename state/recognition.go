package state

import (
	"slices"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// Recognition across the border: shipments that wait for an acceptance on the
// other side, and foreign shipments that wait for one here.

// The values of Goods.Revise, which an acceptance gives to its codes and to
// those of the shipment.
const (
	GoodsAccepted = "ACCEPTED"
	GoodsRejected = "REJECTED"
)

// DocumentCode is that of errors about a whole document of recognition.
const DocumentCode = "301"

// The other codes of errors in documents of recognition.
const (
	certificateCode = "01"
	receiverCode    = "03"
	releaseCode     = "08"
	partiesCode     = "303"
	groupCode       = "307"
)

// PartyError says that a party of a document of recognition is not the one it
// should be, with the words and the number of both. Such an error does not refuse
// the document, but fails it later.
func PartyError(who texts.Said, stated string, whom texts.Said, should string) texts.Said {
	return texts.Coded.Of(partiesCode, texts.PartyWrong.Of(who, stated, whom, should))
}

// CountryError says the same of the exporter's country.
func CountryError(stated, should string) texts.Said {
	return texts.Coded.Of(partiesCode, texts.CountryWrong.Of(stated, should))
}

// ReceiverError says that the receiver of a shipment, or of its acceptance, is no
// participant here.
func ReceiverError() texts.Said { return texts.Coded.Of(receiverCode, texts.ReceiverWrong.Of()) }

// GroupErrors say so of a party that has no contract for product groups.
func (v View) GroupErrors(t DocType, bin string, groups ...string) (errors []texts.Said) {
	for _, said := range v.withoutContract(t, bin, groups) {
		errors = append(errors, texts.Coded.Of(groupCode, said))
	}
	return errors
}

// withoutContract says for which of the groups a party has no contract, as
// documents of the kind have it.
func (v View) withoutContract(t DocType, bin string, groups []string) (errors []texts.Said) {
	text := texts.NoContractFor
	if DocTypeOf(t).coded() {
		text = texts.GroupNotAttached
	}
	for _, g := range dict.ProductGroups() {
		if slices.Contains(groups, g.Name) && !v.MayTrade(bin, g.Name) {
			errors = append(errors, text.Of(bin, g.Name))
		}
	}
	return errors
}

// GroupsOf are the product groups of the goods of a foreign shipment.
func (v View) GroupsOf(d *Document) (groups []string) {
	for _, g := range d.Goods {
		c, _ := v.Code(g.CIS)
		if c == nil { // it waits to come in
			read, _ := cis.Parse(g.CIS)
			c = &Code{GTIN: read.GTIN}
		}
		if group := v.arrivingProduct(c.GTIN).ProductGroup; !slices.Contains(groups, group) {
			groups = append(groups, group)
		}
	}
	return groups
}

// FieldErrors are the errors of a field of a foreign shipment.
func FieldErrors(certificateTypes, releaseMethods []string) (errors []texts.Said) {
	for _, m := range releaseMethods {
		if _, known := dict.ReleaseMethodByCode(m); !known {
			errors = append(errors, texts.Coded.Of(releaseCode, texts.ReleaseWrong.Of()))
			break
		}
	}
	for _, t := range certificateTypes {
		if _, known := dict.CertificateTypeByCode(t); !known {
			errors = append(errors, texts.Coded.Of(certificateCode, texts.CertificateWrong.Of()))
			break
		}
	}
	return errors
}

// receiveShipment takes in a foreign shipment. It checks that unknown codes could be
// registered; they are registered only when they are accepted. Exporter and products
// are known from now on (assumed). If there are mistakes it gives these, and
// registers no party.
func (tx *Tx) receiveShipment(d *Document) (errors []texts.Said) {
	_ = tx.Savepoint(func() error {
		if errors = tx.tryArrival(d); len(errors) > 0 {
			return errTakenBack
		}
		return nil
	})
	return errors
}

// tryArrival is arrive up to what is wrong, and leaves behind what it registered
// until then.
func (tx *Tx) tryArrival(d *Document) (errors []texts.Said) {
	if _, err := tx.Admit(d.Consignee, d.ConsigneeName); err != nil {
		errors = append(errors, ReceiverError())
	}
	errors = append(errors, d.Errors...)
	if !tx.exporter(d) {
		errors = append(errors, texts.Coded.Of(DocumentCode, texts.ExporterWrong.Of(d.Supplier, d.Country)))
	}
	if len(errors) > 0 {
		return errors
	}
	batch, op, seen := Batch{Tx: tx}, &Operation{At: tx.now, DocID: d.ID}, map[cis.ID]bool{} // never flushed: «Непринятые КИ в ГИС МТ не хранятся»
	for _, g := range d.Goods {
		id, why := tx.arriving(d, g)
		switch {
		case why.Key() == "" && seen[id]:
			why = texts.CodeTwice.Of()
		case why.Key() == "" && !tx.Registered(id):
			why = batch.register(id, d.Supplier, op)
		}
		seen[id] = true
		if why.Key() != "" && len(errors) < maxComplaints {
			errors = append(errors, texts.Coded.Of(DocumentCode, texts.CodeIs.Of(g.CIS, why)))
		}
	}
	return errors
}

// BringIn registers the unknown codes that an acceptance takes of a foreign
// shipment, as EXPORTED of the exporter: they move from there.
func (tx *Tx) BringIn(d *Document) {
	about := at(tx.documents, d.Corrects)
	if about == nil || DocTypeOf(about.Type).Flow != ArrivalFlow || DocTypeOf(d.Type).Effect != AcceptanceCame {
		return
	}
	accepted := map[cis.ID]bool{}
	for _, g := range d.accepted().Goods {
		id, _ := cis.Identify(g.CIS)
		accepted[id] = true
	}
	batch, op := Batch{Tx: tx}, &Operation{At: tx.now, DocID: about.ID}
	for _, g := range about.Goods { // each once, and such as can be registered, or it had not come in
		if id, _ := cis.Identify(g.CIS); accepted[id] && !tx.Registered(id) {
			batch.register(id, about.Supplier, op)
		}
	}
	mustSucceed(batch.Flush())
}

// take moves the goods of a document; an acceptance brings in the unknown ones.
func (tx *Tx) take(d *Document) (found Findings) {
	if rule, _ := tx.goodsRule(d); rule.Event != Accepted {
		return tx.moveGoods(d)
	}
	_ = tx.Savepoint(func() error {
		tx.BringIn(d)
		if found = tx.moveGoods(d); len(found.Errors) > 0 {
			return errTakenBack
		}
		return nil
	})
	return found
}

// exporter registers the exporter of a foreign shipment, if it is not known. It
// tells whether the exporter is of that country.
func (tx *Tx) exporter(d *Document) bool {
	if p := tx.Participant(d.Supplier); p != nil {
		return p.Country == d.Country
	}
	return tx.PutParticipant(Participant{BIN: d.Supplier, Name: d.SupplierName, Country: d.Country}) == nil
}

// arriving tells why a code cannot come in with a shipment, nothing if it can.
func (v View) arriving(d *Document, g Goods) (id cis.ID, why texts.Said) {
	c, _ := v.Code(g.CIS)
	if c == nil {
		read, err := cis.Parse(g.CIS)
		if err != nil || read.GTIN == "" {
			why = texts.CodeNoGTIN.Of()
		}
		return read.ID, why
	}
	switch {
	case c.Status != dict.Exported:
		why = texts.CodeStatus.Of(int(c.Status))
	case c.OwnerBIN != d.Supplier:
		why = texts.CodeOwner.Of()
	}
	return c.ID(), why
}

// register adds an unknown code, with its product, to the codes that come in.
// It tells why that is impossible, or gives nothing.
func (b *Batch) register(id cis.ID, exporter string, op *Operation) texts.Said {
	read, _ := cis.Parse(string(id)) // it was read before
	product := b.arrivingProduct(read.GTIN)
	if b.Product(product.GTIN) == nil {
		mustSucceed(b.PutProduct(product))
	}
	c := Code{
		CIS: string(id), GTIN: product.GTIN, OwnerBIN: exporter, ProducerBIN: exporter, Status: dict.Exported, PackageType: product.PackageType,
		EmissionType: dict.Foreign, EmissionDate: b.now, ProducedDate: b.now, Op: op,
	}
	if CheckForm(c.CIS, c.GTIN, c.PackageType) != nil {
		return texts.CodeForm.Of(c.GTIN, c.PackageType.String())
	}
	mustSucceed(b.Add(Tree{Code: c})) // it can be read, and its product and its owner are there
	return texts.Said{}
}

// arrivingProduct is the product of a GTIN; an unknown GTIN is taken for a pair
// of shoes (assumed).
func (v View) arrivingProduct(gtin string) Product {
	if p := v.Product(gtin); p != nil {
		known := *p
		known.PackageType = max(known.PackageType, dict.Unit) // those of snapshots may have none
		return known
	}
	return Product{GTIN: gtin, ProductGroup: dict.GroupsWith(dict.Recognised)[0], Name: texts.UnnamedProduct.Of(gtin).String(), PackageType: dict.Unit}
}

// checkAnswer gives what is wrong with the codes of an acceptance, held against
// the shipment that it is about.
func (v View) checkAnswer(d, about *Document) (errors []texts.Said) {
	if DocTypeOf(d.Type).Effect != AcceptanceCame {
		return nil
	}
	sent, seen := map[cis.ID]bool{}, map[cis.ID]bool{}
	for _, g := range about.Goods {
		id, _ := cis.Identify(g.CIS)
		sent[id] = true
	}
	complain := func(said texts.Said) {
		if len(errors) < maxComplaints {
			errors = append(errors, v.coded(d, said))
		}
	}
	for _, g := range d.Goods {
		switch id, err := cis.Identify(g.CIS); {
		case err != nil || !sent[id]:
			complain(texts.NotInShipment.Of(g.CIS, about.ID, g.Line))
		case seen[id]:
			complain(texts.TwiceAtLine.Of(g.CIS, g.Line))
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

// recordAcceptance moves a shipment by its acceptance, and keeps what that says of each code.
func (tx *Tx) recordAcceptance(shipment, acceptance *Document) {
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
		d.DocState, d.Answer, d.Answered, d.AcceptanceDate = m.To, acceptance.ID, tx.now, acceptance.AcceptanceDate
		d.Goods = make([]Goods, len(shipment.Goods))
		for i, g := range shipment.Goods {
			id, _ := cis.Identify(g.CIS)
			g.Revise = said[id]
			d.Goods[i] = g
		}
	})
}

// CancelArrival takes a foreign shipment back for its exporter, while it waits. It
// fails with DocumentStatus for every other document.
func (tx *Tx) CancelArrival(id string) (*Document, error) {
	d, err := tx.Document(id)
	if err != nil {
		return nil, err
	}
	m, may := tx.world.docMove(d, Cancelled)
	if !may {
		return nil, d.wrongStatus("cancelled")
	}
	return tx.amend(d, func(d *Document) { d.DocState = m.To }), nil
}

// Answer accepts a shipment for the party that takes it, code by code, as the
// control API does: it makes the acceptance and lets it pass at once, unless an
// outcome chooses its result. accepts tells of each code whether it is taken.
// It fails with DocumentStatus when the document is no shipment that waits, and
// with WrongStatus when the acceptance fails; then the caller's transaction
// must fail as a whole.
func (tx *Tx) Answer(id string, accepts func(Goods) bool) (*Document, error) {
	d, err := tx.Document(id)
	if err != nil {
		return nil, err
	}
	answers := d.Type.AnsweredBy(AcceptanceCame)
	if _, waits := tx.world.docMove(d, AcceptanceCame); !waits || answers == nil {
		return nil, d.wrongStatus("accepted")
	}
	acceptance := Document{
		Type: answers[0], Supplier: d.Supplier, Consignee: d.Consignee, SupplierName: d.SupplierName, ConsigneeName: d.ConsigneeName,
		Country: d.Country, Corrects: d.ID,
	}
	for _, g := range d.Goods {
		g.Revise = GoodsRejected
		if accepts(g) {
			g.Revise = GoodsAccepted
		}
		acceptance.Goods = append(acceptance.Goods, g)
	}
	answer := tx.Submit(acceptance)
	if o := answer.Outcome; o != nil && (o.Result != "" || o.Delay != 0) {
		return d, nil // it goes its own way, in world time
	}
	tx.moveDocument(answer.ID)
	if answer = at(tx.documents, answer.ID); answer.Registry != CheckedOK {
		return nil, Errorf(WrongStatus, "the acceptance of shipment %s fails: %v", id, answer.Errors).With(id)
	}
	return tx.Document(id)
}
