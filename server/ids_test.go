package server

import (
	"fmt"
	"strings"
	"testing"
)

// TestAnIDIsGivenOnce: also in a world that a snapshot made, where the newest of
// each is gone.
func TestAnIDIsGivenOnce(t *testing.T) {
	s := frozen(t)
	bodies := map[string]string{"outcomes": `{"result": "stuck"}`, "bots": `{"do": "ignore"}`, "faults": `{"status": 503}`}
	add := func(s *Server, what string) string {
		got := want(t, s, 201, "POST", "/_mock/"+what, bodies[what])
		_, id, _ := strings.Cut(got, `"id":"`)
		id, _, _ = strings.Cut(id, `"`)
		return id
	}
	for what := range bodies {
		add(s, what)
		want(t, s, 204, "DELETE", "/_mock/"+what+"/"+add(s, what), "")
	}
	kept := want(t, s, 200, "GET", "/_mock/snapshot", "")
	other := Run(t, WithWorld("empty"))
	want(t, other, 204, "PUT", "/_mock/snapshot", kept)
	for what := range bodies {
		if id := add(other, what); id != fmt.Sprint(what[:1], 3) {
			t.Errorf("of %s, %s comes next, not 3", what, id)
		}
	}
	for _, bad := range []string{"-1", "2147483649", `"2"`} {
		want(t, s, 400, "PUT", "/_mock/snapshot", strings.Replace(kept, `"bots":2`, `"bots":`+bad, 1))
	}
	want(t, s, 400, "PUT", "/_mock/snapshot", strings.Replace(kept, `"newest":2`, `"newest":-1`, 1))
}
