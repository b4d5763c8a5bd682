package pipeline

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/mockismp/mockismp/state"
)

// plan says how a request fills an In struct, field by field, from tags:
//
//	PG    string   `query:"pg"`             the first value, zero if absent
//	Codes []string `query:"codes,required"` all values; "code" behind it: they are marking codes, which hold +
//	Limit *int     `query:"limit"`          nil if absent; a value that is no number is refused
//	UUID  string   `path:"uuid"`            decoded once
//	Body  T        `body:"json"`            read as the real service reads JSON
//	Body  T        `body:"json,optional"`   zero if there is none
//	Body  []byte   `body:"raw"`             as it came
//	Body  io.Reader `body:"stream"`         as it comes, in control calls
type plan []source

type source struct {
	field  []int
	from   string // query, path, body
	name   string
	option string // required or optional
	many   bool   // it may be sent more than once
	code   bool   // it holds marking codes
}

// plans are made once in a process: every server has the same routes.
var plans sync.Map // of reflect.Type

func planFor(t reflect.Type) plan {
	if made, ok := plans.Load(t); ok {
		return made.(plan)
	}
	p := planOf(t)
	plans.Store(t, p)
	return p
}

func planOf(t reflect.Type) plan {
	var p plan
	fields := 0
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous {
			continue // its fields follow
		}
		fields++
		for _, from := range []string{"query", "path", "body"} {
			tag, ok := f.Tag.Lookup(from)
			if !ok {
				continue
			}
			name, options, _ := strings.Cut(tag, ",")
			option, isCode := strings.CutSuffix(options, ",code")
			p = append(p, source{f.Index, from, name, option, f.Type.Kind() == reflect.Slice, isCode})
		}
	}
	if len(p) != fields {
		panic(fmt.Sprintf("%s: every field of a request needs one tag: query, path or body", t))
	}
	return p
}

func (p plan) fill(c *Call, in reflect.Value) error {
	for _, s := range p {
		if err := s.fill(c, in.FieldByIndex(s.field)); err != nil {
			return err
		}
	}
	return nil
}

// refuseOthers fails for a query parameter that the plan does not read.
func (p plan) refuseOthers(c *Call) error {
	names := p.names()
	slices.Sort(names)
	for _, sent := range c.Query {
		if !slices.Contains(names, sent.Name) {
			return state.Errorf(ParamUnknown, "this call has no query parameter %q; it knows [%s]", sent.Name, strings.Join(names, " ")).With(sent.Name)
		}
	}
	return nil
}

func (s source) fill(c *Call, field reflect.Value) error {
	switch s.from {
	case "path":
		return set(field, s.name, c.Param(s.name))
	case "query":
		return s.fillQuery(c, field)
	}
	switch s.name {
	case "raw":
		body, err := c.whole()
		field.SetBytes(body)
		return err
	case "stream":
		field.Set(reflect.ValueOf(c.Reader()))
		return nil
	}
	err := c.system.Decode(c, field.Addr().Interface())
	if s.option == "optional" && err != nil && failureOf(err).kind == BodyMissing {
		return nil
	}
	return err
}

func (s source) fillQuery(c *Call, field reflect.Value) error {
	values := c.Query.All(s.name)
	if s.option == "required" && len(values) == 0 {
		return state.Errorf(ParamMissing, "query parameter %q is required and was not sent%s", s.name, c.insteadOf(s.name)).With(s.name)
	}
	if len(values) == 0 {
		return nil // an empty one counts as absent, whatever its type: «0 или null»
	}
	if s.many {
		field.Set(reflect.ValueOf(values))
		return nil
	}
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	return set(field, s.name, values[0])
}

// set writes a parameter's text into a field of its type.
func set(field reflect.Value, name, value string) (err error) {
	kind := "String"
	switch field.Kind() {
	case reflect.String:
		field.SetString(value)
	case reflect.Bool:
		var b bool
		kind = "Boolean"
		b, err = strconv.ParseBool(value)
		field.SetBool(b)
	case reflect.Int, reflect.Int64:
		var n int64
		kind = "Integer"
		n, err = strconv.ParseInt(value, 10, field.Type().Bits())
		field.SetInt(n)
	default:
		panic("parameter " + name + " has a type that no query can fill: " + field.Type().String())
	}
	if err != nil {
		return state.Errorf(ParamType, "parameter %q holds %q, which is not %s", name, value, plain[kind]).With(name, kind)
	}
	return nil
}

// plain says what the types of parameters are to people.
var plain = map[string]string{"Boolean": "true or false", "Integer": "a whole number that fits"}

// DecodeStrict reads a JSON body for people: unknown names are refused, and so
// is anything behind the value.
func DecodeStrict(c *Call, dst any) error {
	d := json.NewDecoder(c.Reader())
	d.DisallowUnknownFields()
	err := d.Decode(dst)
	if errors.Is(err, io.EOF) {
		return state.Errorf(BodyMissing, "the request has no body; a JSON object is required")
	}
	if err == nil {
		if _, end := d.Token(); !errors.Is(end, io.EOF) {
			err = cmp.Or(refusalIn(end), errors.New("there is more behind the JSON value"))
		}
	}
	if err == nil || refusalIn(err) != nil {
		return err
	}
	return state.Errorf(BodyUnreadable, "the body does not fit: %s", inWords(err))
}

// inWords says what is wrong with JSON without the words of Go.
func inWords(err error) string {
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		at := "the body"
		if wrong.Field != "" {
			at = fmt.Sprintf("field %q", wrong.Field)
		}
		return fmt.Sprintf("%s holds a JSON %s, where %s belongs (byte %d)", at, wrong.Value, jsonKind(wrong.Type), wrong.Offset)
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// jsonKind is what JSON calls the values that a Go type takes.
func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return jsonKind(t.Elem())
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Float32, reflect.Float64:
		return "a number"
	default:
		return "a whole number that fits"
	}
}
