package control

import (
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state/rules"
)

type requestsIn struct {
	Route  string `query:"route"`
	Method string `query:"method"`
	Path   string `query:"path"` // below the base path, exact or ending in /*
	BIN    string `query:"bin"`
	After  *int   `query:"after"` // id of the last one seen
	Limit  *int   `query:"limit"`
}

// requestsOut says whether anything that might have matched was evicted.
type requestsOut struct {
	Items    []requestOut `json:"items"`
	Next     string       `json:"next,omitempty"`
	Complete bool         `json:"complete"`
	Evicted  uint64       `json:"evicted"`
}

type requestOut struct {
	ID           uint64          `json:"id"`
	At           string          `json:"at"` // world time
	Method       string          `json:"method"`
	Path         string          `json:"path"`
	Query        string          `json:"query,omitempty"`
	Route        string          `json:"route,omitempty"`
	BIN          string          `json:"bin,omitempty"`
	Status       int             `json:"status"`
	Milliseconds float64         `json:"ms"` // wall time
	Rule         string          `json:"rule,omitempty"`
	Why          string          `json:"why,omitempty"`
	Warnings     []rules.Warning `json:"warnings,omitempty"`
	RequestSize  int             `json:"requestSize"`
	Request      string          `json:"request,omitempty"`
	ResponseSize int             `json:"responseSize"`
	Response     string          `json:"response,omitempty"`
}

// requests lists the journal, oldest first.
func (a *API) requests(c *pipeline.Call, in requestsIn) (out requestsOut, err error) {
	limit, err := pageSize(in.Limit)
	if err != nil {
		return out, err
	}
	kept, evicted := c.World.Journal.Entries()
	out = requestsOut{Items: []requestOut{}, Complete: evicted == 0, Evicted: evicted}
	for i := range kept {
		e := &kept[i]
		if !in.matches(e) {
			continue
		}
		if len(out.Items) == limit {
			out.Next = strconv.FormatUint(out.Items[limit-1].ID, 10)
			break
		}
		out.Items = append(out.Items, requestOf(e))
	}
	return out, nil
}

func (in requestsIn) matches(e *pipeline.Entry) bool {
	return (in.Route == "" || in.Route == e.Route) &&
		(in.Method == "" || in.Method == e.Method) &&
		(in.Path == "" || matchesPath(in.Path, e.Path)) &&
		(in.BIN == "" || in.BIN == e.BIN) &&
		(in.After == nil || e.ID > uint64(*in.After))
}

func matchesPath(pattern, path string) bool {
	if below, ok := strings.CutSuffix(pattern, "*"); ok && strings.HasSuffix(below, "/") {
		return strings.HasPrefix(path, below)
	}
	return path == pattern
}

func requestOf(e *pipeline.Entry) requestOut {
	return requestOut{
		ID: e.ID, At: e.At.String(), Method: e.Method, Path: e.Path, Query: redact(e.RawQuery), Route: e.Route, BIN: e.BIN,
		Status: e.Status, Milliseconds: float64(e.Took.Microseconds()) / 1000, Rule: e.Rule, Why: redact(e.Why), Warnings: e.Warnings,
		RequestSize: e.RequestSize, Request: readable(e.RequestBody), ResponseSize: e.ResponseSize, Response: readable(e.ResponseBody),
	}
}

func readable(body []byte) string {
	if !utf8.Valid(body) {
		return "base64:" + base64.StdEncoding.EncodeToString(body)
	}
	return redact(string(body))
}

// What opens doors never shows in the journal: tokens wherever they stand, and
// the values of fields that hold passwords.
var (
	jwtPattern    = regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]*`)
	secretPattern = regexp.MustCompile(`("(?:token|password)"\s*:\s*)"[^"]*"`)
)

func redact(s string) string {
	return secretPattern.ReplaceAllString(jwtPattern.ReplaceAllString(s, "[redacted]"), `$1"[redacted]"`)
}
