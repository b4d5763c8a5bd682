package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

// ordered is an object of JSON that keeps the order of its fields, so that an
// answer can be changed in one place and is the same in all others.
type ordered struct {
	names []string
	of    map[string]any
}

func parseOrdered(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	v, err := orderedValue(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more behind it")
	}
	return v, nil
}

func orderedValue(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		o := &ordered{of: map[string]any{}}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			o.names = append(o.names, name.(string))
			if o.of[name.(string)], err = orderedValue(d); err != nil {
				return nil, err
			}
		}
		_, err = d.Token()
		return o, err
	case json.Delim('['):
		list := []any{}
		for d.More() {
			v, err := orderedValue(d)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = d.Token()
		return list, err
	}
	return token, nil
}

// MarshalJSON writes the fields in their order.
func (o *ordered) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, name := range o.names {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(written(name))
		out.WriteByte(':')
		out.Write(written(o.of[name]))
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

func written(v any) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}

// at calls change for each object in which a field of that path stands: change
// gets the object, the name, and gives whether it did something.
func at(v any, path string, change func(o *ordered, name string) bool) (done bool) {
	if strings.HasPrefix(path, "[]") {
		path = strings.TrimPrefix(strings.TrimPrefix(path, "[]"), ".")
		list, ok := v.([]any)
		if !ok {
			return false
		}
		for _, item := range list {
			done = at(item, path, change) || done
		}
		return done
	}
	o, ok := v.(*ordered)
	if !ok {
		return false
	}
	name, rest, nested := strings.Cut(path, ".")
	list := strings.HasSuffix(name, "[]")
	name = strings.TrimSuffix(name, "[]")
	if !slices.Contains(o.names, name) {
		return false
	}
	switch {
	case !nested && !list:
		return change(o, name)
	case list:
		return at(o.of[name], "[]"+map[bool]string{true: "." + rest}[nested], change)
	}
	return at(o.of[name], rest, change)
}

// lists calls change for each list that a path leads to, which ends in [].
func lists(v any, path string, change func([]any) ([]any, bool)) (out any, done bool) {
	if path == "[]" {
		if list, ok := v.([]any); ok {
			return change(list)
		}
		return v, false
	}
	done = at(v, strings.TrimSuffix(path, "[]"), func(o *ordered, name string) bool {
		list, ok := o.of[name].([]any)
		if !ok {
			return false
		}
		changed, did := change(list)
		o.of[name] = changed
		return did
	})
	return v, done
}

func remove(o *ordered, name string) {
	o.names = slices.DeleteFunc(o.names, func(n string) bool { return n == name })
	delete(o.of, name)
}
