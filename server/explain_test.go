package server

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/server/intake"
)

// TestExplain: every check in order, the first that fails, and the very answer
// that the real call gives; the world stays as it is.
func TestExplain(t *testing.T) {
	s := frozen(t)
	before := want(t, s, 200, "GET", "/_mock/snapshot", "")
	for name, c := range map[string]struct {
		xml, signature, verdict, why string
	}{
		"a good act":       {boxAct(), "own", "<nil>", ""},
		"no signature":     {boxAct(), "", "signature", "needs a signature"},
		"against its XSD":  {boxAct(`operationType="1"`, `operationType="3"`), "own", "xsd", "line 4"},
		"a wrong total":    {boxAct(`<gtin count="500">`, `<gtin count="499">`), "own", "totals", "указано 499"},
		"an unknown code":  {boxAct(box, "00046002660143829999"), "own", "codes.exist", "не найден"},
		"an act to nobody": {boxAct(receiver, owner), "own", "parties", "are both"},
	} {
		t.Run(name, func(t *testing.T) {
			sig := ""
			if c.signature != "" {
				sig = signature(t, owner, []byte(c.xml))
			}
			text := want(t, s, 200, "POST", "/_mock/explain", jsonOf(t, map[string]string{"document": c.xml, "signature": sig, "bin": owner}))
			verdict := fmt.Sprint(field(t, text, "verdict"))
			if verdict == "" {
				verdict = "<nil>"
			}
			if verdict != c.verdict || !strings.Contains(text, c.why) {
				t.Errorf("the verdict is %s: %s", verdict, text)
			}
			if n := len(field(t, text, "checks").([]any)); n != len(intake.Checks()) {
				t.Errorf("%d checks are told of", n)
			}
			// The answer is that of the call itself, made in a world of its own.
			if answer := field(t, text, "answer"); answer != nil {
				fields := []string{"content", enc(c.xml)}
				if sig != "" {
					fields = append(fields, "signature", sig)
				}
				status, body := sendForm(t, s.Fork(t), owner, fields...)
				if fmt.Sprint(field(t, text, "answer", "status")) != fmt.Sprint(status) || !strings.Contains(text, body) {
					t.Errorf("the call answers %d %s, explain says %s", status, body, text)
				}
			}
		})
	}
	if after := want(t, s, 200, "GET", "/_mock/snapshot", ""); after != before {
		t.Error("explaining changed the world")
	}
}
