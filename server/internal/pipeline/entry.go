package pipeline

import (
	"cmp"
	"net/http"
	"time"
)

// entry is the call as the journal keeps it.
func (c *Call) entry(a answer, now time.Time) Entry {
	r := c.echo.Request()
	e := Entry{
		System: c.system.Name, Method: r.Method, RawQuery: r.URL.RawQuery, Status: a.status, Began: c.began, Took: now.Sub(c.began),
		RequestBody: c.Body, RequestSize: len(c.Body), ResponseBody: a.body, ResponseSize: len(a.body), Warnings: c.warnings, Notes: c.notes,
		Changes: changesText(c.changes), Faults: c.faults, Outcome: c.outcome,
	}
	if c.World != nil {
		e.At = c.World.Present().Clock().Now()
	}
	if r.Method == http.MethodHead {
		e.ResponseBody, e.ResponseSize = nil, 0
	}
	e.Path = c.Path()
	if c.Route != nil {
		e.Route = c.Route.Name
	}
	if c.Caller != nil {
		e.BIN = c.Caller.BIN
	}
	if reason := cmp.Or(a.failure, c.reason); reason != nil {
		e.Problem, e.Rule, e.Why = string(reason.kind), reason.rule, reason.why
	}
	e.Document, e.Lost = c.document, c.cut != Whole
	e.RetryAfter = c.retry
	return e
}
