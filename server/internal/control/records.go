package control

import (
	"fmt"
	"slices"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/outcomes"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// The records of a world as the control API shows and takes them, with the
// field names of datasets.

func participantOf(p *state.Participant) mock.Participant {
	out := mock.Participant{
		BIN: p.BIN, Name: p.Name, Status: string(p.Status), PID: p.PID, Country: p.Country,
		Groups: map[string][]string{}, Contracts: map[string]int64{}, Balance: map[string]int64{},
	}
	for _, m := range p.Groups {
		out.Groups[m.Group] = words[string](m.Roles)
		out.Contracts[m.Group] = m.ContractID
		if m.NoContract {
			out.NoContract = append(out.NoContract, m.Group)
		}
		if m.Balance != 0 {
			out.Balance[m.Group] = int64(m.Balance)
		}
		if m.NoAccount {
			out.NoAccount = append(out.NoAccount, m.Group)
		}
	}
	return out
}

// words turns words of one type into those of another.
func words[To, From ~string](all []From) []To {
	if all == nil {
		return nil
	}
	out := make([]To, len(all))
	for i, w := range all {
		out[i] = To(w)
	}
	return out
}

// participantRecord is the inverse of participantOf.
func participantRecord(out mock.Participant) state.Participant {
	p := state.Participant{BIN: out.BIN, Name: out.Name, Status: dict.ParticipantStatus(out.Status), PID: out.PID, Country: out.Country}
	for _, g := range dict.GroupNames() {
		roles, ok := out.Groups[g]
		if !ok {
			continue
		}
		m := state.Membership{Group: g, Roles: words[dict.Role](roles), ContractID: out.Contracts[g], Balance: state.Tiyn(out.Balance[g])}
		m.NoContract, m.NoAccount = slices.Contains(out.NoContract, g), slices.Contains(out.NoAccount, g)
		p.Groups = append(p.Groups, m)
	}
	return p
}

func productOf(p *state.Product) mock.Product {
	return mock.Product{
		ID: p.ID, GTIN: p.GTIN, ProductGroup: p.ProductGroup, Name: p.Name, Brand: p.Brand,
		PackageType: p.PackageType.String(), TNVedCode10: p.TNVedCode10, InnerUnitCount: p.InnerUnits, Attributes: p.Attributes,
	}
}

func productRecord(out *mock.Product) (state.Product, error) {
	m := moments{what: "product " + out.GTIN}
	return state.Product{
		ID: out.ID, GTIN: out.GTIN, ProductGroup: out.ProductGroup, Name: out.Name, Brand: out.Brand,
		PackageType: optional(&m, "packageType", out.PackageType, dict.PackageTypeByCode), TNVedCode10: out.TNVedCode10, InnerUnits: out.InnerUnitCount, Attributes: out.Attributes,
	}, m.err
}

// optional is word for a field that a record may be without.
func optional[T any](m *moments, field, text string, find func(string) (T, bool)) (none T) {
	if text == "" {
		return none
	}
	return word(m, field, text, find)
}

// word finds a word of a dictionary; the first that is none is remembered as the
// first bad time is.
func word[T any](m *moments, field, text string, find func(string) (T, bool)) T {
	v, known := find(text)
	if !known && m.err == nil {
		m.err = state.Errorf(state.BadRecord, fmt.Sprintf("%s: %s %q is in no dictionary", m.what, field, text))
	}
	return v
}

func codeOf(c *state.Code) mock.Code {
	out := mock.Code{
		Cis: c.CIS, GTIN: c.GTIN, PackageType: c.PackageType.String(), Status: c.Status.String(),
		OwnerBin: c.OwnerBIN, ProducerBin: c.ProducerBIN, EmissionType: c.EmissionType.String(),
		EmissionDate: c.EmissionDate.String(), ProducedDate: c.ProducedDate.String(),
		Parent: c.Parent, Child: c.Child,
	}
	if c.Skew != nil {
		out.Skew = (*mock.Skew)(c.Skew)
	}
	if c.Op != nil {
		out.Operation = &mock.Operation{At: c.Op.At.String(), DocID: c.Op.DocID}
	}
	return out
}

func codeWithHistory(c *state.Code) mock.Code {
	out := codeOf(c)
	for old := c.Prev; old != nil; old = old.Prev {
		out.History = append(out.History, codeOf(old))
	}
	return out
}

// codeRecordWithHistory is the inverse of codeWithHistory.
func codeRecordWithHistory(out *mock.Code) (*state.Code, error) {
	var prev *state.Code
	for i := len(out.History) - 1; i >= 0; i-- {
		old, err := codeRecord(&out.History[i])
		if err != nil {
			return nil, err
		}
		old.Prev, prev = prev, old
	}
	c, err := codeRecord(out)
	if err != nil {
		return nil, err
	}
	c.Prev = prev
	return c, nil
}

func codeRecord(out *mock.Code) (*state.Code, error) {
	m := moments{what: "code " + out.Cis}
	c := &state.Code{
		CIS: out.Cis, GTIN: out.GTIN, OwnerBIN: out.OwnerBin, ProducerBIN: out.ProducerBin, Parent: out.Parent, Child: out.Child, Skew: (*state.Skew)(out.Skew),
		EmissionDate: m.read(out.EmissionDate), ProducedDate: m.read(out.ProducedDate),
		Status:       word(&m, "status", out.Status, dict.CodeStatusByCode),
		PackageType:  optional(&m, "packageType", out.PackageType, dict.PackageTypeByCode),
		EmissionType: optional(&m, "emissionType", out.EmissionType, dict.ReleaseMethodByCode),
	}
	if out.Operation != nil {
		c.Op = &state.Operation{At: m.read(out.Operation.At), DocID: out.Operation.DocID}
	}
	return c, m.err
}

type challengeOut struct {
	UUID   string `json:"uuid"`
	Data   string `json:"data"`
	Issued string `json:"issued"`
}

type orderOut struct {
	UUID         string             `json:"uuid"`
	BIN          string             `json:"bin"`
	GTIN         string             `json:"gtin"`
	PackageType  string             `json:"packageType,omitempty"`
	ProducedDate string             `json:"producedDate,omitempty"`
	Status       state.OrderStatus  `json:"status"`
	Outcome      *mock.GivenOutcome `json:"outcome,omitempty"`
	Result       []mock.Code        `json:"result,omitempty"`
}

func orderOf(o *state.Order) orderOut {
	out := orderOut{UUID: o.UUID, BIN: o.BIN, GTIN: o.GTIN, PackageType: o.PackageType.String(), ProducedDate: o.ProducedDate.String(), Status: o.Status, Outcome: outcomes.Given(o.Outcome)}
	for _, c := range o.Result {
		out.Result = append(out.Result, codeOf(c))
	}
	return out
}

func (out *orderOut) record() (state.Order, error) {
	m := moments{what: "order " + out.UUID}
	o := state.Order{
		UUID: out.UUID, BIN: out.BIN, GTIN: out.GTIN, Status: out.Status,
		PackageType: optional(&m, "packageType", out.PackageType, dict.PackageTypeByCode), ProducedDate: m.read(out.ProducedDate),
	}
	given, err := outcomes.Restored(state.OfOrders, out.Outcome)
	if o.Outcome = given; err != nil {
		return o, err
	}
	for i := range out.Result {
		c, err := codeRecord(&out.Result[i])
		if err != nil {
			return o, err
		}
		o.Result = append(o.Result, c)
	}
	return o, m.err
}
