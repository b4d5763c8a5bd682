package server

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mockismp/mockismp/client/mock"
)

const story = `name: story
about: Money comes on the third day.
participants:
  maker: {bin: "801010100010", name: ТОО «Фабрика», groups: {tobacco: [PRODUCER]}, balance: {tobacco: 0}}
world:
  products: [{gtin: "04879990000017", productGroup: tobacco, name: Сигареты}]
faults:
  - {match: {route: elk.balance.all}, status: 503}
goods:
  pack: {gtin: "04879990000017", ownerBin: "${maker}", status: EMITTED}
timeline:
  - {at: 1d, utilise: {codes: ["${pack}"]}}
  - {at: 3d, top-up: {bin: "${maker}", productGroup: tobacco, amount: 5000000}}
  - {at: 9d, utilise: {codes: ["${pack}"]}}
`

// told is a world in which the story has begun.
func told(t *testing.T) (*Server, *mock.Client, mock.StartedScenario) {
	t.Helper()
	srv := Run(t, WithWorld("empty"), WithClock("2026-11-23T09:00:00Z"))
	m, err := srv.Control()
	if err != nil {
		t.Fatal(err)
	}
	begun, err := m.StartScenario(t.Context(), "story", story)
	if err != nil {
		t.Fatal(err)
	}
	return srv, m, begun
}

// TestScenarioInAWorld: what a scenario says of a world is done at once, its
// timeline when time gets there, and after a stop nothing more.
func TestScenarioInAWorld(t *testing.T) {
	srv, m, begun := told(t)
	pack, _ := begun.Names["pack"].(string)
	status := func(after time.Duration, want string) {
		t.Helper()
		if err := srv.Clock().Advance(after); err != nil {
			t.Fatal(err)
		}
		if c, err := m.Code(t.Context(), pack); err != nil || c.Status != want {
			t.Errorf("%+v, %v, not %s", c, err, want)
		}
	}
	status(0, "EMITTED")
	status(36*time.Hour, "APPLIED_NOT_PAID")
	if _, err := m.Overview(t.Context()); err != nil { // to look at the server forgets nothing
		t.Fatal(err)
	}
	if list, err := m.Scenarios(t.Context()); err != nil || list.Running != "story" || len(list.Items) < 20 {
		t.Errorf("%+v, %v", list, err)
	}
	if faults, err := m.Faults(t.Context()); err != nil || len(faults) != 1 {
		t.Errorf("%v, %v", faults, err)
	}
	status(5*24*time.Hour, "APPLIED")
	if err := m.StopScenario(t.Context()); err != nil {
		t.Fatal(err)
	}
	faults, _ := m.Faults(t.Context())
	due, err := m.Upcoming(t.Context(), 10)
	if list, _ := m.Scenarios(t.Context()); err != nil || len(faults) != 0 || len(due) != 0 || list.Running != "" {
		t.Errorf("after the stop: %v, %v, %s, %v", faults, due, list.Running, err)
	}
}

// TestTimelineThatFails changes nothing and says so in the journal.
func TestTimelineThatFails(t *testing.T) {
	srv := Run(t, WithWorld("empty"), WithClock("2026-11-23T09:00:00Z"))
	m, err := srv.Control()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.StartScenario(t.Context(), "s", "name: s\nabout: s\ntimeline: [{at: 1h, utilise: {codes: [\"0000004608225112345\"]}}]\n"); err != nil {
		t.Fatal(err)
	}
	if err := srv.Clock().Advance(2 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if n, err := m.CountRequests(t.Context(), mock.RequestFilter{Rule: "story.failed"}); err != nil || n.Count != 1 {
		t.Errorf("%+v, %v", n, err)
	}
}

// TestPlansThatCannotBeRead: none of a list is planned where one is not right.
func TestPlansThatCannotBeRead(t *testing.T) {
	srv := Run(t, WithWorld("empty"), WithClock("2026-11-23T09:00:00Z"))
	good := `{"after": "1h", "do": "utilise", "with": {"codes": []}}`
	for _, c := range []struct{ item, says string }{
		{`{"after": "1 hour", "do": "utilise", "with": {"codes": []}}`, `items[1]: after: \"1 hour\" is no duration such as 90m or 3d`},
		{`{"after": "-1h", "do": "utilise", "with": {"codes": []}}`, `items[1]: after: \"-1h\" is no duration`},
		{`{"after": "1h", "do": "advance", "with": "1d"}`, `items[1]: \"advance\" is no verb of the timeline; known are aggregate, decide, disaggregate, drop-out, generate, receipt, shipment, top-up, utilise`},
		{`{"after": "1h", "do": "utilise", "with": {"code": "x"}}`, `items[1]: json: unknown field \"code\"`},
		{`{"after": "1h", "do": "utilise"}`, `items[1]: `},
	} {
		if got := want(t, srv, 400, "POST", "/_mock/timeline", `{"items": [`+good+`, `+c.item+`]}`); !strings.Contains(got, c.says) {
			t.Errorf("%s: %s", c.item, got)
		}
	}
	if due := want(t, srv, 200, "GET", "/_mock/clock/upcoming", ""); due != `{"items":[]}` {
		t.Errorf("planned is %s", due)
	}
	want(t, srv, 201, "POST", "/_mock/timeline", `{"items": [`+good+`]}`)
}

// TestScenariosThatDoNotStart tell all mistakes, or which there are.
func TestScenariosThatDoNotStart(t *testing.T) {
	srv := Run(t, WithWorld("empty"))
	m, err := srv.Control()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, text, want string }{
		{"nobody", "", `no scenario "nobody" comes with mockismp`},
		{"bad", "name: bad\nabot: x\n", `bad.yaml:2:1: a scenario has no field "abot": did you mean about?`},
		{"refused", "name: refused\nabout: x\nrules: {no.such: off}\n", "no.such"},
	} {
		if _, err := m.StartScenario(t.Context(), c.name, c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestWithScenario: a server that begins with a scenario comes back to it.
func TestWithScenario(t *testing.T) {
	srv := Run(t, WithWorld("empty"), WithScenario("money-comes-later"), WithClock("2026-11-23T09:00:00Z"))
	paid := func() int64 {
		m, err := srv.Control()
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.Participant(t.Context(), "801010100010")
		if err != nil {
			t.Fatal(err)
		}
		return p.Balance["tobacco"]
	}
	for range 2 {
		if n := paid(); n != 0 {
			t.Errorf("%d at the start", n)
		}
		if err := srv.Clock().Advance(4 * 24 * time.Hour); err != nil {
			t.Fatal(err)
		}
		if n := paid(); n <= 0 {
			t.Errorf("%d after four days", n)
		}
		srv.Reset()
	}
	if _, err := New(WithListen("127.0.0.1:0"), WithScenario("none")); err == nil || !strings.Contains(err.Error(), `scenario "none" is neither`) {
		t.Error(err)
	}
}

// TestForksAndSnapshotsKeepTheStory: what a scenario has planned happens in a fork
// of its world, and in a world that a snapshot was put into.
func TestForksAndSnapshotsKeepTheStory(t *testing.T) {
	srv, m, begun := told(t)
	var snapshot bytes.Buffer
	if err := m.Export(t.Context(), &snapshot); err != nil {
		t.Fatal(err)
	}
	restored := Run(t, WithWorld("empty"))
	into, err := restored.Control()
	if err != nil {
		t.Fatal(err)
	}
	if err := into.Import(t.Context(), &snapshot); err != nil {
		t.Fatal(err)
	}
	pack, _ := begun.Names["pack"].(string)
	for name, world := range map[string]*Server{"fork": srv.Fork(t), "snapshot": restored} {
		if err := world.Clock().Advance(5 * 24 * time.Hour); err != nil {
			t.Fatal(err)
		}
		if c, err := world.Code(pack); err != nil || c.Status != "APPLIED" {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	if c, err := srv.Code(pack); err != nil || c.Status != "EMITTED" {
		t.Errorf("the world itself has moved: %+v, %v", c, err)
	}
}

// TestStopInAWorldThatGoes: whoever stops a scenario while somebody drops its world
// is told that there is none.
func TestStopInAWorldThatGoes(t *testing.T) {
	s := frozen(t)
	for n := range 200 {
		want(t, s, 201, "POST", "/_mock/worlds", fmt.Sprintf(`{"name": "w%d"}`, n))
		var both sync.WaitGroup
		both.Go(func() {
			if status, text := callAs(t, s, "POST", fmt.Sprintf("/w/w%d/_mock/scenarios/stop", n), ""); status != 204 && status != 404 {
				t.Errorf("%d %s", status, text)
			}
		})
		both.Go(func() { callAs(t, s, "DELETE", fmt.Sprintf("/_mock/worlds/w%d", n), "") })
		both.Wait()
	}
}
