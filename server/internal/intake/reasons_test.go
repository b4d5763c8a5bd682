package intake_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd"
)

// TestReasonsWithoutASchema: builds without libxml2 have no schema to hold a
// reason against, and refuse what no rule is about all the same.
func TestReasonsWithoutASchema(t *testing.T) {
	schemas, err := xsd.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	read := func(kind state.DocType, reason string) error {
		xml := fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<file fileId="KZ_EAES_a4a7c270-5e1a-49bb-ad1a-dce90688b24a" version="1.0" sendingDateTime="2026-11-22T05:30:47Z">
<document><mainInfo reason=%q><participantInfo participantIdentificationCode="%s"/><originalDocInfo docName="Приказ" docNumber="158" docDate="20.11.2026"/></mainInfo>
<productList><iCode>%s0000001</iCode></productList></document></file>`, reason, supplier, vogue)
		s := intake.Submission{Content: base64.StdEncoding.EncodeToString([]byte(xml)), Caller: supplier, Takes: []state.DocType{kind}, Level: pki.Off, Signature: "MAA=", Schemas: schemas}
		return s.Read()
	}
	for _, kind := range []state.DocType{state.IntroduceGoods, state.Withdrawal} {
		for _, reason := range state.ReasonsOf(kind) {
			if err := read(kind, reason); err != nil {
				t.Errorf("%s %s: %s", kind, reason, err)
			}
		}
		for _, reason := range []string{"", "0", "01", "19", " 1", "брак"} {
			var refusal *state.Error
			if err := read(kind, reason); !errors.As(err, &refusal) || refusal.Kind != intake.BadNotice || !strings.Contains(err.Error(), "reason") {
				t.Errorf("%s %q: %v", kind, reason, err)
			}
		}
	}
	if err := read(state.IntroduceGoods, "4"); err == nil {
		t.Error("4 is a reason of withdrawal only")
	}
}
