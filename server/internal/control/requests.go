package control

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/redact"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/server/internal/review"
	"github.com/mockismp/mockismp/state"
)

// waitOver: what was waited for did not come.
const waitOver state.Kind = "control.wait-over"

// requestFilter chooses among the requests of a journal.
type requestFilter struct {
	mock.RequestFilter
	sinceID uint64       // only requests of a larger id
	sinceAt state.Moment // only requests of this world time and later
	until   state.Moment // only requests of earlier world times, 0 for all
}

// filterOf reads what since is: an id, or a time.
func filterOf(f mock.RequestFilter) (requestFilter, error) {
	out := requestFilter{RequestFilter: f}
	since, err := state.Moment(0), error(nil)
	if out.sinceID, err = strconv.ParseUint(f.Since, 10, 64); err != nil {
		if since, err = timeNamed("since", f.Since, "neither the id of a request nor a time"); err != nil {
			return out, err
		}
	}
	if out.sinceAt, err = timeNamed("from", f.From, "no time"); err != nil {
		return out, err
	}
	out.sinceAt = max(out.sinceAt, since)
	out.until, err = timeNamed("until", f.Until, "no time")
	return out, err
}

// timeNamed reads a time of a filter, 0 for "". whatNot says what a wrong one is.
func timeNamed(name, value, whatNot string) (state.Moment, error) {
	if value == "" {
		return 0, nil
	}
	at, err := state.ParseMoment(value)
	if err != nil {
		return 0, state.Errorf(badCall, "%s is %.100q, which is %s such as 2026-11-22T10:00:00Z (RFC 3339)", name, value, whatNot)
	}
	return at, nil
}

func (f *requestFilter) matches(e *pipeline.Entry) bool {
	return (f.System == "" || f.System == e.System) &&
		(f.Route == "" || f.Route == e.Route) &&
		(f.Method == "" || f.Method == e.Method) &&
		(f.Path == "" || pipeline.MatchesPath(f.Path, e.Path)) &&
		(f.BIN == "" || f.BIN == e.BIN) &&
		(f.Status == 0 || f.Status == e.Status) &&
		(f.Rule == "" || f.Rule == e.Rule || warnedBy(f.Rule, e)) &&
		(f.Refused == nil || *f.Refused == (e.Status >= http.StatusBadRequest)) &&
		(f.Warned == nil || *f.Warned == (len(e.Warnings) > 0)) &&
		(f.Changed == nil || *f.Changed == (len(e.Changes) > 0)) &&
		(f.Fault == "" || slices.Contains(e.Faults, f.Fault)) &&
		(f.Outcome == "" || f.Outcome == e.Outcome) &&
		e.ID > f.sinceID && e.At >= f.sinceAt && (f.until == 0 || e.At < f.until)
}

func warnedBy(rule string, e *pipeline.Entry) bool {
	for _, w := range e.Warnings {
		if string(w.Rule) == rule {
			return true
		}
	}
	return false
}

// complete tells whether nothing that might have matched is lost.
func (f *requestFilter) complete(lost pipeline.Lost) bool {
	return lost.Count == 0 || lost.ID <= f.sinceID || lost.Until < f.sinceAt
}

// count counts what fits, of a larger id than seen, and gives the newest id, as
// long as the client is here.
func (f *requestFilter) count(j *pipeline.Journal, seen uint64, here func() bool) (n int, newest uint64) {
	newest = seen
	var e pipeline.Entry
	for id := uint64(math.MaxUint64); j.Before(id, false, &e) && e.ID > seen && e.ID > f.sinceID; id = e.ID {
		if !here() {
			return n, newest
		}
		newest = max(newest, e.ID)
		if f.matches(&e) {
			n++
		}
	}
	return n, newest
}

type requestsIn struct {
	mock.RequestFilter
	After  int64 `query:"after"` // next of the page before
	Limit  *int  `query:"limit"`
	Bodies bool  `query:"bodies"`
}

// requests streams the journal, newest first: {items, next, complete, evicted},
// of which complete and evicted say whether anything that might have matched is lost.
func (a *API) requests(c *pipeline.Call, in requestsIn) (pipeline.Stream, error) {
	limit, err := pageSize(in.Limit)
	if err != nil {
		return pipeline.Stream{}, err
	}
	f, err := filterOf(in.RequestFilter)
	if err != nil {
		return pipeline.Stream{}, err
	}
	return pipeline.Stream{ContentType: "application/json;charset=UTF-8", Write: func(w *pipeline.StreamWriter) error {
		out := bufio.NewWriter(w) // remembers the first failure
		_, _ = out.WriteString(`{"items":[`)
		next, err := in.write(out, c.World.Journal, &f, limit, c.Here)
		if err != nil {
			return err
		}
		_, _ = out.WriteString("]")
		if next != "" {
			_, _ = fmt.Fprintf(out, `,"next":%q`, next)
		}
		lost := c.World.Journal.Lost()
		_, _ = fmt.Fprintf(out, `,"complete":%t,"evicted":%d}`, f.complete(lost), lost.Count)
		return out.Flush()
	}}, nil
}

// write writes what fits, entry by entry, and gives the identifier behind which
// the next page begins, "" for none.
func (in requestsIn) write(out *bufio.Writer, j *pipeline.Journal, f *requestFilter, limit int, here func() bool) (next string, err error) {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	before := uint64(math.MaxUint64)
	if in.After > 0 {
		before = uint64(in.After)
	}
	var e pipeline.Entry
	for n := 0; j.Before(before, in.Bodies, &e) && e.ID > f.sinceID; before = e.ID {
		if !here() {
			return "", http.ErrAbortHandler // nothing more goes out
		}
		if !f.matches(&e) {
			continue
		}
		if n == limit {
			return next, nil
		}
		if n++; n > 1 {
			_ = out.WriteByte(',')
		}
		if err := enc.Encode(requestOf(&e)); err != nil {
			return "", err
		}
		next = strconv.FormatUint(e.ID, 10)
	}
	return "", nil
}

type countIn struct {
	Body mock.RequestFilter `body:"json,optional"`
}

// countRequests counts what fits in the journal.
func (a *API) countRequests(c *pipeline.Call, in countIn) (out mock.RequestCount, err error) {
	f, err := filterOf(in.Body)
	if err != nil {
		return out, err
	}
	n, _ := f.count(c.World.Journal, 0, c.Here)
	return f.counted(c.World.Journal, n), nil
}

func (f *requestFilter) counted(j *pipeline.Journal, n int) mock.RequestCount {
	lost := j.Lost()
	return mock.RequestCount{Count: n, Complete: f.complete(lost), Evicted: lost.Count}
}

type waitIn struct {
	mock.RequestFilter
	Count   *int   `query:"count"`   // of requests that are waited for, 1 if absent
	Timeout string `query:"timeout"` // in wall time, 10s if absent
}

// The longest that a call waits for requests, and how long it does unless asked.
const (
	longestWait = time.Minute
	usualWait   = 10 * time.Second
)

// asked is what the call waits for, and how long.
func (in waitIn) asked() (count int, timeout time.Duration, err error) {
	count, timeout = 1, usualWait
	if in.Count != nil {
		count = *in.Count
	}
	if in.Timeout != "" {
		if timeout, err = time.ParseDuration(in.Timeout); err != nil {
			return 0, 0, state.Errorf(badCall, "timeout is %.100q, which is no duration such as 500ms or 10s", in.Timeout)
		}
	}
	switch {
	case count < 1 || count > pipeline.MostEntries:
		err = state.Errorf(badCall, "count is %d; it must lie between 1 and %d", count, pipeline.MostEntries)
	case timeout < 0 || timeout > longestWait:
		err = state.Errorf(badCall, "timeout is %s; it must lie between 0s and %s", timeout, longestWait)
	}
	return count, timeout, err
}

// waitForRequests answers once so many requests fit. What it has seen counts,
// also when it is evicted meanwhile.
func (a *API) waitForRequests(c *pipeline.Call, in waitIn) (out mock.RequestCount, err error) {
	want, timeout, err := in.asked()
	if err != nil {
		return out, err
	}
	f, err := filterOf(in.RequestFilter)
	if err != nil {
		return out, err
	}
	over := time.NewTimer(timeout)
	defer over.Stop()
	j := c.World.Journal
	for n, seen := 0, uint64(0); ; {
		added, err := j.Added() // before counting: what comes in meanwhile closes it
		if err != nil {
			return out, err
		}
		var more int
		more, seen = f.count(j, seen, c.Here)
		if n += more; n >= want {
			return f.counted(j, n), nil
		}
		select {
		case <-added:
		case <-over.C:
			return out, state.Errorf(waitOver, "requests that fit: %d in %s of waiting; waited for: %d; evicted from the journal: %d", n, timeout, want, j.Lost().Count)
		case <-c.Context().Done():
			return out, state.Errorf(pipeline.ClientLeft, "the client left while it waited for requests")
		}
	}
}

// coverage tells what the journal touched, doctor what it tells about the client.
func (a *API) coverage(c *pipeline.Call, _ struct{}) (mock.Coverage, error) {
	return review.Coverage(c.World, []*pipeline.System{a.TrueAPI.System()}), nil
}

func (a *API) doctor(c *pipeline.Call, _ struct{}) (mock.Diagnosis, error) {
	return review.Doctor(c.World), nil
}

// clearRequests empties the journal; ids go on.
func (a *API) clearRequests(c *pipeline.Call, _ struct{}) (pipeline.Reply, error) {
	c.World.Journal.Clear()
	return pipeline.Reply{Status: http.StatusNoContent}, nil
}

func requestOf(e *pipeline.Entry) mock.Request {
	out := mock.Request{
		ID: e.ID, At: e.At.String(), System: e.System, Method: e.Method, Path: redact.Address(e.Path), Query: redact.Address(e.RawQuery), Route: e.Route, BIN: e.BIN,
		Status: e.Status, Faults: e.Faults, Outcome: e.Outcome, Notes: e.Notes, Milliseconds: float64(e.Took.Microseconds()) / 1000, Rule: e.Rule, Why: redact.Text(e.Why),
		RequestSize: e.RequestSize, ResponseSize: e.ResponseSize,
	}
	if len(e.RequestBody) > 0 {
		out.Request = readable(e.RequestBody, e.RequestSize)
	}
	if len(e.ResponseBody) > 0 {
		out.Response = readable(e.ResponseBody, e.ResponseSize)
	}
	if len(e.Changes) > 0 {
		_ = json.Unmarshal(e.Changes, &out.Changes) // the pipeline wrote it
	}
	for _, w := range e.Warnings {
		out.Warnings = append(out.Warnings, mock.Warning{Rule: string(w.Rule), Why: redact.Text(w.Why)})
	}
	return out
}

// readable shows what the journal keeps of a body, and says where it was cut.
func readable(kept []byte, size int) string {
	cut := ""
	if size > len(kept) {
		kept = wholeRunes(kept)
		cut = fmt.Sprintf("…[cut: %d bytes in all]", size)
	}
	text := redact.Text(string(kept))
	if !utf8.ValidString(text) {
		text = "base64:" + base64.StdEncoding.EncodeToString([]byte(text))
	}
	return text + cut
}

// wholeRunes leaves out a character at the end of which only a part is there.
func wholeRunes(b []byte) []byte {
	for i := len(b) - 1; i >= max(0, len(b)-utf8.UTFMax); i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return b[:i]
			}
			return b
		}
	}
	return b
}
