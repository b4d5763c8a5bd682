package faults

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/said"
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
	case f.Stale != "":
		return pipeline.Handled
	case wantsCaller(f):
		return pipeline.Authenticated
	}
	return pipeline.Received
}

// wantsCaller tells whether a fault has to know who calls.
func wantsCaller(f *mock.Fault) bool { return f.Match.BIN != "" || f.ExpireToken || f.Rate != nil }

// mistakes are all that is wrong with a fault.
func (f *Faults) mistakes(says *mock.Fault) (wrong []string) {
	for _, check := range []func(*mock.Fault) []string{f.wrongMatch, wrongNumbers, wrongTimes, f.wrongError, wrongAnswer, wrongTogether} {
		wrong = append(wrong, check(says)...)
	}
	return wrong
}

func (f *Faults) wrongMatch(says *mock.Fault) []string {
	m := says.Match
	var systems []string
	route := m.Route == ""
	for _, s := range f.systems {
		systems = append(systems, s.Name)
		route = route || slices.ContainsFunc(s.Routes, func(r pipeline.Route) bool { return r.Name == m.Route })
	}
	star := strings.IndexByte(m.Path, '*')
	return said.Mistakes(
		said.If(m.System != "" && !slices.Contains(systems, m.System), fmt.Sprintf("match.system: %q is none; there are %s", m.System, strings.Join(systems, ", "))),
		said.If(!route, fmt.Sprintf("match.route: no method is called %q; mockismp routes lists them", m.Route)),
		said.If(m.Method != strings.ToUpper(m.Method), fmt.Sprintf("match.method: %q; methods of HTTP are upper-case", m.Method)),
		said.If(m.Path != "" && m.Path[0] != '/', fmt.Sprintf("match.path: %q; it stands below the base path and begins with /", m.Path)),
		said.If(star >= 0 && (star != len(m.Path)-1 || !strings.HasSuffix(m.Path, "/*")), fmt.Sprintf("match.path: %q; a * stands at the end only, behind a /", m.Path)),
		said.If(m.BIN != "" && !said.BIN(m.BIN), fmt.Sprintf("match.bin: %q is not 12 digits", m.BIN)),
		said.If(says.Phase != "" && !slices.Contains(phases, pipeline.Phase(says.Phase)), fmt.Sprintf("phase: %q is none; there are %v", says.Phase, phases)),
	)
}

func wrongNumbers(says *mock.Fault) []string {
	return said.Mistakes(
		said.If(says.Status != 0 && (says.Status < 200 || says.Status > 599), fmt.Sprintf("status is %d; it must lie between 200 and 599", says.Status)),
		said.If(says.RetryAfter < 0, fmt.Sprintf("retryAfter is %d; it is a number of seconds", says.RetryAfter)),
		said.If(says.Rate != nil && says.Rate.Calls < 0, "rate.calls must be at least 0"),
	)
}

// pickOf is which of the calls that fit the fault acts on.
func pickOf(m *mock.FaultMatch) (state.Pick, []string) {
	return said.Pick("match", "call", m.Nth, m.Times, m.Probability, m.From, m.Until)
}

func wrongTimes(says *mock.Fault) (wrong []string) {
	_, wrong = pickOf(&says.Match)
	if says.TTL != "" {
		_, err := said.Duration(says.TTL)
		wrong = append(wrong, said.At("ttl", err)...)
	}
	if says.Rate != nil {
		_, err := said.Duration(says.Rate.Per)
		wrong = append(wrong, said.At("rate.per", err)...)
	}
	if says.Stale != "" {
		_, err := said.Duration(says.Stale)
		wrong = append(wrong, said.At("stale", err)...)
	}
	if says.Dribble != "" {
		_, err := wall(says.Dribble)
		wrong = append(wrong, said.At("dribble", err)...)
	}
	if says.Delay != nil {
		_, err := delayOf(says.Delay)
		wrong = append(wrong, said.At("delay", err)...)
	}
	return wrong
}

// wrongError: the calls that match must have words for the error.
func (f *Faults) wrongError(says *mock.Fault) []string {
	if says.Error == "" {
		return nil
	}
	is := func(p pipeline.Problem) bool { return string(p.Kind) == says.Error }
	for _, s := range f.systems {
		if slices.ContainsFunc(s.Problems, is) {
			return nil
		}
		for _, r := range s.Routes {
			if (says.Match.Route == "" || says.Match.Route == r.Name) && slices.ContainsFunc(r.Own, is) {
				return nil
			}
		}
	}
	of := ""
	if says.Match.Route != "" {
		of = " of " + says.Match.Route
	}
	return []string{fmt.Sprintf("error: %q is no kind of error%s; mockismp errors lists them", says.Error, of)}
}

func wrongAnswer(says *mock.Fault) []string {
	answers := says.Status != 0 || says.Body != nil
	bodiless := says.Status == http.StatusNoContent || says.Status == http.StatusNotModified || says.Status == http.StatusResetContent
	return said.Mistakes(
		said.If(!slices.Contains([]string{"", string(pipeline.Reset), string(pipeline.Nothing), string(pipeline.Truncated)}, says.Drop), fmt.Sprintf("drop: %q is none; there are reset, empty, truncate", says.Drop)),
		said.If(says.Error != "" && answers, "error excludes status and body: the row of the error has them"),
		said.If(says.ExpireToken && (answers || says.Error != ""), "expireToken excludes status, body and error: the system has its own answer"),
		said.If(bodiless && says.Body != nil, fmt.Sprintf("body: an answer with status %d has none", says.Status)),
		said.If(says.Rate != nil && (says.ExpireToken || says.Error != ""), "rate excludes error and expireToken"),
		said.If((says.Drop == string(pipeline.Reset) || says.Drop == string(pipeline.Nothing)) && (answers || says.Error != "" || says.ExpireToken || says.Rate != nil), "drop: of a dropped answer nothing is seen; leave out what it says, or truncate it"),
	)
}

func wrongTogether(says *mock.Fault) []string {
	answers := says.Status != 0 || says.Body != nil || says.Error != "" || says.ExpireToken || says.Rate != nil
	return said.Mistakes(
		said.If(!answers && says.Drop == "" && says.Delay == nil && says.Preset == "" && says.Dribble+says.Stale+says.Without == "", "it says nothing that happens: give status, body, error, delay, drop, dribble, stale, without, expireToken, rate or preset"),
		said.If(says.Stale != "" && (answers || says.Phase != "" && says.Phase != string(pipeline.Handled)), "stale: the method itself answers, at handled; leave out phase, and what it would be answered with"),
		said.If(says.Without != "" && (answers || says.Phase == string(pipeline.Written) || says.Match.Route != "" && says.Match.Route != signIn), "without: the method "+signIn+" answers, before written; leave out what it would be answered with"),
		said.If(says.Without != "" && says.Without != pipeline.PID, fmt.Sprintf("without: %q is no claim that can be left out; there is %s", says.Without, pipeline.PID)),
		said.If(says.Dribble != "" && says.Drop != "", "dribble excludes drop"),
		said.If(says.RetryAfter != 0 && !answers, "retryAfter goes with status, body, error or rate"),
		said.If(says.Phase == string(pipeline.Received) && wantsCaller(says), "phase: at received nobody knows yet who calls, which match.bin, expireToken and rate ask for; leave it out"),
	)
}

// restored makes rules of what List gave.
func (f *Faults) restored(kept []mock.KeptFault) (list []*rule, last int, err error) {
	var wrong []string
	seen := map[string]bool{}
	for i := range kept {
		k := &kept[i]
		n, named := said.Number("f", k.ID)
		expires, late := said.Moment(k.Expires)
		mistakes := append(f.mistakes(&k.Fault), said.At("expires", late)...)
		mistakes = append(mistakes, said.Mistakes(
			said.If(!named || seen[k.ID], fmt.Sprintf("id: %q is none, or there twice", k.ID)),
			said.If(k.Matched < 0 || k.Acted < 0, "matched and acted must be at least 0"),
		)...)
		if seen[k.ID] = true; len(mistakes) > 0 {
			wrong = append(wrong, fmt.Sprintf("faults[%d]: %s", i, strings.Join(mistakes, ", ")))
			continue
		}
		r := newRule(k.ID, k.Fault, state.Moment(0))
		r.expires, r.matched, r.acted = expires, k.Matched, k.Acted
		list, last = append(list, r), max(last, n)
	}
	return list, last, said.Refused(Bad, append(wrong, said.Mistakes(said.If(len(kept) > most, fmt.Sprintf("a world may have %d faults", most)))...))
}
