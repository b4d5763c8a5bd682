package xsd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/mockismp/mockismp/xsd/doc"
)

func isJSON(schema string) bool { return strings.HasSuffix(schema, ".json") }

// jsonSchema is a compiled schema. The engine only reads it while it checks.
type jsonSchema struct {
	root  *jsonschema.Schema            // without items
	items map[string]*jsonschema.Schema // of the lists that are members of the root
}

// location is the name that the engine has for a schema. Nothing is looked up
// under it.
const location = "schema:///root.json"

func compileJSON(text []byte) (*jsonSchema, error) {
	tree, refused := treeOfJSON(text)
	if refused != nil {
		return nil, errors.New(refused.String())
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
	return split(root), nil
}

// split takes the items of lists out of a schema, to have them checked one by
// one: of a list that is wrong all through the engine itself writes down each
// fault, and cannot be stopped.
func split(root *jsonschema.Schema) *jsonSchema {
	whole := *root
	s := &jsonSchema{root: &whole, items: map[string]*jsonschema.Schema{}}
	whole.Properties = maps.Clone(root.Properties)
	for name, list := range root.Properties {
		items := list.Items2020
		if items == nil {
			items, _ = list.Items.(*jsonschema.Schema) // as drafts before 2020 have it
		}
		if items == nil || len(list.PrefixItems) > 0 || list.UnevaluatedItems != nil {
			continue // by these it matters what an item stands beside
		}
		rest := *list
		rest.Items, rest.Items2020 = nil, nil
		whole.Properties[name], s.items[name] = &rest, items
	}
	return s
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
	_, _, known := doc.Date(strings.Trim(s, blanks))
	return known
}
