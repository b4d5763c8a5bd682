package control

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
)

type codesIn struct {
	Cis         string `query:"cis"`
	OwnerBin    string `query:"ownerBin"`
	Status      string `query:"status"`
	PackageType string `query:"packageType"`
	pageIn
}

// codes is the inside view of codes: one, by any written form, with its whole
// history; or a page of all that fit, in order of identity.
func (a *API) codes(c *pipeline.Call, in codesIn) (out mock.Page[mock.Code], err error) {
	v := c.World.Snapshot()
	if in.Cis != "" {
		code, err := v.Code(in.Cis)
		return one(code, records.OfCodeWithHistory), err
	}
	keep, err := codeFilter(in)
	if err != nil {
		return out, err
	}
	return paged(c, in.pageIn, listing[state.Code, mock.Code]{
		scan: func(from string, f func(*state.Code) bool) { v.Codes(cis.ID(from), f) },
		keep: keep, key: func(code *state.Code) string { return string(code.ID()) }, show: records.OfCode,
	})
}

func codeFilter(in codesIn) (keep func(*state.Code) bool, err error) {
	if in.Status != "" {
		if _, err := codeStatus(in.Status); err != nil {
			return nil, err
		}
	}
	if in.PackageType != "" {
		if _, err := packageType(in.PackageType); err != nil {
			return nil, err
		}
	}
	return func(c *state.Code) bool {
		return (in.OwnerBin == "" || c.OwnerBIN == in.OwnerBin) &&
			(in.Status == "" || c.Status.String() == in.Status) &&
			(in.PackageType == "" || c.PackageType.String() == in.PackageType)
	}, nil
}
