package client

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/mockismp/mockismp/xsd/doc"
)

// FillTotals asks the system how many consumer packs lie under the codes of a
// document, and of which products, and fills counts and totals in:
//
//	act.ProductTotals, err = c.FillTotals(ctx, act.ProductList)
//
// Counts of acts must equal what the codes hold. It fails for codes that the
// caller may not see.
func (c *Client) FillTotals(ctx context.Context, codes []doc.ICode) ([]doc.GTIN, error) {
	sums := map[string]int{}
	for some := range slices.Chunk(codes, MostCodes) {
		written := make([]string, len(some))
		for i, code := range some {
			written[i] = code.CIS
		}
		count, err := c.UnitsCount(ctx, written...)
		if err != nil {
			return nil, err
		}
		for i, code := range some {
			n, told := count.CISes[code.CIS]
			if !told {
				return nil, fmt.Errorf("the system tells nothing of the code %q: it is unknown, or of others", code.CIS)
			}
			some[i].Count = int32(n)
		}
		for gtin, n := range count.GTINs {
			sums[gtin] += n
		}
	}
	totals := make([]doc.GTIN, 0, len(sums))
	for _, gtin := range slices.Sorted(maps.Keys(sums)) {
		totals = append(totals, doc.GTIN{GTIN: gtin, Count: int32(sums[gtin])})
	}
	return totals, nil
}
