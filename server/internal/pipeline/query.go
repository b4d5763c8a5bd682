package pipeline

import (
	"net/url"
	"strings"
)

// Query holds the parameters of a query string in order. Only & separates
// them: net/url drops pairs that hold a semicolon, and marking codes do.
type Query []Param

// Param is one of them; Plus says that a + in it became a blank.
type Param struct {
	Name, Value string
	Plus        bool
}

// parseQuery splits and decodes a raw query. A pair with a broken % escape is
// left out, as the servlet container behind the real service does (sibling);
// those are returned by name, for the journal.
func parseQuery(raw string) (q Query, dropped []string) {
	if raw == "" {
		return nil, nil
	}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		n, err1 := url.QueryUnescape(name)
		v, err2 := url.QueryUnescape(value)
		if err1 != nil || err2 != nil {
			dropped = append(dropped, name)
			continue
		}
		q = append(q, Param{n, v, strings.Contains(value, "+")})
	}
	return q, dropped
}

// Get is the first value of a parameter, and whether it was sent.
func (q Query) Get(name string) (string, bool) {
	for _, p := range q {
		if p.Name == name {
			return p.Value, true
		}
	}
	return "", false
}

// All gives every value of a parameter that is not empty, in order.
func (q Query) All(name string) (all []string) {
	for _, p := range q {
		if p.Name == name && p.Value != "" {
			all = append(all, p.Value)
		}
	}
	return all
}
