package steps

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
)

// Runner plays files. It may play many at once; keys of test participants are
// made once for all of them.
type Runner struct {
	Target Target
	// Seed is where uuid(), digits() and code() come from, and fileIds: the same
	// seed gives the same values. 0 gives new ones each time, which a world that
	// has seen the file before needs: it refuses a fileId that it has.
	Seed uint64
	// InPlace plays in the target's own world; otherwise each file gets a world of
	// its own, a fork of that one, which is dropped afterwards.
	InPlace bool
	// Told is called after each step; it may be nil.
	Told func(f *File, s StepResult)

	// Behind is called after each file, while its world is still there, and for a
	// double only; it may be nil.
	Behind func(ctx context.Context, f *File, world *mock.Client) error

	mu   sync.Mutex
	keys map[mock.KeyFor]client.Signer
}

// Outcome is how a file fared.
type Outcome string

// The outcomes of files.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped"
)

// Result is the result of a file, with its steps as far as they were played.
type Result struct {
	File    *File
	Outcome Outcome
	Reason  string // of a file that was skipped
	Steps   []StepResult
	Failure *Failure // nil unless it failed
	Left    []string // what could not be taken back at a real system
}

// StepResult is a step that was played.
type StepResult struct {
	Line   int    `json:"line"`
	Verb   string `json:"verb"`
	Title  string `json:"title,omitempty"`
	As     string `json:"as,omitempty"`
	Status int    `json:"status,omitempty"` // of HTTP, 0 of steps without an answer
	Left   string `json:"left,omitempty"`   // why it was left out at a real system
}

// Failure is the first thing that was not as expected.
type Failure struct {
	Line     int    `json:"line,omitempty"`
	Step     string `json:"step"`              // what it was to do
	What     string `json:"what"`              // what was wrong
	Request  string `json:"request,omitempty"` // as it went out, "" if none did
	Answer   string `json:"answer,omitempty"`
	Canceled bool   `json:"canceled,omitempty"` // the run was ended from outside
}

// Run plays a file.
func (r *Runner) Run(ctx context.Context, f *File) *Result {
	out := &Result{File: f, Outcome: Passed}
	if reason := r.Target.Missing(f); reason != "" {
		out.Outcome, out.Reason = Skipped, reason
		return out
	}
	p := &play{runner: r, file: f, result: out, control: r.Target.Control, sessions: map[string]*session{}, random: newRandom(r.Seed)}
	err := p.inWorld(ctx, func() error { return p.all(ctx) })
	if err == nil {
		return out
	}
	out.Outcome, out.Failure = Failed, new(Failure)
	if !errors.As(err, &out.Failure) {
		out.Failure = &Failure{What: err.Error()}
	}
	out.Failure.Canceled = ctx.Err() != nil
	return out
}

// RunAll plays files, so many at once, each in a world of its own. Results come in
// the order of the files; done is called for each as it is over, one at a time.
func (r *Runner) RunAll(ctx context.Context, files []*File, atOnce int, done func(*Result)) []*Result {
	out := make([]*Result, len(files))
	if r.InPlace {
		atOnce = 1
	}
	var telling sync.Mutex
	var wait sync.WaitGroup
	next := make(chan int)
	for range max(1, min(atOnce, len(files))) {
		wait.Go(func() {
			for i := range next {
				out[i] = r.Run(ctx, files[i])
				telling.Lock()
				done(out[i])
				telling.Unlock()
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wait.Wait()
	return out
}

// Error is the failure in a few words.
func (f *Failure) Error() string { return f.What }

// play is one run of a file.
type play struct {
	runner  *Runner
	file    *File
	result  *Result
	control *mock.Client     // nil against a real system
	url     string           // of the world
	planned []mock.PlannedAt // when the entries of the timeline are due

	mu       sync.Mutex // guards what follows, for steps that are played together
	sessions map[string]*session
	random   *rand.Rand
	put      []string          // what stands in the world for calls to come
	rules    map[string]string // values that were changed, as they were
	time     time.Time         // of the double's world, as it was told last
	bins     map[string]string
}

// inWorld gives the play a world of its own.
func (p *play) inWorld(ctx context.Context, do func() error) (err error) {
	if p.control == nil {
		p.url = p.runner.Target.URL
		return do()
	}
	if !p.runner.InPlace {
		name := "scenario-" + p.file.Name + "-" + client.NewUUID()[:8]
		if _, err := p.control.CreateWorld(ctx, mock.NewWorld{Name: name}); err != nil {
			return err
		}
		from := p.control
		p.control = from.In(name)
		defer func() { err = errors.Join(err, from.DropWorld(context.WithoutCancel(ctx), name)) }()
	}
	p.url = p.control.URL()
	err = do()
	if p.runner.InPlace {
		err = errors.Join(err, p.tidy(context.WithoutCancel(ctx)))
	}
	if p.runner.Behind != nil {
		err = errors.Join(err, p.runner.Behind(ctx, p.file, p.control))
	}
	return err
}

// all plays the file: names, the world, the steps.
func (p *play) all(ctx context.Context) error {
	env, err := p.prepared(ctx)
	if err == nil {
		err = p.plan(ctx, env)
	}
	if err != nil {
		return err
	}
	played := p.steps(ctx, p.file.steps, env)
	if played == nil {
		played = p.toldOf(ctx) // where time runs by itself
	}
	if p.control == nil && len(p.file.undo) > 0 {
		if err := p.steps(context.WithoutCancel(ctx), p.file.undo, env); err != nil && len(p.result.Steps) > 0 {
			p.result.Left = append(p.result.Left, err.Error())
		}
	}
	return played
}

// prepared gives names their values and does to the world what the file says of it.
func (p *play) prepared(ctx context.Context) (environment, error) {
	env := environment{}
	for _, f := range functions {
		env[f.name] = f.of(p)
	}
	for _, do := range []func() error{
		func() error { return p.readClock(ctx) },
		func() error { return p.name(env) },
		func() error { return p.members(ctx, env) },
		func() error { return p.begin(ctx, env) },
		func() error { return p.makeGoods(ctx, env) },
	} {
		if err := do(); err != nil {
			return nil, err
		}
	}
	return env, nil
}

// name gives participants and variables their values.
func (p *play) name(env environment) error {
	p.bins = map[string]string{}
	for _, n := range append(slices.Clone(p.file.participants), p.file.vars...) {
		v, given := p.runner.Target.Vars[n.name]
		if !given {
			var err error
			if v, err = n.value.of(env); err != nil {
				return &Failure{Line: n.at.Line, Step: "vars", What: err.Error()}
			}
		}
		env[n.name] = v
	}
	for _, n := range p.file.participants {
		p.bins[n.name] = shown(env[n.name])
	}
	return nil
}

// members makes the participants of the file in the double's world: those that
// are written out as they are, the others as open participants are.
func (p *play) members(ctx context.Context, env environment) error {
	if p.control == nil {
		return nil
	}
	written := map[string]bool{}
	list := make([]any, len(p.file.members))
	for i, m := range p.file.members {
		v, err := m.of(env)
		if err != nil {
			return &Failure{Line: m.at.Line, Step: "participants", What: err.Error()}
		}
		written[shown(m.fields["bin"].plain)] = true
		list[i] = v
	}
	if len(list) > 0 {
		text := jsonText(map[string]any{"participants": list})
		if _, err := p.control.AddDataset(ctx, strings.NewReader(text)); err != nil {
			return &Failure{Line: p.file.members[0].at.Line, Step: "participants", What: err.Error()}
		}
	}
	for _, n := range p.file.participants {
		bin := p.bins[n.name]
		if written[bin] {
			continue
		}
		if _, err := p.control.Token(ctx, bin); err != nil {
			return &Failure{Line: n.at.Line, Step: "participants", What: fmt.Sprintf("%s: %s", n.name, err)}
		}
	}
	return nil
}

// begin does to the world what the file says of it.
func (p *play) begin(ctx context.Context, env environment) error {
	for _, s := range p.file.given {
		if p.control == nil {
			break // missing has seen that it says of products only
		}
		if _, err := p.step(ctx, s, env); err != nil {
			return err
		}
	}
	return nil
}

// makeGoods makes the codes that the file names.
func (p *play) makeGoods(ctx context.Context, env environment) error {
	for _, g := range p.file.goods {
		if v, given := p.runner.Target.Vars[g.name]; given {
			env[g.name] = v
			continue
		}
		t := &turn{play: p, env: env, step: step{line: g.at.Line, arg: g.value}}
		var order mock.Generate
		if err := t.argument(&order); err != nil {
			return &Failure{Line: g.at.Line, Step: "goods", What: err.Error()}
		}
		alone := order.Count == 0
		order.Count = max(order.Count, 1)
		codes, err := p.control.Generate(ctx, order)
		if err != nil {
			return &Failure{Line: g.at.Line, Step: "goods", What: err.Error()}
		}
		if env[g.name] = listOf(codes); alone {
			env[g.name] = codes[0]
		}
	}
	return nil
}

func listOf(codes []string) []any {
	out := make([]any, len(codes))
	for i, c := range codes {
		out[i] = c
	}
	return out
}

// now is the time of the world.
func (p *play) now() time.Time {
	if p.control == nil {
		return p.runner.Target.Now()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.time
}

// readClock asks the double for its time.
func (p *play) readClock(ctx context.Context) error {
	if p.control == nil {
		return nil
	}
	c, err := p.control.Clock(ctx)
	if err != nil {
		return err
	}
	return p.clockIs(c)
}

func (p *play) clockIs(c mock.Clock) error {
	t, err := time.Parse(time.RFC3339, c.Now)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.time = t
	return err
}

// String is what a step was to do, in a line.
func (s step) String() string {
	words := []string{s.verb.name}
	if text, is := s.arg.plain.(string); is {
		words = append(words, text)
	}
	if s.as != "" {
		words = append(words, "as "+s.as)
	}
	if s.title != "" {
		words = append(words, "("+s.title+")")
	}
	return strings.Join(words, " ")
}
