package intake

import (
	"bytes"
	"cmp"
	"errors"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd/lex"
)

// Finding is one thing that is wrong with a document, for the people who made it.
type Finding struct {
	Line     int    // counted from 1, 0 where no line is to blame
	Path     string // /file/document/productList/iCode; of JSON its pointer
	Seen     string // what stands there
	Expected string // what was wrong with that, and what is expected, in English
	Said     string // what the client is told, in Russian
	Fix      string // the shortest way to mend it
}

// fixes mend what schemas find, by the codes of violations; else the fix of the
// check is the answer.
var fixes = map[string]string{
	"root":        "begin the document with the element that is expected",
	"unexpected":  "take the element out, or put it where it is expected",
	"incomplete":  "add the elements that are expected",
	"attribute":   "take the attribute out",
	"required":    "add the attribute",
	"enumeration": "write one of the values that are listed",
	"pattern":     "write the value in the form of the pattern",
	"fixed":       "write the value that is fixed",
	"syntax":      "make it well-formed; an editor for XML or JSON shows where it is not",
	"encoding":    "save it as UTF-8, and say so in its first line",
	"doctype":     "take the DOCTYPE out",
	"more":        "mend those above first",
}

// findings are what a check has found: violations of the schema each, a refusal,
// or the errors of processing.
func (e *explanation) findings(c Check, refusal error, errs []texts.Said) (all []Finding) {
	switch refused := (*state.Error)(nil); {
	case c.Kind == BadXML && len(e.violations) > 0:
		for _, v := range e.violations {
			all = append(all, Finding{Line: v.Line, Path: v.Path, Expected: v.Detail, Said: saidAt(v).String(), Fix: fixes[v.Code]})
		}
	case errors.As(refusal, &refused):
		f := Finding{Expected: refused.Why}
		for _, arg := range refused.Args {
			if said, _ := arg.(texts.Said); said.IsA(texts.AtLine.Row) {
				f.Said, f.Line = said.String(), said.Args()[0].(int)
				break
			}
		}
		all = append(all, f)
	case refusal != nil:
		all = append(all, Finding{Expected: refusal.Error()})
	default:
		lines := e.linesOfGoods()
		for _, said := range errs {
			line, about := lineNamed(lines, said.String())
			if about == "" && len(e.about) > 0 { // a sentence that names no code
				line, about = cmp.Or(line, lines[e.about[0]]), e.about[0]
			}
			all = append(all, Finding{Line: line, Seen: about, Said: said.String(), Expected: c.About})
		}
	}
	for i := range all {
		if all[i].Fix == "" {
			all[i].Fix = c.Fix
		}
	}
	locate(e.Document.Text, all)
	return all
}

// linesOfGoods are the lines of codes and totals, by what they name.
func (e *explanation) linesOfGoods() map[string]int {
	lines := map[string]int{}
	for _, t := range e.Document.Totals {
		lines[t.GTIN] = t.Line
	}
	for _, d := range e.Document.Declared {
		lines[d.GTIN] = d.Line
		if d.CIS != "" {
			lines[d.CIS] = d.Line
		}
	}
	for _, g := range e.Document.Goods {
		lines[strings.TrimSpace(g.CIS)] = g.Line
	}
	return lines
}

// lineNamed is the line of the first code or GTIN that a sentence names.
func lineNamed(lines map[string]int, said string) (line int, about string) {
	for word := range strings.FieldsSeq(said) {
		for _, bare := range []string{word, strings.Trim(word, `",:.;«»`)} {
			if at, named := lines[bare]; named {
				return at, bare
			}
		}
	}
	return 0, ""
}

// locate says what stands on the lines of findings, and in which element. Seen
// may hold what is looked for on the line.
func locate(text []byte, all []Finding) {
	byLine := map[int][]*Finding{}
	for i := range all {
		if f := &all[i]; f.Line > 0 {
			byLine[f.Line] = append(byLine[f.Line], f)
		}
	}
	if len(byLine) == 0 {
		return
	}
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		locateJSON(text, byLine)
		return
	}
	l := lex.New(text)
	var path []string
	for {
		t, err := l.Next()
		if err != nil {
			return // at the end, or where it is no XML
		}
		switch t.Kind {
		case lex.Start:
			path = append(path, string(t.Name))
			from, to := l.Span()
			for _, f := range byLine[l.LineAt(to-1)] {
				f.stands("/"+strings.Join(path, "/"), source(l.Document(), from, to))
			}
		case lex.End:
			path = path[:max(0, len(path)-1)]
		}
	}
}

// stands takes an element for that of the finding, unless there is a better one.
func (f *Finding) stands(path, tag string) {
	switch {
	case f.Path == path && !strings.HasPrefix(f.Seen, "<"):
		f.Seen = tag
	case f.Path == "" && (f.Seen == "" || strings.Contains(tag, f.Seen)):
		f.Path, f.Seen = path, tag
	}
}

// mostSeen is how many bytes of a document a finding shows.
const mostSeen = 300

// source is a tag as it was written, with the text behind it.
func source(text []byte, from, to int) string {
	behind := text[to:min(len(text), to+mostSeen)]
	if next := bytes.IndexByte(behind, '<'); next >= 0 {
		behind = behind[:next]
	}
	tag := text[from:to]
	if len(tag) > mostSeen {
		return strings.ToValidUTF8(string(tag[:mostSeen]), "") + "…"
	}
	return strings.ToValidUTF8(string(tag)+strings.TrimRight(string(behind), " \t\r\n"), "")
}

func locateJSON(text []byte, byLine map[int][]*Finding) {
	_ = lex.WalkJSON(text, func(pointer []byte, line int) { // it was read before
		for _, f := range byLine[line] {
			if f.Path == "" {
				f.Path = string(pointer)
			}
		}
	})
	line := 0
	for row := range bytes.Lines(text) {
		line++
		for _, f := range byLine[line] {
			row = bytes.TrimSpace(row)
			f.Seen = strings.ToValidUTF8(string(row[:min(len(row), mostSeen)]), "")
		}
	}
}
