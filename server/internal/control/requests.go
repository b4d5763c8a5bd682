package control

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
)

type requestsIn struct {
	Route  string `query:"route"`
	Method string `query:"method"`
	Path   string `query:"path"` // below the base path, exact or ending in /*
	BIN    string `query:"bin"`
	After  int64  `query:"after"` // id of the last one seen
	Limit  *int   `query:"limit"`
}

// requests streams the journal, oldest first: {items, next, complete, evicted},
// of which complete and evicted say whether anything that might have matched is lost.
func (a *API) requests(c *pipeline.Call, in requestsIn) (pipeline.Stream, error) {
	limit, err := pageSize(in.Limit)
	if err != nil {
		return pipeline.Stream{}, err
	}
	return pipeline.Stream{ContentType: "application/json;charset=UTF-8", Write: func(w *pipeline.StreamWriter) error {
		out := bufio.NewWriter(w) // remembers the first failure
		_, _ = out.WriteString(`{"items":[`)
		next, err := in.write(out, c.World.Journal, limit)
		if err != nil {
			return err
		}
		_, _ = out.WriteString("]")
		if next != "" {
			_, _ = fmt.Fprintf(out, `,"next":%q`, next)
		}
		evicted := c.World.Journal.Evicted()
		_, _ = fmt.Fprintf(out, `,"complete":%t,"evicted":%d}`, evicted == 0, evicted)
		return out.Flush()
	}}, nil
}

// write writes what fits, entry by entry, and gives the identifier behind which
// the next page begins, "" for none.
func (in requestsIn) write(out *bufio.Writer, j *pipeline.Journal, limit int) (next string, err error) {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	var e pipeline.Entry
	for after, n := uint64(max(0, in.After)), 0; j.Next(after, &e); after = e.ID {
		if !in.matches(&e) {
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

func (in requestsIn) matches(e *pipeline.Entry) bool {
	return (in.Route == "" || in.Route == e.Route) &&
		(in.Method == "" || in.Method == e.Method) &&
		(in.Path == "" || pipeline.MatchesPath(in.Path, e.Path)) &&
		(in.BIN == "" || in.BIN == e.BIN)
}

func requestOf(e *pipeline.Entry) mock.Request {
	out := mock.Request{
		ID: e.ID, At: e.At.String(), System: e.System, Method: e.Method, Path: redactAddress(e.Path), Query: redactAddress(e.RawQuery), Route: e.Route, BIN: e.BIN,
		Status: e.Status, Notes: e.Notes, Milliseconds: float64(e.Took.Microseconds()) / 1000, Rule: e.Rule, Why: redact(e.Why),
		RequestSize: e.RequestSize, Request: readable(e.RequestBody, e.RequestSize), ResponseSize: e.ResponseSize, Response: readable(e.ResponseBody, e.ResponseSize),
	}
	for _, w := range e.Warnings {
		out.Warnings = append(out.Warnings, mock.Warning{Rule: string(w.Rule), Why: redact(w.Why)})
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
	text := redact(string(kept))
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
