package schema

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/mockismp/mockismp/xsd/lex"
)

// Fault is one thing that is wrong with a document.
type Fault struct {
	Line    int    // counted from 1: where the tag of the element ends that is wrong
	Path    string // /file/document/productList/iCode; "" if no element is concerned
	Message string // a Russian sentence, for clients
	Detail  string // the same in English, for operators
	Code    string // a key of the words
}

// problem is a fault before its place is known.
type problem struct {
	code             string
	values           []any
	russian, english string // of a type, the last value
}

func (p problem) words() lex.Words {
	w := words[p.code]
	if p.russian != "" {
		return lex.Words{
			Russian: fmt.Sprintf(w.Russian, append(p.values, p.russian)...),
			English: fmt.Sprintf(w.English, append(p.values, p.english)...),
		}
	}
	return w.With(p.values...)
}

// words say what is wrong, behind the name of the element.
var words = map[string]lex.Words{
	"root":           {Russian: "с него не может начинаться документ, ожидается %s", English: "it cannot be the root, expected is %s"},
	"unexpected":     {Russian: "здесь не ожидается%s", English: "it is not expected here%s"},
	"incomplete":     {Russian: "содержимое неполное, ожидается ещё %s", English: "its content is not complete, expected is %s"},
	"childOfEmpty":   {Russian: "должен быть пустым, вложенные элементы не допускаются", English: "it has to be empty, and holds an element"},
	"childOfText":    {Russian: "может содержать только текст, вложенные элементы не допускаются", English: "it can hold text only, and holds an element"},
	"childOfNil":     {Russian: "объявлен пустым (xsi:nil), вложенные элементы и текст не допускаются", English: "it is nil, and holds something"},
	"textOfEmpty":    {Russian: "должен быть пустым, текст и пробелы не допускаются", English: "it has to be empty, and holds text"},
	"textOfElements": {Russian: "может содержать только вложенные элементы, текст не допускается", English: "it can hold elements only, and holds text"},
	"attribute":      {Russian: "такого атрибута у него быть не может", English: "it cannot have this attribute"},
	"required":       {Russian: "нет обязательного атрибута %s", English: "the required attribute %s is missing"},
	"notNillable":    {Russian: "атрибут xsi:nil не допускается: пустым он быть не может", English: "it is not nillable"},
	"type":           {Russian: "тип %s из xsi:type неизвестен или не годится вместо объявленного", English: "xsi:type %s is not known, or does not come from the type declared"},
	"value":          {Russian: "значение %s не подходит, нужно: %s", English: "the value %s is not %s"},
	"fixed":          {Russian: "значение %s не подходит, нужно %s", English: "the value %s is not %s, which is fixed"},
	"exactLength":    {Russian: "длина значения %d, должна быть %d", English: "its length is %d, not %d"},
	"minLength":      {Russian: "длина значения %d, должна быть не меньше %d", English: "its length is %d, less than %d"},
	"maxLength":      {Russian: "длина значения %d, должна быть не больше %d", English: "its length is %d, more than %d"},
	"minInclusive":   {Russian: "значение %s меньше %s", English: "the value %s is less than %s"},
	"maxInclusive":   {Russian: "значение %s больше %s", English: "the value %s is more than %s"},
	"minExclusive":   {Russian: "значение %s не больше %s", English: "the value %s is not more than %s"},
	"maxExclusive":   {Russian: "значение %s не меньше %s", English: "the value %s is not less than %s"},
	"totalDigits":    {Russian: "в значении %s больше %d цифр", English: "the value %s has more than %d digits"},
	"fractionDigits": {Russian: "в значении %s больше %d цифр после точки", English: "the value %s has more than %d digits behind the point"},
	"enumeration":    {Russian: "значение %s не входит в список: %s", English: "the value %s is not one of %s"},
	"pattern":        {Russian: "значение %s не соответствует шаблону %s", English: "the value %s does not match the pattern %s"},
}

// subject names the element, and the attribute if it is about one.
func subject(element, attribute string) lex.Words {
	if attribute == "" {
		return lex.Words{Russian: "элемент <" + element + ">: ", English: "element <" + element + ">: "}
	}
	return lex.Words{
		Russian: "элемент <" + element + ">, атрибут " + attribute + ": ",
		English: "element <" + element + ">, attribute " + attribute + ": ",
	}
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
		return problem{code: "unexpected", values: []any{}, russian: ", больше элементов быть не должно", english: ", no more elements are"}
	}
	list := tags(names)
	return problem{code: "unexpected", values: []any{}, russian: ", ожидается " + list, english: ", expected is " + list}
}
