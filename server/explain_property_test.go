package server

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/texts"
)

// explained is a document of a kind, the path of its method below the base, "" for
// formal, and who sends it.
type explained struct{ kind, path, bin, text string }

// explainSamples are documents that all would be accepted in the world.
func explainSamples(t *testing.T, s *Server) []explained {
	t.Helper()
	s.Token(trader)
	const base = "/api/v3/true-api"
	waits := sent(t, s, owner, boxAct("fe1c0b61", "fe1c0b60"))
	goods, totals := []string{box}, []string{packGTIN + "*500"}
	return []explained{
		{"act", "", owner, boxAct()},
		{"divergence", "", receiver, divergenceOf(waits)},
		{"corrective-act", "", owner, boxAct("EEU_ACT_", "COR_ACT_", `correctionFlag="false"`, `correctionFlag="true" correctionDocId="`+waits+`"`)},
		{"import-transit", "", owner, draft{bin: owner, goods: goods, totals: totals}.transit()},
		{"import-third-country", base + thirdPath, owner, draft{bin: owner, goods: goods, totals: totals}.third()},
		{"introduce-goods", base + introducePath, owner, draft{bin: owner, goods: goods, reason: "1"}.notice()},
		{"withdrawal", base + writeOffPath, owner, draft{bin: owner, goods: goods, reason: "1"}.notice()},
		{"shipment", shipmentsPath, trader, exported(pairs(t, s, 2))},
		{"acceptance", acceptancesPath, trader, acceptance(arrives(t, s, shoes(2)), shoes(2))},
	}
}

// spoilt is a document in which something random may be wrong.
func spoilt(t *rapid.T, text string) string {
	lines := strings.SplitAfter(text, "\n")
	at := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
	switch rapid.SampledFrom([]string{"nothing", "a digit", "a line less", "a line twice", "a letter", "the end"}).Draw(t, "spoil") {
	case "a digit":
		old, now := rapid.SampledFrom([]string{"0", "1", "2", "5"}).Draw(t, "old"), rapid.SampledFrom([]string{"3", "7", "9"}).Draw(t, "new")
		lines[at] = strings.Replace(lines[at], old, now, 1)
	case "a line less":
		lines[at] = ""
	case "a line twice":
		lines[at] += lines[at]
	case "a letter":
		lines[at] = strings.Replace(lines[at], "e", "é", 1)
	case "the end":
		lines = lines[:at]
	}
	return strings.Join(lines, "")
}

// TestExplainForetells what becomes of a document when it is sent, and changes
// nothing.
func TestExplainForetells(t *testing.T) {
	s := frozen(t)
	samples := explainSamples(t, s)
	untouched, took, refused := unchanged(s), 0, 0
	foretold := func(d explained, signer string) {
		sig := ""
		if signer != "" {
			sig = signature(t, signer, []byte(d.text))
		}
		var told mock.Explanation
		text := want(t, s, 200, "POST", "/_mock/explain", jsonOf(t, map[string]string{"type": d.kind, "document": enc(d.text), "signature": sig, "bin": d.bin}))
		if err := json.Unmarshal([]byte(text), &told); err != nil {
			t.Fatal(err)
		}
		if accepted, why := becomes(t, s, d, sig); accepted != told.Accepted {
			t.Fatalf("a %s signed by %q is accepted: %t (%s), and explained as\n%s\n%s", d.kind, signer, accepted, why, text, d.text)
		}
		if took++; !told.Accepted {
			refused++
			checkFindings(t, &told)
		}
	}
	for _, d := range samples {
		foretold(d, d.bin)
		if refused != 0 {
			t.Fatalf("the sample of a %s is refused", d.kind)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		d := rapid.SampledFrom(samples).Draw(rt, "sample")
		d.text = spoilt(rt, d.text)
		d.bin = rapid.SampledFrom([]string{d.bin, d.bin, d.bin, owner, receiver}).Draw(rt, "bin")
		foretold(d, rapid.SampledFrom([]string{d.bin, d.bin, d.bin, d.bin, "", stranger}).Draw(rt, "signer"))
	})
	if refused == 0 || refused == took {
		t.Errorf("of %d documents %d are refused", took, refused)
	}
	if !untouched() {
		t.Error("explaining changed the world")
	}
}

// becomes sends a document in a world of its own and waits for its end.
func becomes(t *testing.T, s *Server, d explained, sig string) (accepted bool, why string) {
	t.Helper()
	real := s.Fork(t)
	defer func() { _ = s.core.worlds.Drop(real.world.Name()) }()
	newestBefore := newest(real, true)
	var status int
	if d.path == "" {
		fields := []string{"content", enc(d.text)}
		if sig != "" {
			fields = append(fields, "signature", sig)
		}
		status, why = sendForm(t, real, d.bin, fields...)
	} else {
		body := jsonOf(t, map[string]string{"document": enc(d.text), "signature": sig})
		status, why = call(t, real, "POST", d.path, body, "Authorization", "Bearer "+real.Token(d.bin))
	}
	id := newest(real, true)
	if status >= 300 || id == newestBefore {
		return false, why
	}
	if err := real.Clock().AdvanceToDocument(id); err != nil {
		t.Fatal(err)
	}
	errors := docOf(t, real, id).Errors
	return len(errors) == 0, strings.Join(texts.Strings(errors), "; ")
}

// checkFindings: who is refused is told what was wrong, and what to do.
func checkFindings(t *testing.T, e *mock.Explanation) {
	t.Helper()
	for _, v := range e.Checks {
		if v.Outcome != "failed" {
			continue
		}
		if len(v.Findings) == 0 {
			t.Errorf("%s fails without findings: %+v", v.Check, v)
		}
		for _, f := range v.Findings {
			if f.Fix == "" || f.Expected == "" || f.Line > 0 && f.Path != "" && f.Seen == "" && v.Check != "xsd" {
				t.Errorf("%s finds %+v", v.Check, f)
			}
		}
	}
}

// TestDecisionsAreExplained step by step, as their methods take them.
func TestDecisionsAreExplained(t *testing.T) {
	s := frozen(t)
	id := sent(t, s, owner, boxAct())
	explain := func(decision, bin, signature, verdict string, status int) string {
		t.Helper()
		text := want(t, s, 200, "POST", "/_mock/explain", jsonOf(t, map[string]string{"decision": decision, "id": id, "bin": bin, "signature": signature}))
		var told mock.Explanation
		if err := json.Unmarshal([]byte(text), &told); err != nil {
			t.Fatal(err)
		}
		if told.Verdict != verdict || told.Answer.Status != status || told.Accepted != (verdict == "") || len(told.Checks) != 4 {
			t.Errorf("to %s by %s is explained as %s", decision, bin, text)
		}
		return text
	}
	untouched := unchanged(s)
	explain("approve", owner, "", "decision", 400)
	explain("approve", receiver, "", "title", 400)
	if !untouched() {
		t.Error("explaining changed the world")
	}
	title := want(t, s, 200, "POST", "/api/v3/true-api/edo-api/incoming-documents/"+id+"/events/approve", "", "Authorization", "Bearer "+s.Token(receiver))
	text, err := base64.StdEncoding.DecodeString(title)
	if err != nil {
		t.Fatal(err)
	}
	explain("approve", receiver, signature(t, owner, text), "signature", 400)
	explain("approve", receiver, signature(t, receiver, []byte("another")), "signature", 400)
	explain("approve", receiver, signature(t, receiver, text), "", 201)
	explain("reject", receiver, signature(t, receiver, text), "title", 400)
	explain("withdraw", owner, "", "title", 400)
	for _, wrong := range []string{`{"decision": "approve"}`, `{"decision": "like", "id": "x", "bin": "1"}`, `{"decision": "approve", "id": "x", "bin": "1", "document": "x"}`} {
		want(t, s, 400, "POST", "/_mock/explain", wrong)
	}
}
