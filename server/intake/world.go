package intake

import (
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// admitParties looks at who gives and who takes.
func admitParties(tx *state.Tx, s *Submission) error {
	d := &s.Document
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
	receiver := d.Receiver()
	name := d.ConsigneeName
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

// admitReference looks at the act that a divergence notice or a corrective act is about.
func admitReference(tx *state.Tx, s *Submission) error {
	d := &s.Document
	if s.Row.Type == state.Act {
		return nil
	}
	about, err := tx.Document(strings.ToLower(d.Corrects))
	if err != nil {
		return state.Fail(BadReference, err.Error(), fmt.Sprintf("документ %s не найден", d.Corrects))
	}
	d.Corrects = about.ID
	switch {
	case !state.DocTypeOf(about.Type).Goods:
		return state.Fail(BadReference, fmt.Sprintf("document %s is a %s, no act", about.ID, about.Type), fmt.Sprintf("документ %s не является актом", about.ID))
	case about.Supplier != d.Supplier || about.Consignee != d.Consignee:
		return state.Fail(BadReference, fmt.Sprintf("act %s is between %s and %s", about.ID, about.Supplier, about.Consignee), fmt.Sprintf("участники документа %s другие", about.ID))
	case len(tx.CheckReference(d)) > 0:
		return state.Fail(BadReference, fmt.Sprintf("act %s is in status %d and takes no %s", about.ID, about.Status, s.Row.Type), fmt.Sprintf("документ %s в статусе %d", about.ID, about.Status))
	}
	return nil
}
