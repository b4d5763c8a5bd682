package steps

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/mockismp/mockismp/fixtures/source"
)

// shape is what a value of a file must look like. It is the type that goes over
// the wire of the control API, or one of ours that is made like those: so a file
// is held to the same names as a call.
type shape struct {
	what string // in sentences: a fault
	of   reflect.Type
	must []string // fields that have to be there
	none bool     // nothing at all will do as well
}

func shapeOf[T any](what string, must ...string) shape {
	return shape{what: what, of: reflect.TypeFor[T](), must: must}
}

// fieldOf is a field of a mapping as it is written.
type fieldOf struct {
	name  string
	of    reflect.Type
	about string
}

// fieldsOf are the fields of a struct by their names in JSON, those of embedded
// structs with them.
func fieldsOf(t reflect.Type) (all []fieldOf) {
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case name == "" && f.Anonymous:
			all = append(all, fieldsOf(f.Type)...)
		case name != "":
			all = append(all, fieldOf{name, f.Type, f.Tag.Get("about")})
		}
	}
	return all
}

var (
	anything  = reflect.TypeFor[any]()
	rawJSON   = reflect.TypeFor[json.RawMessage]()
	unmarshal = reflect.TypeFor[json.Unmarshaler]()
)

// value reads a value that must have a shape.
func (r *reader) value(n ast.Node, s shape) value {
	if _, none := n.(*ast.NullNode); none && s.none {
		return value{at: r.Place(n), plain: struct{}{}}
	}
	return r.typed(n, s.of, s.what, s.must)
}

// typed reads a value by its type. A text with an expression may stand for any.
func (r *reader) typed(n ast.Node, t reflect.Type, what string, must []string) value {
	at := r.Place(n)
	if s, ok := textOf(n); ok && strings.Contains(s, "${") {
		return value{at: at, template: r.template(s, at)}
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == anything || t == rawJSON:
		return r.free(n)
	case reflect.PointerTo(t).Implements(unmarshal):
		if _, isText := textOf(n); isText { // such as a delay: a text, or a mapping
			return value{at: at, plain: n.GetToken().Value}
		}
	}
	switch t.Kind() {
	case reflect.Struct:
		return r.structure(n, t, what, must)
	case reflect.Slice:
		v := value{at: at, list: []value{}}
		r.List(what, func(item ast.Node) { v.list = append(v.list, r.typed(item, t.Elem(), what, nil)) })(n)
		return v
	case reflect.Map:
		v := value{at: at, fields: map[string]value{}}
		r.Table(what, func(key source.String, item ast.Node) {
			v.keys = append(v.keys, key.Value)
			v.fields[key.Value] = r.typed(item, t.Elem(), what, nil)
		})(n)
		return v
	}
	return r.scalar(n, t)
}

func (r *reader) structure(n ast.Node, t reflect.Type, what string, must []string) value {
	v := value{at: r.Place(n), fields: map[string]value{}}
	var fields []source.Field
	for _, f := range fieldsOf(t) {
		fields = append(fields, source.Field{Name: f.name, Required: slices.Contains(must, f.name), Read: func(n ast.Node) {
			v.keys = append(v.keys, f.name)
			v.fields[f.name] = r.typed(n, f.of, f.name, nil)
		}})
	}
	r.Object(n, what, fields...)
	return v
}

func (r *reader) scalar(n ast.Node, t reflect.Type) value {
	v := value{at: r.Place(n)}
	switch t.Kind() {
	case reflect.String:
		if s, ok := r.String(n); ok {
			v.plain = s
		}
	case reflect.Bool:
		if b, ok := n.(*ast.BoolNode); ok {
			v.plain = b.Value
		} else {
			r.Addf(v.at, "this must be true or false, it is %s", source.Kind(n))
		}
	case reflect.Float64:
		if f, err := strconv.ParseFloat(n.GetToken().Value, 64); err == nil && source.IsNumber(n) {
			v.plain = f
		} else {
			r.Addf(v.at, "this must be a number, without quotes")
		}
	default:
		if i, ok := source.Number[int](&r.Reader, 0)(n); ok {
			v.plain = i
		}
	}
	return v
}

// free reads a value that may be anything.
func (r *reader) free(n ast.Node) value {
	v := value{at: r.Place(n)}
	switch n := n.(type) {
	case ast.MapNode:
		v.fields = map[string]value{}
		r.Table("this", func(key source.String, item ast.Node) {
			v.keys = append(v.keys, key.Value)
			v.fields[key.Value] = r.free(item)
		})(n.(ast.Node))
	case *ast.SequenceNode:
		v.list = []value{}
		r.List("this", func(item ast.Node) { v.list = append(v.list, r.free(item)) })(n)
	case *ast.BoolNode:
		v.plain = n.Value
	case *ast.NullNode:
	case *ast.IntegerNode:
		if i, err := strconv.Atoi(n.GetToken().Value); err == nil {
			v.plain = i
		} else {
			r.Addf(v.at, "%.60s is a number that other readers write anew: write it in quotes", n.GetToken().Value)
		}
	case *ast.FloatNode:
		v.plain = n.Value
	default:
		s, _ := textOf(n)
		if source.IsNumber(n) {
			r.Addf(v.at, "%.60s without quotes is a number, and numbers lose their leading zeros: write it in quotes", s)
		}
		v.plain = s
		if strings.Contains(s, "${") {
			v.template = r.template(s, v.at)
		}
	}
	return v
}

// textOf is what a text says, on one line or on several.
func textOf(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	}
	return "", false
}
