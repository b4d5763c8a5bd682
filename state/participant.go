package state

import (
	"strings"

	"github.com/mockismp/mockismp/state/dict"
)

// Tiyn is money in hundredths of a tenge, as the billing methods count it.
type Tiyn int64

// Participant is a participant of circulation (УОТ), known by a BIN or an IIN.
type Participant struct {
	BIN    string // 12 digits, BIN or IIN
	Name   string
	Status dict.ParticipantStatus
	PID    int64 // the operator's number, a claim of tokens
	Groups []Membership

	// Country is where a foreign exporter is at home, three digits ("643"); "" of
	// participants here. They own goods on their way, and cannot sign in.
	Country string
}

// Membership is what a participant may do in one product group.
type Membership struct {
	Group      string // name of the dictionary ("tobacco"), or of a group beside it ("water")
	Roles      []dict.Role
	NoContract bool // true: registered in the group without a contract in force
	ContractID int64
	Balance    Tiyn
	NoAccount  bool // true: no account was opened, which is another thing than an empty one
}

// Contract tells whether the participant has a contract in force for the group.
func (p *Participant) Contract(group string) bool {
	for _, m := range p.Groups {
		if m.Group == group {
			return !m.NoContract
		}
	}
	return false
}

func (p *Participant) balance(group string) Tiyn {
	for _, m := range p.Groups {
		if m.Group == group {
			return m.Balance
		}
	}
	return 0
}

// Blocked tells whether the participant may do nothing at all.
func (p *Participant) Blocked() bool { return p.Status == dict.Blocked }

// everyGroup is the membership of a participant who turned up in a
// world with open participants: all groups, all roles, contracts in force.
func everyGroup() []Membership {
	var all []Membership
	for _, g := range dict.ProductGroups() {
		all = append(all, Membership{Group: g.Name, Roles: dict.Roles()})
	}
	return all
}

// BINLength is how many digits a BIN or IIN has. Package pki, which knows no world,
// says the same of certificates.
const BINLength = 12

// ValidBIN tells whether a text has the form of a BIN or IIN: 12 digits. Check
// digits are not looked at.
func ValidBIN(s string) bool { return len(s) == BINLength && strings.Trim(s, "0123456789") == "" }

func checkBIN(bin string) error {
	if !ValidBIN(bin) {
		return Errorf(BadBIN, "participant %q: a BIN or IIN has 12 digits", bin)
	}
	return nil
}

// checkForeign refuses what no taxpayer of a member of the EAEU can be.
func checkForeign(id, country string) error {
	member, known := dict.MemberByID(country)
	if !known {
		return Errorf(BadRecord, "participant %s: country %q is no member of the EAEU besides Kazakhstan, as three digits", id, country)
	}
	if err := member.CheckTaxpayerID(id); err != nil {
		return Errorf(BadBIN, "participant %s", err)
	}
	return nil
}

func (p *Participant) check() error {
	err := checkBIN(p.BIN)
	if p.Country != "" {
		err = checkForeign(p.BIN, p.Country)
	}
	if err != nil {
		return err
	}
	for _, m := range p.Groups {
		if !dict.KnownGroup(m.Group) {
			return Errorf(BadRecord, "participant %s: no product group %q", p.BIN, m.Group)
		}
	}
	switch {
	case p.Status == dict.Registered, p.Status == dict.Blocked, strings.HasPrefix(string(p.Status), dict.PreRegistered):
		return nil
	}
	return Errorf(BadRecord, "participant %s: status %q is none of REGISTERED, PRE_REGISTERED_…, BLOCKED", p.BIN, p.Status)
}
