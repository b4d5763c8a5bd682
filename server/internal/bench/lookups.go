package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const (
	manyBoxes = 1814 // with the published one 1,000,065 codes

	singles   = 3000 // look-ups of one code in each world
	thousands = 400  // calls for a thousand codes
	pageCalls = 100  // of each page
)

// stocked asks a world of 10^6 codes, and one of 10^3 beside it, over HTTP.
func stocked(ctx context.Context) ([]row, error) {
	large, many, err := startStocked(ctx, stockOrder{
		Boxes: ordered(manyBoxes), Sample: 5000,
		All:   []int{1, 10_000},
		Packs: []int{6, 9_000}, // the 500 packs of the published box, which are older, fill five pages
	})
	if err != nil {
		return nil, err
	}
	defer large.stop()
	small, few, err := startStocked(ctx, stockOrder{Boxes: 1, Sample: 1000})
	if err != nil {
		return nil, err
	}
	defer small.stop()
	rows, err := compareWorlds(ctx, few, many)
	if err != nil {
		return nil, err
	}
	for _, part := range []func() (row, error){
		func() (row, error) { return askThousand(ctx, few) },
		func() (row, error) { return askThousand(ctx, many) },
		func() (row, error) { return turnPages(ctx, many, "all codes", many.Pages[:2]) },
		func() (row, error) {
			return turnPages(ctx, many, "packs, with 90,700 blocks before page 6", many.Pages[2:])
		},
	} {
		r, err := part()
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	for _, part := range []func(context.Context, stock) ([]row, error){listings, moveSnapshot} {
		more, err := part(ctx, many)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return rows, nil
}

func startStocked(ctx context.Context, o stockOrder) (*child, stock, error) {
	var s stock
	c, err := startChild(ctx, "stocked", o)
	if err != nil {
		return nil, s, err
	}
	if err := c.hear(&s); err != nil {
		c.stop()
		return nil, s, err
	}
	return c, s, nil
}

// compareWorlds looks up one code after the other, in each world a new one
// every time as far as there are so many.
func compareWorlds(ctx context.Context, few, many stock) ([]row, error) {
	var both [2]*series
	for i, s := range []stock{few, many} {
		var asks []question
		for _, cis := range s.Packs {
			asks = append(asks, question{infoRequest(s.address, cis), []byte(`"cis":` + quoted(cis))})
		}
		var err error
		if both[i], err = newSeries(s.address, asks); err != nil {
			return nil, err
		}
		defer func() { _ = both[i].conn.Close() }()
	}
	if err := interleave(ctx, singles, both[0], both[1]); err != nil {
		return nil, err
	}
	a, b := sorted(both[0].took, 0.5, 0.99), sorted(both[1].took, 0.5, 0.99)
	return []row{{
		fmt.Sprintf("look-up over HTTP, %d codes against %d", many.Codes, few.Codes), "≤ 1.10", fmt.Sprintf("%.2f", b[0].Seconds()/a[0].Seconds()),
		fmt.Sprintf("ratio of p50 of %d interleaved calls each: %s and %s; p99 %s and %s", singles, inMicros(b[0]), inMicros(a[0]), inMicros(b[1]), inMicros(a[1])),
	}}, nil
}

// thousandQuestions asks for a thousand codes at once, each time for others.
func thousandQuestions(s stock) (asks []question) {
	for codes := range slices.Chunk(s.Packs, 1000) {
		list := make([]string, len(codes))
		for i, cis := range codes {
			list[i] = quoted(cis)
		}
		request := wire(s.address, http.MethodPost, "/cises/info", "application/json", "["+strings.Join(list, ",")+"]")
		asks = append(asks, question{request, []byte(`"cis":` + list[len(list)-1])})
	}
	return asks
}

// askThousand makes such calls on one connection.
func askThousand(ctx context.Context, s stock) (row, error) {
	one, err := newSeries(s.address, thousandQuestions(s))
	if err != nil {
		return row{}, err
	}
	defer func() { _ = one.conn.Close() }()
	if err := interleave(ctx, thousands, one); err != nil {
		return row{}, err
	}
	at := sorted(one.took, 0.5, 0.99, 1)
	return row{
		fmt.Sprintf("cises/info of 1000 codes among %d, p99", s.Codes), "≤ 10 ms", inMillis(at[1]),
		fmt.Sprintf("of %d calls on one connection; p50 %s, worst %s", thousands, inMillis(at[0]), inMillis(at[2])),
	}, nil
}

// turnPages asks for an early and for a late page, each by its key.
func turnPages(ctx context.Context, s stock, what string, pages []page) (row, error) {
	var both [2]*series
	for i, p := range pages {
		one, err := newSeries(s.address, []question{{pageRequest(s.address, p), []byte(p.Holds)}})
		if err != nil {
			return row{}, err
		}
		defer func() { _ = one.conn.Close() }()
		both[i] = one
	}
	// The first call counts what total tells; the world remembers it until it changes.
	if err := both[0].next(); err != nil {
		return row{}, err
	}
	counting := both[0].took[0]
	if err := interleave(ctx, pageCalls, both[0], both[1]); err != nil {
		return row{}, err
	}
	early, late := sorted(both[0].took, 0.5)[0], sorted(both[1].took, 0.5)[0]
	return row{
		fmt.Sprintf("listV2 by key, page %d against page %d of %s", pages[1].Number, pages[0].Number, what), "≈ 1", fmt.Sprintf("%.2f", late.Seconds()/early.Seconds()),
		fmt.Sprintf("medians of %d interleaved calls each: %s and %s; limit %d, in %d codes; the first call, which counts total, took %s",
			pageCalls, inMillis(late), inMillis(early), pageSize, s.Codes, inMillis(counting)),
	}, nil
}

func pageRequest(at address, p page) []byte {
	query := url.Values{"cis": {p.Prefix}, "order": {p.Order}, "limit": {fmt.Sprint(pageSize)}}
	if p.After != "" {
		query.Set("uit", p.After)
		query.Set("orderedColumnValue", p.Emitted.String())
	}
	return wire(at, http.MethodGet, "/cises/listV2?"+query.Encode(), "application/json", "")
}
