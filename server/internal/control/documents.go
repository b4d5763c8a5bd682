package control

import (
	"fmt"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// documentOut is a document as the control API shows it. In listings it comes
// without what it consists of.
type documentOut struct {
	ID             string               `json:"id"`
	Number         string               `json:"number"`
	Internal       int64                `json:"internalNumber,omitempty"` // that its notice was answered
	Type           state.DocType        `json:"type"`
	FileID         string               `json:"fileId"`
	Supplier       string               `json:"supplier"`
	Consignee      string               `json:"consignee"`
	SupplierName   string               `json:"supplierName,omitempty"`
	ConsigneeName  string               `json:"consigneeName,omitempty"`
	Corrects       string               `json:"corrects,omitempty"` // id of the document it is about
	Reason         string               `json:"reason,omitempty"`
	Country        string               `json:"country,omitempty"` // of the party abroad
	Answer         string               `json:"answer,omitempty"`  // id of the acceptance of a shipment
	Answered       string               `json:"answeredAt,omitempty"`
	AcceptanceDate string               `json:"acceptanceDate,omitempty"` // as that states it
	Status         state.DocStatus      `json:"status,omitempty"`         // in the lists of edo-api
	StatusAt       string               `json:"statusAt"`
	Created        string               `json:"created"`
	Registered     string               `json:"registered,omitempty"`
	Received       string               `json:"receivedAt,omitempty"` // by the registry
	Entered        int                  `json:"entered,omitempty"`    // in which order of all that came there
	Registry       state.RegistryStatus `json:"registry,omitempty"`   // status under its number there
	Errors         []string             `json:"errors,omitempty"`
	Titles         []titleOut           `json:"titles,omitempty"`
	Goods          []goodsOut           `json:"goods,omitempty"`
	Totals         []totalOut           `json:"totals,omitempty"`
	Declared       []declaredOut        `json:"declared,omitempty"`  // what customs was told of the goods
	Text           []byte               `json:"text,omitempty"`      // base64 of the XML or JSON
	Signature      []byte               `json:"signature,omitempty"` // base64 of the CMS
	Signer         string               `json:"signer,omitempty"`    // whose certificate it is
	Sending        string               `json:"sendingDateTime,omitempty"`
	History        []statusOut          `json:"history,omitempty"` // where it stood before, newest first
}

type titleOut struct {
	Decision  state.Decision `json:"decision"`
	FileUUID  string         `json:"fileUuid"`
	Begun     string         `json:"begun"`
	Signed    string         `json:"signed,omitempty"`
	Signature []byte         `json:"signature,omitempty"`
}

type goodsOut struct {
	CIS    string `json:"cis"`
	Count  int    `json:"count"`
	Revise string `json:"reviseStatusCode,omitempty"`
	Line   int    `json:"line,omitempty"`
}

type totalOut struct {
	GTIN  string `json:"gtin"`
	Count int    `json:"count"`
	Line  int    `json:"line,omitempty"`
}

// declaredOut is a product of the goods with this index, or a pack of it.
type declaredOut struct {
	In   int    `json:"in"`
	GTIN string `json:"gtin"`
	CIS  string `json:"cis,omitempty"`
	Line int    `json:"line,omitempty"`
}

type statusOut struct {
	Status   state.DocStatus      `json:"status,omitempty"`
	At       string               `json:"at"`
	Registry state.RegistryStatus `json:"registry,omitempty"`
}

func documentOf(d *state.Document) documentOut {
	out := documentOut{
		ID: d.ID, Number: d.Number, Internal: d.Internal, Type: d.Type, FileID: d.FileID, Supplier: d.Supplier, Consignee: d.Consignee,
		SupplierName: d.SupplierName, ConsigneeName: d.ConsigneeName, Corrects: d.Corrects, Reason: d.Reason,
		Country: d.Country, Answer: d.Answer, Answered: d.Answered.String(), AcceptanceDate: d.AcceptanceDate,
		Status: d.Status, StatusAt: d.At.String(), Created: d.Created.String(), Registered: d.Registered.String(),
		Received: d.Received.String(), Entered: d.Entered, Registry: d.Registry, Errors: d.Errors,
	}
	for _, t := range d.Titles {
		out.Titles = append(out.Titles, titleOut{t.Decision, t.FileUUID, t.Begun.String(), t.Signed.String(), t.Signature})
	}
	return out
}

// wholeDocument is a document with all it consists of, and its history.
func wholeDocument(d *state.Document) documentOut {
	out := documentOf(d)
	out.Text, out.Signature, out.Signer, out.Sending = d.Text, d.Signature, d.Signer, d.Sending.String()
	for _, g := range d.Goods {
		out.Goods = append(out.Goods, goodsOut(g))
	}
	for _, t := range d.Totals {
		out.Totals = append(out.Totals, totalOut(t))
	}
	for _, line := range d.Declared {
		out.Declared = append(out.Declared, declaredOut(line))
	}
	for old := d.Prev; old != nil; old = old.Prev {
		out.History = append(out.History, statusOut{old.Status, old.At.String(), old.Registry})
	}
	return out
}

// record is the inverse of wholeDocument. Of the history it knows the statuses.
func (out *documentOut) record() (*state.Document, error) {
	d := &state.Document{
		ID: out.ID, Number: out.Number, Internal: out.Internal, Type: out.Type, FileID: out.FileID, Supplier: out.Supplier, Consignee: out.Consignee,
		SupplierName: out.SupplierName, ConsigneeName: out.ConsigneeName, Corrects: out.Corrects, Reason: out.Reason,
		Country: out.Country, Answer: out.Answer, AcceptanceDate: out.AcceptanceDate, Entered: out.Entered,
		DocState: state.DocState{Status: out.Status, Registry: out.Registry}, Errors: out.Errors, Text: out.Text, Signature: out.Signature, Signer: out.Signer,
	}
	for _, g := range out.Goods {
		d.Goods = append(d.Goods, state.Goods(g))
	}
	for _, t := range out.Totals {
		d.Totals = append(d.Totals, state.Total(t))
	}
	for _, line := range out.Declared {
		d.Declared = append(d.Declared, state.Declared(line))
	}
	m := moments{what: "document " + d.ID}
	d.At, d.Created, d.Registered, d.Sending = m.read(out.StatusAt), m.read(out.Created), m.read(out.Registered), m.read(out.Sending)
	d.Received, d.Answered = m.read(out.Received), m.read(out.Answered)
	for _, t := range out.Titles {
		d.Titles = append(d.Titles, state.Title{Decision: t.Decision, FileUUID: t.FileUUID, Begun: m.read(t.Begun), Signed: m.read(t.Signed), Signature: t.Signature})
	}
	at := d
	for _, h := range out.History {
		old := *d
		old.Status, old.At, old.Registry, old.Prev = h.Status, m.read(h.At), h.Registry, nil
		at.Prev = &old
		at = &old
	}
	return d, m.err
}

// moments reads the times of a record and remembers the first that is none.
type moments struct {
	what string
	err  error
}

func (m *moments) read(text string) state.Moment {
	if text == "" || m.err != nil {
		return 0
	}
	at, err := state.ParseMoment(text)
	if err != nil {
		m.err = state.Fail(state.BadRecord, m.what+": "+err.Error())
	}
	return at
}

type documentsIn struct {
	Type   string `query:"type"`
	Status *int   `query:"status"`
	BIN    string `query:"bin"` // supplier or consignee
	pageIn
}

// documents is the inside view of documents, newest first.
func (a *API) documents(c *pipeline.Call, in documentsIn) (page[documentOut], error) {
	keep := func(d *state.Document) bool {
		return (in.Type == "" || string(d.Type) == in.Type) &&
			(in.Status == nil || int(d.Status) == *in.Status) &&
			(in.BIN == "" || d.Supplier == in.BIN || d.Consignee == in.BIN)
	}
	return paged(c, in.pageIn, listing[state.Document, documentOut]{
		scan: c.World.Look().Documents, keep: keep, key: func(d *state.Document) string { return d.ID }, show: documentOf,
	})
}

type documentIn struct {
	ID string `path:"id"`
}

func (a *API) document(c *pipeline.Call, in documentIn) (out documentOut, err error) {
	d, err := c.World.Look().DocumentCalled(in.ID)
	if err != nil {
		return out, err
	}
	return wholeDocument(d), nil
}

type decideIn struct {
	ID   string `path:"id"`
	Body struct {
		Accepted []string `json:"accepted"` // the codes that a shipment's receiver takes; all of them if absent
	} `body:"json,optional"`
}

// decide acts as the party that takes the decision: title and decision in one,
// unsigned; of a shipment, an acceptance.
func decide(decision state.Decision) func(*pipeline.Call, decideIn) (documentOut, error) {
	return func(c *pipeline.Call, in decideIn) (out documentOut, err error) {
		accepted := in.Body.Accepted
		err = c.World.Do(func(tx *state.Tx) error {
			d, err := tx.DocumentCalled(in.ID)
			if err != nil {
				return err
			}
			switch {
			case d.Type == state.Shipment || d.Type == state.ForeignShipment:
				d, err = answerShipment(tx, d, decision, accepted)
			case accepted != nil:
				err = state.Fail(badCall, fmt.Sprintf("document %s is a %s; only of a shipment some codes can be accepted", d.ID, d.Type))
			default:
				d, err = decideTitle(tx, d, decision)
			}
			if err == nil {
				out = wholeDocument(d)
			}
			return err
		})
		return out, err
	}
}

func decideTitle(tx *state.Tx, d *state.Document, decision state.Decision) (*state.Document, error) {
	party := d.Decider(decision)
	d, err := tx.BeginDecision(d.ID, party, decision)
	if err != nil {
		return nil, err
	}
	return tx.Decide(d.ID, party, decision, d.Title(decision).FileUUID, nil)
}
