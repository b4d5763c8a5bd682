package pipeline

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestInProcessBodiesOfUnknownLength: to a client a length of 0 is unknown, to a
// server it is none.
func TestInProcessBodiesOfUnknownLength(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength >= 0 {
			_, _ = io.CopyN(w, r.Body, r.ContentLength)
			return
		}
		_, _ = io.WriteString(w, "unknown ")
		_, _ = io.Copy(w, r.Body)
	})
	for name, c := range map[string]struct {
		body io.Reader
		want string
	}{
		"known":   {strings.NewReader("body"), "body"},
		"unknown": {io.MultiReader(strings.NewReader("body")), "unknown body"},
		"empty":   {strings.NewReader(""), ""},
		"none":    {nil, ""},
	} {
		req, err := http.NewRequest(http.MethodPost, "http://mock/", c.body)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := InProcess(h).RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := io.ReadAll(answer.Body); string(got) != c.want {
			t.Errorf("%s: %q instead of %q", name, got, c.want)
		}
	}
}
