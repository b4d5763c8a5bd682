package trueapi

import "github.com/mockismp/mockismp/server/internal/pipeline"

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

// WriteJSON writes the members in order.
func (m members) WriteJSON(j *pipeline.JSON) {
	j.Open('{')
	for _, x := range m {
		j.Key(x.name)
		j.Value(x.value)
	}
	j.Close('}')
}

// MarshalJSON is for members within what encoding/json writes.
func (m members) MarshalJSON() ([]byte, error) { return pipeline.Marshal(m) }
