package state

import (
	"fmt"
	"slices"

	"github.com/tidwall/btree"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// View reads one version of a world at one fixed time.
type View struct {
	*version
	world *World
	now   Moment
	watch *Watch // nil: its walks go on to their ends
}

// Tx changes a private copy of a version; it reads as a View does.
type Tx struct {
	View
	near    [2]*kind // the counters that were used last
	changes changes
	made    []string   // who became a participant on the spot
	lenient complaints // what passed by rules
}

// soften judges by a softness of the world: a refusal carries its name, and what
// passes is told behind the transaction, once for each rule.
func (tx *Tx) soften(n rules.Name, refusal *Error) error {
	switch tx.rules.Value(n) {
	case rules.Refuse:
		refusal.Rule = string(n)
		refusal.Why += fmt.Sprintf(" (rule %s)", n)
		return refusal
	case rules.Warn:
		tx.lenient.warn(n, refusal.Why)
	}
	return nil
}

// Now is the time of the whole transaction or reading.
func (v View) Now() Moment { return v.now }

// Clock is how the world reads time.
func (v View) Clock() ClockSetting { return v.clock }

// Rules are what the world has chosen of the named rules.
func (v View) Rules() rules.Set { return v.rules }

// SetRules sets the rules for all calls after this transaction.
func (tx *Tx) SetRules(chosen rules.Set) { tx.rules = chosen }

// Code finds a code by any of its written forms. It fails with CodeUnreadable
// for what cannot be a code; nil without error means: not registered.
func (v View) Code(written string) (*Code, error) {
	id, err := cis.Identify(written)
	if err != nil {
		return nil, Errorf(CodeUnreadable, "%s", err).With(written)
	}
	c, _ := v.codes.Get(id)
	return c, nil
}

// Registered tells whether there is a code of this identity.
func (v View) Registered(id cis.ID) bool {
	_, ok := v.codes.Get(id)
	return ok
}

// Participant finds a participant by BIN or IIN, nil for none.
func (v View) Participant(bin string) *Participant { return at(v.participants, bin) }

// Product finds a product by its 14-digit GTIN, nil for none.
func (v View) Product(gtin string) *Product { return at(v.products, gtin) }

func at[R any](m *btree.Map[string, *R], key string) *R {
	r, _ := m.Get(key)
	return r
}

// Counts is how many records of each kind a world holds.
type Counts struct{ Participants, Products, Codes int }

// Counts counts the records, in constant time.
func (v View) Counts() Counts {
	return Counts{v.participants.Len(), v.products.Len(), v.codes.Len()}
}

// Participants visits participants by BIN from the given one on, until f says false.
func (v View) Participants(from string, f func(*Participant) bool) {
	ascend(v, v.participants, from, f)
}

// Products visits products by GTIN from the given one on, until f says false.
func (v View) Products(from string, f func(*Product) bool) { ascend(v, v.products, from, f) }

// Codes visits codes by identity from the given one on, until f says false.
func (v View) Codes(from cis.ID, f func(*Code) bool) { ascend(v, v.codes, from, f) }

func ascend[K ~string, R any](v View, m *btree.Map[K, *R], from K, f func(*R) bool) {
	m.Ascend(from, func(_ K, r *R) bool { return v.Here() && f(r) })
}

// MayTrade tells whether the participant has a contract in force for the group.
// In a world with open participants a stranger has all of them.
func (v View) MayTrade(bin, group string) bool {
	if p := v.Participant(bin); p != nil {
		return p.Contract(group)
	}
	return v.settings.OpenParticipants
}

// PutParticipant adds a participant or replaces the one of the same BIN. A
// participant without an operator's number gets one, and so do their contracts.
func (tx *Tx) PutParticipant(p Participant) error {
	if p.Status == "" {
		p.Status = dict.Registered
	}
	if err := p.check(); err != nil {
		return err
	}
	if p.PID == 0 {
		p.PID = tx.number("pid", 600_000_000, 100_000_000)
	}
	p.Groups = slices.Clone(p.Groups)
	for i := range p.Groups {
		if p.Groups[i].ContractID == 0 {
			p.Groups[i].ContractID = tx.number("contract", 1, 1_000_000)
		}
	}
	tx.stamp()
	keep(tx, Participants, tx.participants, p.BIN, &p)
	return nil
}

// PutProduct adds a product or replaces the one of the same GTIN. A product
// without a number of the catalogue gets one.
func (tx *Tx) PutProduct(p Product) error {
	if err := p.check(); err != nil {
		return err
	}
	if p.ID == 0 {
		p.ID = tx.number("product", 1, 1_000_000)
	}
	tx.stamp()
	keep(tx, Products, tx.products, p.GTIN, &p)
	return nil
}

// Admit gives the participant who signs in or is named as the other party. In a
// world with open participants a stranger is registered on the spot, in all
// groups, under the given name; otherwise they are refused, as is a blocked one.
func (tx *Tx) Admit(bin, name string) (*Participant, error) {
	if err := checkBIN(bin); err != nil {
		return nil, err
	}
	p := tx.Participant(bin)
	if p != nil && p.Country != "" {
		return nil, Errorf(ParticipantUnknown, "%s is a foreign exporter in world %q, and none of its participants", bin, tx.world.name).With(bin)
	}
	if p == nil && tx.settings.OpenParticipants {
		if name == "" {
			name = texts.UnnamedParty.Of(bin).String()
		}
		if err := tx.PutParticipant(Participant{BIN: bin, Name: name, Groups: everyGroup()}); err != nil {
			return nil, err
		}
		p = tx.Participant(bin)
		tx.made = append(tx.made, bin)
	}
	switch {
	case p == nil:
		return nil, Errorf(ParticipantUnknown, "nobody is registered under %s in world %q, and its participants are not open", bin, tx.world.name).With(bin)
	case p.Blocked():
		return nil, Errorf(ParticipantBlocked, "participant %s is BLOCKED in world %q", bin, tx.world.name).With(bin)
	}
	return p, nil
}
