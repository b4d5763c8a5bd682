package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/xsd"
)

// told plays a measuring role with a small order, and reads what it says.
func told(t *testing.T, role string, order, says any) {
	t.Helper()
	in, err := json.Marshal(order)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := roles()[role](bytes.NewReader(in), &out); err != nil {
		t.Fatalf("role %s: %s", role, err)
	}
	if err := json.Unmarshal(out.Bytes(), says); err != nil {
		t.Fatalf("role %s says %s: %s", role, out.String(), err)
	}
}

func TestDocumentIsCheckedWhole(t *testing.T) {
	var f checked
	told(t, "document", documentOrder{Codes: 2000, AtOnce: 2}, &f)
	if f.Bytes/2000 != 73 {
		t.Errorf("%d bytes for 2000 codes: 300,000 would not be 22 MB", f.Bytes)
	}
	if f.Took <= 0 || f.Extra < f.Bytes || f.ExtraLater < f.Extra {
		t.Errorf("took %s with %d, then %d bytes more: the decoded document alone has %d", f.Took, f.Extra, f.ExtraLater, f.Bytes)
	}
	for _, part := range []string{"XSD ", "reading ", "CMS "} {
		if !strings.Contains(f.Parts, part) {
			t.Errorf("the parts are %q, without %s", f.Parts, part)
		}
	}
}

// The parts do what the server does: each notices what it is there for.
func TestPartsCheck(t *testing.T) {
	schemas, err := xsd.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	act, err := largeAct(3)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range actParts(schemas, act) {
		if err := p.run(); err != nil {
			t.Errorf("%s: %s", p.name, err)
		}
		if took, err := cpuOf(p); err != nil || took <= 0 {
			t.Errorf("%s takes %s, %v", p.name, took, err)
		}
	}
	for _, p := range actParts(schemas, signed{act.text[:len(act.text)/2], act.cms}) {
		if p.run() == nil {
			t.Errorf("%s takes half an act", p.name)
		}
	}
}

func TestReaderMeetsWhatHoldsItUp(t *testing.T) {
	w, err := emptyWorld()
	if err != nil {
		t.Fatal(err)
	}
	codes, err := fill(w, 1)
	if err != nil {
		t.Fatal(err)
	}
	s, err := whileReading(w, codes, func() error { return changeParticipant(w) })
	if err != nil || s.LookUps == 0 || s.Waited <= 0 || s.Took <= 0 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := whileReading(w, codes, func() error { return fmt.Errorf("no") }); err == nil {
		t.Error("the error of what was done is lost")
	}
}

func TestHandoverGivesAllAway(t *testing.T) {
	var g given
	told(t, "handover", 2, &g)
	if g.Packs != 1000 {
		t.Errorf("%d packs in 2 boxes", g.Packs)
	}
	for name, s := range map[string]spell{"checked": g.Checked, "approved": g.Approved, "idle": g.Idle} {
		if s.Took <= 0 || s.LookUps == 0 || s.Waited <= 0 || s.Waited > time.Minute {
			t.Errorf("%s: %+v", name, s)
		}
	}
}
