package steps

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
)

// field gives what stands in a field beside the verb, nil if nothing does.
func (t *turn) field(name string) (any, error) {
	v, there := t.more[name]
	if !there {
		return nil, nil
	}
	return v.of(t.env)
}

func (t *turn) text(name string) (string, error) { return t.more[name].text(t.env) }

// took makes the step's answer of an exchange.
func (t *turn) took(e *exchange) {
	a := &answer{exchange: e}
	if t.answer = a; e == nil {
		a.lost = "nothing was sent"
		return
	}
	if e.err != nil {
		a.lost = e.err.Error()
		return
	}
	a.status, a.header, a.text = e.status, e.header, string(e.body)
	if json.Unmarshal(e.body, &a.body) != nil {
		a.body = a.text
	}
}

func get(ctx context.Context, p *play, t *turn) error { return t.call(ctx, http.MethodGet, "", nil) }

func post(ctx context.Context, p *play, t *turn) error {
	body, err := t.field("body")
	if err != nil {
		return err
	}
	text, err := t.text("text")
	if err != nil {
		return err
	}
	if body == nil {
		return t.call(ctx, http.MethodPost, "text/plain", []byte(text))
	}
	return t.call(ctx, http.MethodPost, "application/json", []byte(jsonText(body)))
}

// call makes any call of the True-API.
func (t *turn) call(ctx context.Context, method, kind string, body []byte) error {
	path, err := t.arg.text(t.env)
	if err != nil {
		return err
	}
	query, err := t.field("query")
	if err != nil {
		return err
	}
	path = withQuery(path, query)
	headers, err := t.field("headers")
	if err != nil {
		return err
	}
	ctx = withHeaders(ctx, headers)
	token, err := t.text("token")
	if err != nil {
		return err
	}
	c := t.client
	if token != "" {
		if c, err = t.play.newClient(t.session.wire, client.WithToken(token)); err != nil {
			return err
		}
	}
	t.session.wire.begin()
	_, err = c.Call(ctx, method, path, kind, body)
	return t.takes(err, t.session.wire.last(method))
}

// takes takes the answer; an error without one is the step's.
func (t *turn) takes(err error, e *exchange) error {
	if e == nil {
		return errors.Join(err, t.notSent(err))
	}
	t.took(e)
	return nil
}

func (t *turn) notSent(err error) error {
	if err == nil {
		return errors.New("nothing was sent")
	}
	return nil
}

func withHeaders(ctx context.Context, headers any) context.Context {
	m, _ := headers.(map[string]any)
	if len(m) == 0 {
		return ctx
	}
	out := map[string]string{}
	for name, v := range m {
		out[name] = shown(v)
	}
	return context.WithValue(ctx, headersKey{}, out)
}

// withQuery adds parameters to a path; a blank is %20.
func withQuery(path string, query any) string {
	m, _ := query.(map[string]any)
	if len(m) == 0 {
		return path
	}
	q := url.Values{}
	for name, v := range m {
		if list, is := v.([]any); is {
			for _, one := range list {
				q.Add(name, shown(one))
			}
			continue
		}
		q.Set(name, shown(v))
	}
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// settled are the statuses in which processing of a document is not under way.
var settled = []int{2, 3, 4, 5, 8, 10, 16, 17}

// await waits until a document stands in one of the statuses.
func await(ctx context.Context, p *play, t *turn) error {
	id, err := t.arg.text(t.env)
	if err != nil {
		return err
	}
	want := settled
	if v, there := t.more["status"]; there {
		want = nil
		given, err := v.of(t.env)
		if err != nil {
			return err
		}
		for _, s := range given.([]any) {
			if n, is := s.(int); is {
				want = append(want, n)
			}
		}
	}
	if t.poll == nil {
		t.poll = &poll{within: "1m", every: "1s"}
	}
	wait, err := t.waiting()
	if err != nil {
		return err
	}
	for {
		row, err := t.rowOf(ctx, id)
		if err != nil || t.answer.lost != "" || t.answer.status >= http.StatusBadRequest {
			return err
		}
		at := -1
		if row != nil {
			n, _ := row["status"].(float64)
			at = int(n)
			t.answer.body, t.answer.id = row, id
		}
		if slices.Contains(want, at) {
			return nil
		}
		more, err := wait.next(ctx, false)
		if err != nil {
			return err
		}
		if !more {
			return fmt.Errorf("after %s document %s is %s, not in %s", t.poll.within, id, whereItIs(at), joined(want))
		}
	}
}

func whereItIs(status int) string {
	if status < 0 {
		return "in none of the caller's lists"
	}
	return fmt.Sprintf("in status %d", status)
}

// rowOf finds the row of a document in the caller's lists, nil if it is in none.
func (t *turn) rowOf(ctx context.Context, id string) (map[string]any, error) {
	for _, list := range []string{"outgoing", "incoming"} {
		t.session.wire.begin()
		path := "/edo-api/" + list + "-documents?limit=1000&type=1000&type=1005&type=1100&type=1200&type=1300"
		_, err := t.client.Call(ctx, http.MethodGet, path, "", nil)
		if failed := t.takes(err, t.session.wire.last(http.MethodGet)); failed != nil {
			return nil, failed
		}
		body, _ := t.answer.body.(map[string]any)
		items, _ := body["items"].([]any)
		for _, item := range items {
			if row, is := item.(map[string]any); is && row["id"] == id {
				return row, nil
			}
		}
	}
	return nil, nil
}

var inPath = regexp.MustCompile(`\{(\w+)\}`)

// control makes the call of the control API that a verb of the world is.
func control(ctx context.Context, p *play, t *turn) error {
	v, err := t.arg.of(t.env)
	if err != nil {
		return err
	}
	fields, _ := v.(map[string]any)
	path := inPath.ReplaceAllStringFunc(t.verb.path, func(field string) string {
		name := strings.Trim(field, "{}")
		text := shown(fields[name])
		delete(fields, name)
		return url.PathEscape(text)
	})
	var in any = v
	if t.verb.method == http.MethodDelete {
		in = nil
	}
	return t.control(ctx, t.verb.method, path, in)
}

// control takes the answer of the control API as the step's.
func (t *turn) control(ctx context.Context, method, path string, in any) error {
	var out json.RawMessage
	var to any = &out
	if t.verb.name == "clear-faults" || strings.HasPrefix(path, "/reports/") {
		to = nil // 204
	}
	if err := t.play.rememberRules(ctx, path, in); err != nil {
		return err
	}
	err := t.play.control.Call(ctx, method, path, in, to)
	if refused := (*mock.Error)(nil); errors.As(err, &refused) {
		t.answer = &answer{status: refused.Status, body: map[string]any{"error": refused.Message, "hint": refused.Hint}, text: refused.Message}
		if t.verb.asks && t.expect.status != nil {
			return nil
		}
		return refused
	}
	if err != nil {
		return err
	}
	t.answer = &answer{status: http.StatusOK, text: string(out)}
	_ = json.Unmarshal(out, &t.answer.body)
	t.play.remember(path, t.answer.body)
	if t.verb.name == "clock" {
		return t.play.readClock(ctx)
	}
	return nil
}

// inspect reads the inside of the world.
func inspect(ctx context.Context, p *play, t *turn) error {
	path, err := t.arg.text(t.env)
	if err != nil {
		return err
	}
	query, err := t.field("query")
	if err != nil {
		return err
	}
	return t.control(ctx, http.MethodGet, withQuery("/"+strings.TrimPrefix(path, "/"), query), nil)
}

// decoded is the text behind base64, or the text itself.
func decoded(text string) string {
	plain, err := base64.StdEncoding.DecodeString(strings.Trim(text, "\" \n"))
	if err != nil {
		return text
	}
	return string(plain)
}
