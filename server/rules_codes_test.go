package server

import (
	"errors"
	"testing"
	"time"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

const (
	unknownPack = "00000046082251NOsuch1"
	signInPath  = "/api/v3/true-api/auth/simpleSignIn"
)

// codeProbes are the probes of the rules about sign-in, codes, products and billing.
func codeProbes() map[rules.Name]probe {
	return map[rules.Name]probe{
		rules.SignInMissing: {
			send: func(t *testing.T, s *Server) (int, string) {
				return call(t, s, "POST", signInPath, `{"data":"x"}`)
			},
			answers: map[string]string{
				rules.Parameter:   `400 {"error_message":"Отсутствует обязательный параметр: uuid"}`,
				rules.Ancestor400: `400 {"error_message":"В запросе отсутствует идентификатор авторизации (UUID)"}`,
				rules.Ancestor401: `401 {"error_message":"В запросе отсутствует идентификатор авторизации (UUID)"}`,
			},
		},
		rules.SignInRefusal: {
			send: func(t *testing.T, s *Server) (int, string) {
				return call(t, s, "POST", signInPath, `{"uuid":"93aee74e-3134-458b-a1df-f69571704270","data":"x"}`)
			},
			answers: map[string]string{
				rules.Plain:    `403 {"error_message":"Идентификатор uuid`,
				rules.Ancestor: `403 {"code":"403","error_message":"Идентификатор uuid 93aee74e-3134-458b-a1df-f69571704270 не найден","description":"Идентификатор uuid 93aee74e`,
			},
		},
		rules.Unauthorized: {
			send: func(t *testing.T, s *Server) (int, string) {
				return call(t, s, "GET", "/api/v3/true-api/elk/product-groups/balance/all", "", "Accept", "application/json")
			},
			answers: map[string]string{
				rules.Framework: `401 {"error":"unauthorized","error_description":"Full authentication`,
				rules.Message:   `401 {"error_message":"Для доступа к этому ресурсу требуется полная аутентификация"}`,
			},
		},
		rules.HistoryOthers: {
			send: func(t *testing.T, s *Server) (int, string) {
				s.Token(trader)
				withdrawn(t, s)
				return call(t, s, "GET", "/api/v3/true-api/cises/history?code="+box, "", "Authorization", "Bearer "+s.Token(trader))
			},
			answers: map[string]string{rules.Nothing: "200 []", rules.Ends: `"ownerBin":"` + owner + `"`},
		},
		rules.ListCis: {
			send:    get("/cises/listV2?cis="+box[:30], "Bearer "),
			answers: map[string]string{rules.Begins: `"cis":"` + box, rules.Whole: `200 {"results":[],"total":0}`},
		},
		rules.ListFuture: {
			send:   get("/cises/listV2?cis=0&emissionDateFrom=2030-01-01T00:00:00.000Z", "Bearer "),
			passes: 200, refused: "400 Параметр emissionDateFrom требует", warning: "lies in the future",
		},
		rules.ForeignInMixed: {
			send: func(t *testing.T, s *Server) (int, string) {
				s.Token(trader)
				generate(t, s, packGTIN, trader, 1)
				return ask(t, s, "/cises/info", trader, arrayOf([]string{codeOf(t, s, trader), box}))
			},
			answers: map[string]string{rules.Shown: `"requestedCis":"` + box + `"`, rules.LeftOut: `200 [{"cisInfo":{"requestedCis":"00000046082251`},
		},
		rules.CodesForeign: {
			send: func(t *testing.T, s *Server) (int, string) {
				return ask(t, s, "/cises/info", trader, arrayOf([]string{box, pack}))
			},
			passes: 200, warning: "all 2 codes that were found are of others: nothing is said of them; " + trader + " is neither owner nor producer",
		},
		rules.MixedErrors: {
			send: func(t *testing.T, s *Server) (int, string) {
				without(t, s, trader, "tobacco")
				return ask(t, s, "/cises/info", trader, arrayOf([]string{box, unknownPack}))
			},
			answers: map[string]string{rules.AsRefused: `403 {"error_message"`, rules.AsElements: `200 [{"cisInfo":{"requestedCis":"` + box + `"},"errorMessage":"отсутствует действующий договор по ТГ","errorCode":"403"},{`},
		},
		rules.TobaccoContract: {
			send: func(t *testing.T, s *Server) (int, string) {
				without(t, s, owner, "tobacco")
				return ask(t, s, "/cises/info", owner, arrayOf([]string{box}))
			},
			answers: map[string]string{rules.Asked: "403 {", rules.NotAsked: `200 [{"cisInfo":{"requestedCis":"` + box + `","cis"`},
		},
		rules.PackageProducer: {
			send: func(t *testing.T, s *Server) (int, string) {
				return ask(t, s, "/cises/info", owner, arrayOf([]string{shoeBox(t, s)}))
			},
			answers: map[string]string{rules.Shown: `"producerBin":"` + owner + `"`, rules.TobaccoAlone: `"LEVEL2","ownerBin":"` + owner + `","ownerName":"ИП БЕРДЕШОВ АСХАТ УРИНБАСАРОВИЧ","status":"APPLIED","child":["0104600266014382211234567890123"]}}]`},
		},
		rules.CodeTail: {
			send: func(t *testing.T, s *Server) (int, string) {
				return ask(t, s, "/cises/info", owner, arrayOf([]string{"(01)04600266005755(21)gy4R,sn(93)dGVz"}))
			},
			passes: 200, refused: "400 Неверный формат КМ", warning: "has its check tail",
		},
		rules.AggregatedGroup: {
			send: func(t *testing.T, s *Server) (int, string) {
				return ask(t, s, "/cises/aggregated/list", owner, arrayOf([]string{box}))
			},
			passes: 200, warning: "pg was not sent",
		},
		rules.UnitsBrackets: {
			send: func(t *testing.T, s *Server) (int, string) {
				return ask(t, s, "/cis/cises-units-count", owner, `["010460026600575521gy4R,sn"]`)
			},
			passes: 200, warning: "has no brackets",
		},
		rules.RouteContract: {
			send: func(t *testing.T, s *Server) (int, string) {
				without(t, s, trader, "tobacco")
				return ask(t, s, "/product/route/gtin", trader, `{"data":["`+packGTIN+`"]}`)
			},
			answers: map[string]string{rules.Barred: `"error-code":"401","error-msg":"Для доступа к этому ресурсу требуется полная аутентификация"`, rules.Routed: `"tg-id":"3","tg-name":"tobacco"`},
		},
		rules.CardIntroduced: {
			send:   get("/products/info?cis="+box, "Bearer "),
			passes: 200, refused: "404 Продукт не найден", warning: "is APPLIED",
		},
		rules.HistoryPath: {
			send:   get("/cises/"+box+"/history", "Bearer "),
			passes: 200, warning: "the code stands in the path",
		},
		rules.HistoryDate: {
			send:    withdrawn,
			answers: map[string]string{rules.OfOperation: `"operationDate":"2026-11-22T12:00:00`, rules.OfDocument: `"operationDate":"2026-11-22T05:30:47`},
		},
		rules.HistoryOwner: {
			send:    withdrawn,
			answers: map[string]string{rules.Shown: `"packageType":"LEVEL2","ownerBin":"` + owner, rules.LeftOut: `"packageType":"LEVEL2","status":"W`},
		},
		rules.ContentType: {
			send: func(t *testing.T, s *Server) (int, string) {
				return call(t, s, "POST", "/api/v3/true-api/cises/info", arrayOf([]string{box}), "Authorization", "Bearer "+s.Token(owner), "Content-Type", "")
			},
			passes: 200, refused: "415 not supported", warning: "without Content-Type",
		},
		rules.QueryUnknown: {
			send:   get("/product/gtin?pg=tobacco&group=x", "Bearer "),
			passes: 200, refused: "400 Неизвестный параметр: group", warning: `"group" is not known`,
		},
		rules.QueryArray: {
			send:   get("/edo-api/outgoing-documents?type[0]=1200", "Bearer "),
			passes: 200, refused: "400 Неизвестный параметр: type[0]", warning: "by repeating type",
		},
		rules.QueryCase: {
			send:   get("/edo-api/outgoing-documents?TYPE=1200", "Bearer "),
			passes: 200, refused: "400 Неизвестный параметр: TYPE", warning: "it is spelt type",
		},
		rules.QueryRepeated: {
			send:   get("/product/gtin?pg=tobacco&pg=shoes", "Bearer "),
			passes: 200, refused: "400 Параметр pg указан более одного раза", warning: `"pg" was sent more than once`,
		},
		rules.QueryPlus: {
			send:   get("/cises/history?code="+blockGTIN+"+"+box, "Bearer "),
			passes: 400, refused: "400 Параметр code содержит недопустимый символ", warning: "became a blank",
		},
		rules.OrderColumn: {
			send:   get("/cises/listV2?cis=0&orderColumn=gtin", "Bearer "),
			passes: 200, refused: "400 Параметр orderColumn требует значение типа enum", warning: `orderColumn="gtin" has no effect`,
		},
		rules.GroupNumber: {
			send:   get("/product/gtin?pg=3", "Bearer "),
			passes: 200, refused: "400 Could not determine product group by name '3'", warning: "send its name, tobacco",
		},
		rules.InvoiceBody: {
			send: func(t *testing.T, s *Server) (int, string) {
				return call(t, s, "POST", "/api/v3/true-api/elk/crm-api/prequests", `{contractId: 1003518, sendto: "a@b.kz", amount: "150.50"}`,
					"Authorization", "Bearer "+s.Token(owner), "Content-Type", "text/plain")
			},
			passes: 200, refused: "415 not supported", warning: "is sent as",
		},
	}
}

// ask posts JSON as a participant.
func ask(t *testing.T, s *Server, path, bin, body string) (int, string) {
	t.Helper()
	return call(t, s, "POST", "/api/v3/true-api"+path, body, "Authorization", "Bearer "+s.Token(bin), "Content-Type", "application/json")
}

// without ends the participant's contract for a group.
func without(t *testing.T, s *Server, bin, group string) {
	t.Helper()
	s.Token(bin)
	err := s.World().Update(func(tx *state.Tx) error {
		p := *tx.Participant(bin)
		p.Groups = append([]state.Membership(nil), p.Groups...)
		for i := range p.Groups {
			p.Groups[i].NoContract = p.Groups[i].NoContract || p.Groups[i].Group == group
		}
		return tx.PutParticipant(p)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// codeOf is a code of the participant.
func codeOf(t *testing.T, s *Server, bin string) (cis string) {
	t.Helper()
	s.World().Snapshot().Codes("", func(c *state.Code) bool {
		if c.OwnerBIN == bin {
			cis = c.CIS
		}
		return cis == ""
	})
	if cis == "" {
		t.Fatalf("%s has no code", bin)
	}
	return cis
}

// shoeBox is a box of the owner with a pair of shoes in it.
func shoeBox(t *testing.T, s *Server) string {
	t.Helper()
	const gtin, pair, box = "04600266014382", "0104600266014382211234567890123", "00046002660143821000"
	err := s.World().Update(func(tx *state.Tx) error {
		p := *tx.Participant(owner)
		p.Groups = append(p.Groups[:len(p.Groups):len(p.Groups)], state.Membership{Group: "shoes"})
		return errors.Join(
			tx.PutParticipant(p),
			tx.PutProduct(state.Product{GTIN: gtin, ProductGroup: "shoes", Name: "Сапоги"}),
			tx.AddTree(state.Tree{Code: state.Code{CIS: pair, GTIN: gtin, OwnerBIN: owner, ProducerBIN: owner, Status: dict.Applied, PackageType: dict.Unit}}),
			tx.Pack(state.Packing{CIS: box, PackageType: dict.Level2, Child: []string{pair}}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	return box
}

// withdrawn is the history of the box behind its withdrawal.
func withdrawn(t *testing.T, s *Server) (int, string) {
	t.Helper()
	if status, text := posted(writeOffPath, draft{bin: owner, reason: "1", goods: []string{box}}.notice())(t, s); status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	if err := s.Clock().Advance(time.Minute); err != nil {
		t.Fatal(err)
	}
	return get("/cises/history?code="+box, "Bearer ")(t, s)
}
