package server

import (
	"strings"
	"testing"
)

// TestWhyACodeIsNotFound: the journal says what was done to a code that nobody
// knows, which character is foreign to it, and which code is near; so does the
// inside view of a document.
func TestWhyACodeIsNotFound(t *testing.T) {
	s := frozen(t)
	token := s.Token(owner)
	for code, says := range map[string]string{
		`0104600266005755\u001d21пн4Кбыт`:        "Russian keyboard",
		"010460026600575521gy4R,s":               "it is cut off: (01)04600266005755(21)gy4R,sn begins so",
		"010460026600575521gy4Rsn":               "the nearest registered code is (01)04600266005755(21)gy4R,sn",
		"010460026600575521gy4R,sn{GS}93dGVz":    "written as text",
		"010460026600575521gy4R,snXYZ123":        "stands behind it",
		"010460026600575521gy4R,sm\\u00e8":       "character 'è' (U+00E8) at place 26 is in no code",
		"(01)04600266005755(21)gy4R&#44;sn":      "XML or HTML",
		"0000004608225199999999999999999999Я":    "is in no code",
		"MDEwNDYwMDI2NjAwNTc1NTIxZ3k0UixzbgAA==": "is not registered",
	} {
		want(t, s, 404, "POST", "/api/v3/true-api/cises/info", `["`+code+`"]`, "Authorization", "Bearer "+token, "Content-Type", "application/json")
		if e := lastEntry(t, s); e.Rule != "codes.not-found" || !strings.Contains(e.Why, says) {
			t.Errorf("%s: %s: %s, want %s", code, e.Rule, e.Why, says)
		}
	}
	call(t, s, "GET", "/api/v3/true-api/cises/history?code=010460026600575521gy4Rsn", "", "Authorization", "Bearer "+token)
	if e := lastEntry(t, s); !strings.Contains(e.Why, "the nearest registered code is") {
		t.Errorf("history: %s", e.Why)
	}
	call(t, s, "POST", "/api/v3/true-api/cises/info", `["010460026600575521gy4Rsn","010460026600575521gy4R,sn"]`, "Authorization", "Bearer "+token, "Content-Type", "application/json")
	if e := lastEntry(t, s); e.Status != 200 || !strings.Contains(e.Why, "the nearest registered code is") {
		t.Errorf("one of two: %d %s", e.Status, e.Why)
	}
}
