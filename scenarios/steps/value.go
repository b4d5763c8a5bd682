package steps

import (
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/fixtures/source"
)

// value is a value of a file. Its texts may hold ${expressions}.
type value struct {
	at       source.Place
	plain    any      // what stands there, if nothing else below is set
	template []part   // of a text
	list     []value  // nil of anything but a list
	keys     []string // of a mapping, in its order
	fields   map[string]value
}

// part is a piece of a text: literal characters, or an expression.
type part struct {
	text string
	expr *expression
}

// set tells whether there is a value.
func (v value) set() bool {
	return v.plain != nil || v.template != nil || v.list != nil || v.fields != nil
}

// of gives what the value is now.
func (v value) of(env environment) (any, error) {
	switch {
	case v.template != nil:
		return v.filled(env)
	case v.list != nil:
		out := make([]any, len(v.list))
		for i, item := range v.list {
			var err error
			if out[i], err = item.of(env); err != nil {
				return nil, err
			}
		}
		return out, nil
	case v.fields != nil:
		out := make(map[string]any, len(v.fields))
		for name, field := range v.fields {
			var err error
			if out[name], err = field.of(env); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return v.plain, nil
}

// filled fills in a text. A text of a single expression has the type of its
// value.
func (v value) filled(env environment) (any, error) {
	if len(v.template) == 1 {
		return v.template[0].of(env)
	}
	var b strings.Builder
	for _, p := range v.template {
		piece, err := p.of(env)
		if err != nil {
			return nil, err
		}
		b.WriteString(shown(piece))
	}
	return b.String(), nil
}

func (p part) of(env environment) (any, error) {
	if p.expr == nil {
		return p.text, nil
	}
	return p.expr.of(env)
}

// text is the value as a text.
func (v value) text(env environment) (string, error) {
	if !v.set() {
		return "", nil
	}
	got, err := v.of(env)
	return shown(got), err
}

// shown writes a value into a text: texts as they are, numbers without a point
// where they are whole, anything else as JSON.
func shown(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case nil:
		return ""
	case bool, int, int64, uint64:
		return fmt.Sprint(v)
	}
	return jsonText(v)
}

// template takes a text apart. Braces inside of an expression, and texts in it,
// belong to it.
func (r *reader) template(text string, at source.Place) []part {
	var parts []part
	for text != "" {
		begin := strings.Index(text, "${")
		if begin < 0 {
			return append(parts, part{text: text})
		}
		if begin > 0 {
			parts = append(parts, part{text: text[:begin]})
		}
		end := closing(text[begin+2:])
		if end < 0 {
			r.Addf(at, "${ is not closed: write } behind the expression")
			return nil
		}
		source := text[begin+2 : begin+2+end]
		if e := r.expression(source, at); e != nil {
			parts = append(parts, part{expr: e})
		}
		text = text[begin+2+end+1:]
	}
	return parts
}

// closing finds the brace that ends an expression, -1 if there is none.
func closing(text string) int {
	open, quote := 0, byte(0)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '{':
			open++
		case c == '}' && open == 0:
			return i
		case c == '}':
			open--
		}
	}
	return -1
}
