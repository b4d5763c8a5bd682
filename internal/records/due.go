package records

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/state"
)

// OfDue is an entry of the queue.
func OfDue(d state.Due) mock.Due {
	return mock.Due{At: d.At.String(), Kind: string(d.Kind), Ref: d.Ref}
}

// Due is the inverse of OfDue.
func Due(out *mock.Due) (state.Due, error) {
	at, err := state.ParseMoment(out.At)
	return state.Due{At: at, Kind: state.DueKind(out.Kind), Ref: out.Ref}, err
}

// Challenge is what somebody is to sign.
type Challenge struct {
	UUID   string `json:"uuid"`
	Data   string `json:"data"`
	Issued string `json:"issued"`
}

// OfChallenge shows a challenge.
func OfChallenge(c *state.Challenge) Challenge { return Challenge{c.UUID, c.Data, c.Issued.String()} }

// Record is the inverse of OfChallenge.
func (out *Challenge) Record() (*state.Challenge, error) {
	issued, err := state.ParseMoment(out.Issued)
	return &state.Challenge{UUID: out.UUID, Data: out.Data, Issued: issued}, err
}
