package client

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
)

// Chapter «Методы работы с КМ». In every method a code may be written with or
// without brackets, with or without its check tail.

// CodeStatus is a status of «Статусы КМ».
type CodeStatus string

// The statuses of codes.
const (
	Emitted            CodeStatus = "EMITTED"
	Applied            CodeStatus = "APPLIED"
	AppliedNotPaid     CodeStatus = "APPLIED_NOT_PAID"
	Introduced         CodeStatus = "INTRODUCED"
	IntroducedReturned CodeStatus = "INTRODUCED_RETURNED"
	Withdrawn          CodeStatus = "WITHDRAWN"
	WrittenOff         CodeStatus = "WRITTEN_OFF"
	Disaggregated      CodeStatus = "DISAGGREGATED"
	Exported           CodeStatus = "EXPORTED"
	LoanRetired        CodeStatus = "LOAN_RETIRED"
	RemarkRetired      CodeStatus = "REMARK_RETIRED"
	ReservedNotUsed    CodeStatus = "RESERVED_NOT_USED"
)

// PackageType is a type of «Типы упаковки».
type PackageType string

// The package types, innermost first.
const (
	Unit   PackageType = "UNIT"
	Level1 PackageType = "LEVEL1"
	Level2 PackageType = "LEVEL2"
	Level3 PackageType = "LEVEL3"
	Level4 PackageType = "LEVEL4"
	Level5 PackageType = "LEVEL5"
	Bundle PackageType = "BUNDLE"
)

// MostCodes is how many codes one call may ask about.
const MostCodes = 1000

// Code is what the system tells of a code. The system tells owner and names to
// the owner only. A field that the method does not tell has the zero value.
type Code struct {
	RequestedCIS   string      `json:"requestedCis"` // as it was asked about
	CIS            string      `json:"cis"`          // as it is registered
	Identification string      `json:"code"`         // identification code, in results of orders only
	GTIN           string      `json:"gtin"`
	Status         CodeStatus  `json:"status"`
	PackageType    PackageType `json:"packageType"`
	ProductGroup   string      `json:"productGroup"` // tobacco
	ProductGroupID Number      `json:"productGroupId"`
	ProductName    string      `json:"productName"`
	Brand          string      `json:"brand"`
	ProducedDate   Time        `json:"producedDate"`
	OwnerBIN       string      `json:"ownerBin"`
	OwnerName      string      `json:"ownerName"`
	ProducerBIN    string      `json:"producerBin"`
	ProducerName   string      `json:"producerName"`
	ExporterName   string      `json:"exporterName"`
	Parent         string      `json:"parent"` // the package it lies in
	Child          []string    `json:"child"`  // what lies in it
}

// CISInfo is a code, or the reason why it is not known.
type CISInfo struct {
	Code         Code   `json:"cisInfo"`
	ErrorCode    Text   `json:"errorCode"` // 404
	ErrorMessage string `json:"errorMessage"`
}

// Found tells whether the code is known.
func (i CISInfo) Found() bool { return i.ErrorCode == "" && i.ErrorMessage == "" }

// CISInfo tells all about up to 1000 codes: «POST /cises/info». The order is not
// the one asked. A code that is not known is an element that says so, also where
// none is; the list is empty for a caller who neither owns nor produced any.
// pg, if not "", is the product group that counts.
func (c *Client) CISInfo(ctx context.Context, pg string, codes ...string) ([]CISInfo, error) {
	r := withJSON("POST", "/cises/info", list(codes))
	r.query = query("pg", pg)
	var out []CISInfo
	err := c.do(ctx, r, func(a *answer) error {
		var read []CISInfo
		if !a.succeeded() {
			// «404, если не найден ни один»: the same list goes out with it.
			if a.status != http.StatusNotFound || json.Unmarshal(a.body, &read) != nil || len(read) == 0 {
				return refusal(a)
			}
		} else if err := readJSON(a.body, &read); err != nil {
			return err
		}
		out = read
		return nil
	})
	return out, err
}

// AllCISInfo is CISInfo for any number of codes, asked a thousand at a time.
func (c *Client) AllCISInfo(ctx context.Context, pg string, codes []string) iter.Seq2[CISInfo, error] {
	return func(yield func(CISInfo, error) bool) {
		for some := range slices.Chunk(codes, MostCodes) {
			found, err := c.CISInfo(ctx, pg, some...)
			if err != nil {
				yield(CISInfo{}, err)
				return
			}
			for _, one := range found {
				if !yield(one, nil) {
					return
				}
			}
		}
	}
}

// list is the codes as a JSON array, never null.
func list(codes []string) []string { return append([]string{}, codes...) }

// CISList tells of up to 1000 codes in short: «POST /cises/list».
func (c *Client) CISList(ctx context.Context, codes ...string) ([]Code, error) {
	return ask[[]Code](ctx, c, &request{method: "POST", path: "/cises/list", query: url.Values{"values": codes}})
}

// UnitsCount is how many consumer packs lie under codes.
type UnitsCount struct {
	CISes map[string]int `json:"cisesCounts"` // under each code, as it was asked
	GTINs map[string]int `json:"gtinsCounts"` // of each product under all of them together
}

func (UnitsCount) maybeNothing() {}

// UnitsCount counts consumer packs: «POST /cis/cises-units-count». Both maps are
// empty if the caller may not see any of the codes.
func (c *Client) UnitsCount(ctx context.Context, codes ...string) (UnitsCount, error) {
	return ask[UnitsCount](ctx, c, withJSON("POST", "/cis/cises-units-count", list(codes)))
}

// Contents is what lies in a package, code by code; it is nil where the answer
// ends. Below the lowest package the answer has a bare list of packs: here they
// are codes without contents.
type Contents map[string]Contents

// UnmarshalJSON reads nested objects, and arrays at the bottom.
func (c *Contents) UnmarshalJSON(text []byte) error {
	var packs []string
	if json.Unmarshal(text, &packs) == nil {
		*c = nil
		for _, code := range packs {
			if *c == nil {
				*c = Contents{}
			}
			(*c)[code] = nil
		}
		return nil
	}
	return json.Unmarshal(text, (*map[string]Contents)(c))
}

func (Contents) maybeNothing() {}

// AggregatedQuery asks what lies in packages.
type AggregatedQuery struct {
	ProductGroup  string   // required by the table of the method
	Codes         []string // 1 to 1000
	ChildrenPage  int      // page of the first layer, from 1; of every group but tobacco
	ChildrenLimit int      // codes of that layer on a page, 50 if 0
}

func (q AggregatedQuery) values() url.Values {
	return query("pg", q.ProductGroup, "childrenPage", number(q.ChildrenPage), "childrenLimit", number(q.ChildrenLimit))
}

// AggregatedList tells what lies in packages, by the codes asked: «POST
// /cises/aggregated/list». It is empty if the caller may not see any of them.
func (c *Client) AggregatedList(ctx context.Context, q AggregatedQuery) (Contents, error) {
	r := withJSON("POST", "/cises/aggregated/list", list(q.Codes))
	r.query = q.values()
	return ask[Contents](ctx, c, r)
}

// AggregatedListGet is AggregatedList by «GET /cises/aggregated/list», whose
// answer has codes as they are registered.
func (c *Client) AggregatedListGet(ctx context.Context, q AggregatedQuery) (Contents, error) {
	values := q.values()
	values["codes"] = q.Codes
	return ask[Contents](ctx, c, get("/cises/aggregated/list", values))
}

// Packed is a code that lies in a package, with what lies in it in turn.
type Packed struct {
	Package  string // the package, as the answer names it
	CIS      string
	Contents Contents // nil of a consumer pack
}

// AllAggregatedList walks over what lies directly in packages, page by page of
// AggregatedList, from ChildrenPage on. The codes of a page are sorted by
// package and code. For tobacco the system gives everything on one page.
func (c *Client) AllAggregatedList(ctx context.Context, q AggregatedQuery) iter.Seq2[Packed, error] {
	const usual = 50 // «Значение по умолчанию: 50»
	q.ChildrenPage = max(q.ChildrenPage, 1)
	size := q.ChildrenLimit
	if size == 0 {
		size = usual
	}
	return func(yield func(Packed, error) bool) {
		for before := (Contents{}); ; q.ChildrenPage++ {
			page, err := c.AggregatedList(ctx, q)
			if err != nil {
				yield(Packed{}, err)
				return
			}
			fresh, full := false, false
			for _, parent := range slices.Sorted(maps.Keys(page)) {
				children := page[parent]
				full = full || len(children) == size
				for _, code := range slices.Sorted(maps.Keys(children)) {
					if _, again := before[parent][code]; again {
						continue
					}
					fresh = true
					if !yield(Packed{parent, code, children[code]}, nil) {
						return
					}
				}
			}
			if !fresh || !full {
				return
			}
			before = page
		}
	}
}

// Event is something that happened to a code, and tells the state of the code
// afterwards.
type Event struct {
	Code
	Timestamp     Time   `json:"timestamp"`
	OperationDate Time   `json:"operationDate"`
	EmissionDate  Time   `json:"emissionDate"`
	DocID         string `json:"docId"`
}

// events is the list of events; the specification prints a single one bare.
type events []Event

func (e *events) UnmarshalJSON(text []byte) error {
	var one Event
	if json.Unmarshal(text, &one) == nil {
		*e = events{one}
		return nil
	}
	return json.Unmarshal(text, (*[]Event)(e))
}

// History tells the events of a code in which the caller took part, newest
// first: «GET /cises/history».
func (c *Client) History(ctx context.Context, code string) ([]Event, error) {
	return ask[events](ctx, c, get("/cises/history", query("code", code)))
}

// HistoryByPath is History by «GET /cises/{code}/history», its form before 2.14.
func (c *Client) HistoryByPath(ctx context.Context, code string) ([]Event, error) {
	return ask[events](ctx, c, get(pathOf("/cises/%s/history", code), nil))
}
