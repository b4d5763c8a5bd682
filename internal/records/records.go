// Package records are the records of a world as the control API shows and takes
// them, and as snapshots keep them, with the field names of datasets.
package records

import (
	"slices"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// OfParticipant is a participant with their memberships.
func OfParticipant(p *state.Participant) mock.Participant {
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

// Participant is the inverse of OfParticipant.
func Participant(out mock.Participant) state.Participant {
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

// OfProduct is a product.
func OfProduct(p *state.Product) mock.Product {
	return mock.Product{
		ID: p.ID, GTIN: p.GTIN, ProductGroup: p.ProductGroup, Name: p.Name, Brand: p.Brand,
		PackageType: p.PackageType.String(), TNVedCode10: p.TNVedCode10, InnerUnitCount: p.InnerUnits, Attributes: p.Attributes,
	}
}

// Product is the inverse of OfProduct.
func Product(out *mock.Product) (state.Product, error) {
	m := moments{what: "product " + out.GTIN}
	return state.Product{
		ID: out.ID, GTIN: out.GTIN, ProductGroup: out.ProductGroup, Name: out.Name, Brand: out.Brand,
		PackageType: optional(&m, "packageType", out.PackageType, dict.PackageTypeByCode), TNVedCode10: out.TNVedCode10, InnerUnits: out.InnerUnitCount, Attributes: out.Attributes,
	}, m.err
}

// OfCode is a code as it stands, without its history.
func OfCode(c *state.Code) mock.Code {
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

// OfCodeWithHistory is a code with its earlier records, the newest first.
func OfCodeWithHistory(c *state.Code) mock.Code {
	out := OfCode(c)
	for old := c.Prev; old != nil; old = old.Prev {
		out.History = append(out.History, OfCode(old))
	}
	return out
}

// CodeWithHistory is the inverse of OfCodeWithHistory.
func CodeWithHistory(out *mock.Code) (*state.Code, error) {
	var prev *state.Code
	for i := len(out.History) - 1; i >= 0; i-- {
		old, err := code(&out.History[i])
		if err != nil {
			return nil, err
		}
		old.Prev, prev = prev, old
	}
	c, err := code(out)
	if err != nil {
		return nil, err
	}
	c.Prev = prev
	return c, nil
}

func code(out *mock.Code) (*state.Code, error) {
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
