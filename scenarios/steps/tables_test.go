package steps

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
)

// Tables are the tables of docs/scenarios.md, in Markdown, by name.
func Tables() map[string]string {
	return map[string]string{
		"verbs of calls":     verbTable(callVerbs()),
		"verbs of the world": verbTable(worldVerbs()),
		"documents":          documentTable(),
		"expectations":       pairs("field", "what must hold", expectationFields),
		"functions":          pairs("function", "gives", usages()),
		"match keys":         matchTable(),
	}
}

func verbTable(rows []verb) string {
	var b strings.Builder
	b.WriteString("| verb | what it does | beside it |\n|---|---|---|\n")
	for _, v := range rows {
		var beside []string
		if v.calls {
			beside = append(beside, "`as`")
		}
		for _, f := range typeOf(v.more) {
			beside = append(beside, fmt.Sprintf("`%s` %s", f.name, f.about))
		}
		if v.timed {
			beside = append(beside, "may stand in the timeline")
		}
		if fields := fieldNames(v.arg.of); v.arg.of.Kind() == reflect.Struct {
			beside = append([]string{"fields: " + fields}, beside...)
		}
		if v.needs != "" {
			beside = append(beside, "needs "+v.needs)
		}
		_, _ = fmt.Fprintf(&b, "| `%s` | %s | %s |\n", v.name, v.about, strings.Join(beside, "; "))
	}
	return b.String()
}

func fieldNames(t reflect.Type) string {
	if t.Kind() != reflect.Struct {
		return ""
	}
	var names []string
	for _, f := range fieldsOf(t) {
		names = append(names, "`"+f.name+"`")
	}
	return strings.Join(names, ", ")
}

func documentTable() string {
	var b strings.Builder
	b.WriteString("| kind | fields of `with` |\n|---|---|\n")
	all := builders()
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		var fields []string
		for _, f := range fieldsOf(reflect.TypeOf(all[client.Kind(kind)].fields)) {
			text := "`" + f.name + "`"
			if slices.Contains(all[kind].must, f.name) {
				text = "**" + text + "**"
			}
			if f.about != "" {
				text += " " + f.about
			}
			fields = append(fields, text)
		}
		_, _ = fmt.Fprintf(&b, "| `%s` | %s |\n", kind, strings.Join(fields, "; "))
	}
	return b.String()
}

func matchTable() string {
	return pairs("of", "keys", [][2]string{
		{"a fault", fieldNames(reflect.TypeFor[mock.FaultMatch]())},
		{"an outcome, a bot", fieldNames(reflect.TypeFor[mock.DocumentMatch]())},
	})
}

func pairs(left, right string, rows [][2]string) string {
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "| %s | %s |\n|---|---|\n", left, right)
	for _, r := range rows {
		word := r[0]
		if left != "of" {
			word = "`" + word + "`"
		}
		_, _ = fmt.Fprintf(&b, "| %s | %s |\n", word, r[1])
	}
	return b.String()
}

// usages are the functions of expressions, with what they do.
func usages() (rows [][2]string) {
	for _, f := range functions {
		rows = append(rows, [2]string{f.usage, f.about})
	}
	return rows
}
