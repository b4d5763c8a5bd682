package server

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// registryProbes are the probes of the rules about recognition, receipts and the registry.
func registryProbes() map[rules.Name]probe {
	list := func(query string) func(*testing.T, *Server) (int, string) {
		return func(t *testing.T, s *Server) (int, string) {
			notify(t, s, owner, writeOffPath, draft{bin: owner, reason: "1", goods: []string{stocked(t, s, dict.Introduced, receiver)}}.notice())
			return get("/doc/listV2"+query, "Bearer ")(t, s)
		}
	}
	return map[rules.Name]probe{
		rules.RegistryFields: {
			send: beside,
			answers: map[string]string{
				"sample": "200 row [] one []",
				"table": "200 row [body content invoiceDate 2026-11-22T00:25:47.000Z invoiceNumber receiver map[bin:970425450202 name:УОТ 970425450202] receiverBin 970425450202" +
					" sender map[bin:940517350290 name:ИП БЕРДЕШОВ АСХАТ УРИНБАСАРОВИЧ] senderBin 940517350290 vat 0]" +
					" one [input false invoiceDate 2026-11-22T00:25:47.000Z pdfFile  receiver map[bin:970425450202 name:УОТ 970425450202] sender map[bin:940517350290 name:ИП БЕРДЕШОВ АСХАТ УРИНБАСАРОВИЧ]]",
			},
		},
		rules.AcceptanceComplete: {
			send:   acceptanceOf(2, func(id string, codes []string) string { return acceptance(id, codes[:1]) }),
			passes: 200, refused: "422 указаны не все коды маркировки отгрузки", warning: "is not named",
		},
		rules.AcceptanceFlag: {
			send:   acceptanceOf(1, func(id string, codes []string) string { return acceptance(id, codes, `, "accepted": true`, "") }),
			passes: 200, refused: "422 не заполнено поле accepted", warning: "is missing or null",
		},
		rules.AcceptanceDates: {
			send:   acceptanceOf(1, func(id string, codes []string) string { return acceptance(id, codes, "2026-11-21", "2026-11-21 10:30") }),
			passes: 200, refused: "422 acceptance_date указана не в формате yyyy-MM-dd", warning: `acceptance_date "2026-11-21 10:30" is not written`,
		},
		rules.AcceptanceRange: {
			send:   acceptanceOf(1, func(id string, codes []string) string { return acceptance(id, codes, "2026-11-21", "2026-11-24") }),
			passes: 200, warning: `acceptance_date "2026-11-24" lies in the future`,
		},
		rules.ShipmentsPacked: {
			processed: true,
			send: func(t *testing.T, s *Server) (int, string) {
				intoTrade(t, s, shoeBox(t, s))
				return exportedBy(t, s, "0104600266014382211234567890123")
			},
			passes: 200, refused: "200 301: Тип упаковки кода маркировки 0104600266014382211234567890123 не соответствует выполняемой операции: код вложен", warning: "lies in package 00046002660143821000",
		},
		rules.ShipmentsTwice: {
			processed: true,
			send: func(t *testing.T, s *Server) (int, string) {
				pair := looseShoes(t, s)
				return exportedBy(t, s, pair, pair)
			},
			passes: 200, refused: "200 указан дважды", warning: "stands on the lines",
		},
		rules.ShipmentsLimit: {
			send: func(t *testing.T, s *Server) (int, string) {
				s.Token(trader)
				var products strings.Builder // with nothing but codes
				for i := range 30_000 {
					fmt.Fprintf(&products, `{"cis": "01004030600344332100000000%05d"}, `, i)
				}
				return ship(t, s, trader, exported(shoes(1), `"productList": [`, `"productList": [`+products.String()))
			},
			passes: 200, refused: "422 количество кодов маркировки не должно превышать 30000", warning: "names 30001 codes",
		},
		rules.ReceiptsOwner: {
			control: true,
			send: func(t *testing.T, s *Server) (int, string) {
				code := stocked(t, s, dict.Introduced, owner)
				return sale(t, s, state.Sale, receiver, code)
			},
			passes: 200, refused: "409 receipts.owner", warning: "belongs to " + owner,
		},
		rules.ReceiptsReason: {
			control: true,
			send: func(t *testing.T, s *Server) (int, string) {
				code := stocked(t, s, dict.Introduced, owner)
				notify(t, s, owner, writeOffPath, draft{bin: owner, reason: "5", goods: []string{code}}.notice())
				return sale(t, s, state.Return, owner, code)
			},
			passes: 200, refused: "409 причина вывода не соответствует розничной реализации", warning: "was withdrawn by reason 5",
		},
		rules.ReceiptsPackage: {
			send: func(t *testing.T, s *Server) (int, string) {
				intoTrade(t, s, box)
				if status, text := sale(t, s, state.Sale, owner, box); status != 200 {
					return status, text
				}
				return call(t, s, "GET", "/_mock/codes?cis="+box, "")
			},
			answers: map[string]string{"broken-up": `"status":"DISAGGREGATED"`, "whole": `"status":"WITHDRAWN"`},
		},
		rules.RegistryEmpty: {
			send:   get("/doc/listV2", "Bearer "),
			passes: 200, refused: "400 В запросе должен быть указан хотя бы один параметр", warning: "no parameter was sent",
		},
		rules.RegistryOrder: {
			send:   get("/doc/listV2?pg=tobacco&orderColumn=docDate", "Bearer "),
			passes: 200, refused: "400 Параметр orderColumn требует значение типа enum", warning: "orderColumn=docDate has no effect",
		},
		rules.RegistryParticipant: {
			send: func(t *testing.T, s *Server) (int, string) {
				_, byProducer := list("?participantBin="+receiver)(t, s)
				_, byParty := get("/doc/listV2?participantBin="+owner, "Bearer ")(t, s)
				return len(field(t, byProducer, "results").([]any)), fmt.Sprint(len(field(t, byParty, "results").([]any)))
			},
			answers: map[string]string{rules.OfEither: "1 1", rules.OfProducer: "1 0", rules.OfParty: "0 1"},
		},
	}
}

// acceptanceOf sends what the trader says of a shipment of n codes that came for it.
func acceptanceOf(n int, notice func(id string, codes []string) string) func(*testing.T, *Server) (int, string) {
	return func(t *testing.T, s *Server) (int, string) {
		t.Helper()
		s.Token(trader)
		codes := shoes(n)
		text := notice(arrives(t, s, codes), codes)
		return call(t, s, "POST", acceptancesPath, envelope(t, trader, text), "Authorization", "Bearer "+s.Token(trader))
	}
}

// exportedBy sends a shipment of the owner of the box, and gives it as it is processed.
func exportedBy(t *testing.T, s *Server, codes ...string) (int, string) {
	t.Helper()
	for _, c := range codes {
		intoTrade(t, s, c)
	}
	status, text := ship(t, s, owner, exported(codes, trader, owner))
	if status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	return processed(t, s, field(t, text, "shipmentId").(string))
}

// looseShoes is a pair of shoes of the owner that lies in nothing.
func looseShoes(t *testing.T, s *Server) string {
	t.Helper()
	shoeBox(t, s)
	const pair = "0104600266014382211234567890LSE"
	err := s.World().Update(func(tx *state.Tx) error {
		return tx.AddTree(state.Tree{Code: state.Code{CIS: pair, GTIN: "04600266014382", OwnerBIN: owner, ProducerBIN: owner, Status: dict.Introduced, PackageType: dict.Unit}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

// intoTrade puts a code of the owner, and what is in it, into circulation.
func intoTrade(t *testing.T, s *Server, code string) {
	t.Helper()
	if s.World().Code(code).Status == dict.Introduced {
		return
	}
	d := notify(t, s, owner, introducePath, draft{bin: owner, reason: "1", goods: []string{code}, change: []string{noticeID, "b4a7c270-5e1a-49bb-ad1a-dce90688b24b"}}.notice())
	if len(d.Errors) > 0 {
		t.Fatal(d.Errors)
	}
}

// sale lets a cash register sell or take back a code.
func sale(t *testing.T, s *Server, kind state.ReceiptType, bin, code string) (int, string) {
	t.Helper()
	s.Token(bin)
	return call(t, s, "POST", "/_mock/receipts", fmt.Sprintf(`{"type": %q, "senderBin": %q, "products": [{"cis": %q}]}`, kind, bin, code))
}

// beside names the fields of an act in the registry that the samples do not have,
// with their values where these are short and known before.
func beside(t *testing.T, s *Server) (int, string) {
	t.Helper()
	s.Token(receiver)
	id := sent(t, s, owner, actXML(owner, receiver, []string{looseShoes(t, s) + "*1"}, []string{"04600266014382*1"}))
	want(t, s, 200, "POST", "/_mock/documents/"+id+"/approve", "")
	number := docOf(t, s, id).Number
	row := field(t, asked(t, s, owner, "/doc/listV2?number="+number), "results", 0).(map[string]any)
	one := field(t, asked(t, s, owner, "/documents/"+number+"/info"), []any(nil)...).(map[string]any)
	head := []string{"number", "docDate", "receivedAt", "type", "status", "senderName", "receiverName", "total"}
	extra := func(fields map[string]any, sample ...string) (all []string) {
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			switch {
			case slices.Contains(slices.Concat(head, sample), name):
			case name == "invoiceNumber" && fields[name] == number, name == "content" && strings.HasPrefix(fields[name].(string), "<?xml"), name == "body":
				all = append(all, name)
			default:
				all = append(all, fmt.Sprint(name, " ", fields[name]))
			}
		}
		return all
	}
	return 200, fmt.Sprint("row ", extra(row, "downloadStatus", "downloadDesc", "input", "pdfFile", "errors"), " one ", extra(one, "invoiceNumber", "vat", "body", "content", "senderBin", "receiverBin"))
}

// checkControl is checkSoftness of a rule that acts in a control call, whose
// answer has the warnings.
func checkControl(t *testing.T, n rules.Name, value string, p probe, answer string) {
	t.Helper()
	status, part, _ := strings.Cut(p.refused, " ")
	refused := strings.HasPrefix(answer, status+" ") && strings.Contains(answer, part) && strings.Contains(answer, string(n))
	warned := strings.Contains(answer, `"rule":"`+string(n)+`"`) && strings.Contains(answer, p.warning) && strings.HasPrefix(answer, fmt.Sprintf("%d ", p.passes))
	if refused != (value == rules.Refuse) || warned != (value == rules.Warn) {
		t.Errorf("refused %t, with a warning %t: %s", refused, warned, answer)
	}
}

// whose is in which status a code is, and of whom; "" for one that nobody knows.
func whose(s *Server, code string) string {
	c, _ := s.World().Snapshot().Code(code)
	if c == nil {
		return ""
	}
	return fmt.Sprintf("%s of %s", c.Status, c.OwnerBIN)
}
