package retell

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// field is a field of a step, in the order in which it is written.
type field struct {
	name  string
	value any
}

// soon is how far apart two calls may be without time being moved between them.
const soon = 500 * time.Millisecond

// steps writes the calls as steps, with the time that passed between them and what
// another party has decided meanwhile.
func (s *story) steps() (steps [][]field, err error) {
	s.now = s.beginning()
	for _, c := range s.calls {
		if d, is := c.decides(); is && d.signed && c.Status < http.StatusBadRequest {
			s.answered[d.document] = true
		}
	}
	for i, c := range s.calls {
		steps = append(steps, s.meanwhile(i)...)
		if d, is := c.decides(); is && !d.signed && s.signedLater(i, d) {
			continue // the verb makes both calls
		}
		step := s.step(c)
		if step == nil {
			continue
		}
		steps = append(append(append(steps, s.passed(c.at)...), s.outcome(c)...), step)
	}
	return append(steps, s.meanwhile(len(s.calls))...), nil
}

func (s *story) signedLater(i int, d decision) bool {
	return slices.ContainsFunc(s.calls[i+1:], func(later *call) bool {
		other, is := later.decides()
		return is && other.signed && other.document == d.document && (other.verb == d.verb || other.verb == "")
	})
}

// step writes a call, nil after it was left out.
func (s *story) step(c *call) []field {
	as := field{"as", s.roles[c.BIN]}
	if d, is := c.decides(); is {
		return []field{{d.verb, s.template(d.document, c.at)}, as, {"expect", map[string]any{"status": c.Status}}}
	}
	if c.kind != "" {
		step := []field{{"send", string(c.kind)}, as, {"text", s.template(c.document, c.at)}}
		if !c.lost {
			step = append(step, field{"expect", map[string]any{"status": c.Status}})
		}
		return append(step, field{"save", c.save})
	}
	step := []field{{strings.ToLower(c.Method), s.template(c.Path, c.at)}, as}
	if q, err := url.ParseQuery(c.Query); err == nil && len(q) > 0 {
		step = append(step, field{"query", s.query(q, c.at)})
	}
	if c.Request.Request != "" {
		var body any
		switch {
		case json.Unmarshal([]byte(c.Request.Request), &body) != nil:
			step = append(step, field{"text", s.template(c.Request.Request, c.at)})
		case strings.Contains(c.Request.Request, `"signature"`):
			s.left = append(s.left, Left{c.ID, c.Method + " " + c.Path, "it carries a signature of what is no document"})
			return nil
		default:
			step = append(step, field{"body", s.templates(body, c.at)})
		}
	}
	if c.polls > 0 {
		step = append(step, field{"until", "status == " + itoa(c.Status)}, field{"within", "24h"})
	}
	step = append(step, field{"expect", s.expected(c)})
	if len(c.saves) > 0 {
		saves := map[string]any{}
		for _, save := range c.saves {
			saves[save.name] = save.value
		}
		step = append(step, field{"save", saves})
	}
	return step
}

func (s *story) query(q url.Values, at time.Time) map[string]any {
	out := map[string]any{}
	for name, values := range q {
		all := make([]any, len(values))
		for i, v := range values {
			all[i] = s.template(v, at)
		}
		if out[name] = all; len(all) == 1 {
			out[name] = all[0]
		}
	}
	return out
}

// telling are the fields of answers that say how things stand.
var telling = []string{
	"status", "ownerBin", "packageType", "productGroup", "errorCode", "errorMessage", "error_message", "reviseStatusCode", "accepted",
}

// mostExpected is how many values of an answer a step looks at.
const mostExpected = 12

// expected is what an answer has to be like: its status, and what it tells.
func (s *story) expected(c *call) map[string]any {
	out := map[string]any{"status": c.Status}
	values := map[string]any{}
	leaves("body", "", c.answer, func(l leaf) {
		text, isText := l.value.(string)
		switch {
		case l.at == "body" && isText && !strings.ContainsAny(text, "0123456789") && text != "":
			out["body"] = escape(text)
		case len(values) < mostExpected && slices.Contains(telling, l.key) && l.value != nil:
			values[strings.TrimPrefix(strings.TrimPrefix(l.at, "body"), ".")] = s.templates(l.value, c.at)
		}
	})
	if delete(values, ""); len(values) > 0 {
		out["json"] = values
	}
	return out
}
