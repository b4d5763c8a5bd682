package intake

import (
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// admitParties looks at who gives and who takes.
func admitParties(tx *state.Tx, s *Submission) error {
	d := &s.Document
	if parties := formOf(s.Row.Type).parties; parties != nil {
		if _, err := tx.Admit(s.Caller, ""); err != nil {
			return err
		}
		return parties(tx, s)
	}
	if sender := d.Sender(); sender != s.Caller {
		return state.Errorf(BadParties, "the document's %s is %s and the caller %s: everybody sends their own documents", s.Row.From, sender, s.Caller).With(texts.SenderIsOther.Of(sender, s.Caller))
	}
	if d.Supplier == d.Consignee {
		return state.Errorf(BadParties, "supplier and consignee are both %s", d.Supplier).With(texts.SameParties.Of(d.Supplier))
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
	if err != nil && tx.Rules().Is(rules.ReceiverUnknown, "fails") {
		d.FailParticipant(receiver)
		return nil
	}
	if err != nil {
		return state.Errorf(BadParties, "%s", err).With(texts.ReceiverAbsent.Of(receiver))
	}
	if strings.HasPrefix(string(p.Status), dict.PreRegistered) {
		return state.Errorf(NotRegistered, "receiver %s has status %s and cannot take documents yet", receiver, p.Status).With(string(p.Status))
	}
	return nil
}

// admitID: no document of the kind had this fileId before.
func admitID(tx *state.Tx, s *Submission) error { return tx.CheckFileID(&s.Document) }

// admitReference looks at the document that a notice or a correction is about.
func admitReference(tx *state.Tx, s *Submission) error {
	d := &s.Document
	if len(s.Row.About) == 0 {
		return nil
	}
	about, err := tx.Document(strings.ToLower(d.Corrects))
	if err != nil {
		return state.Errorf(BadReference, "%s", err).With(texts.AboutAbsent.Of(d.Corrects))
	}
	d.Corrects = about.ID
	recognised := s.Row.Effect == state.AcceptanceCame // its parties were looked at, and its status will be
	switch {
	case !slices.Contains(s.Row.About, about.Type):
		return state.Errorf(BadReference, "document %s is a %s, and a %s is about one of %v", about.ID, about.Type, s.Row.Type, s.Row.About).With(texts.AboutOtherKind.Of(about.ID))
	case recognised:
		return nil
	case !d.SameParties(about):
		return state.Errorf(BadReference, "document %s is between %s and %s", about.ID, about.Supplier, about.Consignee).With(texts.AboutOthers.Of(about.ID))
	case len(tx.CheckReference(d)) > 0:
		return state.Errorf(BadReference, "document %s is in status %s and takes no %s", about.ID, about.DocState, s.Row.Type).With(texts.AboutInStatus.Of(about.ID, int(about.Status)))
	}
	if s.Row.Effect == state.Corrected && about.Type.AnsweredBy(state.NoticeCame) != nil && about.Status != state.StatusDiverged {
		err := s.soften(rules.CorrectionUnasked, state.Errorf(BadReference, "no divergence notice came of act %s, which is in status %s", about.ID, about.DocState).With(texts.NotDiverged.Of(about.ID)))
		if err != nil {
			return err
		}
	}
	if s.Row.Effect == state.Corrected {
		return s.checkCited(about)
	}
	return nil
}

// cited are number and date by which a correction names the document that it is
// about, beside its id.
type cited struct{ numberName, number, dateName, date, layout string }

// checkCited: what is missing is a matter of a rule; what is there and wrong
// fails the document when it is processed.
func (s *Submission) checkCited(about *state.Document) error {
	c := s.cited
	for _, part := range []struct{ name, value string }{{c.numberName, c.number}, {c.dateName, c.date}} {
		if part.value == "" {
			err := s.soften(rules.CorrectionCites, state.Errorf(BadReference, "%s of the correction is missing: «Да», where it corrects", part.name).With(texts.AttributeAbsent.Of(part.name)))
			if err != nil {
				return err
			}
		}
	}
	var wrong []texts.Said
	if c.number != "" && !strings.EqualFold(c.number, about.Number) {
		wrong = append(wrong, texts.OtherNumber.Of(c.numberName, c.number, about.Number))
	}
	if c.date != "" && !slices.Contains(daysOf(about, c.layout), c.date) {
		wrong = append(wrong, texts.OtherDate.Of(c.dateName, c.date, about.Number))
	}
	s.Document.FailLater(wrong...)
	return nil
}

// daysOf are the days that a document may be said to be of: of its registration,
// in UTC or in Kazakhstan, or its own.
func daysOf(d *state.Document, layout string) (days []string) {
	for _, at := range []time.Time{d.Registered.Time(), dict.LocalTime(d.Registered.Time()), state.Entry{Document: d}.Date().Time()} {
		days = append(days, at.Format(layout))
	}
	return days
}
