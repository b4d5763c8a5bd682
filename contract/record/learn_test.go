package record_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/contract/record"
	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/scenarios/steps"
	"github.com/mockismp/mockismp/server"
)

// TestWhatIsLearned: a double with the learned dataset answers as the recorded one
// did, and plays the learned steps.
func TestWhatIsLearned(t *testing.T) {
	_, file := recorded(t, func(proxy *httptest.Server, s *server.Server, _ func(string)) {
		key, err := s.Key(owner)
		if err != nil {
			t.Fatal(err)
		}
		c, err := client.New(proxy.URL, client.WithSigner(key))
		if err != nil {
			t.Fatal(err)
		}
		for _, codes := range [][]string{{box, "(01)04600266005755(21)gy4R,sn"}, {"00000046082251PW?&;Ge"}} {
			if _, err := c.CISInfo(t.Context(), "tobacco", codes...); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.History(t.Context(), "nobody knows it"); err == nil {
			t.Fatal("it is known")
		}
	})
	learned, err := record.Learn(read(t, file))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fixtures.Parse("learned.yaml", learned.Dataset); err != nil {
		t.Fatalf("%s\n%s", err, learned.Dataset)
	}
	scenario, err := steps.Parse("learned.yaml", learned.Scenario)
	if err != nil {
		t.Fatalf("%s\n%s", err, learned.Scenario)
	}
	control, err := server.Run(t, server.WithWorld("empty")).Control()
	if err != nil {
		t.Fatal(err)
	}
	runner := steps.Runner{Target: steps.Double(control)}
	if result := runner.Run(t.Context(), scenario); result.Outcome != steps.Passed || len(result.Steps) < 3 {
		t.Errorf("%s %s: %v, %d steps\n%s", result.Outcome, result.Reason, result.Failure, len(result.Steps), learned.Scenario)
	}
	golden := string(learned.Goldens["post-cises-info-200.txt"])
	if !strings.Contains(golden, "POST /cises/info?pg=tobacco\n") || !strings.Contains(golden, box) || len(learned.Goldens) != 2 {
		t.Errorf("%d goldens: %s", len(learned.Goldens), golden)
	}
}
