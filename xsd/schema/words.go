package schema

import (
	"strings"
	"unicode/utf8"

	"github.com/mockismp/mockismp/internal/texts"
)

// Fault is one thing that is wrong with a document.
type Fault struct {
	Line    int    // counted from 1: where the tag of the element ends that is wrong
	Path    string // /file/document/productList/iCode; "" if no element is concerned
	Message string // a Russian sentence, for clients
	Detail  string // the same in English, for operators
	Code    string // by which word of schemas
}

// problem is a fault before its place is known. The last part of the text's key is
// its code.
type problem = texts.Said

func codeOf(p problem) string { return strings.TrimPrefix(p.Key(), "schema.") }

// bounds are what is said of the facets that bound a value.
var bounds = map[string]texts.Text2[string, string]{
	"minInclusive": texts.SchemaMinInclusive, "maxInclusive": texts.SchemaMaxInclusive,
	"minExclusive": texts.SchemaMinExclusive, "maxExclusive": texts.SchemaMaxExclusive,
}

// at names the element, and the attribute if it is about one.
func at(element, attribute string, p problem) texts.Said {
	if attribute == "" {
		return texts.SchemaElement.Of(element, p)
	}
	return texts.SchemaAttributeOf.Of(element, attribute, p)
}

// mostShown is how many characters of a value or a name are shown.
const mostShown = 100

func cut(s string) string {
	if utf8.RuneCountInString(s) <= mostShown {
		return s
	}
	return string([]rune(s)[:mostShown]) + "…"
}

func shown[T string | []byte](value T) string { return "«" + cut(string(value)) + "»" }

// choices lists what an enumeration allows, or the beginning of it.
func (s *simple) choices() string {
	var all []string
	for _, c := range s.enumeration {
		all = append(all, c.text)
	}
	return few(all)
}

func (l patterns) String() string {
	var all []string
	for _, e := range l {
		all = append(all, e.text)
	}
	return cut(strings.Join(all, "|"))
}

const mostListed = 24

func few(all []string) string {
	rest := ""
	if len(all) > mostListed {
		all, rest = all[:mostListed], ", …"
	}
	return strings.Join(all, ", ") + rest
}

// tags lists elements, once each.
func tags(names []Name) string {
	var all []string
	seen := map[Name]bool{}
	for _, n := range names {
		if !seen[n] {
			all = append(all, "<"+n.Local+">")
		}
		seen[n] = true
	}
	return few(all)
}

// onlyThen says what was expected instead.
func onlyThen(names []Name) problem {
	if len(names) == 0 {
		return texts.SchemaUnexpected.Of(texts.NothingExpected.Of())
	}
	return texts.SchemaUnexpected.Of(texts.ElementsExpected.Of(tags(names)))
}
