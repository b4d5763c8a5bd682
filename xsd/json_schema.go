package xsd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

func isJSON(schema string) bool { return strings.HasSuffix(schema, ".json") }

// jsonSchema is a compiled schema. The engine only reads it while it checks.
type jsonSchema struct {
	root  *jsonschema.Schema
	lists map[string]*jsonschema.Schema // see lists
}

// location is what the engine calls a schema. Nothing is looked up under it.
const location = "schema:///root.json"

func compileJSON(text []byte) (*jsonSchema, error) {
	if refused := guardJSON(text); refused != nil {
		return nil, errors.New(refused.String())
	}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, byteOrderMark)))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, fmt.Errorf("not read: %w", err)
	}
	refuseOneByOne(tree)
	text, err := json.Marshal(tree)
	if err != nil {
		return nil, fmt.Errorf("not written: %w", err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat = true
	c.Formats["date-in-blanks"] = dateInBlanks
	c.LoadURL = func(url string) (io.ReadCloser, error) {
		return nil, fmt.Errorf("it refers to %.200s, and may refer to itself only", url)
	}
	if err := c.AddResource(location, bytes.NewReader(text)); err != nil {
		return nil, fmt.Errorf("not taken: %w", err)
	}
	root, err := c.Compile(location)
	if err != nil {
		return nil, fmt.Errorf("not compiled: %w", err)
	}
	return &jsonSchema{root: root, lists: lists(root)}, nil
}

// additional is the keyword for members that a schema does not list.
const additional = "additionalProperties"

// refuseOneByOne writes "additionalProperties": false in a form that means the
// same: by the short one the engine names all that is unknown in one message, in
// any order, and not where it stands.
func refuseOneByOne(tree any) {
	switch t := tree.(type) {
	case map[string]any:
		for name, v := range t {
			if name == additional && v == false {
				t[name] = map[string]any{"not": map[string]any{}}
			}
			refuseOneByOne(v)
		}
	case []any:
		for _, v := range t {
			refuseOneByOne(v)
		}
	}
}

// blanks are what \s of a pattern matches.
const blanks = " \t\n\f\r"

func dateInBlanks(v any) bool {
	s, ok := v.(string)
	if !ok {
		return true // which type it has to be is not for a format to say
	}
	_, err := time.Parse(time.DateOnly, strings.Trim(s, blanks))
	return err == nil
}

// lists gives, by the names of members of the root, the schemas of items of long
// lists: those whose items may be checked one at a time, and forgotten, because
// nothing in the schema looks at the list as a whole but for being empty.
func lists(root *jsonschema.Schema) map[string]*jsonschema.Schema {
	found := map[string]*jsonschema.Schema{}
	conditions := []*jsonschema.Schema{root.If, root.Then, root.Else}
	if !plain(root) || root.Not != nil {
		return found
	}
	for name, list := range root.Properties {
		items, _ := list.Items.(*jsonschema.Schema)
		if list.Items2020 != nil {
			items = list.Items2020
		}
		whole := list.MinItems > 1 || list.MaxItems >= 0 || list.UniqueItems || len(list.PrefixItems) > 0 ||
			list.Contains != nil || list.UnevaluatedItems != nil || list.If != nil || list.Not != nil
		if items == nil || whole || !plain(list) {
			continue
		}
		free := true
		for _, c := range conditions {
			free = free && (c == nil || plain(c) && c.If == nil && c.Not == nil && c.Properties[name] == nil && c.AdditionalProperties == nil)
		}
		if free {
			found[name] = items
		}
	}
	return found
}

// plain says that a schema has nothing that applies more schemas to the same
// value, other than conditions, and compares it with none.
func plain(s *jsonschema.Schema) bool {
	more := len(s.AllOf) + len(s.AnyOf) + len(s.OneOf) + len(s.Dependencies) + len(s.DependentSchemas) +
		len(s.PatternProperties) + len(s.Constant) + len(s.Enum) + len(s.Extensions)
	return more == 0 && s.Ref == nil && s.RecursiveRef == nil && s.DynamicRef == nil && s.UnevaluatedProperties == nil
}
