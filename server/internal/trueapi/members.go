package trueapi

import (
	"bytes"
	"encoding/json"
)

// members is a JSON object whose names are data, or whose set of names is: it
// keeps their order, which a map would not.
type members []member

type member struct {
	name  string
	value any
}

func (m members) has(name string) bool {
	for _, x := range m {
		if x.name == name {
			return true
		}
	}
	return false
}

// MarshalJSON writes the members in order, without HTML escaping.
func (m members) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, x := range m {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := enc.Encode(x.name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := enc.Encode(x.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil // the encoder that asked for this takes the newlines out
}
