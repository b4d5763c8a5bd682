package control

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/server/internal/trueapi"
	"github.com/mockismp/mockismp/state"
)

// How much of a world the overview shows.
const (
	shownParticipants = 10
	shownCodes        = 3
	codesLookedAt     = 5000 // for codes of different packages
)

// overview is the first page: HTML for browsers, JSON for others. Who may not
// call the control API sees what /_mock/ready tells, and why there is no more.
func (a *API) overview(c *pipeline.Call, _ struct{}) (pipeline.Reply, error) {
	r := c.Request()
	v := c.World.Snapshot()
	ready, err := a.ready(c, struct{}{})
	if err != nil {
		return pipeline.Reply{}, err
	}
	at := origin(r) + worldPath(c.World)
	out := mock.Overview{Ready: ready, TrueAPI: at + trueapi.Base, Control: at + Base, Calls: a.calls(worldPath(c.World))}
	if err := a.Guard(c); err != nil {
		out.Closed = why(err)
	} else {
		if err := a.fillOverview(c, v, &out); err != nil {
			return pipeline.Reply{}, err
		}
	}
	if !strings.Contains(strings.Join(r.Header.Values("Accept"), ","), "text/html") {
		return pipeline.Reply{Body: out}, nil
	}
	var page bytes.Buffer
	if err := overviewPage().Execute(&page, out); err != nil {
		return pipeline.Reply{}, err
	}
	reply := pipeline.Reply{ContentType: "text/html;charset=UTF-8", Body: page.Bytes()}
	if out.Closed != "" {
		reply.Status, reply.Challenge = http.StatusUnauthorized, `Basic realm="mockismp: the control token is the password"`
	}
	return reply, nil
}

// why is a refusal in words for people.
func why(err error) string {
	if refused := (*state.Error)(nil); errors.As(err, &refused) {
		return refused.Why
	}
	return err.Error()
}

// fillOverview adds what only those see who may call the control API.
func (a *API) fillOverview(c *pipeline.Call, v state.View, out *mock.Overview) error {
	worlds, err := a.worlds(c, struct{}{})
	if err != nil {
		return err
	}
	out.Worlds = worlds.Items
	v.Participants("", func(p *state.Participant) bool {
		out.Participants = append(out.Participants, records.OfParticipant(p))
		return len(out.Participants) < shownParticipants
	})
	out.Codes = samples(v)
	for _, rule := range rulesOf(v.Rules()).Items {
		if rule.Value != rule.Default {
			out.Rules = append(out.Rules, rule)
		}
	}
	out.Faults = a.Faults.List(c.World)
	return nil
}

// samples are codes to try, of different packages as far as there are such.
func samples(v state.View) (codes []mock.Code) {
	seen, others, looked := map[string]bool{}, []mock.Code{}, 0
	v.Codes("", func(code *state.Code) bool {
		shown := records.OfCode(code)
		shown.Child = nil
		if !seen[shown.PackageType] {
			seen[shown.PackageType] = true
			codes = append(codes, shown)
		} else if len(others) < shownCodes {
			others = append(others, shown)
		}
		looked++
		return len(codes) < shownCodes && looked < codesLookedAt
	})
	codes = append(codes, others...)
	return codes[:min(len(codes), shownCodes)]
}

// calls are those that the server answers, in the order of their tables.
func (a *API) calls(world string) (all []mock.Call) {
	for _, s := range append(slices.Clone(a.Emulated), a.System()) {
		for _, r := range s.Routes {
			path := s.Bases[0] + r.Path
			call := mock.Call{System: s.Name, Method: r.Method, Path: path, Name: r.Name, Access: string(r.Access)}
			if r.Method == http.MethodGet && !strings.Contains(path, "{") && r.Access != pipeline.Bearer {
				call.Href = world + path
			}
			all = append(all, call)
		}
	}
	return all
}

// origin is the server's address as the client called it.
func origin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// asSet is a setting as people write it.
func asSet(v any) string {
	if list, ok := v.([]string); ok {
		v = strings.Join(list, ", ")
	}
	return cmp.Or(fmt.Sprint(v), "–")
}

// written is a value as JSON for people.
func written(v any) (string, error) {
	var text strings.Builder
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return strings.TrimSpace(text.String()), err
}

//go:embed overview.html
var overviewText string

var overviewPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("overview").Funcs(template.FuncMap{
		"query":    url.QueryEscape,
		"json":     written,
		"plain":    asSet,
		"jsonList": func(items ...string) (string, error) { return written(items) },
		"quoted":   func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" },
		"of":       func(n, all int) string { return fmt.Sprintf("%d of %d", n, all) },
		"emulated": func(calls []mock.Call) []mock.Call {
			return slices.DeleteFunc(slices.Clone(calls), func(c mock.Call) bool { return strings.HasPrefix(c.Path, Base) })
		},
		"controls": func(calls []mock.Call) []mock.Call {
			return slices.DeleteFunc(slices.Clone(calls), func(c mock.Call) bool { return !strings.HasPrefix(c.Path, Base) })
		},
	}).Parse(overviewText))
})
