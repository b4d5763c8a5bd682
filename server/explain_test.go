package server

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/server/internal/intake"
)

// TestExplain: every check in order, the first that fails, and the very answer
// that the real call gives; the world stays as it is.
func TestExplain(t *testing.T) {
	s := frozen(t)
	untouched := unchanged(s)
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
	if !untouched() {
		t.Error("explaining changed the world")
	}
}

// TestExplainRecognition: the answer is that of the call to the byte, also where
// the document is taken, with its id and what is wrong with it beside that.
func TestExplainRecognition(t *testing.T) {
	s := frozen(t)
	s.Token(trader)
	codes := pairs(t, s, 1)
	arrived := arrives(t, s, shoes(1))
	untouched := unchanged(s)
	for name, c := range map[string]struct {
		kind, path, notice, signature, verdict, errors string
	}{
		"a good export":               {"shipment", shipmentsPath, exported(codes), "own", "", `"shipmentId"`},
		"an export of nothing":        {"shipment", shipmentsPath, "", "own", "filled", "Не заполнен параметр document"},
		"an export without signature": {"shipment", shipmentsPath, exported(codes), "", "filled", "Не заполнен параметр signature"},
		"an export that is no base64": {"shipment", shipmentsPath, "=", "own", "envelope", "документ не в base64"},
		"an export that is no JSON":   {"shipment", shipmentsPath, "{", "own", "xsd", "не прошел валидацию по схеме"},
		"an export by somebody else":  {"shipment", shipmentsPath, exported(codes, trader, owner), "own", "parties", `"errorCode":"303"`},
		"an export of unknown codes":  {"shipment", shipmentsPath, exported([]string{box}), "own", "codes.group", `"shipmentId"`},
		"a good acceptance":           {"acceptance", acceptancesPath, acceptance(arrived, shoes(1)), "own", "", `"acceptionId"`},
		"an acceptance of nothing":    {"LP_ACCEPT_GOODS", acceptancesPath, "", "own", "filled", "Не заполнен параметр document"},
		"without signature":           {"LP_ACCEPT_GOODS", acceptancesPath, acceptance(arrived, shoes(1)), "", "filled", "Не заполнен параметр signature"},
		"of another exporter":         {"acceptance", acceptancesPath, acceptance(arrived, shoes(1), foreigner, "7731376813"), "own", "parties", `"errorCode":"303"`},
		"of a code that was not sent": {"acceptance", acceptancesPath, acceptance(arrived, shoes(2)), "own", "reference.waits", `"acceptionId"`},
		"of no shipment":              {"acceptance", acceptancesPath, acceptance(noticeID, shoes(1)), "own", "reference", "не найден"},
	} {
		t.Run(name, func(t *testing.T) {
			sig, document := "", c.notice
			if c.signature != "" {
				sig = signature(t, trader, []byte(c.notice))
			}
			if strings.HasPrefix(document, "{") {
				document = enc(document)
			}
			text := want(t, s, 200, "POST", "/_mock/explain", jsonOf(t, map[string]string{"type": c.kind, "document": document, "signature": sig, "bin": trader}))
			if verdict := field(t, text, "verdict"); verdict != c.verdict {
				t.Errorf("the verdict is %s: %s", verdict, text)
			}
			real := s.Fork(t)
			status, body := call(t, real, "POST", c.path, jsonOf(t, map[string]string{"document": document, "signature": sig}), "Authorization", "Bearer "+real.Token(trader))
			if said := fmt.Sprintf(`"answer":{"status":%d,"body":%s}`, status, body); !strings.Contains(text, said) || !strings.Contains(body, c.errors) {
				t.Errorf("the call answers %d %s, explain says %s", status, body, text)
			}
		})
	}
	text := want(t, s, 200, "POST", "/_mock/explain", jsonOf(t, map[string]string{"type": "foreign-shipment", "document": "{}", "bin": trader}))
	if field(t, text, "verdict") != "envelope" || fmt.Sprint(field(t, text, "answer", "status")) != "400" {
		t.Errorf("what no method takes is explained as %s", text)
	}
	if !untouched() {
		t.Error("explaining changed the world")
	}
}
