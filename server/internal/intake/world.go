package intake

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// admitParties looks at who gives and who takes.
func admitParties(tx *state.Tx, s *Submission) error {
	d := &s.Document
	if parties := forms[s.Row.Type].parties; parties != nil {
		if _, err := tx.Admit(s.Caller, ""); err != nil {
			return err
		}
		return parties(tx, s)
	}
	if sender := d.Sender(); sender != s.Caller {
		return state.Fail(BadParties, fmt.Sprintf("the document's %s is %s and the caller %s: everybody sends his own documents", s.Row.From, sender, s.Caller),
			fmt.Sprintf("отправитель документа %s не совпадает с участником %s", sender, s.Caller))
	}
	if d.Supplier == d.Consignee {
		return state.Fail(BadParties, fmt.Sprintf("supplier and consignee are both %s", d.Supplier), "поставщик и получатель совпадают: "+d.Supplier)
	}
	if _, err := tx.Admit(s.Caller, ""); err != nil {
		return err
	}
	if s.Row.From == s.Row.To {
		return nil // nobody else has a say; a foreign supplier need not be registered
	}
	return admitReceiver(tx, d)
}

func admitReceiver(tx *state.Tx, d *state.Document) error {
	receiver, name := d.Receiver(), d.ConsigneeName
	if receiver == d.Supplier {
		name = d.SupplierName
	}
	p, err := tx.Admit(receiver, name)
	if err != nil {
		return state.Fail(BadParties, err.Error(), fmt.Sprintf("получатель %s не является участником оборота", receiver))
	}
	if strings.HasPrefix(string(p.Status), dict.PreRegistered) {
		return state.Fail(NotRegistered, fmt.Sprintf("receiver %s has status %s and can not take documents yet", receiver, p.Status), string(p.Status))
	}
	return nil
}

// admitID: the id that a document takes from its fileId is free.
func admitID(tx *state.Tx, s *Submission) error {
	id := s.Document.ID
	if id == "" {
		return nil // the world gives it one
	}
	if old := tx.Named(id); old != "" {
		return state.Fail(IDTaken, fmt.Sprintf("fileId %s gives the document the id %s, which %s, has already: make a new UUID for each document", s.Document.FileID, id, old), id)
	}
	return nil
}

// admitReference looks at the document that a notice or a correction is about.
func admitReference(tx *state.Tx, s *Submission) error {
	d := &s.Document
	if len(s.Row.About) == 0 {
		return nil
	}
	about, err := tx.Document(strings.ToLower(d.Corrects))
	if err != nil {
		return state.Fail(BadReference, err.Error(), fmt.Sprintf("документ %s не найден", d.Corrects))
	}
	d.Corrects = about.ID
	recognised := s.Row.Effect == state.AcceptanceCame // its parties were looked at, and its status will be
	switch {
	case !slices.Contains(s.Row.About, about.Type):
		return state.Fail(BadReference, fmt.Sprintf("document %s is a %s, and a %s is about one of %v", about.ID, about.Type, s.Row.Type, s.Row.About), fmt.Sprintf("документ %s другого вида", about.ID))
	case recognised:
		return nil
	case !d.SameParties(about):
		return state.Fail(BadReference, fmt.Sprintf("document %s is between %s and %s", about.ID, about.Supplier, about.Consignee), fmt.Sprintf("участники документа %s другие", about.ID))
	case len(tx.CheckReference(d)) > 0:
		return state.Fail(BadReference, fmt.Sprintf("document %s is in status %s and takes no %s", about.ID, about.DocState, s.Row.Type), fmt.Sprintf("документ %s в статусе %d", about.ID, about.Status))
	}
	return nil
}
