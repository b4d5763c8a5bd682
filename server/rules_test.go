package server

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state/rules"
)

// A probe does what one rule is about, and tells how the call was answered. A
// softness names the refusal that a client sees, and what the journal warns of;
// a reading what is answered under each of its values.
type probe struct {
	send    func(t *testing.T, s *Server) (status int, text string)
	passes  int               // status where it passes
	refused string            // "400 …": status, and a part of the body
	warning string            // a part of the warning
	answers map[string]string // of a reading: value to a part of the answer

	// processed: the rule acts when the document is processed. send gives the
	// document as the control API shows it, refused is "200 …" and a part of it,
	// and the warning stands there.
	processed bool
	control   bool // the rule acts in a control call, whose answer tells of it
}

const xmlLine = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// probes are one for each rule; TestRules demands them.
func probes() map[rules.Name]probe {
	notice := draft{bin: owner, reason: "1", goods: []string{box}}
	all := map[rules.Name]probe{
		rules.Bearer: {
			send:   get("/elk/product-groups/balance/all", "Bearer: "),
			passes: 200, refused: "401 Full authentication is required", warning: `Authorization is spelt "Bearer: eyJh"…`,
		},
		rules.ParticipantMade: {
			send: func(t *testing.T, s *Server) (int, string) {
				key := want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
				signed := signedBy(t, []byte(field(t, key, "data").(string)), pki.SignOptions{}, keyOf(t, "940517350920"))
				return call(t, s, "POST", "/api/v3/true-api/auth/simpleSignIn", jsonOf(t, map[string]any{"uuid": field(t, key, "uuid"), "data": signed}))
			},
			passes: 200, warning: "participant 940517350920 was made on the spot",
		},
		rules.PathSlashes: {
			send:   get("/elk/product-groups/balance/all/", "Bearer "),
			passes: 200, refused: "404 Метод с указанным URL не найден", warning: "with slashes too many",
		},
		rules.FormBoundary: {
			send: func(t *testing.T, s *Server) (int, string) {
				form := "--a/b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\n!\r\n--a/b--\r\n"
				return call(t, s, "POST", "/api/v3/true-api/edo-api/outgoing-documents/formal", form, "Authorization", "Bearer "+s.Token(owner), "Content-Type", "multipart/form-data; boundary=a/b")
			},
			passes: 400, warning: `the boundary "a/b" has characters that need quotes`,
		},
		rules.QueryPercent: {
			send:   get("/elk/product-groups/balance/all?x=%", "Bearer "),
			passes: 200, warning: `query parameter "x" holds a % that begins no escape`,
		},
		rules.Prolog: {
			send:   posted(writeOffPath, strings.TrimPrefix(notice.notice(), xmlLine)),
			passes: 200, refused: "400 Документ KZ_EAES_", warning: "the first line is not <?xml",
		},
		rules.ThirdCountryEAEU: {
			send:   posted(thirdPath, draft{bin: owner, goods: []string{box}, totals: []string{packGTIN}, change: []string{"<exportCountry>AL", "<exportCountry>RU"}}.third()),
			passes: 200, refused: "400 Документ IMPORT_", warning: "exportCountry RU is in the EAEU",
		},
		rules.ExporterDiffers: {
			send: func(t *testing.T, s *Server) (int, string) {
				s.Token(trader)
				other := acceptance(arrives(t, s, shoes(1)), shoes(1), "ООО ЭКСПОРТ", "ООО «Экспорт»")
				return call(t, s, "POST", acceptancesPath, envelope(t, trader, other), "Authorization", "Bearer "+s.Token(trader))
			},
			passes: 200, warning: "exporter_name of the acceptance is",
		},
		rules.SignatureProof: {
			send: func(t *testing.T, s *Server) (int, string) {
				return sendForm(t, s, owner, "content", base64.StdEncoding.EncodeToString([]byte(boxAct())), "signature", unproven(t, boxAct()))
			},
			passes: 201, warning: "проверить нечем",
		},
		rules.SignatureValidity: {
			send: signedActs(func(t *testing.T, s *Server) *pki.Key {
				return keyFrom(t, s, `{"bin": "`+owner+`", "algorithm": "gost2004", "expired": true}`)
			}),
			passes: 201, refused: "400 действует с 2000-01-01", warning: "а сейчас 2026-11-22",
		},
		rules.SignatureAuthority: {
			send:   signedActs(func(t *testing.T, _ *Server) *pki.Key { return selfMade(t) }),
			passes: 201, refused: "400 этому центру здесь не доверяют", warning: "этому центру здесь не доверяют",
		},
		rules.SignatureUsage: {
			send: signedActs(func(t *testing.T, s *Server) *pki.Key {
				return keyFrom(t, s, `{"bin": "`+owner+`", "algorithm": "gost2015", "kind": "auth"}`)
			}),
			passes: 201, refused: "400 для аутентификации (AUTH)", warning: "для аутентификации (AUTH)",
		},
		rules.SignatureStamp: {
			send: func(t *testing.T, s *Server) (int, string) {
				return sendForm(t, s, owner, "content", base64.StdEncoding.EncodeToString([]byte(boxAct())), "signature", brokenStamp(t, boxAct()))
			},
			passes: 201, refused: "400 метка времени не читается", warning: "метка времени не читается",
		},
		rules.RegistryLimitWithoutGroup: {
			send:   get("/doc/listV2?limit=1", "Bearer "),
			passes: 200, refused: "400 Отсутствует обязательный параметр: pg", warning: "limit was sent without pg",
		},
		rules.ReceiptsLimitWithoutGroup: {
			send:   get("/receipt/listV2?limit=1", "Bearer "),
			passes: 200, refused: "400 Отсутствует обязательный параметр: pg", warning: "limit was sent without pg",
		},
		rules.ReceiptsTobaccoGroup: {
			send:   get("/receipt/listV2", "Bearer "),
			passes: 200, refused: "400 Отсутствует обязательный параметр: pg", warning: "pg is missing, and the caller has a contract for tobacco",
		},
		rules.DocumentsSortBy: {
			send:   get("/edo-api/outgoing-documents?sortBy=number", "Bearer "),
			passes: 200, refused: "400 Параметры для поиска не получены", warning: `sortBy="number" is none of created_at`,
		},
		rules.RecognitionNames: {
			send: func(t *testing.T, s *Server) (int, string) {
				s.Token(trader)
				arrives(t, s, shoes(1))
				return call(t, s, "POST", "/api/v3/true-api/documents/searchV2", `{"documentType": "EAS_CROSSBORDER"}`, "Authorization", "Bearer "+s.Token(trader))
			},
			answers: map[string]string{"both": `"receiver":"` + trader + `","fileId":"`, "sample": `"receiver":"` + trader + `"}`},
		},
	}
	maps.Copy(all, exchangeProbes())
	maps.Copy(all, codeProbes())
	maps.Copy(all, registryProbes())
	return all
}

// unproven is a signature by a key of an algorithm that nobody knows.
func unproven(t *testing.T, text string) string {
	t.Helper()
	cms, err := base64.StdEncoding.DecodeString(signedBy(t, []byte(text), pki.SignOptions{Detached: true}, keyOf(t, owner)))
	if err != nil {
		t.Fatal(err)
	}
	rsa := []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01}
	other := append(bytes.Clone(rsa[:len(rsa)-1]), 0x63)
	return base64.StdEncoding.EncodeToString(bytes.ReplaceAll(cms, rsa, other))
}

func get(path, scheme string) func(*testing.T, *Server) (int, string) {
	return func(t *testing.T, s *Server) (int, string) {
		t.Helper()
		return call(t, s, "GET", "/api/v3/true-api"+path, "", "Authorization", scheme+s.Token(owner))
	}
}

func posted(path, xml string) func(*testing.T, *Server) (int, string) {
	return func(t *testing.T, s *Server) (int, string) {
		t.Helper()
		return call(t, s, "POST", "/api/v3/true-api"+path, envelope(t, owner, xml), "Authorization", "Bearer "+s.Token(owner))
	}
}

// TestRules plays every value of every rule: a softness is silent, warned of by
// name, or refused with its text; a reading answers as its value says.
func TestRules(t *testing.T) {
	t.Parallel()
	all := probes()
	for _, row := range Rules() {
		p, ok := all[row.Name]
		if !ok {
			t.Errorf("rule %s has no probe: add one to probes in server/rules_test.go or rules_codes_test.go: a call that the rule is about, and what comes of it", row.Name)
			continue
		}
		for _, value := range row.Values {
			t.Run(fmt.Sprintf("%s=%s", row.Name, value), func(t *testing.T) {
				s := frozen(t, WithRule(fmt.Sprintf("%s=%s", row.Name, value)))
				status, text := p.send(t, s)
				answer := fmt.Sprintf("%d %s", status, text)
				if !row.Softness() {
					if part, ok := p.answers[value]; !ok || !strings.Contains(answer, part) {
						t.Errorf("answers %s, not %s", answer, part)
					}
					return
				}
				if p.processed {
					checkProcessed(t, row.Name, value, p, answer, text)
					return
				}
				if p.control {
					checkControl(t, row.Name, value, p, answer)
					return
				}
				checkSoftness(t, s, row.Name, value, p, answer)
			})
		}
	}
}

// checkProcessed is checkSoftness of a rule that acts in processing.
func checkProcessed(t *testing.T, n rules.Name, value string, p probe, answer, document string) {
	t.Helper()
	var d struct {
		Errors   []string
		Failures []struct{ Rule rules.Name }
		Warnings []rules.Warning
	}
	if err := json.Unmarshal([]byte(document), &d); err != nil {
		t.Fatalf("%s: %s", answer, err)
	}
	_, part, _ := strings.Cut(p.refused, " ")
	refused := len(d.Failures) == 1 && d.Failures[0].Rule == n && strings.Contains(strings.Join(d.Errors, "; "), part)
	warned := slices.ContainsFunc(d.Warnings, func(w rules.Warning) bool { return w.Rule == n && strings.Contains(w.Why, p.warning) })
	if refused != (value == rules.Refuse) || warned != (value == rules.Warn) || (len(d.Errors) > 0) != refused {
		t.Errorf("refused %t, with a warning %t: %s", refused, warned, answer)
	}
}

func checkSoftness(t *testing.T, s *Server, n rules.Name, value string, p probe, answer string) {
	t.Helper()
	e := lastEntry(t, s)
	if value == rules.Refuse {
		wantStatus, part, _ := strings.Cut(p.refused, " ")
		if !strings.HasPrefix(answer, wantStatus+" ") || !strings.Contains(answer, part) || e.Rule != string(n) {
			t.Errorf("answers %s by rule %q, not %s", answer, e.Rule, p.refused)
		}
		return
	}
	if !strings.HasPrefix(answer, fmt.Sprintf("%d ", p.passes)) {
		t.Errorf("answers %s, not %d", answer, p.passes)
	}
	var warnings []string
	for _, w := range e.Warnings {
		if w.Rule == n {
			warnings = append(warnings, w.Why)
		}
	}
	warned := strings.Join(warnings, "; ")
	if want := value == rules.Warn; want != strings.Contains(warned, p.warning) {
		t.Errorf("warned of %q, want a warning %t, of %q", warned, want, p.warning)
	}
}

// TestRulesOverTheWire: a wrong name or value is told with the nearest one, and
// changes nothing; others hold from the next call on, in this world alone.
func TestRulesOverTheWire(t *testing.T) {
	s := frozen(t)
	fork := s.Fork(t)
	before := want(t, s, 200, "GET", "/_mock/rules", "")
	text := want(t, s, 400, "PUT", "/_mock/rules", `{"document.prolog": "off", "document.prolg": "off"}`)
	if !strings.Contains(text, `the nearest is \"document.prolog\"`) {
		t.Errorf("answers %s", text)
	}
	if after := want(t, s, 200, "GET", "/_mock/rules", ""); after != before {
		t.Errorf("a refused change left %s", after)
	}
	want(t, s, 200, "PUT", "/_mock/rules", `{"document.prolog": "refuse"}`)
	xml := strings.TrimPrefix(draft{bin: owner, reason: "1", goods: []string{box}}.notice(), xmlLine)
	for world, status := range map[*Server]int{s: 400, fork: 200} {
		if got, text := posted(writeOffPath, xml)(t, world); got != status {
			t.Errorf("%s answers %d %s", world.URL, got, text)
		}
	}
	want(t, s, 204, "POST", "/_mock/reset", "")
	if after := want(t, s, 200, "GET", "/_mock/rules", ""); after != before {
		t.Errorf("a reset left %s", after)
	}
}

func TestRulesAtStart(t *testing.T) {
	_, err := New(WithListen("127.0.0.1:0"), WithRule("document.prolg=off", "document.prolog=never", "document.prolog"))
	if err == nil {
		t.Fatal("it starts")
	}
	for _, part := range []string{`no rule "document.prolg"`, `no value "never"`, `write NAME=VALUE`} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
	s := frozen(t, WithStrict(), WithRule("document.prolog=off"))
	if status, text := posted(writeOffPath, strings.TrimPrefix(draft{bin: owner, reason: "1", goods: []string{box}}.notice(), xmlLine))(t, s); status != 200 {
		t.Errorf("a rule set by name beside --strict: %d %s", status, text)
	}
}

// TestStrictTakesRealKeys, of an authority that this machine was not told of: the
// real system knows it.
func TestStrictTakesRealKeys(t *testing.T) {
	unknown := signedActs(func(t *testing.T, _ *Server) *pki.Key { return selfMade(t) })
	for status, options := range map[int][]Option{201: {WithStrict()}, 400: {WithStrict(), WithRule("signature.authority=refuse")}} {
		s := frozen(t, options...)
		got, text := unknown(t, s)
		if got != status {
			t.Errorf("%d %s, not %d", got, text, status)
		}
		if e := lastEntry(t, s); status == 201 && (!slices.ContainsFunc(e.Warnings, func(w rules.Warning) bool { return w.Rule == rules.SignatureAuthority })) {
			t.Errorf("warned of %v", e.Warnings)
		}
	}
}
