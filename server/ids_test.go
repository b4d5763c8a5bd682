package server

import (
	"fmt"
	"strings"
	"testing"
)

// TestAnIDIsGivenOnce: also in a world that a snapshot made, where the newest of
// each is gone; a snapshot without the numbers is read as well.
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
	const newest = `,"newest":{"outcomes":2,"bots":2,"faults":2}`
	for text, third := range map[string]int{kept: 3, strings.Replace(kept, newest, "", 1): 2} {
		other := Run(t, WithWorld("empty"))
		want(t, other, 204, "PUT", "/_mock/snapshot", text)
		for what := range bodies {
			if id := add(other, what); id != fmt.Sprint(what[:1], third) {
				t.Errorf("of %s, %s comes next, not %d", what, id, third)
			}
		}
	}
	for _, bad := range []string{"-1", "2147483649", `"2"`} {
		want(t, s, 400, "PUT", "/_mock/snapshot", strings.Replace(kept, `"bots":2`, `"bots":`+bad, 1))
	}
}
