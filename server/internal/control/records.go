package control

import (
	"fmt"
	"slices"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// The records of a world as the control API shows and takes them, with the
// field names of datasets.

type participantOut struct {
	BIN        string                 `json:"bin"`
	Name       string                 `json:"name"`
	Status     dict.ParticipantStatus `json:"status"`
	PID        int64                  `json:"pid"`
	Groups     map[string][]dict.Role `json:"groups,omitempty"`
	NoContract []string               `json:"noContract,omitempty"`
	Contracts  map[string]int64       `json:"contracts,omitempty"` // numbers of the contracts
	Balance    map[string]state.Tiyn  `json:"balance,omitempty"`   // tiyn
	NoAccount  []string               `json:"noAccount,omitempty"`
	Country    string                 `json:"country,omitempty"` // of a foreign exporter
}

func participantOf(p *state.Participant) participantOut {
	out := participantOut{BIN: p.BIN, Name: p.Name, Status: p.Status, PID: p.PID, Country: p.Country, Groups: map[string][]dict.Role{}, Contracts: map[string]int64{}, Balance: map[string]state.Tiyn{}}
	for _, m := range p.Groups {
		out.Groups[m.Group] = m.Roles
		out.Contracts[m.Group] = m.ContractID
		if m.NoContract {
			out.NoContract = append(out.NoContract, m.Group)
		}
		if m.Balance != 0 {
			out.Balance[m.Group] = m.Balance
		}
		if m.NoAccount {
			out.NoAccount = append(out.NoAccount, m.Group)
		}
	}
	return out
}

func (out participantOut) record() state.Participant {
	p := state.Participant{BIN: out.BIN, Name: out.Name, Status: out.Status, PID: out.PID, Country: out.Country}
	for _, g := range dict.GroupNames() {
		roles, ok := out.Groups[g]
		if !ok {
			continue
		}
		m := state.Membership{Group: g, Roles: roles, ContractID: out.Contracts[g], Balance: out.Balance[g]}
		m.NoContract, m.NoAccount = slices.Contains(out.NoContract, g), slices.Contains(out.NoAccount, g)
		p.Groups = append(p.Groups, m)
	}
	return p
}

type productOut struct {
	ID           int64             `json:"id"`
	GTIN         string            `json:"gtin"`
	ProductGroup string            `json:"productGroup"`
	Name         string            `json:"name"`
	Brand        string            `json:"brand,omitempty"`
	PackageType  string            `json:"packageType,omitempty"`
	TNVedCode10  string            `json:"tnVedCode10,omitempty"`
	Attributes   map[string]string `json:"attributes,omitempty"`
}

func productOf(p *state.Product) productOut {
	return productOut{p.ID, p.GTIN, p.ProductGroup, p.Name, p.Brand, p.PackageType.String(), p.TNVedCode10, p.Attributes}
}

func (out *productOut) record() (state.Product, error) {
	m := moments{what: "product " + out.GTIN}
	return state.Product{
		ID: out.ID, GTIN: out.GTIN, ProductGroup: out.ProductGroup, Name: out.Name, Brand: out.Brand,
		PackageType: optional(&m, "packageType", out.PackageType, dict.PackageTypeByCode), TNVedCode10: out.TNVedCode10, Attributes: out.Attributes,
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
		m.err = state.Fail(state.BadRecord, fmt.Sprintf("%s: %s %q is in no dictionary", m.what, field, text))
	}
	return v
}

// codeOut is one record of a code; history holds the earlier ones, newest first.
type codeOut struct {
	Cis          string    `json:"cis"`
	GTIN         string    `json:"gtin"`
	PackageType  string    `json:"packageType,omitempty"`
	Status       string    `json:"status"`
	OwnerBin     string    `json:"ownerBin"`
	ProducerBin  string    `json:"producerBin"`
	EmissionType string    `json:"emissionType,omitempty"`
	EmissionDate string    `json:"emissionDate,omitempty"`
	ProducedDate string    `json:"producedDate,omitempty"`
	Parent       string    `json:"parent,omitempty"`
	Child        []string  `json:"child,omitempty"`
	Skew         *skewOut  `json:"skew,omitempty"`
	Operation    *opOut    `json:"operation,omitempty"`
	History      []codeOut `json:"history,omitempty"`
}

type skewOut struct {
	Info       *int `json:"info,omitempty"`
	Units      *int `json:"units,omitempty"`
	Aggregated *int `json:"aggregated,omitempty"`
}

// opOut is what made the record.
type opOut struct {
	At    string `json:"at"`
	DocID string `json:"docId,omitempty"`
}

func codeOf(c *state.Code) codeOut {
	out := codeOut{
		Cis: c.CIS, GTIN: c.GTIN, PackageType: c.PackageType.String(), Status: c.Status.String(),
		OwnerBin: c.OwnerBIN, ProducerBin: c.ProducerBIN, EmissionType: c.EmissionType.String(),
		EmissionDate: c.EmissionDate.String(), ProducedDate: c.ProducedDate.String(),
		Parent: c.Parent, Child: c.Child,
	}
	if c.Skew != nil {
		out.Skew = (*skewOut)(c.Skew)
	}
	if c.Op != nil {
		out.Operation = &opOut{c.Op.At.String(), c.Op.DocID}
	}
	return out
}

func codeWithHistory(c *state.Code) codeOut {
	out := codeOf(c)
	for old := c.Prev; old != nil; old = old.Prev {
		out.History = append(out.History, codeOf(old))
	}
	return out
}

// recordWithHistory is the inverse of codeWithHistory.
func (out *codeOut) recordWithHistory() (*state.Code, error) {
	var prev *state.Code
	for i := len(out.History) - 1; i >= 0; i-- {
		old, err := out.History[i].record()
		if err != nil {
			return nil, err
		}
		old.Prev, prev = prev, old
	}
	c, err := out.record()
	if err != nil {
		return nil, err
	}
	c.Prev = prev
	return c, nil
}

func (out *codeOut) record() (*state.Code, error) {
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
	UUID         string            `json:"uuid"`
	BIN          string            `json:"bin"`
	GTIN         string            `json:"gtin"`
	PackageType  string            `json:"packageType,omitempty"`
	ProducedDate string            `json:"producedDate,omitempty"`
	Status       state.OrderStatus `json:"status"`
	Result       []codeOut         `json:"result,omitempty"`
}

func orderOf(o *state.Order) orderOut {
	out := orderOut{UUID: o.UUID, BIN: o.BIN, GTIN: o.GTIN, PackageType: o.PackageType.String(), ProducedDate: o.ProducedDate.String(), Status: o.Status}
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
	for i := range out.Result {
		c, err := out.Result[i].record()
		if err != nil {
			return o, err
		}
		o.Result = append(o.Result, c)
	}
	return o, m.err
}
