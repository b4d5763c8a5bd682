package steps

import (
	"time"

	"github.com/mockismp/mockismp/fixtures/source"
)

// Filled fills a text in, as a value of a file would be, with an answer and the
// functions around it.
func Filled(text string) (any, error) {
	r := &reader{Reader: source.Reader{Problems: source.NewProblems(source.NewLines("text", text))}, file: new(File), answer: true}
	v := value{plain: text, template: r.template(text, source.Place{Line: 1, Column: 1})}
	if err := r.Err(); err != nil {
		return nil, err
	}
	p := &play{runner: &Runner{Target: Target{Now: func() time.Time { return time.Unix(1_700_000_000, 0) }}}, random: newRandom(1)}
	env := environment{}
	for _, f := range functions {
		env[f.name] = f.of(p)
	}
	a := &answer{status: 200, text: `{"id": "1", "items": [{"status": 3}]}`, body: map[string]any{"id": "1", "items": []any{map[string]any{"status": 3.0}}}, id: "1"}
	return v.of(env.with(a.names()))
}
