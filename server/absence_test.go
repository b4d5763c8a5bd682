package server

import (
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state/rules"
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
		"010460026600575521gy4Rжsn":              "has ',' where 'ж' was sent, at place 23",
		"1,04600266005755E+24":                   "as spreadsheets write long ones",
		"104600266005755000000":                  "all digits behind the fifteenth are 0",
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

// TestCodesAskedTwice: what is sent twice is told once, of codes without contract
// and of codes that nobody knows too, in the answer and in the journal.
func TestCodesAskedTwice(t *testing.T) {
	s := frozen(t, WithRule(string(rules.MixedErrors)+"="+rules.AsElements))
	without(t, s, trader, "tobacco")
	status, body := ask(t, s, "/cises/info", trader, arrayOf([]string{unknownPack, box, unknownPack, box}))
	for _, code := range []string{unknownPack, box} {
		if n := strings.Count(body, jsonOf(t, code)); status != 200 || n != 1 {
			t.Errorf("%s stands in it %d times: %d %s", code, n, status, body)
		}
	}
	if e := lastEntry(t, s); strings.Count(e.Why, unknownPack+`" is not registered`) != 1 {
		t.Errorf("the journal says %s", e.Why)
	}
}

// TestWhatMissesIsToldWhatIsNear: routes, parameters, tokens.
func TestWhatMissesIsToldWhatIsNear(t *testing.T) {
	s := frozen(t)
	const base = "/api/v3/true-api"
	for request, says := range map[string]string{
		"GET " + base + "/cises/info":                   "; /cises/info is called with POST, not GET",
		"POST " + base + "/Cises/Info":                  "; letter case counts: POST /cises/info",
		"POST " + base + "/cises/infos":                 "; the nearest is POST /cises/info",
		"POST " + base + "/cises//info":                 "; there is an empty segment in it",
		"POST " + base + "/auth/simpleSignIn/4d3f":      "; it is of the order station",
		"POST " + base + "/lk/documents/create":         "; it is of Russia's system",
		"GET " + base + "/auth%2Fkey":                   "; a slash of it was sent as %2F",
		"POST " + base + base + "/cises/info":           "; POST /cises/info stands under /api/v3/true-api, not under /api/v3/true-api/api/v3/true-api",
		"POST /cises/info":                              "; POST /cises/info stands under /api/v3/true-api",
		"POST /api/v4/true-api/cises/info":              "; POST /cises/info stands under /api/v3/true-api, not under /api/v4/true-api",
		"GET " + base + "/nothing/that/is/near/to/this": "",
	} {
		method, path, _ := strings.Cut(request, " ")
		want(t, s, 404, method, path, "")
		if e := lastEntry(t, s); !strings.Contains(e.Why, says) {
			t.Errorf("%s: %s, want %s", request, e.Why, says)
		}
	}
	token := s.Token(owner)
	want(t, s, 200, "GET", base+"/doc/listV2?pg=tobacco&participantInn=940517350290", "", "Authorization", "Bearer "+token)
	if e := lastEntry(t, s); len(e.Warnings) != 1 || !strings.Contains(e.Warnings[0].Why, "the nearest is participantBin") {
		t.Errorf("participantInn: %v", e.Warnings)
	}
	for query, says := range map[string]string{
		"pg=tobacco&amp;limit=5":  "the & before limit was escaped",
		"pg=tobacco?limit=5":      `"?limit" is not known: it came within the value of pg`,
		"pg=tobacco;limit=5":      "within the value of pg",
		"pg=tobacco%26limit%3D5":  "within the value of pg",
		"number=a;b&pg=tobacco":   "",
		"number=nolimit=&pg=milk": "",
	} {
		call(t, s, "GET", base+"/doc/listV2?"+query, "", "Authorization", "Bearer "+token)
		if e := lastEntry(t, s); (len(e.Warnings) > 0) != (says != "") || says != "" && !strings.Contains(e.Warnings[0].Why, says) {
			t.Errorf("%s: %v, want %s", query, e.Warnings, says)
		}
	}
	for sent, says := range map[string]string{
		`"` + token + `"`:                      "in quotation marks",
		`{"token":"` + token + `"}`:            "the whole answer",
		"Bearer " + token:                      "twice",
		"{{token}}":                            "never filled in",
		token[:strings.LastIndex(token, ".")]:  "third part",
		token[:len(token)-10]:                  "it was cut",
		"<" + token + ">":                      "in brackets",
		"[object Object]":                      "never filled in",
		"4d3f0a3e-0000-4000-8000-000000000000": "a UUID",
		strings.ReplaceAll(token, ".", "%2E"):  "escaped for a URL",
	} {
		want(t, s, 401, "GET", base+"/elk/product-groups/balance/all", "", "Authorization", "Bearer "+sent)
		if e := lastEntry(t, s); !strings.Contains(e.Why, says) {
			t.Errorf("%.20s: %s, want %s", sent, e.Why, says)
		}
	}
}
