package xsd_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// typeProblem says what is wrong with the claim that a field is of a printed type,
// "" if nothing is; passes tells whether a document with another value passes.
func typeProblem(typ string, inJSON bool, passes func(value any) bool) string {
	for _, value := range refusedBy(typ, inJSON) {
		if passes(value) {
			return fmt.Sprintf(" passes with the value %.20q, which is no %s", value, typ)
		}
	}
	if bounds := lengths.FindStringSubmatch(typ); bounds != nil && bounds[1] != "" {
		if most, _ := strconv.Atoi(bounds[2]); !passes(strings.Repeat("1", most)) {
			return fmt.Sprintf(" is refused with %d characters, which are %s", most, typ)
		}
	}
	return ""
}

// lengths are those of printed texts: String(12), String[1;1000], String{1;100}.
var lengths = regexp.MustCompile(`^String ?[(\[{](?:(\d+);)?(\d+)[)\]}]`)

// refusedBy has values that are of no printed type. Of a text without a length
// any is good in XML; what is no text at all is refused in JSON.
func refusedBy(typ string, inJSON bool) (values []any) {
	if bounds := lengths.FindStringSubmatch(typ); bounds != nil {
		least, _ := strconv.Atoi(bounds[1])
		most, _ := strconv.Atoi(bounds[2])
		values = append(values, strings.Repeat("1", most+1))
		if least > 0 {
			values = append(values, strings.Repeat("1", least-1))
		}
	}
	switch words := strings.ToLower(typ); {
	case strings.Contains(words, "object") || strings.Contains(words, "area"):
		if inJSON {
			values = append(values, "x", 17)
		}
	case strings.Contains(words, "date"), strings.Contains(words, "uuid"), strings.Contains(words, "enum"):
		values = append(values, "x")
	case !strings.HasPrefix(words, "string") && !strings.HasPrefix(words, "complextype"):
		values = append(values, "x")
	}
	if inJSON && strings.HasPrefix(typ, "String") {
		values = append(values, 17)
	}
	return values
}

// edit is what becomes of a field: it is left out, its name gets a suffix, or it
// has another value.
type edit struct {
	out    bool
	suffix string
	value  any // in JSON of any type; nil: as it was
}

// changeXML writes a document anew, with a change of what stands at a path. It
// tells whether anything stands there.
func changeXML(text []byte, path string, e edit) (changed []byte, has bool) {
	var out bytes.Buffer
	out.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	d := xml.NewDecoder(bytes.NewReader(text))
	var names []string // of the elements that are open, as they are written
	at, skipped := "", 0
	for {
		token, err := d.RawToken()
		if err != nil {
			return out.Bytes(), has
		}
		switch token := token.(type) {
		case xml.StartElement:
			at = strings.TrimPrefix(at+"/"+token.Name.Local, "/")
			name := token.Name.Local
			if at == path {
				has, name = true, name+e.suffix
			}
			names = append(names, name)
			if skipped > 0 || at == path && e.out {
				skipped++
				continue
			}
			out.WriteString("<" + name)
			for _, a := range token.Attr {
				attr := strings.TrimPrefix(a.Name.Space+":"+a.Name.Local, ":")
				if at+"/@"+attr == path {
					if has = true; e.out {
						continue
					}
					attr, a.Value = attr+e.suffix, e.valueOr(a.Value)
				}
				out.WriteString(" " + attr + `="`)
				out.WriteString(inText.Replace(a.Value) + `"`)
			}
			out.WriteString(">")
		case xml.EndElement:
			name := names[len(names)-1]
			names = names[:len(names)-1]
			at = at[:max(0, strings.LastIndex(at, "/"))]
			if skipped > 0 {
				skipped--
				continue
			}
			out.WriteString("</" + name + ">")
		case xml.CharData:
			switch {
			case skipped > 0:
			case at == path:
				out.WriteString(inText.Replace(e.valueOr(string(token))))
			default:
				out.WriteString(inText.Replace(string(token)))
			}
		}
	}
}

func (e edit) valueOr(was string) string {
	if e.value == nil {
		return was
	}
	return fmt.Sprint(e.value)
}

var inText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// changeJSON does the same for a JSON document, in whose paths [] is every
// element of a list.
func changeJSON(text []byte, path string, e edit) (changed []byte, has bool) {
	var v any
	if json.Unmarshal(text, &v) != nil {
		return text, false
	}
	steps := strings.Split(strings.TrimSuffix(path, "[]"), ".")
	change := func(object map[string]any, name string) {
		value, ok := object[name]
		if !ok {
			return
		}
		has = true
		delete(object, name)
		if e.value != nil {
			value = e.value
		}
		if !e.out {
			object[name+e.suffix] = value
		}
	}
	var walk func(v any, steps []string)
	walk = func(v any, steps []string) {
		object, ok := v.(map[string]any)
		if !ok {
			return
		}
		if len(steps) == 1 {
			change(object, steps[0])
			return
		}
		list, _ := object[strings.TrimSuffix(steps[0], "[]")].([]any)
		for _, element := range list {
			walk(element, steps[1:])
		}
	}
	if path != "" {
		walk(v, steps)
	}
	changed, err := json.Marshal(v)
	return changed, has && err == nil
}
