// Package bots is how the other party answers documents by itself: in writing,
// signed, and by the checks that a client's answer goes through. Who answers
// what, and when, stands in state.
package bots

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
)

// Actor acts for the bots of all worlds of a server.
type Actor struct {
	Level   pki.Level  // how far signatures are checked
	Trust   *pki.Trust // whose certificates are trusted
	Schemas *xsd.Set   // what documents must fit
	keys    keys
}

// In gives the function that lets the bots of a world act, for state's OnBot.
func (a *Actor) In(w *state.World) func(*state.Tx, *state.Bot, *state.Document) error {
	return func(tx *state.Tx, b *state.Bot, d *state.Document) error {
		as := actor{a, w.Seed(), tx, b}
		switch {
		case b.Do == state.BotShips:
			return as.ship()
		case state.DocTypeOf(d.Type).Flow == state.ShipmentFlow:
			return as.answer(d)
		case state.DocTypeOf(d.Type).Flow == state.ArrivalFlow:
			return as.accept(d)
		case b.Do == state.BotDiverges:
			return as.diverge(d)
		}
		return as.decide(d)
	}
}

// actor is a bot while it acts.
type actor struct {
	*Actor
	seed uint64
	tx   *state.Tx
	bot  *state.Bot
}

var decisions = map[state.BotAction]state.Decision{state.BotApproves: state.Approve, state.BotRejects: state.Reject}

// decide makes the title of a decision and signs it, as the receiver.
func (a actor) decide(d *state.Document) error {
	_, err := a.take(d, decisions[a.bot.Do], d.Receiver())
	return err
}

// take takes a decision of a document for a party, with a title that it signs.
func (a actor) take(d *state.Document, decision state.Decision, bin string) (*state.Document, error) {
	d, err := a.tx.BeginDecision(d.ID, bin, decision)
	if err != nil {
		return nil, err
	}
	title := d.Title(decision)
	text, err := intake.Title(a.tx.View, d, title)
	if err != nil {
		return nil, err
	}
	signature, err := a.sign(bin, text)
	if err != nil {
		return nil, err
	}
	cms, _, err := intake.Signed(text, signature, bin, pki.Check{Level: a.Level, Trust: a.Trust, At: a.tx.Now().Time()})
	if err != nil {
		return nil, err
	}
	return a.tx.Decide(d.ID, bin, decision, title.FileUUID, cms)
}

// diverge sends a divergence notice about an act, as its receiver: the first
// code was not found, the others were.
func (a actor) diverge(d *state.Document) error {
	notice := doc.Divergence{
		File: doc.File{
			FileID: state.DocTypeOf(state.Divergence).Prefix + a.tx.UUID("bot.file"), Version: "1.0",
			SendingDateTime: a.tx.Now().Time().Format("2006-01-02T15:04:05Z"),
		},
		CorrectionDocID: d.ID,
		SupplierInfo:    doc.Party{IdentificationCode: d.Supplier, Name: d.SupplierName},
		ConsigneeInfo:   doc.Party{IdentificationCode: d.Consignee, Name: d.ConsigneeName},
	}
	for i, g := range d.Goods {
		found := "FOUND"
		if i == 0 {
			found = "NOT_FOUND"
		}
		notice.ProductList = append(notice.ProductList, doc.Revision{CIS: g.CIS, ReviseStatusCode: found})
	}
	return a.send(state.Divergence, d.Receiver(), notice.Write)
}

// accept sends the acceptance of a foreign shipment, as its receiver.
func (a actor) accept(d *state.Document) error {
	taken := a.taken(d)
	write, err := a.acceptanceOf(d, func(_ string, i int) bool { return i < taken })
	if err != nil {
		return err
	}
	return a.send(state.Acceptance, d.Consignee, write)
}

// answer accepts a shipment on the other side of the border, where no document
// of ours goes.
func (a actor) answer(d *state.Document) error {
	taken, n := a.taken(d), 0
	_, err := a.tx.Answer(d.ID, func(state.Goods) bool { n++; return n <= taken })
	return err
}

// taken is how many codes of a shipment the bot takes, from the first on.
func (a actor) taken(d *state.Document) int {
	switch {
	case a.bot.Do != state.BotApproves:
		return 0
	case a.bot.Half:
		return (len(d.Goods) + 1) / 2
	}
	return len(d.Goods)
}

// send sends a document as a client does.
func (a actor) send(kind state.DocType, bin string, write func(io.Writer) error) error {
	_, err := a.submit(kind, bin, write)
	return err
}

// submit signs a document and sends it.
func (a actor) submit(kind state.DocType, bin string, write func(io.Writer) error) (*state.Document, error) {
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return nil, err
	}
	signature, err := a.sign(bin, text.Bytes())
	if err != nil {
		return nil, err
	}
	s := &intake.Submission{
		Content: base64.StdEncoding.EncodeToString(text.Bytes()), Signature: signature, Caller: bin, Takes: []state.DocType{kind},
		Level: a.Level, Trust: a.Trust, Schemas: a.Schemas, Rules: a.tx.Rules(), Now: a.tx.Now(),
	}
	if err := s.Read(); err != nil {
		return nil, err
	}
	return s.Admit(a.tx)
}

// ship brings in the shipment of a bot. One that names products by their GTIN
// alone gets new codes of them.
func (a actor) ship() error {
	var s doc.ForeignShipment
	if err := json.Unmarshal(a.bot.Ship, &s); err != nil {
		return fmt.Errorf("shipment: %w", err)
	}
	for i := range s.Products {
		if cis := &s.Products[i].CIS; len(*cis) == state.GTINLength {
			*cis = "01" + *cis + "21" + serialOf(a.tx.Draw("bot.cis"))
		}
	}
	_, err := fixtures.TakeForeignShipment(a.tx, s)
	return err
}

const serialLength = 13

// serialOf makes a serial number of random bytes.
func serialOf(random [32]byte) string {
	letters := random[:serialLength]
	for i := range letters {
		letters[i] = 'A' + letters[i]%26
	}
	return string(letters)
}
