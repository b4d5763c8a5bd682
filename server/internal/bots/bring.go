package bots

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/doc"
)

// Bring sends a document of a dataset as its sender does, signed, and brings it to
// the status that it is to have: what else happens to it on the way there has
// happened behind the call, decisions of the other party included. It is refused
// where a client would be, and with BadRecord where it comes to another status.
func (a *Actor) Bring(tx *state.Tx, d *fixtures.Document) error {
	settings := tx.Settings()
	as := actor{a, settings.Seed, tx, nil}
	if d.Comes.Moving {
		_, err := as.bring(d)
		return err
	}
	atOnce := settings
	atOnce.Processing = state.Instant
	if err := tx.SetSettings(atOnce); err != nil {
		return err
	}
	id, err := as.bring(d)
	if err != nil {
		return err
	}
	tx.Settle()
	if err := as.bringTo(id, d); err != nil {
		return err
	}
	tx.Settle()
	return tx.SetSettings(settings)
}

// bringTo takes the decision that leads to the status.
func (a actor) bringTo(id string, d *fixtures.Document) error {
	now, err := a.tx.Document(id)
	if err != nil {
		return err
	}
	if decision := d.Comes.Decision; decision != "" && now.Status == state.StatusWaiting {
		if now, err = a.take(now, decision, now.Decider(decision)); err != nil {
			return err
		}
	}
	if !d.Comes.Stands(now) {
		return state.Errorf(state.BadRecord, "the document of type %s comes to status %s, not to %s: %s",
			d.Type, standing(now), d.Comes.Word, cmp.Or(strings.Join(texts.Strings(now.Errors), "; "), "nothing is wrong with it"))
	}
	return nil
}

func standing(d *state.Document) string {
	if d.Status != 0 {
		return fmt.Sprint(int(d.Status))
	}
	return string(d.Registry)
}

// bring writes and sends a document, and gives its id.
func (a actor) bring(d *fixtures.Document) (id string, err error) {
	b := brought{actor: a, Document: d, file: doc.File{FileID: d.FileID, Version: "1.0", SendingDateTime: a.tx.Now().Time().Format("2006-01-02T15:04:05Z")}}
	b.fill()
	sent, err := a.submit(d.Type, b.sender(), b.writer())
	if err != nil {
		return "", err
	}
	return sent.ID, nil
}

// brought is a document on its way into the world, with what is made for it.
type brought struct {
	actor
	*fixtures.Document
	file   doc.File
	number string
	date   time.Time
}

func (b *brought) fill() {
	if b.file.FileID == "" {
		b.file.FileID = state.DocTypeOf(b.Type).Prefix + b.tx.UUID("dataset.file")
	}
	if b.number = b.Number; b.number == "" {
		b.number = fmt.Sprint(b.tx.Number("dataset.number"))
	}
	b.date = b.tx.Now().Time()
	if day, err := time.Parse(time.DateOnly, b.Date); err == nil {
		b.date = day
	}
}

func (b *brought) sender() string {
	if state.DocTypeOf(b.Type).From == state.Consignee {
		return b.Consignee
	}
	return b.Supplier
}

// writer gives what writes the document.
func (b *brought) writer() func(io.Writer) error {
	codes, totals := b.counted()
	day := b.date.Format("02.01.2006")
	original := &doc.OriginalDocInfo{DocNumber: b.number, DocDate: day}
	parties := doc.Participants{SupplierID: b.Supplier, ConsigneeID: b.Consignee}
	supplier := doc.Party{IdentificationCode: b.Supplier, Name: b.SupplierName}
	consignee := doc.Party{IdentificationCode: b.Consignee, Name: b.ConsigneeName}
	switch b.Type {
	case state.Act:
		act := doc.Act{File: b.file, Participants: parties, Document: doc.ActDocument{OperationType: 1}, SupplierInfo: supplier, ConsigneeInfo: consignee, OriginalDocInfo: original, ProductList: codes, ProductTotals: totals}
		return act.Write
	case state.ImportTransit:
		b.file.Version = "5.01"
		notice := doc.ImportTransit{File: b.file, Participants: parties, SupplierInfo: doc.ForeignParty{Party: supplier, CountryCode: b.Country.Code}, ConsigneeInfo: consignee, OriginalDocInfo: original, ProductList: uncounted(codes), ProductTotals: totals}
		return notice.Write
	case state.Shipment:
		day := b.date.Format(time.DateOnly)
		shipment := doc.Shipment{
			ProductGroup: b.ProductGroup, ExporterCode: b.Supplier, ReceiverCountryCode: b.Country.Code, ReceiverCode: b.Consignee, ReceiverName: b.ConsigneeName,
			DocumentNumber: b.number, DocumentDate: day, TransferDate: day,
		}
		for _, code := range b.Codes {
			shipment.ProductList = append(shipment.ProductList, doc.ShipmentProduct{CIS: code})
		}
		return shipment.Write
	}
	notice := doc.Notice{File: b.file, Reason: b.Reason, ParticipantInfo: supplier, OriginalDocInfo: doc.NamedDocInfo{DocName: "Приказ", DocNumber: b.number, DocDate: day}, ProductList: uncounted(codes)}
	return notice.Write
}

// counted are the codes with the packs under each, and the packs of each product.
func (b *brought) counted() (codes []doc.ICode, totals []doc.GTIN) {
	sums := map[string]int32{}
	for _, written := range b.Codes {
		code := doc.ICode{CIS: written}
		if c, err := b.tx.Code(written); err == nil && c != nil {
			b.tx.EachUnit(c, func(unit *state.Code) { code.Count++; sums[unit.GTIN]++ })
		}
		codes = append(codes, code)
	}
	for _, gtin := range slices.Sorted(maps.Keys(sums)) {
		totals = append(totals, doc.GTIN{GTIN: gtin, Count: sums[gtin]})
	}
	return codes, totals
}

// uncounted are the codes as notices have them.
func uncounted(codes []doc.ICode) []doc.ICode {
	out := slices.Clone(codes)
	for i := range out {
		out[i].Count = doc.Uncounted
	}
	return out
}
