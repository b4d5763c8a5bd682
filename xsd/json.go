package xsd

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/xsd/lex"
)

const (
	// maxCounted is how many violations are counted: the engine takes half a
	// kilobyte for each.
	maxCounted = 100 * MaxViolations
	// maxMessage is how many bytes a message or a path may have.
	maxMessage = 600
)

// treeOfJSON gives a document in the form that the engine takes, or refuses it:
// a text that is not JSON, or that no engine must see.
func treeOfJSON(doc []byte) (any, *Violation) {
	if v := encoding(doc); v != nil {
		return nil, v
	}
	tree, err := lex.TreeOfJSON(doc)
	if found := new(lex.Error); errors.As(err, &found) {
		v := refusal(found)
		v.Message, v.Detail = shorten(v.Message), shorten(v.Detail)
		return nil, v
	}
	return tree, nil
}

func (s *jsonSchema) check(doc []byte, most int) []Violation {
	tree, refused := treeOfJSON(doc)
	if refused != nil {
		return []Violation{*refused}
	}
	found := inOrder(doc, s.faults(tree))
	if more := len(found) - most; more > 0 {
		and := texts.CheckAndMore
		if len(found) >= maxCounted {
			and = texts.CheckAndAtLeast
		}
		found = append(found[:most], *said(found[most-1].Line, More, "", and.Of(more)))
	}
	return found
}

// faults is what the engine finds, in long lists no more than is counted.
func (s *jsonSchema) faults(tree any) []*jsonschema.ValidationError {
	found := leaves(s.root.Validate(tree))
	root, _ := tree.(map[string]any)
	for name, items := range s.items {
		list, _ := root[name].([]any)
		for i, item := range list {
			if len(found) >= maxCounted {
				break
			}
			for _, f := range leaves(items.Validate(item)) {
				f.InstanceLocation = fmt.Sprintf("/%s/%d%s", url.PathEscape(lex.Pointer(name)), i, f.InstanceLocation)
				found = append(found, f)
			}
		}
	}
	return found
}

// leaves are what an error of the engine comes from.
func leaves(err error) []*jsonschema.ValidationError {
	if err == nil {
		return nil
	}
	v := new(jsonschema.ValidationError)
	if !errors.As(err, &v) {
		return []*jsonschema.ValidationError{{Message: err.Error()}}
	}
	if len(v.Causes) == 0 {
		return []*jsonschema.ValidationError{v}
	}
	var found []*jsonschema.ValidationError
	for _, cause := range v.Causes {
		found = append(found, leaves(cause)...)
	}
	return found
}

// place is where a value stands: its number among all, and its line.
type place struct{ number, line int }

// inOrder says what is wrong in the order of the document.
func inOrder(doc []byte, faults []*jsonschema.ValidationError) []Violation {
	if len(faults) == 0 {
		return nil
	}
	places := map[string]place{}
	for _, f := range faults {
		if path, err := url.PathUnescape(f.InstanceLocation); err == nil {
			f.InstanceLocation = path
		}
		places[f.InstanceLocation] = place{line: 1}
	}
	number := 0
	_ = lex.WalkJSON(doc, func(pointer []byte, line int) { // without an error, as the first time
		if _, wanted := places[string(pointer)]; wanted {
			places[string(pointer)] = place{number, line}
		}
		number++
	})
	slices.SortFunc(faults, func(a, b *jsonschema.ValidationError) int {
		return cmp.Or(cmp.Compare(places[a.InstanceLocation].number, places[b.InstanceLocation].number), cmp.Compare(a.Message, b.Message))
	})
	found := make([]Violation, len(faults))
	for i, f := range faults {
		what, path := saidOfJSON(f), shorten(f.InstanceLocation)
		if path != "" {
			what = texts.AtPath.Of(path, what)
		}
		found[i] = *said(places[f.InstanceLocation].line, JSON, path, what)
		found[i].Message, found[i].Detail = shorten(found[i].Message), shorten(found[i].Detail)
	}
	return found
}

// keywords are what is wrong by a keyword of JSON schemas.
var keywords = map[string]texts.Text0{
	"type":      texts.JSONType,
	"const":     texts.JSONConst,
	"enum":      texts.JSONEnum,
	"pattern":   texts.JSONPattern,
	"format":    texts.JSONFormat,
	"required":  texts.JSONRequired,
	"minLength": texts.JSONMinLength,
	"maxLength": texts.JSONMaxLength,
	"minItems":  texts.JSONMinItems,
	"maxItems":  texts.JSONMaxItems,
	"minimum":   texts.JSONMinimum,
	"maximum":   texts.JSONMaximum,
}

var quoted = regexp.MustCompile(`'[^']*'`)

func saidOfJSON(f *jsonschema.ValidationError) texts.Said {
	if strings.HasSuffix(f.KeywordLocation, additional+"/not") {
		return texts.JSONUnknown.Of()
	}
	keyword := f.KeywordLocation[strings.LastIndexByte(f.KeywordLocation, '/')+1:]
	text, known := keywords[keyword]
	if !known {
		text = texts.JSONOther
	}
	what := text.Of()
	if named := quoted.FindAllString(f.Message, -1); keyword == "required" || keyword == "pattern" {
		what = texts.Detailed.Of(what, texts.Verbatim(strings.Join(named, ", ")))
	}
	if _, values, found := strings.Cut(f.Message, "value must be "); found {
		what = texts.Detailed.Of(what, texts.Verbatim(strings.TrimPrefix(values, "one of ")))
	}
	return texts.JSONFault.Of(what, f.Message)
}

// shorten keeps both ends of a long text.
func shorten(s string) string {
	const gap, tail = " [...] ", 200
	if len(s) <= maxMessage {
		return s
	}
	return strings.ToValidUTF8(s[:maxMessage-tail-len(gap)]+gap+s[len(s)-tail:], "")
}
