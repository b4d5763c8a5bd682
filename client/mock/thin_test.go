package mock_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/server"
)

// TestThinClients: the clients of other languages call nothing that the control
// API has not. make clients runs their own tests.
func TestThinClients(t *testing.T) {
	for file, path := range map[string]*regexp.Regexp{
		"../js/mockismp.mjs":    regexp.MustCompile("['`](/[a-z.]+[a-z/.]*)"),
		"../python/mockismp.py": regexp.MustCompile(`, "(/[a-z.]+[a-z/.]*)`),
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		calls := path.FindAllStringSubmatch(string(text), -1)
		if len(calls) < 30 {
			t.Errorf("%s: %d calls", file, len(calls))
		}
		for _, call := range calls {
			if !slices.ContainsFunc(server.Routes(), func(r server.Route) bool {
				return r.Control && strings.HasPrefix(r.Path, "/_mock"+call[1])
			}) && !slices.Contains([]string{"/w/", "/api/v"}, call[1]) {
				t.Errorf("%s calls %s, which is no control call", file, call[1])
			}
		}
	}
}
