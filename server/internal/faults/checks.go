package faults

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

var phases = []pipeline.Phase{pipeline.Received, pipeline.Authenticated, pipeline.Decoded, pipeline.Handled, pipeline.Written}

// phaseOf is when a fault acts: as soon as what it asks for is known, unless it
// says when.
func phaseOf(f *mock.Fault) pipeline.Phase {
	switch {
	case f.Phase != "":
		return pipeline.Phase(f.Phase)
	case wantsCaller(f):
		return pipeline.Authenticated
	}
	return pipeline.Received
}

// wantsCaller tells whether a fault has to know who calls.
func wantsCaller(f *mock.Fault) bool { return f.Match.BIN != "" || f.ExpireToken || f.Rate != nil }

// mistakes are all that is wrong with a fault.
func (f *Faults) mistakes(said *mock.Fault) (wrong []string) {
	for _, check := range []func(*mock.Fault) []string{f.wrongMatch, wrongNumbers, wrongTimes, f.wrongError, wrongAnswer, wrongTogether} {
		wrong = append(wrong, check(said)...)
	}
	return wrong
}

// row is a mistake and whether it was made.
type row struct {
	made bool
	what string
}

func made(rows ...row) (wrong []string) {
	for _, r := range rows {
		if r.made {
			wrong = append(wrong, r.what)
		}
	}
	return wrong
}

func (f *Faults) wrongMatch(said *mock.Fault) []string {
	m := said.Match
	var systems []string
	route := m.Route == ""
	for _, s := range f.systems {
		systems = append(systems, s.Name)
		route = route || slices.ContainsFunc(s.Routes, func(r pipeline.Route) bool { return r.Name == m.Route })
	}
	star := strings.IndexByte(m.Path, '*')
	return made(
		row{m.System != "" && !slices.Contains(systems, m.System), fmt.Sprintf("match.system: %q is none; there are %s", m.System, strings.Join(systems, ", "))},
		row{!route, fmt.Sprintf("match.route: no method is called %q; mockismp routes lists them", m.Route)},
		row{m.Method != strings.ToUpper(m.Method), fmt.Sprintf("match.method: %q; methods of HTTP are upper-case", m.Method)},
		row{m.Path != "" && m.Path[0] != '/', fmt.Sprintf("match.path: %q; it stands below the base path and begins with /", m.Path)},
		row{star >= 0 && (star != len(m.Path)-1 || !strings.HasSuffix(m.Path, "/*")), fmt.Sprintf("match.path: %q; a * stands at the end only, behind a /", m.Path)},
		row{m.BIN != "" && !twelveDigits(m.BIN), fmt.Sprintf("match.bin: %q is not 12 digits", m.BIN)},
		row{said.Phase != "" && !slices.Contains(phases, pipeline.Phase(said.Phase)), fmt.Sprintf("phase: %q is none; there are %v", said.Phase, phases)},
	)
}

func twelveDigits(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil && len(s) == 12
}

func wrongNumbers(said *mock.Fault) []string {
	m := said.Match
	return made(
		row{m.Nth < 0, fmt.Sprintf("match.nth is %d; the first call is 1", m.Nth)},
		row{m.Times < 0, fmt.Sprintf("match.times is %d; it must be at least 1", m.Times)},
		row{m.Probability != nil && (*m.Probability < 0 || *m.Probability > 1), "match.probability must lie between 0 and 1"},
		row{said.Status != 0 && (said.Status < 200 || said.Status > 599), fmt.Sprintf("status is %d; it must lie between 200 and 599", said.Status)},
		row{said.RetryAfter < 0, fmt.Sprintf("retryAfter is %d; it is a number of seconds", said.RetryAfter)},
		row{said.Rate != nil && said.Rate.Calls < 0, "rate.calls must be at least 0"},
	)
}

func wrongTimes(said *mock.Fault) (wrong []string) {
	from, err := momentOf(said.Match.From)
	wrong = append(wrong, at("match.from", err)...)
	until, err := momentOf(said.Match.Until)
	wrong = append(wrong, at("match.until", err)...)
	wrong = append(wrong, made(row{from != 0 && until != 0 && until <= from, "match.until does not lie behind match.from: it never acts"})...)
	if said.TTL != "" {
		_, err = duration(said.TTL)
		wrong = append(wrong, at("ttl", err)...)
	}
	if said.Rate != nil {
		_, err = duration(said.Rate.Per)
		wrong = append(wrong, at("rate.per", err)...)
	}
	if said.Delay != nil {
		_, err = delayOf(said.Delay)
		wrong = append(wrong, at("delay", err)...)
	}
	return wrong
}

func at(name string, err error) []string {
	if err == nil {
		return nil
	}
	return []string{name + ": " + err.Error()}
}

// wrongError: the calls that match must have words for the error.
func (f *Faults) wrongError(said *mock.Fault) []string {
	if said.Error == "" {
		return nil
	}
	is := func(p pipeline.Problem) bool { return string(p.Kind) == said.Error }
	for _, s := range f.systems {
		if slices.ContainsFunc(s.Problems, is) {
			return nil
		}
		for _, r := range s.Routes {
			if (said.Match.Route == "" || said.Match.Route == r.Name) && slices.ContainsFunc(r.Own, is) {
				return nil
			}
		}
	}
	of := ""
	if said.Match.Route != "" {
		of = " of " + said.Match.Route
	}
	return []string{fmt.Sprintf("error: %q is no kind of error%s; mockismp errors lists them", said.Error, of)}
}

func wrongAnswer(said *mock.Fault) []string {
	answers := said.Status != 0 || said.Body != nil
	bodiless := said.Status == http.StatusNoContent || said.Status == http.StatusNotModified || said.Status == http.StatusResetContent
	return made(
		row{!slices.Contains([]string{"", string(pipeline.Reset), string(pipeline.Nothing), string(pipeline.Truncated)}, said.Drop), fmt.Sprintf("drop: %q is none; there are reset, empty, truncate", said.Drop)},
		row{said.Error != "" && answers, "error excludes status and body: the row of the error has them"},
		row{said.ExpireToken && (answers || said.Error != ""), "expireToken excludes status, body and error: the system has its own answer"},
		row{bodiless && said.Body != nil, fmt.Sprintf("body: an answer with status %d has none", said.Status)},
		row{said.Rate != nil && (said.ExpireToken || said.Error != ""), "rate excludes error and expireToken"},
		row{(said.Drop == string(pipeline.Reset) || said.Drop == string(pipeline.Nothing)) && (answers || said.Error != "" || said.ExpireToken || said.Rate != nil), "drop: of a dropped answer nothing is seen; leave out what it says, or truncate it"},
	)
}

func wrongTogether(said *mock.Fault) []string {
	answers := said.Status != 0 || said.Body != nil || said.Error != "" || said.ExpireToken || said.Rate != nil
	return made(
		row{!answers && said.Drop == "" && said.Delay == nil && said.Preset == "", "it says nothing that happens: give status, body, error, delay, drop, expireToken, rate or preset"},
		row{said.RetryAfter != 0 && !answers, "retryAfter goes with status, body, error or rate"},
		row{said.Phase == string(pipeline.Received) && wantsCaller(said), "phase: at received nobody knows yet who calls, which match.bin, expireToken and rate ask for; leave it out"},
	)
}

// restored makes rules of what List gave.
func (f *Faults) restored(kept []mock.KeptFault) (list []*rule, last int, err error) {
	var wrong []string
	seen := map[string]bool{}
	for i := range kept {
		k := &kept[i]
		n, err := strconv.Atoi(strings.TrimPrefix(k.ID, "f"))
		expires, late := momentOf(k.Expires)
		mistakes := append(f.mistakes(&k.Fault), at("expires", late)...)
		mistakes = append(mistakes, made(
			row{err != nil || n < 1 || seen[k.ID] || k.ID != fmt.Sprintf("f%d", n), fmt.Sprintf("id: %q is none, or there twice", k.ID)},
			row{k.Matched < 0 || k.Acted < 0, "matched and acted must be at least 0"},
		)...)
		if seen[k.ID] = true; len(mistakes) > 0 {
			wrong = append(wrong, fmt.Sprintf("faults[%d]: %s", i, strings.Join(mistakes, ", ")))
			continue
		}
		r := newRule(k.ID, k.Fault, state.Moment(0))
		r.expires, r.matched, r.acted = expires, k.Matched, k.Acted
		list, last = append(list, r), max(last, n)
	}
	return list, last, refused(append(wrong, made(row{len(kept) > most, fmt.Sprintf("a world may have %d faults", most)})...))
}
