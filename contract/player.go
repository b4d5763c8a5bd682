package contract

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/contract/diff"
	"github.com/mockismp/mockismp/contract/record"
)

// player sends to one system what was sent to another: with its own tokens,
// signatures and identifiers.
type player struct {
	*target
	compare *diff.Comparer
	http    http.RoundTripper
	last    record.Exchange   // that the recorder under http kept
	seen    map[string]bool   // identifiers that the left side has named in its answers
	title   map[string][]byte // that each party has begun last
	key     client.Challenge  // that the right side gave last
	lost    map[string]bool   // cases that cannot go on: a real system cannot do what a control call did
	skipped []Uncompared
	sent    int // calls that were compared

	patience time.Duration // with a real system
	inStep   bool          // both sides are doubles, whose time the recording moves
}

// Uncompared is a call that could not be sent to the right side.
type Uncompared struct {
	Case   string `json:"case"`
	Call   string `json:"call"`
	Reason string `json:"reason"`
}

// basePath is where the True-API stands; what comes before it is another world,
// or another system.
const basePath = "/api/v3/true-api"

var uuidPattern = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)

func newPlayer(t *target, compare *diff.Comparer, via http.RoundTripper, now func() time.Time) *player {
	p := &player{target: t, compare: compare, seen: map[string]bool{}, title: map[string][]byte{}, lost: map[string]bool{}}
	p.http = record.NewRecorder(via, now, func(e record.Exchange) { p.last = e })
	return p
}

// playAll sends all that a recording holds, call by call, and compares the answers.
func (p *player) playAll(ctx context.Context, recording []record.Exchange) error {
	for _, calls := range grouped(recording) {
		if err := ctx.Err(); err != nil {
			return err
		}
		first := calls[len(calls)-1]
		if reason := p.unfit(first); reason != "" {
			p.lost[first.Case] = true
			p.skipped = append(p.skipped, Uncompared{first.Case, first.Method + " " + first.Path(), reason})
			continue
		}
		var left, right []record.Exchange
		for _, e := range calls {
			if e.As == "control" {
				if err := p.control(ctx, e); err != nil {
					return err
				}
				continue
			}
			if err := p.send(ctx, e); err != nil {
				return err
			}
			left, right = append(left, e), append(right, p.last)
		}
		right, err := p.await(ctx, left, right)
		if err != nil {
			return err
		}
		p.compare.Pair(left, right)
		p.sent++
		for _, e := range left {
			for _, id := range uuidPattern.FindAllString(string(e.Answer), -1) {
				p.seen[id] = true
			}
		}
	}
	return nil
}

// grouped puts together the calls by which somebody waited for a status, with the
// control calls between them: the same call in a row.
func grouped(recording []record.Exchange) (groups [][]record.Exchange) {
	var waiting []record.Exchange // control calls that may lie between two of them
	for _, e := range recording {
		if isControlPath(e.Path()) {
			if e.Case != "" && e.Method != http.MethodGet {
				waiting = append(waiting, e)
			}
			continue
		}
		if e.Case == "" && isSignIn(e) {
			continue // each side signs in by itself
		}
		if n := len(groups); n > 0 && same(groups[n-1][len(groups[n-1])-1], e) {
			groups[n-1] = append(append(groups[n-1], waiting...), e)
		} else {
			groups = append(groups, append(waiting, e))
		}
		waiting = nil
	}
	return groups
}

func isSignIn(e record.Exchange) bool { return strings.Contains(e.Path(), "/auth/") }

func same(a, b record.Exchange) bool {
	return a.Case == b.Case && a.As == b.As && a.Method == b.Method && a.URL == b.URL && bytes.Equal(a.Body, b.Body)
}

// unfit says why a call cannot be sent, "" if it can.
func (p *player) unfit(e record.Exchange) string {
	if e.As != "" && e.As != "control" && p.clients[e.As] == nil {
		return "nobody signs there as " + e.As
	}
	switch {
	case strings.Contains(e.Path(), "/simpleSignIn") && p.key.UUID == "":
		return "the right side gave no challenge"
	case strings.HasSuffix(e.Path(), "/signature") && len(p.title[e.As]) == 0:
		return "the right side gave no title to sign"
	}
	document, _ := documentOf(e)
	for _, id := range p.compare.References.Unknown(e.URL + string(e.Body) + string(document)) {
		if p.seen[id] {
			return "the right side has never named what the left side calls " + id
		}
	}
	if p.lost[e.Case] {
		return "an earlier call of the case could not be made"
	}
	return ""
}

// control repeats a control call at a double. A real system goes its own way.
func (p *player) control(ctx context.Context, e record.Exchange) error {
	_, call, _ := strings.Cut(e.Path(), "/_mock")
	refs := p.compare.References
	known := !slices.ContainsFunc(refs.Unknown(call+string(e.Body)), func(id string) bool { return p.seen[id] })
	if p.double == nil || !known {
		p.lost[e.Case] = p.lost[e.Case] || !strings.HasPrefix(call, "/clock")
		return ctx.Err()
	}
	var out bytes.Buffer
	if err := p.double.Call(ctx, e.Method, refs.Translate(call), strings.NewReader(refs.Translate(string(e.Body))), &out); err != nil {
		return fmt.Errorf("repeating %s %s: %w", e.Method, call, err)
	}
	left, right := uuidPattern.FindAllString(string(e.Answer), -1), uuidPattern.FindAllString(out.String(), -1)
	for i := range min(len(left), len(right)) {
		refs.Bind(left[i], right[i])
	}
	return nil
}

// send sends a call to the right side.
func (p *player) send(ctx context.Context, e record.Exchange) error {
	body, contentType, err := p.body(ctx, e)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(record.InCase(ctx, e.Case), e.Method, p.address(e), bytes.NewReader(body))
	if err != nil {
		return err
	}
	for name, values := range e.Header {
		if !slices.Contains([]string{"Authorization", "Content-Length", "Content-Type", "Accept-Encoding", "Host", "Cookie"}, name) {
			req.Header[name] = values
		}
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if e.Header.Get("Authorization") != "" {
		token, err := p.token(ctx, e)
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer "+token)
	}
	p.last = record.Exchange{}
	resp, err := p.http.RoundTrip(req)
	if err != nil {
		return nil // the comparison tells that no answer came
	}
	raw, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err == nil {
		p.learn(e, raw)
	}
	return nil
}

// address is where a call goes on the right side.
func (p *player) address(e record.Exchange) string {
	path := e.Path()
	if at := strings.Index(path, basePath); at >= 0 {
		path = path[at:]
	}
	if q := e.Query(); q != "" {
		path += "?" + q
	}
	return strings.TrimRight(p.url, "/") + p.compare.References.TranslateURL(path)
}

// token is that of who called.
func (p *player) token(ctx context.Context, e record.Exchange) (string, error) {
	role := e.As
	switch {
	case role == "" && e.Case != "":
		return "none.of.these", nil // the case is about a token that is no good
	case role == "":
		role = ownerRole // somebody else's recording
	}
	if p.double != nil {
		return p.double.Token(ctx, p.bins[role])
	}
	return p.clients[role].Token(ctx)
}

// await asks the right side again until it reaches the state that the left side
// reached, as two systems have their own pace. Two doubles go in step.
func (p *player) await(ctx context.Context, left, right []record.Exchange) ([]record.Exchange, error) {
	last := left[len(left)-1]
	if last.Method != http.MethodGet || p.inStep {
		return right, nil
	}
	play := &Play{Control: p.double, target: p.target, patience: p.patience, every: every}
	_ = play.Until(ctx, "", func() (bool, error) {
		if diff.SameStatus(last, right[len(right)-1]) {
			return true, nil
		}
		if err := p.send(ctx, last); err != nil {
			return false, err
		}
		right = append(right, p.last)
		return false, nil
	})
	return right, ctx.Err()
}

// learn keeps what later calls are signed over.
func (p *player) learn(e record.Exchange, answer []byte) {
	path := e.Path()
	switch {
	case strings.HasSuffix(path, "/auth/key"):
		p.key = challengeOf(answer)
	case strings.Contains(path, "/events/") && e.Method == http.MethodPost:
		title, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(answer)))
		if err != nil {
			title = nil
		}
		p.title[e.As] = title
	}
}
