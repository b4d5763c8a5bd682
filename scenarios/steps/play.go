package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"sync"
	"time"
)

// turn is a step while it is played.
type turn struct {
	step
	play    *play
	env     environment
	session *session // of who calls
	client  caller
	bin     string // of who calls
	answer  *answer
}

// answer is the result of a step.
type answer struct {
	status   int
	header   http.Header
	body     any    // of JSON
	text     string // as it came
	lost     string // why no answer came, "" if one did
	id       string // of a document
	fileID   string
	exchange *exchange
}

// names are what expressions know of an answer.
func (a *answer) names() map[string]any {
	headers := map[string]any{}
	for name := range a.header {
		headers[name] = a.header.Get(name)
	}
	return map[string]any{"status": a.status, "headers": headers, "body": a.body, "text": a.text, "id": a.id, "fileId": a.fileID}
}

// xml is the answer's XML: as it came, or in base64 inside of JSON or without.
func (a *answer) xml() string { return decoded(a.text) }

// steps plays steps, one after the other. The values that they save go into
// env.
func (p *play) steps(ctx context.Context, list []step, env environment) error {
	for _, s := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := p.step(ctx, s, env); err != nil {
			return err
		}
	}
	return nil
}

// step plays a step and gives its answer.
func (p *play) step(ctx context.Context, s step, env environment) (*answer, error) {
	switch s.verb.name {
	case "for":
		return nil, p.loop(ctx, s, env)
	case "together":
		return nil, p.together(ctx, s, env)
	}
	t := &turn{step: s, play: p, env: env}
	if s.verb.needs == NeedsInside && p.control == nil {
		p.tell(t)
		return nil, nil
	}
	bad, err := t.until(ctx)
	switch {
	case errors.As(err, new(*Failure)): // of the timeline, which went on meanwhile
		return nil, err
	case err != nil:
		return nil, t.failure(s.line, err.Error())
	case bad != nil:
		return nil, t.failure(bad.line, bad.what)
	}
	if t.answer != nil {
		p.save(s, t.answer, env)
	}
	p.tell(t)
	return t.answer, nil
}

func (p *play) tell(t *turn) {
	told := StepResult{Line: t.line, Verb: t.verb.name, Title: t.title, As: t.as}
	if t.answer != nil {
		told.Status = t.answer.status
	} else if t.verb.needs == NeedsInside {
		told.Left = needs[NeedsInside]
	}
	p.mu.Lock()
	p.result.Steps = append(p.result.Steps, told)
	p.mu.Unlock()
	if p.runner.Told != nil {
		p.runner.Told(p.file, told)
	}
}

func (p *play) save(s step, a *answer, env environment) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, save := range s.save {
		if save.from == nil {
			env[save.name] = a.names()
			continue
		}
		value, err := save.from.of(env.with(a.names()))
		if err == nil {
			env[save.name] = value
		}
	}
}

// until plays a step until what it waits for holds.
func (t *turn) until(ctx context.Context) (*unmet, error) {
	if t.poll == nil {
		return t.once(ctx)
	}
	wait, err := t.waiting()
	if err != nil {
		return nil, err
	}
	for {
		bad, err := t.once(ctx)
		if err != nil {
			return nil, err
		}
		if bad == nil {
			if bad = holds([]*expression{t.poll.until}, t.env.with(t.answer.names())); bad == nil {
				return nil, nil
			}
		}
		more, err := wait.next(ctx, t.answer != nil && t.answer.status >= http.StatusInternalServerError)
		if err != nil {
			return nil, err
		}
		if !more {
			bad.what = fmt.Sprintf("after %s: %s", t.poll.within, bad.what)
			return bad, nil
		}
	}
}

// once plays a step once and holds its answer against what is expected.
func (t *turn) once(ctx context.Context) (*unmet, error) {
	if err := t.enter(ctx); err != nil {
		return nil, err
	}
	t.answer = nil
	do := t.verb.do
	switch {
	case do != nil:
	case t.verb.method != "":
		do = control
	default: // check
		return holds(t.expect.that, t.env), nil
	}
	if err := do(ctx, t.play, t); err != nil {
		return nil, err
	}
	return t.held(), nil
}

// held is what does not hold of the answer; saved values must be there too.
func (t *turn) held() *unmet {
	if t.answer == nil {
		return nil
	}
	env := t.env.with(t.answer.names())
	if bad := t.expect.check(t.answer, env); bad != nil {
		if bad.line == 0 {
			bad.line = t.line
		}
		return bad
	}
	for _, s := range t.step.save {
		if s.from == nil {
			continue
		}
		if _, err := s.from.of(env); err != nil {
			return &unmet{s.from.at.Line, "save " + s.name + ": " + err.Error()}
		}
	}
	return nil
}

// enter finds the session of who calls.
func (t *turn) enter(ctx context.Context) (err error) {
	if t.as == "" || t.session != nil {
		return nil
	}
	t.bin = t.play.bins[t.as]
	if t.session, err = t.play.sessionOf(ctx, t.as, t.bin); err != nil {
		return err
	}
	t.client = t.session.client
	return nil
}

func (t *turn) failure(line int, what string) error {
	f := &Failure{Line: line, Step: t.step.String(), What: what}
	if f.Line == 0 {
		f.Line = t.line
	}
	if t.answer != nil && t.answer.exchange != nil {
		f.Request, f.Answer = t.answer.exchange.sent(), t.answer.exchange.got()
	}
	return f
}

// argument reads the argument of the step, filled in, into a value of its type.
func (t *turn) argument(into any) error {
	v, err := t.arg.of(t.env)
	if err != nil {
		return err
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("what the step says does not fit: %w", err)
	}
	return nil
}

// loop plays the steps of a loop for each value.
func (p *play) loop(ctx context.Context, s step, env environment) error {
	over, err := s.loop.over.of(env)
	if err != nil {
		return &Failure{Line: s.line, Step: s.String(), What: err.Error()}
	}
	list, is := listIn(over)
	if !is {
		return &Failure{Line: s.line, Step: s.String(), What: fmt.Sprintf("in must be a list, it is %s", cut(jsonText(over)))}
	}
	name := shown(s.arg.plain)
	for i, v := range list {
		inner := env.with(map[string]any{name: v})
		if err := p.steps(ctx, s.inside, inner); err != nil {
			if f := new(Failure); errors.As(err, &f) {
				f.Step = fmt.Sprintf("%s, with %s = %s (%d of %d)", f.Step, name, cut(jsonText(v)), i+1, len(list))
			}
			return err
		}
	}
	return nil
}

// listIn takes any list that an expression may give: a range is one of numbers.
func listIn(v any) ([]any, bool) {
	if list, is := v.([]any); is {
		return list, true
	}
	list := reflect.ValueOf(v)
	if list.Kind() != reflect.Slice {
		return nil, false
	}
	out := make([]any, list.Len())
	for i := range out {
		out[i] = list.Index(i).Interface()
	}
	return out, true
}

// together plays steps at the same time. The values that they save are known
// after all of them.
func (p *play) together(ctx context.Context, s step, env environment) error {
	var wait sync.WaitGroup
	errs := make([]error, len(s.inside))
	kept := make([]environment, len(s.inside))
	for i, inner := range s.inside {
		kept[i] = env.with(nil)
		wait.Go(func() { errs[i] = p.steps(ctx, []step{inner}, kept[i]) })
	}
	wait.Wait()
	for i, inner := range s.inside {
		for _, save := range inner.save {
			if v, ok := kept[i][save.name]; ok {
				env[save.name] = v
			}
		}
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// waiting is a wait in pieces, in the time of the world.
type waiting struct {
	play        *play
	end         time.Time
	every, left time.Duration
}

func (t *turn) waiting() (*waiting, error) {
	within, err := duration(t.poll.within)
	if err != nil {
		return nil, err
	}
	every, err := duration(t.poll.every)
	if err != nil {
		return nil, err
	}
	return &waiting{play: t.play, end: t.play.now().Add(within), every: max(every, time.Millisecond), left: within}, nil
}

// next waits for a while; false: the time is over. In a double, what is due next
// happens at once, unless the answer came by chance, as faults act, and may be
// another one the next time. A real system is asked again after a while.
func (w *waiting) next(ctx context.Context, chance bool) (bool, error) {
	if w.play.control == nil {
		pause := w.play.runner.Target.Every
		if pause <= 0 {
			pause = 2 * time.Second
		}
		if w.left -= pause; w.left < 0 {
			return false, nil
		}
		return true, sleep(ctx, pause)
	}
	if !w.play.now().Before(w.end) {
		return false, nil
	}
	to := w.play.now().Add(w.every)
	soonest, some, err := w.play.soonest(ctx)
	switch {
	case err != nil:
		return false, err
	case chance:
	case !some:
		to = w.end // nothing happens by itself any more
	case soonest.After(to):
		to = soonest
	}
	if to.After(w.end) {
		to = w.end
	}
	return true, w.play.advanceTo(ctx, to)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
