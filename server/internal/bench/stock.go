package main

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"strings"

	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// stockOrder is what a stocked server is told to have, besides the world spec.
type stockOrder struct {
	Boxes  int   // of 551 codes each
	Sample int   // how many packs it names
	All    []int // pages of listV2, counted from 1, to which it gives the keys: of all codes
	Packs  []int // of packs only, oldest first; blocks stand between them
}

// pageSize is the limit with which listV2 is asked.
const pageSize = 100

// stock is what a stocked server says of itself.
type stock struct {
	address
	Codes int
	Packs []string // all different, in random order
	Pages []page   // as they were ordered
}

// page is a page of listV2.
type page struct {
	Number        int
	Prefix, Order string
	After         string // the last code of the page before, "" for the first page
	Emitted       state.Moment
	Holds         string // what the answer begins with, up to its first code
}

// serveStocked is a server with a world of the ordered size.
func serveStocked(in io.Reader, out io.Writer) error {
	var o stockOrder
	if err := json.NewDecoder(in).Decode(&o); err != nil {
		return err
	}
	s, err := server.New(server.WithListen("127.0.0.1:0"), server.WithWorld("spec"))
	if err != nil {
		return err
	}
	if _, err := fill(s.World(), o.Boxes); err != nil {
		return err
	}
	token, err := s.IssueToken(owner)
	if err != nil {
		return err
	}
	v := s.World().Snapshot()
	all := stock{address: addressOf(s, token), Codes: v.Counts().Codes, Packs: sample(v, o.Sample)}
	for _, number := range o.All {
		all.Pages = append(all.Pages, pageOf(v, page{Number: number, Prefix: "0", Order: "DESC"}))
	}
	for _, number := range o.Packs {
		all.Pages = append(all.Pages, pageOf(v, page{Number: number, Prefix: packGTIN, Order: "ASC"}))
	}
	return serve(s, in, out, all)
}

// sample gives packs at random, or all if there are not so many.
func sample(v state.View, n int) []string {
	var packs []string
	v.CodesWith(packGTIN, func(c *state.Code) bool {
		if c.PackageType == dict.Unit {
			packs = append(packs, c.CIS)
		}
		return true
	})
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(packs), func(i, j int) { packs[i], packs[j] = packs[j], packs[i] })
	return packs[:min(n, len(packs))]
}

// pageOf finds the key of a page by reading all that stand before it, as a
// client does who turns pages; the server itself never counts them.
func pageOf(v state.View, p page) page {
	codes := v.CodePage(state.CodeQuery{
		Prefix: p.Prefix, Keep: func(*state.Code) bool { return true }, Descending: p.Order == "DESC", Limit: (p.Number-1)*pageSize + 1,
	})
	first := codes[len(codes)-1]
	p.Holds = `{"results":[{"cis":` + quoted(first.CIS)
	if len(codes) > 1 {
		before := codes[len(codes)-2]
		p.After, p.Emitted = before.CIS, before.EmissionDate
	}
	return p
}

// quoted is a code as JSON, unescaped as the server writes it.
func quoted(cis string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(cis) + `"`
}
