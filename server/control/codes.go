package control

import (
	"fmt"

	"github.com/mockismp/mockismp/server/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

type codesIn struct {
	Cis         string `query:"cis"`
	OwnerBin    string `query:"ownerBin"`
	Status      string `query:"status"`
	PackageType string `query:"packageType"`
	After       string `query:"after"` // next of the page before
	Limit       *int   `query:"limit"`
}

// page is a listing: next is what to send as after for the following page, and
// absent on the last one.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// codes is the inside view of codes: one, by any written form, with its whole
// history; or a page of all that fit, in order of identity.
func (a *API) codes(c *pipeline.Call, in codesIn) (out page[codeOut], err error) {
	v := c.World.Look()
	out.Items = []codeOut{}
	if in.Cis != "" {
		code, err := v.Code(in.Cis)
		if err == nil && code != nil {
			out.Items = append(out.Items, codeWithHistory(code))
		}
		return out, err
	}
	keep, err := codeFilter(in)
	if err != nil {
		return out, err
	}
	limit, err := pageSize(in.Limit)
	if err != nil {
		return out, err
	}
	v.Codes(cis.ID(in.After), func(code *state.Code) bool {
		if string(code.ID()) == in.After || !keep(code) {
			return true
		}
		if len(out.Items) == limit {
			out.Next = string(out.Items[limit-1].id)
			return false
		}
		out.Items = append(out.Items, codeOf(code))
		return true
	})
	return out, nil
}

func codeFilter(in codesIn) (func(*state.Code) bool, error) {
	if _, ok := dict.CodeStatusByCode(in.Status); in.Status != "" && !ok {
		return nil, state.Fail(badCall, fmt.Sprintf("status=%q is no status of codes", in.Status))
	}
	if _, ok := dict.PackageTypeByCode(in.PackageType); in.PackageType != "" && !ok {
		return nil, state.Fail(badCall, fmt.Sprintf("packageType=%q is no type of package", in.PackageType))
	}
	return func(c *state.Code) bool {
		return (in.OwnerBin == "" || c.OwnerBIN == in.OwnerBin) &&
			(in.Status == "" || c.Status.String() == in.Status) &&
			(in.PackageType == "" || c.PackageType.String() == in.PackageType)
	}, nil
}
