package steps

import (
	"reflect"
)

// Schema is the JSON Schema of scenario files, made of the same tables that files
// are checked by. It says less than Parse does: names of variables, and whose
// fields go with which verb, Parse alone knows.
func Schema() map[string]any {
	step := object(map[string]any{"title": text(""), "as": text("the participant who calls")})
	fields := step["properties"].(map[string]any)
	for _, v := range verbs() {
		fields[v.name] = described(schemaOf(v.arg.of, v.arg.must), v.about)
		for _, f := range typeOf(v.more) {
			fields[f.name] = described(schemaOf(f.of, nil), f.about)
		}
	}
	expect := object(map[string]any{})
	for _, f := range expectationFields {
		expect["properties"].(map[string]any)[f[0]] = map[string]any{"description": f[1]}
	}
	for name, is := range map[string]any{
		"for": text("a name"), "in": map[string]any{"description": "a list"}, "steps": listOfSteps(), "together": listOfSteps(),
		"save": map[string]any{"description": "a name for the whole answer, or names with expressions over it"}, "expect": expect,
		"until": condition("asks again until this holds"), "within": text("for so long, in the time of the world; 1m if absent"), "every": text("so often; 1s if absent"),
		"check": map[string]any{"description": "expressions that hold"}, "sign-in": map[string]any{"description": "a key, or nothing for the participant's own"},
		"clear-faults": map[string]any{},
	} {
		fields[name] = is
	}
	timed := object(map[string]any{"at": text("since the start: 90s, 36h, 5d")})
	given := map[string]any{}
	for _, v := range verbs() {
		given[v.name] = schemaOf(v.arg.of, v.arg.must)
		if v.timed {
			timed["properties"].(map[string]any)[v.name] = given[v.name]
		}
	}
	whole := object(map[string]any{
		"name":         map[string]any{"type": "string", "pattern": scenarioName.String()},
		"about":        map[string]any{"description": "what it tells: a text, or en and ru"},
		"tags":         map[string]any{"type": "array", "items": text("")},
		"participants": map[string]any{"type": "object", "additionalProperties": map[string]any{"anyOf": []any{text("a BIN"), schemaOf(reflect.TypeFor[member](), []string{"bin", "name"})}}},
		"vars":         map[string]any{"type": "object"},
		"world":        given["dataset"],
		"clock":        map[string]any{"anyOf": []any{text("the time at which it stands still"), given["clock"]}},
		"rules":        given["rules"],
		"goods":        map[string]any{"type": "object", "additionalProperties": schemaOf(verbNamed("generate").arg.of, []string{"gtin", "ownerBin", "status"})},
		"timeline":     map[string]any{"type": "array", "items": timed},
		"steps":        listOfSteps(),
		"undo":         listOfSteps(),
	})
	for _, list := range []string{"outcome", "fault", "bot"} {
		if is := given[list]; is != nil {
			whole["properties"].(map[string]any)[list+"s"] = map[string]any{"type": "array", "items": is}
		}
	}
	whole["required"] = []string{"name", "about"}
	whole["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	whole["title"] = "A scenario of mockismp"
	whole["$defs"] = map[string]any{"step": step}
	return whole
}

func object(properties map[string]any) map[string]any {
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
}

func text(about string) map[string]any {
	return described(map[string]any{"type": "string"}, about)
}

func condition(about string) map[string]any {
	return described(map[string]any{"type": []string{"string", "boolean"}}, about)
}

func described(schema map[string]any, about string) map[string]any {
	if about != "" {
		schema["description"] = about
	}
	return schema
}

func listOfSteps() map[string]any {
	return map[string]any{"type": "array", "items": map[string]any{"$ref": "#/$defs/step"}}
}

// schemaOf is the schema of a type. A text with an expression may stand for any value.
func schemaOf(t reflect.Type, must []string) map[string]any {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	is := map[string]any{}
	switch {
	case t == anything || t == rawJSON || reflect.PointerTo(t).Implements(unmarshal):
		return is
	case t.Kind() == reflect.String:
		return map[string]any{"type": "string"}
	case t.Kind() == reflect.Struct:
		fields := map[string]any{}
		for _, f := range fieldsOf(t) {
			fields[f.name] = described(schemaOf(f.of, nil), f.about)
		}
		is = object(fields)
		if must != nil {
			is["required"] = must
		}
	case t.Kind() == reflect.Slice:
		is = map[string]any{"type": "array", "items": schemaOf(t.Elem(), nil)}
	case t.Kind() == reflect.Map:
		is = map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem(), nil)}
	case t.Kind() == reflect.Bool:
		is = map[string]any{"type": "boolean"}
	case t.Kind() == reflect.Float64:
		is = map[string]any{"type": "number"}
	default:
		is = map[string]any{"type": "integer"}
	}
	return map[string]any{"anyOf": []any{is, map[string]any{"type": "string", "pattern": `\$\{`}}}
}
