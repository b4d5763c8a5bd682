package server

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// exchangeProbes are the probes of what is exchanged and of notices.
func exchangeProbes() map[rules.Name]probe {
	return map[rules.Name]probe{
		rules.TitleOlder: {
			send: func(t *testing.T, s *Server) (int, string) {
				id := sent(t, s, owner, boxAct())
				cms := signature(t, owner, titleOf(t, s, id))
				titleOf(t, s, id)
				return call(t, s, "POST", outgoing(id, "events/signature"), cms, "Authorization", "Bearer "+s.Token(owner), "Content-Type", "text/plain")
			},
			passes: 201, refused: "400 Некорректные параметры запроса", warning: "one was made since",
		},
		rules.TitleUnsigned: {
			send: func(t *testing.T, s *Server) (int, string) {
				id := sent(t, s, owner, boxAct())
				titleOf(t, s, id)
				return call(t, s, "GET", outgoing(id, "events/withdraw/base64"), "", "Authorization", "Bearer "+s.Token(owner))
			},
			passes: 200, refused: "404 Событие по идентификатору не найдено", warning: "is not signed",
		},
		rules.IncomingStatus: {
			send:   get("/edo-api/incoming-documents?statuses=3,10", "Bearer "),
			passes: 200, refused: "400 Параметры для поиска", warning: "statuses=10 is no status of an incoming document",
		},
		rules.FileID: {
			send: func(t *testing.T, s *Server) (int, string) {
				sent(t, s, owner, boxAct())
				status, text := send(t, s, owner, boxAct())
				if status != 201 {
					return status, text
				}
				return processed(t, s, field(t, text, "id").(string))
			},
			answers: map[string]string{
				"fails":   `"errors":["Документ с таким номером уже зарегистрирован в ИС МПТ"]`,
				"refused": `400 {"error_message":"Документ с EEU_ACT_fe1c0b61-09dc-42f9-a129-f2411b7a66ab уже зарегистрирован в ИС МПТ"}`,
				"taken":   `"status":3`,
			},
		},
		rules.ReceiverUnknown: {
			send: func(t *testing.T, s *Server) (int, string) {
				s.Token(receiver)
				blocked(t, s, receiver)
				status, text := send(t, s, owner, boxAct())
				if status != 201 {
					return status, text
				}
				return processed(t, s, field(t, text, "id").(string))
			},
			answers: map[string]string{
				"refused": `400 {"error_message":"Некорректные участники документа: получатель ` + receiver + ` не является участником оборота"}`,
				"fails":   `"errors":["Участник ` + receiver + ` не идентифицирован (не зарегистрирован)"]`,
			},
		},
		rules.DocumentErrors: {
			send: exchanged(boxAct(box, packGTIN+"UNKNOWN", "</iCode>", "</iCode>\n<iCode count=\"1\">"+packGTIN+"NOTHERE</iCode>")),
			answers: map[string]string{
				"each":   `"errors":["Коды маркировки 00000046082251UNKNOWN не найден(ы)","Коды маркировки 00000046082251NOTHERE не найден(ы)"]`,
				"shared": `"errors":["Коды маркировки 00000046082251UNKNOWN, 00000046082251NOTHERE не найден(ы)"]`,
			},
		},
		rules.ErrorMessage: {
			send: func(t *testing.T, s *Server) (int, string) {
				d := docOf(t, s, sent(t, s, owner, boxAct(`<gtin count="500">`, `<gtin count="499">`)))
				return call(t, s, "GET", "/api/v3/true-api/doc/listV2?number="+d.Number, "", "Authorization", "Bearer "+s.Token(owner))
			},
			answers: map[string]string{"text": `"errorMessage":"code: 46 error: Состав или имя документа некорректно`, "bare": `"errorMessage":"code: 46 error: "`},
		},
		rules.ImportFirst: {
			processed: true, send: exchanged(draft{bin: owner, goods: []string{box}, totals: []string{packGTIN + "*500"}}.transit()),
			passes: 200, refused: "200 Код маркировки имеет некорректный тип эмиссии", warning: "is LOCAL and APPLIED",
		},
		rules.ShipmentAttached: {
			send: func(t *testing.T, s *Server) (int, string) {
				s.Token(trader)
				text := exported(shoes(1))
				cms := signedBy(t, []byte(text), pki.SignOptions{}, keyOf(t, trader))
				return call(t, s, "POST", shipmentsPath, jsonOf(t, map[string]string{"document": enc(text), "signature": cms}), "Authorization", "Bearer "+s.Token(trader))
			},
			passes: 200, refused: "422 ", warning: "the signature is attached",
		},
		rules.SendingTime: {
			send:   posted(writeOffPath, draft{bin: owner, reason: "1", goods: []string{box}, change: []string{"T05:30:47Z", "T10:30:47+05:00"}}.notice()),
			passes: 200, refused: "400 ", warning: "is not written as 2022-06-06T09:45:15Z",
		},
		rules.CodeBlanks: {
			send: func(t *testing.T, s *Server) (int, string) {
				return send(t, s, owner, boxAct(box, "\n  "+box+"\n"))
			},
			passes: 201, warning: "has blanks around it",
		},
		rules.CorrectionFlag: {
			send: func(t *testing.T, s *Server) (int, string) {
				return send(t, s, owner, boxAct(` correctionFlag="false"`, ""))
			},
			passes: 201, refused: "400 ", warning: "correctionFlag is missing",
		},
		rules.CorrectionUnasked: {
			send: func(t *testing.T, s *Server) (int, string) {
				return send(t, s, owner, corrective(docOf(t, s, sent(t, s, owner, boxAct())), ""))
			},
			passes: 201, refused: "400 ", warning: "no divergence notice came of act",
		},
		rules.CorrectionCites: {
			send: func(t *testing.T, s *Server) (int, string) {
				d := docOf(t, s, sent(t, s, owner, boxAct()))
				return send(t, s, owner, corrective(d, ` regNumber="`+d.Number+`"`))
			},
			passes: 201, refused: "400 ", warning: "regDate of the correction is missing",
		},
		rules.DivergenceStatus: {
			send: func(t *testing.T, s *Server) (int, string) {
				act := sent(t, s, owner, boxAct())
				_, text := sendForm(t, s, receiver, "content", base64.StdEncoding.EncodeToString([]byte(divergenceOf(act))))
				if err := s.Clock().AdvanceToDocument(field(t, text, "id").(string)); err != nil {
					t.Fatal(err)
				}
				return call(t, s, "GET", "/api/v3/true-api/edo-api/outgoing-documents?type=1005", "", "Authorization", "Bearer "+s.Token(receiver))
			},
			answers: map[string]string{"3": `"status":3`, "by-signature": `"status":2`},
		},
		rules.DocumentTail: {
			processed: true, send: notified(writeOffPath, draft{bin: owner, reason: "1", goods: []string{loosePack + "AAAABBBB"}}.notice()),
			passes: 200, refused: "200 Коды маркировки " + loosePack + "AAAABBBB не найден(ы): код указан с криптохвостом", warning: "written with its check tail",
		},
		rules.EarlierThanCode: {
			processed: true, send: exchanged(boxAct("2026-11-22T00", "2019-11-22T00")),
			passes: 200, warning: "was emitted and applied by 2021-05-12",
		},
		rules.Overtaken: {
			processed: true,
			send: func(t *testing.T, s *Server) (int, string) {
				notify(t, s, owner, writeOffPath, draft{bin: owner, reason: "1", goods: []string{loosePack}}.notice())
				later := draft{bin: owner, reason: "1", goods: []string{otherPack}, change: []string{noticeID, "b4a7c270-5e1a-49bb-ad1a-dce90688b24a", "T05:30:47Z", "T05:30:46Z"}}
				return notified(writeOffPath, later.notice())(t, s)
			},
			passes: 200, warning: "was moved by document " + noticeID,
		},
		rules.WithdrawalStatus: {
			send: func(t *testing.T, s *Server) (int, string) {
				code := stocked(t, s, dict.Introduced, owner)
				notify(t, s, owner, writeOffPath, draft{bin: owner, reason: "5", goods: []string{code}}.notice())
				return call(t, s, "GET", "/_mock/codes?cis="+code, "")
			},
			answers: map[string]string{"split": `"status":"WITHDRAWN"`, "sold-only": `"status":"WRITTEN_OFF"`},
		},
		rules.WithdrawalApplied: {
			processed: true, send: notified(writeOffPath, draft{bin: owner, reason: "1", goods: []string{loosePack}}.notice()),
			passes: 200, refused: "200 Статус кода маркировки " + loosePack + " не соответствует 1 недопустим", warning: "is APPLIED, and was never in circulation",
		},
		rules.WithdrawalPackage: {
			send: func(t *testing.T, s *Server) (int, string) {
				notify(t, s, owner, writeOffPath, draft{bin: owner, reason: "1", goods: []string{box}}.notice())
				return call(t, s, "GET", "/_mock/codes?cis="+box, "")
			},
			answers: map[string]string{"whole": `"status":"WRITTEN_OFF"`, "broken-up": `"status":"DISAGGREGATED"`},
		},
		rules.ThirdCountryTNVED: {
			processed: true, send: notified(thirdPath, draft{bin: owner, goods: []string{box}, totals: []string{packGTIN}, change: []string{`tnved="2402209000"`, `tnved="6402209000"`}}.third()),
			passes: 200, refused: "200 код ТН ВЭД 6402209000 не соответствует товару", warning: "tnved 6402209000 of GTIN",
		},
		rules.ForeignGTIN: {
			processed: true,
			send: func(t *testing.T, s *Server) (int, string) {
				code := stocked(t, s, dict.Applied, receiver)
				return notified(thirdPath, draft{bin: owner, goods: []string{code}, totals: []string{packGTIN}}.third())(t, s)
			},
			passes: 200, refused: "200 У участника 940517350290 нет полномочий на выполнение операций с продукцией, имеющей GTIN 00000046082251", warning: "was emitted by 970425450202",
		},
	}
}

// Two packs of one block of the published box.
const loosePack, otherPack = "00000046082251RN6feEy", "00000046082251nXU_QpI"

// stocked adds a pack of the box's owner that somebody produced.
func stocked(t *testing.T, s *Server, status dict.CodeStatus, producer string) string {
	t.Helper()
	s.Token(producer)
	code := packGTIN + "STOCKED"
	err := s.World().Update(func(tx *state.Tx) error {
		return tx.AddTree(state.Tree{Code: state.Code{CIS: code, GTIN: packGTIN, OwnerBIN: owner, ProducerBIN: producer, Status: status, PackageType: dict.Unit, EmissionType: dict.Foreign}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// corrective corrects an act over the published box; cites are attributes.
func corrective(d *state.Document, cites string) string {
	return boxAct("EEU_ACT_", "COR_ACT_", `correctionFlag="false"`, `correctionFlag="true" correctionDocId="`+d.ID+`"`+cites)
}

func outgoing(id, rest string) string {
	return "/api/v3/true-api/edo-api/outgoing-documents/" + id + "/" + rest
}

// titleOf makes a title of a withdrawal by the owner of the box.
func titleOf(t *testing.T, s *Server, id string) []byte {
	t.Helper()
	text, err := base64.StdEncoding.DecodeString(want(t, s, 200, "POST", outgoing(id, "events/withdraw"), "", "Authorization", "Bearer "+s.Token(owner)))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// exchanged sends a document of the box's owner to formal, and gives it as it is
// when it was processed.
func exchanged(xml string) func(*testing.T, *Server) (int, string) {
	return func(t *testing.T, s *Server) (int, string) {
		t.Helper()
		return processed(t, s, sent(t, s, owner, xml))
	}
}

// notified is exchanged for the methods of notices.
func notified(path, xml string) func(*testing.T, *Server) (int, string) {
	return func(t *testing.T, s *Server) (int, string) {
		t.Helper()
		return processed(t, s, notify(t, s, owner, path, xml).ID)
	}
}

// processed waits for a document, and gives it as the control API shows it.
func processed(t *testing.T, s *Server, id string) (int, string) {
	t.Helper()
	if err := s.Clock().AdvanceToDocument(id); err != nil {
		t.Fatal(err)
	}
	return call(t, s, "GET", "/_mock/documents/"+id, "")
}

// TestWhoSeesWhatWasExchanged: a document is its sender's alone until status 3,
// and for good when it fails before.
func TestWhoSeesWhatWasExchanged(t *testing.T) {
	for name, c := range map[string]struct {
		xml string
		ok  bool
	}{"good": {boxAct(), true}, "wrong": {boxAct(`<gtin count="500">`, `<gtin count="499">`), false}} {
		t.Run(name, func(t *testing.T) {
			s := frozen(t)
			_, text := send(t, s, owner, c.xml)
			id := field(t, text, "id").(string)
			see := func(bin, side string) bool {
				auth := "Bearer " + s.Token(bin)
				list := want(t, s, 200, "GET", "/api/v3/true-api/edo-api/"+side+"-documents", "", "Authorization", auth)
				listed := fmt.Sprint(field(t, list, "count")) == "1"
				status, _ := call(t, s, "GET", "/api/v3/true-api/edo-api/"+side+"-documents/"+id+"/base64", "", "Authorization", auth)
				if listed != (status == 200) {
					t.Errorf("%s: listed %t, and read with %d", bin, listed, status)
				}
				return listed
			}
			for docOf(t, s, id).Status != state.StatusWaiting && docOf(t, s, id).Status != state.StatusFailed {
				if !see(owner, "outgoing") || see(receiver, "incoming") {
					t.Errorf("in status %d the receiver sees it, or the sender does not", docOf(t, s, id).Status)
				}
				if err := s.Clock().Advance(100_000_000); err != nil {
					t.Fatal(err)
				}
			}
			if !see(owner, "outgoing") || see(receiver, "incoming") != c.ok {
				t.Errorf("in the end, in status %s, the receiver sees it: %t", docOf(t, s, id).DocState, !c.ok)
			}
			for bin, rows := range map[string]string{owner: "1", receiver: "0"} {
				if c.ok {
					rows = "0"
				}
				list := want(t, s, 200, "GET", "/api/v3/true-api/doc/listV2", "", "Authorization", "Bearer "+s.Token(bin))
				if got := fmt.Sprint(field(t, list, "total")); got != rows {
					t.Errorf("%s has %v rows in the registry, not %v: %s", bin, got, rows, list)
				}
				status, _ := call(t, s, "GET", fmt.Sprintf("/api/v3/true-api/documents/%s/info", docOf(t, s, id).Number), "", "Authorization", "Bearer "+s.Token(bin))
				if (status == 200) != (rows == "1") {
					t.Errorf("%s reads it with %d", bin, status)
				}
			}
		})
	}
}

// TestACorrectionThatCitesWrong is taken, and fails when it is processed.
func TestACorrectionThatCitesWrong(t *testing.T) {
	for name, cites := range map[string]string{
		"number": ` regNumber="WRONG" regDate="2026-11-22"`,
		"date":   ` regNumber="NUMBER" regDate="1999-01-01"`,
		"":       ` regNumber="NUMBER" regDate="2026-11-22"`,
	} {
		s := frozen(t)
		act := docOf(t, s, sent(t, s, owner, boxAct()))
		d := docOf(t, s, sent(t, s, owner, corrective(act, strings.ReplaceAll(cites, "NUMBER", act.Number))))
		if failed := d.Registry == state.CheckedNotOK && d.Status == state.StatusFailed; failed != (name != "") || failed && !strings.Contains(d.Errors[0].String(), "не соответствует") {
			t.Errorf("a wrong %q comes to %s: %v", name, d.DocState, d.Errors)
		}
	}
}
