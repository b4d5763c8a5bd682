package trueapi

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// What the methods that are asked about a list of codes share: how many may be
// asked, who sees what, and in which order answers come.

const (
	noCodes       state.Kind = "codes.none"
	tooManyCodes  state.Kind = "codes.too-many"
	codesNotFound state.Kind = "codes.not-found"
	groupUnknown  state.Kind = "product-group.unknown"
	outOfRange    state.Kind = "parameter.range"

	// maxCodes: «Не более 1000 КИ в массиве», «Длина массива от 1 до 1000 КМ».
	maxCodes = 1000
)

// nothing is the answer to who asks for codes of others only: «При полном
// несоответствии … выводится пустой массив», whatever shape the answer has. The
// journal says why.
func nothing(c *pipeline.Call, asked string) pipeline.Reply {
	untold(c, asked+" are of others: the answer is empty")
	return pipeline.Reply{Body: []struct{}{}}
}

// untold notes codes that an answer leaves out because they are of others.
func untold(c *pipeline.Call, which string) {
	c.Tolerate(rules.CodesForeign, fmt.Sprintf("%s; %s is neither owner nor producer", which, c.Caller.BIN))
}

// lookup is what a caller asked about codes, and what they may know.
type lookup struct {
	state.View
	caller string
	found  []foundCode // codes they may be told of, in order of the registered codes
	absent []string    // what is not registered, in order of what was asked
	barred []string    // codes of product groups they have no contract for
	why    string      // codes are absent
	free   []string    // product groups that need no contract
	mine   bool        // they own or produced one of those found
}

type foundCode struct {
	asked   string
	code    *state.Code
	product *state.Product
}

// lookupFor is a lookup that has found nothing yet.
func lookupFor(c *pipeline.Call) *lookup { return &lookup{View: c.Snapshot(), caller: c.Caller.BIN} }

// look finds what a caller asks about. pg is "" or the only product group that
// counts.
func look(c *pipeline.Call, codes []string, pg string) (*lookup, error) {
	l := lookupFor(c)
	return l, l.look(c, codes, pg)
}

func (l *lookup) look(c *pipeline.Call, codes []string, pg string) error {
	if err := checkCodes(codes); err != nil {
		return err
	}
	pg, err := groupNamed(c, pg)
	if err != nil {
		return err
	}
	l.found = make([]foundCode, 0, len(codes))
	for _, asked := range codes {
		l.add(asked, pg)
	}
	l.sort()
	if l.mine && l.Rules().Is(rules.ForeignInMixed, rules.LeftOut) {
		all := len(l.found)
		l.found = slices.DeleteFunc(l.found, func(f foundCode) bool { return !state.Sees(l.caller, f.code) })
		if others := all - len(l.found); others > 0 {
			untold(c, fmt.Sprintf("%d codes of others are left out", others))
		}
	}
	if len(l.absent) > 0 {
		l.why = whyAbsent(l.View, distinct(l.absent))
		c.Reason(codesNotFound, l.why)
		slices.Sort(l.absent)
		l.absent = slices.Compact(l.absent)
	}
	return nil
}

// sort brings what was found in the order of answers, each written form once.
func (l *lookup) sort() {
	slices.SortFunc(l.found, func(a, b foundCode) int {
		return cmp.Or(strings.Compare(a.code.CIS, b.code.CIS), strings.Compare(a.asked, b.asked))
	})
	l.found = slices.CompactFunc(l.found, func(a, b foundCode) bool { return a.asked == b.asked })
	slices.Sort(l.barred)
	l.barred = slices.Compact(l.barred)
}

func (l *lookup) add(asked, pg string) {
	// What cannot be a code is a code that is not found: the methods print no other answer.
	code, _ := l.Code(asked)
	if code == nil {
		l.absent = append(l.absent, asked)
		return
	}
	product := l.Product(code.GTIN)
	switch {
	case pg != "" && product.ProductGroup != pg:
		l.absent = append(l.absent, asked)
	case !slices.Contains(l.free, product.ProductGroup) && !l.MayTrade(l.caller, product.ProductGroup):
		l.barred = append(l.barred, asked)
	default:
		l.mine = l.mine || state.Sees(l.caller, code)
		l.found = append(l.found, foundCode{asked, code, product})
	}
}

// refuse fails when none of the codes exists or all lie in product groups
// without contract.
func (l *lookup) refuse() error {
	switch {
	case len(l.found) > 0:
		return nil
	case len(l.barred) > 0:
		return state.Errorf(state.NoContract, "%s has no contract in force for the product groups of the %d codes found", l.caller, len(l.barred))
	}
	return state.Errorf(codesNotFound, "none of the %d codes asked is registered in this world: %s", len(l.absent), l.why)
}

// mostExplained is of how many absent codes a call the reasons are looked for.
const mostExplained = 10

// whyAbsent says of codes that are not registered why that may be.
func whyAbsent(v state.View, absent []string) string {
	var all []string
	for _, written := range absent[:min(len(absent), mostExplained)] {
		said := fmt.Sprintf("%.100q is not registered", written)
		if why := v.Absence(written).Why; why != "" {
			said += ": " + why
		}
		all = append(all, said)
	}
	if more := len(absent) - mostExplained; more > 0 {
		all = append(all, fmt.Sprintf("and %d more are not", more))
	}
	return strings.Join(all, "\n")
}

// checkTails judges codes that a method is asked about with their check tails,
// which it takes without («КМ без криптоключа»).
func checkTails(c *pipeline.Call, set rules.Set, codes ...string) error {
	if set.Is(rules.CodeTail, rules.Off) {
		return nil
	}
	for _, code := range codes {
		if tail := cis.Tail(code); tail != "" {
			return c.Soften(rules.CodeTail, state.Errorf(state.CodeUnreadable, "code %.255q has its check tail %q; send it without", code, tail))
		}
	}
	return nil
}

func checkCodes(codes []string) error {
	if len(codes) == 0 {
		return state.Errorf(noCodes, "the list of codes is empty; send at least one")
	}
	if n := len(codes); n > maxCodes {
		return state.Errorf(tooManyCodes, "%d codes asked at once, at most %d may be", n, maxCodes).With(strconv.Itoa(maxCodes))
	}
	return nil
}

// groupNamed is the name of the product group that was sent as pg, which may be
// its number; it refuses a name that no product group has, and "" passes.
func groupNamed(c *pipeline.Call, pg string) (string, error) {
	if pg == "" || dict.KnownGroup(pg) {
		return pg, nil
	}
	refusal := state.Errorf(groupUnknown, "pg=%q is no product group; known are %s", pg, strings.Join(dict.GroupNames(), ", ")).With(pg)
	for _, g := range dict.ProductGroups() {
		if strconv.Itoa(g.ID) == pg {
			refusal.Why = fmt.Sprintf("pg=%s is the number of a product group; send its name, %s", pg, g.Name)
			return g.Name, c.Soften(rules.GroupNumber, refusal)
		}
	}
	return "", refusal
}

// distinct leaves out repetitions of the same written form, keeping the order.
func distinct(codes []string) []string {
	seen := make(map[string]bool, len(codes))
	return slices.DeleteFunc(slices.Clone(codes), func(code string) bool {
		again := seen[code]
		seen[code] = true
		return again
	})
}

// ownerOf is BIN and name of the owner for themselves, and nothing for others.
func ownerOf(v state.View, c *state.Code, caller string) (bin, name string) {
	if c.OwnerBIN != caller {
		return "", ""
	}
	return c.OwnerBIN, v.Participant(c.OwnerBIN).Name
}

// listedChildren is the first of the children when the dataset wants the method to lie, all of them otherwise.
func listedChildren(children []string, skew *int) []string {
	if skew != nil {
		return children[:min(*skew, len(children))]
	}
	return children
}

// skewOf is what a code's methods are to get wrong.
func skewOf(c *state.Code) state.Skew {
	if c.Skew == nil {
		return state.Skew{}
	}
	return *c.Skew
}

// belowRange is the refusal of a number that is too small.
func belowRange(name string, value, least int) error {
	return state.Errorf(outOfRange, "%s is %d, and must be at least %d", name, value, least).With(name, strconv.Itoa(least), strconv.Itoa(value))
}
