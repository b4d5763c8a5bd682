package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// listings asks for what fits little among all that one GTIN has, and for all packs: behind a change
// of one code, which lets everything be found anew, and then page by page.
func listings(ctx context.Context, s stock) (rows []row, err error) {
	for _, l := range []struct {
		what    string
		filters url.Values
		holds   string
	}{
		{"that no code fits", url.Values{"cis": {packGTIN}, "cisStatus": {"EXPORTED"}}, `{"results":[],"total":0}`},
		{"by the serial of one pack", url.Values{"cis": {packGTIN}, "sn": {s.Packs[0][len(packGTIN):]}}, `"total":1}`},
		{"of boxes", url.Values{"cis": {boxGTIN}, "cisPackageType": {"LEVEL2"}, "order": {"ASC"}}, `"total":`},
		{"of all packs", url.Values{"cis": {packGTIN}}, `"total":`},
	} {
		ask := question{wire(s.address, http.MethodGet, "/cises/listV2?"+l.filters.Encode(), "application/json", ""), []byte(l.holds)}
		anew, err := behindChanges(ctx, s, ask)
		if err != nil {
			return rows, err
		}
		again, err := newSeries(s.address, []question{ask})
		if err != nil {
			return rows, err
		}
		err = interleave(ctx, pageCalls, again)
		_ = again.conn.Close()
		if err != nil {
			return rows, err
		}
		rows = append(rows, row{
			"listV2 " + l.what + fmt.Sprintf(" among %d", s.Codes), "≤ 1 ms", inMillis(sorted(again.took, 0.5)[0]),
			fmt.Sprintf("median of %d calls; behind a change of one code %s, median of %d", pageCalls, inMillis(sorted(anew, 0.5)[0]), changes),
		})
	}
	return rows, nil
}

// changes is how often one code is added before a listing.
const changes = 5

func behindChanges(ctx context.Context, s stock, ask question) ([]time.Duration, error) {
	control := s.address
	control.Path = "/_mock"
	change := question{
		wire(control, http.MethodPost, "/codes/generate", "application/json",
			fmt.Sprintf(`{"productGroup":"tobacco","gtin":%q,"ownerBin":%q,"status":"APPLIED","count":1}`, packGTIN, owner)),
		[]byte(packGTIN),
	}
	turns, err := newSeries(s.address, []question{change, ask})
	if err != nil {
		return nil, err
	}
	defer func() { _ = turns.conn.Close() }()
	for range 2 * changes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := turns.next(); err != nil {
			return nil, err
		}
	}
	var took []time.Duration
	for i := 1; i < len(turns.took); i += 2 {
		took = append(took, turns.took[i])
	}
	return took, nil
}
