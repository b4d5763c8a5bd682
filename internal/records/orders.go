package records

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/outcomes"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// Order is an order of codes with its result.
type Order struct {
	UUID         string             `json:"uuid"`
	BIN          string             `json:"bin"`
	GTIN         string             `json:"gtin"`
	PackageType  string             `json:"packageType,omitempty"`
	ProducedDate string             `json:"producedDate,omitempty"`
	Status       state.OrderStatus  `json:"status"`
	Outcome      *mock.GivenOutcome `json:"outcome,omitempty"`
	Result       []mock.Code        `json:"result,omitempty"`
}

// OfOrder is the inverse of Record.
func OfOrder(o *state.Order) Order {
	out := Order{UUID: o.UUID, BIN: o.BIN, GTIN: o.GTIN, PackageType: o.PackageType.String(), ProducedDate: o.ProducedDate.String(), Status: o.Status, Outcome: outcomes.Given(o.Outcome)}
	for _, c := range o.Result {
		out.Result = append(out.Result, OfCode(c))
	}
	return out
}

// Record is the inverse of OfOrder.
func (out *Order) Record() (state.Order, error) {
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
		c, err := code(&out.Result[i])
		if err != nil {
			return o, err
		}
		o.Result = append(o.Result, c)
	}
	return o, m.err
}
