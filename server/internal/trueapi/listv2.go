package trueapi

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// «GET /cises/listV2» and «GET /products/listV2» ask for the same by the same
// filters; they differ in the usual size of a page and, for tobacco, in the
// names of the parties.

const (
	limitExceeded state.Kind = "limit.exceeded"
	pageKeyHalf   state.Kind = "page-key.half"

	// maxListed: «не более 10000 записей».
	maxListed = 10_000
)

// listV2In holds the filters in all spellings that table and samples use.
type listV2In struct {
	Cis                []string `query:"cis,required,code"` // required since 2.23; repeated, it is a list
	CisStatus          string   `query:"cisStatus"`
	GTIN               string   `query:"gtin"`
	SN                 string   `query:"sn"`
	TNVed10            string   `query:"tnVed10"`
	EmissionDateFrom   string   `query:"emissionDateFrom"`
	EmissionDateTo     string   `query:"emissionDateTo"`
	EmissionType       string   `query:"emissionType"`
	CisPackageType     string   `query:"cisPackageType"`
	ProducerIin        string   `query:"producerIin"`
	ProducerInn        string   `query:"producerInn"`
	ProducerBin        string   `query:"producerBin"`
	OwnerIin           string   `query:"ownerIin"`
	OwnerInn           string   `query:"ownerInn"`
	OwnerBin           string   `query:"ownerBin"`
	Order              string   `query:"order"`
	OrderColumn        string   `query:"orderColumn"`
	OrderedColumnValue string   `query:"orderedColumnValue"`
	Uit                string   `query:"uit,,code"`
	PageDir            []string `query:"pageDir"`
	Limit              *int     `query:"limit"`
}

// filters names the filters without the page, for remembering how many codes they fit.
func (in listV2In) filters() string {
	in.Uit, in.OrderedColumnValue, in.PageDir, in.Limit = "", "", nil, nil
	return fmt.Sprintf("%+v", in)
}

type listV2Out struct {
	Results []members `json:"results"`
	Total   int       `json:"total"`
}

func (a *API) cisesListV2(c *pipeline.Call, in listV2In) (pipeline.Reply, error) {
	return listV2(c, in, 10, true)
}

func (a *API) productsListV2(c *pipeline.Call, in listV2In) (pipeline.Reply, error) {
	return listV2(c, in, 49, false)
}

func listV2(c *pipeline.Call, in listV2In, usual int, bins bool) (pipeline.Reply, error) {
	l := &lister{View: c.Snapshot(), caller: c.Caller.BIN, products: map[string]*state.Product{}, bins: bins}
	if bins && oneOf("orderColumn", in.OrderColumn, "emd") != nil { // only products/listV2 prints the one value that is allowed
		why := fmt.Sprintf("orderColumn=%.100q has no effect: the list is sorted by emd, the date of emission", in.OrderColumn)
		if err := c.Soften(rules.OrderColumn, state.Errorf(pipeline.ParamType, "%s", why).With("orderColumn", "enum")); err != nil {
			return pipeline.Reply{}, err
		}
		in.OrderColumn = ""
	}
	if from, err := dateLimit("emissionDateFrom", in.EmissionDateFrom); err == nil && from != nil && *from > l.Now() {
		why := fmt.Sprintf("emissionDateFrom=%s lies in the future: now it is %s", from, l.Now())
		if err := c.Soften(rules.ListFuture, state.Errorf(pipeline.ParamType, "%s", why).With("emissionDateFrom", "DateTime")); err != nil {
			return pipeline.Reply{}, err
		}
	}
	ranges, err := l.ranges(in, usual)
	if err != nil {
		return pipeline.Reply{}, err
	}
	page := l.page(ranges)
	if len(page) == 0 && ranges[0].From == nil {
		if r, done, err := l.emptyPage(c, ranges); done {
			return r, err
		}
	}
	out := listV2Out{Results: make([]members, 0, len(page))}
	for _, q := range ranges {
		out.Total += l.CodeCount(q)
	}
	for _, code := range page {
		out.Results = append(out.Results, l.row(code))
	}
	return pipeline.Reply{Body: out}, nil
}

// ranges are the queries of all values of cis. A value that begins with another
// finds nothing that the other does not.
func (l *lister) ranges(in listV2In, usual int) (all []state.CodeQuery, err error) {
	values := slices.Clone(in.Cis)
	slices.SortFunc(values, func(a, b string) int { return cmp.Compare(listPrefix(a), listPrefix(b)) })
	var begun []string // beginnings of which everything is found already
	for _, value := range values {
		in.Cis = []string{value}
		q, err := l.query(in, usual)
		if err != nil {
			return nil, err
		}
		for _, r := range rangesOf(q) {
			if slices.ContainsFunc(begun, func(b string) bool { return strings.HasPrefix(r.Prefix, b) }) ||
				slices.ContainsFunc(all, func(found state.CodeQuery) bool { return found.Prefix == r.Prefix }) {
				continue
			}
			all = append(all, r)
			if whole, _ := l.Code(value); whole == nil {
				begun = append(begun, r.Prefix)
			}
		}
	}
	return all, nil
}

var gtinForm = regexp.MustCompile(`^[0-9]{14}$`)

// rangesOf gives the queries that have no code in common and together find what one
// asks for. A GTIN alone finds both «like 'gtin%'» and «like '(01)gtin(21)%'»,
// after POST /cises/my.
func rangesOf(q state.CodeQuery) []state.CodeQuery {
	gtin := q.Prefix
	if !gtinForm.MatchString(gtin) || strings.HasPrefix("01"+gtin, gtin) {
		return []state.CodeQuery{q} // what begins with 0101010101010101 begins with 01010101010101
	}
	behind01 := q
	behind01.Name += " behind 01"
	behind01.Prefix = "01" + gtin
	behind01.Keep = func(c *state.Code) bool { return c.GTIN == gtin && q.Keep(c) } // no pack whose own GTIN begins so
	return []state.CodeQuery{q, behind01}
}

// page takes a page of every range behind (or before) the same key, and of all
// that the nearest to it, in the order of the queries.
func (l *lister) page(ranges []state.CodeQuery) []*state.Code {
	q, page := ranges[0], l.CodePage(ranges[0])
	if len(ranges) == 1 {
		return page
	}
	for _, r := range ranges[1:] {
		page = append(page, l.CodePage(r)...)
	}
	slices.SortFunc(page, func(a, b *state.Code) int {
		if q.Descending {
			a, b = b, a
		}
		return state.ByEmission(a, b)
	})
	if q.Back {
		return page[max(0, len(page)-q.Limit):]
	}
	return page[:min(len(page), q.Limit)]
}

// lister answers one call of a listV2.
type lister struct {
	state.View
	caller   string
	products map[string]*state.Product // of product groups with contract, by GTIN; nil: without
	last     *state.Product            // the one that was asked for last, with contract
	bins     bool
}

// product is the code's product if the caller has a contract for its group.
func (l *lister) product(c *state.Code) *state.Product {
	if l.last != nil && l.last.GTIN == c.GTIN {
		return l.last
	}
	p, ok := l.products[c.GTIN]
	if !ok {
		if p = l.Product(c.GTIN); !l.MayTrade(l.caller, p.ProductGroup) {
			p = nil
		}
		l.products[c.GTIN] = p
	}
	l.last = p
	return p
}

// emptyPage says why nothing fits: because the caller asks for codes of others
// only, because they have no contract, or for no such reason.
func (l *lister) emptyPage(call *pipeline.Call, ranges []state.CodeQuery) (r pipeline.Reply, done bool, err error) {
	any, seen, contract := false, false, false
	look := func(c *state.Code) bool {
		any = true
		contract = contract || l.product(c) != nil
		seen = seen || state.Sees(l.caller, c)
		return !seen || !contract
	}
	for _, q := range ranges {
		whole := l.Kinds(q.Prefix, func(like *state.Code, n int) bool { return n == 0 || look(like) })
		if !whole && !(seen && contract) {
			l.CodesWith(q.Prefix, look)
		}
	}
	switch {
	case any && !contract:
		return r, true, state.Errorf(state.NoContract, "%s has no contract in force for the product groups of these codes", l.caller)
	case any && !seen && !l.bins:
		return nothing(call, "all codes that fit"), true, nil
	case any && !seen: // cises/listV2 answers an empty list, as for codes that nobody has
		untold(call, "all codes that fit are of others: the list is empty")
	}
	return r, false, nil
}

func (l *lister) query(in listV2In, usual int) (q state.CodeQuery, err error) {
	if q, err = l.filter(in); err != nil {
		return q, err
	}
	q.Name, q.Prefix = l.caller+in.filters(), listPrefix(in.Cis[0])
	if whole, _ := l.Code(in.Cis[0]); whole == nil && l.Rules().Is(rules.ListCis, rules.Whole) {
		q.Prefix = noPrefix
	}
	q.Descending, q.Back = in.Order != "ASC", slices.Contains(in.PageDir, "PREV")
	if q.Limit, err = listLimit(in.Limit, usual); err != nil {
		return q, err
	}
	if err := checkPaging(in.Order, in.OrderColumn, "emd", in.PageDir); err != nil {
		return q, err
	}
	q.From, err = l.pageKey(in.Uit, in.OrderedColumnValue)
	return q, err
}

// checkPaging checks what the lists share; they are ordered by one column each.
// pageDir is a list, in which clients repeat one direction.
func checkPaging(order, column, columns string, pageDir []string) error {
	return cmp.Or(
		oneOf("order", order, "ASC", "DESC"),
		oneOf("orderColumn", column, columns),
		oneOf("pageDir", strings.Join(pageDir, ""), "NEXT", "PREV", "NEXTNEXT", "PREVPREV"))
}

// oneOf refuses a value that is none of those that the parameter takes; without
// a value there is nothing to refuse.
func oneOf(name, value string, values ...string) error {
	if value == "" || slices.Contains(values, value) {
		return nil
	}
	return enumFails(name, value)
}

// enumFails is the refusal of oneOf for values that are kept elsewhere.
func enumFails(name, value string) error {
	return state.Errorf(pipeline.ParamType, "%s=%.100q is none of the values that %s takes", name, value, name).With(name, "enum")
}

// noPrefix is what no code begins with.
const noPrefix = "\x00"

// listPrefix is the beginning of the identities that a value of cis stands for:
// a whole code in any written form, or the beginning of one. The specification
// demands cis and pages through what it finds; that a part of a code finds all
// that begin with it is assumed, after «like 'gtin%'» of POST /cises/my.
func listPrefix(value string) string {
	if id, err := cis.Identify(value); err == nil && string(id) != value {
		return string(id)
	}
	return strings.Replace(strings.Replace(value, "(01)", "01", 1), "(21)", "21", 1)
}

func listLimit(asked *int, usual int) (int, error) {
	switch {
	case asked == nil:
		return usual, nil
	case *asked > maxListed:
		return 0, state.Errorf(limitExceeded, "limit is %d, at most %d may be", *asked, maxListed).With(strconv.Itoa(*asked))
	case *asked < 1:
		return 0, belowRange("limit", *asked, 1)
	}
	return *asked, nil
}

// pageKey is the record that a page goes on from: its code and date of emission,
// as the row had it or in milliseconds.
func (l *lister) pageKey(uit, value string) (*state.CodeKey, error) {
	if uit == "" && value == "" {
		return nil, nil
	}
	if uit == "" || value == "" {
		return nil, state.Errorf(pageKeyHalf, "uit=%q and orderedColumnValue=%q: one goes only with the other", uit, value).With("uit")
	}
	if c, _ := l.Code(uit); c != nil {
		uit = c.CIS // codes have their places by the registered form, whatever form was sent
	}
	at, err := columnValue(value)
	return &state.CodeKey{EmissionDate: at, CIS: uit}, err
}

// filter makes the tests of all filters that were sent.
func (l *lister) filter(in listV2In) (q state.CodeQuery, err error) {
	status, known := dict.CodeStatusByCode(in.CisStatus)
	release, knownRelease := dict.ReleaseMethodByCode(in.EmissionType)
	pack, err := packageType("cisPackageType", in.CisPackageType)
	if err != nil {
		return q, err
	}
	for _, enum := range []struct {
		name, value string
		known       bool
	}{{"cisStatus", in.CisStatus, known}, {"emissionType", in.EmissionType, knownRelease}} {
		if enum.value != "" && !enum.known {
			return q, state.Errorf(pipeline.ParamType, "%s=%q is not in the dictionary", enum.name, enum.value).With(enum.name, "enum")
		}
	}
	from, err := dateLimit("emissionDateFrom", in.EmissionDateFrom)
	if err != nil {
		return q, err
	}
	to, err := dateLimit("emissionDateTo", in.EmissionDateTo)
	if err != nil {
		return q, err
	}
	gtin := ""
	if in.GTIN != "" {
		gtin = cis.PadGTIN(in.GTIN)
	}
	exact, _ := l.Code(in.Cis[0]) // nil: the value is the beginning of codes
	producers := [...]string{in.ProducerIin, in.ProducerInn, in.ProducerBin}
	owners := [...]string{in.OwnerIin, in.OwnerInn, in.OwnerBin}
	q.Kinds = exact == nil && from == nil && to == nil && in.SN == ""
	fixed := func(c *state.Code) bool {
		return (pack == 0 || c.PackageType == pack) &&
			(from == nil || c.EmissionDate >= *from) &&
			(to == nil || c.EmissionDate <= *to) &&
			(in.EmissionType == "" || c.EmissionType == release) &&
			(gtin == "" || c.GTIN == gtin) &&
			fitsEverySpelling(c.ProducerBIN, producers) &&
			l.product(c) != nil &&
			(in.TNVed10 == "" || l.product(c).TNVedCode10 == in.TNVed10) &&
			(exact == nil || c.CIS == exact.CIS) &&
			(in.SN == "" || strings.Contains(c.CIS, in.SN) && serialOf(c) == in.SN)
	}
	q.Keep = func(c *state.Code) bool {
		return (in.CisStatus == "" || c.Status == status) &&
			fitsEverySpelling(c.OwnerBIN, owners) &&
			state.Sees(l.caller, c) &&
			fixed(c)
	}
	q.Fixed = fixed
	return q, nil
}

// dateLimit is one end of a range of dates, nil where it is open: the beginning
// of 1970 is a moment like any other.
func dateLimit(name, text string) (*state.Moment, error) {
	if text == "" {
		return nil, nil
	}
	at, err := dateTime(name, text)
	return &at, err
}

// fitsEverySpelling tells whether a party is the one of every spelling of its filter that was sent.
func fitsEverySpelling(bin string, spellings [3]string) bool {
	for _, s := range spellings {
		if s != "" && s != bin {
			return false
		}
	}
	return true
}

func serialOf(c *state.Code) string {
	code, _ := cis.Parse(c.CIS) // a registered code can be read
	return code.Serial
}
