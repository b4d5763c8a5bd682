package steps

import (
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/fixtures/source"
)

// step reads one step.
func (r *reader) step(n ast.Node) (s step, ok bool) {
	name := r.verbOf(n, "a step", func(verb) bool { return true })
	if name == "" {
		return s, false
	}
	v := verbNamed(name)
	s = step{line: r.Place(n).Line, verb: v, more: map[string]value{}}
	before := len(r.scope)
	fields := []source.Field{must(name, func(n ast.Node) { r.argument(n, &s) })}
	for _, f := range typeOf(v.more) {
		fields = append(fields, may(f.name, func(n ast.Node) {
			if f.name == "with" {
				s.more["with"] = r.with(n, &s)
				return
			}
			s.more[f.name] = r.typed(n, f.of, f.name, nil)
		}))
	}
	r.Object(n, "the step "+name, append(fields, r.commonFields(&s)...)...)
	if needs := v.needs; needs != NeedsInside {
		r.need(needs, s.line)
	} else if len(s.save) > 0 { // what later steps go by
		r.need(NeedsControl, s.line)
	}
	if v.calls && s.as == "" {
		r.Addf(r.Place(n), "the step %s must have as: say which participant calls", name)
	}
	if name == "for" {
		r.scope = r.scope[:before]
	}
	if name == "send" {
		r.document(&s)
	}
	return s, true
}

// commonFields may stand beside every verb that has use for them.
func (r *reader) commonFields(s *step) []source.Field {
	all := []source.Field{
		may("title", func(n ast.Node) { s.title, _ = r.String(n) }),
		may("as", func(n ast.Node) { s.as = r.participantNamed(n) }),
		may("expect", func(n ast.Node) { r.inAnswer(func() { s.expect = r.expectation(n) }) }),
		may("until", func(n ast.Node) { r.inAnswer(func() { r.poll(s).until = r.condition(n) }) }),
		may("within", func(n ast.Node) { r.poll(s).within = r.duration(n) }),
		may("every", func(n ast.Node) { r.poll(s).every = r.duration(n) }),
		may("in", func(n ast.Node) { s.loop = &loop{over: r.free(n)} }),
		may("steps", func(n ast.Node) { r.inner(n, s) }),
		may("save", func(n ast.Node) { r.inAnswer(func() { r.saves(n, s) }) }),
	}
	if s == nil {
		return all
	}
	var kept []source.Field
	for _, f := range all {
		switch f.Name {
		case "title":
			kept = append(kept, f)
		case "as":
			if s.verb.calls {
				kept = append(kept, f)
			}
		case "in", "steps":
			if f.Required = true; s.verb.name == "for" {
				kept = append(kept, f)
			}
		case "until", "within", "every":
			if s.verb.asks && s.verb.name != "send" {
				kept = append(kept, f)
			}
		default:
			if s.verb.asks {
				kept = append(kept, f)
			}
		}
	}
	return kept
}

func (r *reader) poll(s *step) *poll {
	if s.poll == nil {
		s.poll = &poll{within: "1m", every: "1s"}
	}
	return s.poll
}

func (r *reader) inAnswer(read func()) {
	was := r.answer
	r.answer = true
	read()
	r.answer = was
}

func (r *reader) participantNamed(n ast.Node) string {
	t, ok := r.Text(n)
	var all []string
	for _, p := range r.file.participants {
		if all = append(all, p.name); ok && p.name == t.Value {
			return t.Value
		}
	}
	if ok && len(all) == 0 {
		r.Addf(t.At, "%.60q is no participant: the file has none; begin it with participants: {%s: \"a BIN of 12 digits\"}", t.Value, "seller")
	} else if ok {
		r.Addf(t.At, "%.60q is no participant of this file%s", t.Value, source.Advice(t.Value, all))
	}
	return t.Value
}

// argument reads what stands behind the verb.
func (r *reader) argument(n ast.Node, s *step) {
	switch s.verb.name {
	case "for":
		if t, ok := r.Text(n); ok && r.declare(t) {
			s.arg = value{at: t.At, plain: t.Value}
		}
	case "together":
		r.inner(n, s)
	case "check":
		s.expect.that = r.conditions(n)
	case "get", "post":
		s.arg = r.value(n, s.verb.arg)
		if p, ok := s.arg.plain.(string); ok && !strings.HasPrefix(p, "/") {
			r.Addf(s.arg.at, "a path begins with /, below the base path: /%s", strings.TrimLeft(p, "/"))
		}
	default:
		s.arg = r.value(n, s.verb.arg)
	}
}

// inner reads the steps of a step.
func (r *reader) inner(n ast.Node, s *step) {
	was := r.answer
	r.answer = false
	r.List("steps", func(n ast.Node) {
		if in, ok := r.step(n); ok {
			s.inside = append(s.inside, in)
		}
	})(n)
	r.answer = was
}

// saves reads the names under which later steps know an answer: one for the
// whole of it, or a mapping of names to expressions.
func (r *reader) saves(n ast.Node, s *step) {
	if _, isText := textOf(n); isText {
		if t, ok := r.Text(n); ok && r.declare(t) {
			s.save = append(s.save, saved{name: t.Value})
		}
		return
	}
	r.Table("save", func(key source.String, n ast.Node) {
		e := r.condition(n)
		if r.declare(key) {
			s.save = append(s.save, saved{key.Value, e})
		}
	})(n)
}

// condition reads an expression, bare or in ${…}.
func (r *reader) condition(n ast.Node) *expression {
	if b, is := n.(*ast.BoolNode); is {
		return r.expression(b.GetToken().Value, r.Place(n))
	}
	text, ok := textOf(n)
	if !ok && !source.IsNumber(n) {
		r.Addf(r.Place(n), "this must be an expression such as body.status == 3, it is %s", source.Kind(n))
		return nil
	}
	if !ok {
		text = n.GetToken().Value
	}
	if inner, is := strings.CutPrefix(text, "${"); is && strings.HasSuffix(inner, "}") {
		text = strings.TrimSuffix(inner, "}")
	}
	return r.expression(text, r.Place(n))
}

// conditions reads a list of expressions, or one.
func (r *reader) conditions(n ast.Node) (all []*expression) {
	add := func(n ast.Node) {
		if e := r.condition(n); e != nil {
			all = append(all, e)
		}
	}
	if _, isText := textOf(n); isText {
		add(n)
		return all
	}
	r.List("conditions", add)(n)
	return all
}

// document checks that send is given what to send.
func (r *reader) document(s *step) {
	_, with := s.more["with"]
	_, text := s.more["text"]
	if with == text {
		r.Addf(source.Place{Line: s.line, Column: s.arg.at.Column}, "the step send must have either with or text: what the document says, or the whole of it")
	}
	kind, plain := s.arg.plain.(string)
	if _, known := builders()[client.Kind(kind)]; plain && !known {
		r.Addf(s.arg.at, "%.60q is no kind of documents%s", kind, source.Advice(kind, kindNames()))
	}
}

// with reads what a document says, by the fields of its kind.
func (r *reader) with(n ast.Node, s *step) value {
	kind, _ := s.arg.plain.(string)
	row, known := builders()[client.Kind(kind)]
	if !known {
		return r.free(n)
	}
	return r.typed(n, reflect.TypeOf(row.fields), "a document of the kind "+kind, row.must)
}
