package steps

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr/builtin"
	"github.com/goccy/go-yaml/ast"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/fixtures/source"
)

// format is what a scenario is, as a text.
var format = source.Format{
	What: "a scenario", Most: 1 << 20, Less: "make codes with goods or generate, and loop with for", Second: "give each a file of its own", Blocks: true,
}

// reader turns the tree of a file into a File.
type reader struct {
	source.Reader
	file   *File
	scope  []string // names that have a value here
	answer bool     // the names of an answer as well
}

// Parse reads a scenario file. path is what problems call it. The error is
// [source.Errors]: all that is wrong, in the order of the text.
func Parse(path string, text []byte) (*File, error) {
	plain := strings.TrimPrefix(string(text), "\ufeff")
	lines := source.NewLines(path, plain)
	r := &reader{Reader: source.Reader{Problems: source.NewProblems(lines)}, file: &File{Text: []byte(plain), Path: path, lines: lines}}
	if root := format.Syntax(r.Problems, plain); root != nil {
		r.scenario(root)
	} else if r.None() {
		r.Addf(source.Place{}, "this is empty: a scenario must have name, about and steps; mockismp scenario new writes one to begin with")
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return r.file, nil
}

func must(name string, read func(ast.Node)) source.Field {
	return source.Field{Name: name, Required: true, Read: read}
}

func may(name string, read func(ast.Node)) source.Field { return source.Field{Name: name, Read: read} }

// scenario reads the whole file. The fields are read in this order, so that each
// knows the names of those before it.
func (r *reader) scenario(n ast.Node) {
	f := r.file
	r.Object(n, "a scenario",
		must("name", func(n ast.Node) { f.Name = r.word(n, "a scenario's name", scenarioName) }),
		must("about", r.about),
		may("tags", r.List("tags", func(n ast.Node) {
			if t := r.word(n, "a tag", scenarioName); t != "" {
				f.Tags = append(f.Tags, t)
			}
		})),
		may("participants", r.Table("participants", r.participant)),
		may("vars", r.Table("vars", func(key source.String, n ast.Node) {
			v := r.free(n)
			if r.declare(key) {
				f.vars = append(f.vars, named{key.Value, key.At, v})
			}
		})),
		may("world", r.one("dataset")),
		may("clock", r.clock),
		may("rules", r.one("rules")),
		may("outcomes", r.each("outcome")),
		may("faults", r.each("fault")),
		may("bots", r.each("bot")),
		may("goods", r.Table("goods", r.good)),
		may("timeline", r.List("timeline", r.moment)),
		may("steps", r.List("steps", func(n ast.Node) {
			if s, ok := r.step(n); ok {
				f.steps = append(f.steps, s)
			}
		})),
		may("undo", r.List("undo", func(n ast.Node) {
			if s, ok := r.step(n); ok {
				f.undo = append(f.undo, s)
			}
		})),
	)
}

var (
	scenarioName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// word reads a text of a form.
func (r *reader) word(n ast.Node, what string, form *regexp.Regexp) string {
	t, ok := r.Text(n)
	if ok && !form.MatchString(t.Value) {
		r.Addf(t.At, "%s is of small letters, digits and single hyphens, %.60q is not", what, t.Value)
		return ""
	}
	return t.Value
}

func (r *reader) about(n ast.Node) {
	if _, isText := textOf(n); isText {
		if s, ok := r.String(n); ok {
			r.file.About.English = s
		}
		return
	}
	r.Object(n, "about",
		must("en", source.Into(&r.file.About.English, r.String)),
		may("ru", source.Into(&r.file.About.Russian, r.String)),
	)
}

// member is a participant as datasets have them.
type member struct {
	BIN        string              `json:"bin" about:"12 digits"`
	Name       string              `json:"name"`
	Status     string              `json:"status" about:"REGISTERED if absent"`
	Groups     map[string][]string `json:"groups" about:"roles by product group"`
	NoContract []string            `json:"noContract" about:"groups without a contract in force"`
	Balance    map[string]any      `json:"balance" about:"tiyn by product group"`
}

// participant reads a BIN, or the fields of a dataset.
func (r *reader) participant(key source.String, n ast.Node) {
	var bin source.String
	var ok bool
	if _, is := n.(ast.MapNode); is {
		v := r.value(n, shapeOf[member]("a participant", "bin", "name"))
		r.file.members = append(r.file.members, v)
		text, _ := v.fields["bin"].plain.(string)
		bin, ok = source.String{Value: text, At: v.fields["bin"].at}, text != ""
		if ok && (len(text) != 12 || strings.Trim(text, "0123456789") != "") {
			r.Addf(bin.At, "a BIN or IIN has 12 digits, %.60q has not", text)
		}
	} else {
		bin, ok = r.Digits(12, "a BIN or IIN", "")(n)
	}
	if r.declare(key) && ok {
		r.file.participants = append(r.file.participants, named{key.Value, key.At, value{at: bin.At, plain: bin.Value}})
	}
}

// good reads an order of codes; without a count it is one code.
func (r *reader) good(key source.String, n ast.Node) {
	v := r.value(n, shapeOf[mock.Generate]("goods", "gtin", "ownerBin", "status"))
	if r.declare(key) {
		r.file.goods = append(r.file.goods, named{key.Value, key.At, v})
	}
}

// declare gives a name a value from here on.
func (r *reader) declare(name source.String) bool {
	switch {
	case !variableName.MatchString(name.Value):
		r.Addf(name.At, "a name is of letters, digits and _, and begins with no digit; %.60q is not", name.Value)
	case slices.Contains(answerNames, name.Value):
		r.Addf(name.At, "%q is a part of every answer: choose another name", name.Value)
	case slices.Contains(functionNames(), name.Value) || slices.Contains(builtin.Names, name.Value):
		r.Addf(name.At, "%q is a function: choose another name", name.Value)
	default:
		r.scope = append(r.scope, name.Value)
		return true
	}
	return false
}

// answerNames are the names of an answer in expect, save and until.
var answerNames = []string{"status", "headers", "body", "text", "id", "fileId"}

func functionNames() (names []string) {
	for _, f := range functions {
		names = append(names, f.name)
	}
	return names
}

func (r *reader) known(name string) bool { return slices.Contains(r.namesKnown(), name) }

func (r *reader) namesKnown() []string {
	names := append(functionNames(), r.scope...)
	if r.answer {
		names = append(names, answerNames...)
	}
	return names
}

// one reads what a verb of the world would take, each a list of it.
func (r *reader) one(name string) func(ast.Node) {
	return func(n ast.Node) {
		if s, ok := r.given(n, name); ok {
			r.file.given = append(r.file.given, s)
		}
	}
}

func (r *reader) each(name string) func(ast.Node) {
	return r.List(name+"s", func(n ast.Node) { r.one(name)(n) })
}

// given reads the argument of a verb of the world.
func (r *reader) given(n ast.Node, name string) (step, bool) {
	v := verbNamed(name)
	if v == nil {
		r.Addf(r.Place(n), "this version of mockismp has no %ss", name)
		return step{}, false
	}
	at := r.Place(n)
	if name != "dataset" { // a real system has its own products, and goods by variables
		r.need(v.needs, at.Line)
	}
	return step{line: at.Line, verb: v, arg: r.value(n, v.arg)}, true
}

// clock reads the time of the start: a time, at which it stands still, or the
// fields of the call.
func (r *reader) clock(n ast.Node) {
	if _, isText := textOf(n); !isText {
		r.one("clock")(n)
		return
	}
	t, ok := r.Text(n)
	if !ok {
		return
	}
	if _, err := time.Parse(time.RFC3339, t.Value); err != nil {
		r.Addf(t.At, "%.60q is no time such as 2026-11-02T09:00:00Z", t.Value)
		return
	}
	r.need(NeedsClock, t.At.Line)
	fields := map[string]value{"now": {at: t.At, plain: t.Value}, "frozen": {at: t.At, plain: true}}
	r.file.given = append(r.file.given, step{line: t.At.Line, verb: verbNamed("clock"), arg: value{at: t.At, fields: fields}})
}

// need notes what the target must have.
func (r *reader) need(what string, line int) {
	f := r.file
	if what != "" && !slices.ContainsFunc(f.needs, func(n Need) bool { return n.What == what }) {
		f.needs = append(f.needs, Need{what, line})
	}
}

// moment reads an entry of the timeline.
func (r *reader) moment(n ast.Node) {
	r.need(NeedsTimeline, r.Place(n).Line)
	var after string
	fields := []source.Field{must("at", func(n ast.Node) { after = r.duration(n) })}
	name := r.verbOf(n, "an entry of the timeline", func(v verb) bool { return v.timed })
	if name == "" {
		return
	}
	var s step
	fields = append(fields, may(name, func(n ast.Node) { s, _ = r.given(n, name) }))
	r.Object(n, "an entry of the timeline", fields...)
	r.file.timeline = append(r.file.timeline, at{after, s})
}

// duration reads 90s, 36h or 5d.
func (r *reader) duration(n ast.Node) string {
	t, ok := r.Text(n)
	if !ok || strings.Contains(t.Value, "${") {
		return t.Value
	}
	if _, err := duration(t.Value); err != nil {
		r.Addf(t.At, "%v", err)
	}
	return t.Value
}

// duration reads the durations of Go (1h30m, 250ms), and days, which Go lacks.
func duration(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%.40q is no duration such as 90s, 36h or 5d", text)
	}
	return d, nil
}

// verbOf finds the one verb of a mapping, "" after telling what is wrong.
func (r *reader) verbOf(n ast.Node, what string, fits func(verb) bool) string {
	m, ok := n.(ast.MapNode)
	if !ok {
		r.Addf(r.Place(n), "%s is a mapping with a verb, this is %s", what, source.Kind(n))
		return ""
	}
	var found []string
	var known []string
	for _, v := range verbs() {
		if fits(v) {
			known = append(known, v.name)
		}
	}
	for i := m.MapRange(); i.Next(); {
		if key := i.Key().GetToken().Value; slices.Contains(known, key) {
			found = append(found, key)
		}
	}
	switch len(found) {
	case 1:
		return found[0]
	case 0:
		r.Addf(r.Place(n), "%s has one verb, this has none%s", what, r.meant(m, known))
	default:
		r.Addf(r.Place(n), "%s has one verb, this has %s: make each a step of its own", what, strings.Join(found, " and "))
	}
	return ""
}

// meant is the advice about a mapping without a verb: the key that is nearly one.
func (r *reader) meant(m ast.MapNode, known []string) string {
	common := append(source.Names(r.commonFields(nil)), "at")
	for i := m.MapRange(); i.Next(); {
		if key := i.Key().GetToken().Value; !slices.Contains(common, key) {
			return fmt.Sprintf(": %q is none%s", key, source.Advice(key, known))
		}
	}
	return "; there are " + strings.Join(known, ", ")
}

// typeOf is the type of the fields beside a verb.
func typeOf(more any) []fieldOf {
	if more == nil {
		return nil
	}
	return fieldsOf(reflect.TypeOf(more))
}
