package server

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

// TestTheReasonNamesTheFault: in the journal and in the log, whatever the fault
// makes of the call. Neither it nor an error of 500 that is printed is an error
// of the double.
func TestTheReasonNamesTheFault(t *testing.T) {
	for name, c := range map[string]struct{ fault, query, rule, why string }{
		"a printed error":    {`{"match": {"path": "/auth/*"}, "error": "internal"}`, "", "internal", "fault f1 of the world says so (GET /_mock/faults)"},
		"a status":           {`{"match": {"path": "/auth/*"}, "status": 500}`, "", "", "fault f1 of the world says so (GET /_mock/faults)"},
		"a preset":           {`{"preset": "maintenance", "match": {"path": "/auth/*"}}`, "", "", "fault f1 (maintenance) of the world says so (GET /_mock/faults)"},
		"half of the answer": {`{"match": {"path": "/auth/*"}, "drop": "truncate"}`, "", "", "fault f1 of the world says so (GET /_mock/faults)"},
		"a delay":            {`{"match": {"path": "/auth/*"}, "delay": "1ms"}`, "", "", ""},
		"none":               {"", "limit=-1", "documents.limit.negative", "limit is -1 and offset is 0; neither may be negative"},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			s := frozen(t, WithLog(slog.New(slog.NewTextHandler(&log, nil))))
			path := "/api/v3/true-api/auth/key"
			if c.fault == "" {
				path = "/api/v3/true-api/edo-api/outgoing-documents?" + c.query
			} else {
				fault(t, s, c.fault)
			}
			_, _, _, _ = tried(t, s, owner, "GET", path, "")
			kept, _ := s.world.Journal.Entries()
			if e := kept[0]; e.Rule != c.rule || e.Why != c.why {
				t.Errorf("the journal has the rule %q and the reason %q", e.Rule, e.Why)
			}
			lines := strings.Split(strings.TrimSpace(log.String()), "\n")
			line := lines[len(lines)-1]
			if len(lines) != 1 || !strings.Contains(line, "msg=request") || strings.Contains(line, "level=ERROR") || strings.Contains(line, "reason=") != (c.why != "") {
				t.Errorf("the log has\n%s", log.String())
			}
			if c.why != "" && !strings.Contains(line, `reason="`+c.why+`"`) {
				t.Errorf("the reason in the log is not %s:\n%s", c.why, line)
			}
		})
	}
}
