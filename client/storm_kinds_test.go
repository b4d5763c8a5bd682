package client_test

import (
	"errors"
	"testing"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/xsd/doc"
)

// stormy is a world of which a few calls in ten go wrong, and who calls it.
type stormy struct {
	*server.Server
	sender, taker *client.Client
	calm          *client.Client // the sender in fine weather
}

// decide takes a decision until it is known that it was taken.
func decide(t *testing.T, c *client.Client, id string, d client.Decision) {
	t.Helper()
	var err error
	for range 100 {
		if err = c.Decide(t.Context(), id, d); err == nil {
			return
		}
		if failed := new(client.Error); !errors.As(err, &failed) || failed.Status == 400 && !errors.Is(err, client.ErrUncertain) {
			break
		}
	}
	t.Errorf("%s of %s: %s", d, id, err)
}

func handOver(code string) doc.Act {
	return doc.Act{
		SupplierInfo: doc.Party{IdentificationCode: trader}, ConsigneeInfo: doc.Party{IdentificationCode: receiver},
		ProductList: []doc.ICode{{CIS: code}}, ProductTotals: []doc.GTIN{{GTIN: shoesGTIN, Count: 1}},
	}
}

// journeys are what happens to a code in the storm: with the documents and the decisions that are made on the way,
// and who owns the code in the end, or in what status it is.
var journeys = []struct {
	name                 string
	begins               string
	documents, decisions int
	owner                string
	status               string
	run                  func(t *testing.T, s *stormy, code string)
}{
	{"approved", "INTRODUCED", 1, 1, receiver, "INTRODUCED", func(t *testing.T, s *stormy, code string) {
		decide(t, s.taker, persist(t, s.sender, must[*client.Document](t)(client.NewAct(handOver(code)))).ID, client.Approve)
	}},
	{"rejected", "INTRODUCED", 1, 1, trader, "INTRODUCED", func(t *testing.T, s *stormy, code string) {
		decide(t, s.taker, persist(t, s.sender, must[*client.Document](t)(client.NewAct(handOver(code)))).ID, client.Reject)
	}},
	{"withdrawn", "INTRODUCED", 1, 1, trader, "INTRODUCED", func(t *testing.T, s *stormy, code string) {
		decide(t, s.sender, persist(t, s.sender, must[*client.Document](t)(client.NewAct(handOver(code)))).ID, client.Withdraw)
	}},
	{"corrected", "INTRODUCED", 3, 1, receiver, "INTRODUCED", func(t *testing.T, s *stormy, code string) {
		act := handOver(code)
		first := persist(t, s.sender, must[*client.Document](t)(client.NewAct(act)))
		persist(t, s.taker, must[*client.Document](t)(client.NewDivergence(doc.Divergence{
			CorrectionDocID: first.ID, SupplierInfo: act.SupplierInfo, ConsigneeInfo: act.ConsigneeInfo,
			ProductList: []doc.Revision{{CIS: code, ReviseStatusCode: "NOT_FOUND"}},
		})))
		act.Document = doc.ActDocument{CorrectionFlag: true, CorrectionDocID: first.ID}
		decide(t, s.taker, persist(t, s.sender, must[*client.Document](t)(client.NewAct(act))).ID, client.Approve)
	}},
	{"imported", "APPLIED", 2, 1, trader, "INTRODUCED", func(t *testing.T, s *stormy, code string) {
		transit := doc.ImportTransit{
			SupplierInfo:  doc.ForeignParty{Party: doc.Party{Name: "SENDER", IdentificationCode: "468578450149"}, CountryCode: "RU"},
			ConsigneeInfo: doc.Party{IdentificationCode: trader},
			ProductList:   []doc.ICode{{CIS: code}}, ProductTotals: []doc.GTIN{{GTIN: shoesGTIN, Count: 1}},
		}
		first := persist(t, s.sender, must[*client.Document](t)(client.NewImportTransit(transit)))
		transit.Document = doc.ImportTransitDocument{CorrectionFlag: true, PrimaryDocID: first.ID}
		decide(t, s.sender, persist(t, s.sender, must[*client.Document](t)(client.NewImportTransit(transit))).ID, client.Approve)
	}},
	{"from abroad", "APPLIED", 1, 0, trader, "INTRODUCED", func(t *testing.T, s *stormy, code string) {
		persist(t, s.sender, must[*client.Document](t)(client.NewImportThirdCountry(thirdCountry(code))))
	}},
	{"written off", "INTRODUCED", 1, 0, trader, "WRITTEN_OFF", func(t *testing.T, s *stormy, code string) {
		persist(t, s.sender, must[*client.Document](t)(client.NewWithdrawal(notice(trader, "1", code))))
	}},
	{"introduced again", "INTRODUCED", 2, 0, trader, "INTRODUCED_RETURNED", func(t *testing.T, s *stormy, code string) {
		persist(t, s.sender, must[*client.Document](t)(client.NewWithdrawal(notice(trader, "1", code))))
		persist(t, s.sender, must[*client.Document](t)(client.NewIntroduceGoods(notice(trader, "3", code))))
	}},
	{"accepted", "", 1, 0, trader, "INTRODUCED", func(t *testing.T, s *stormy, code string) {
		control, err := s.Control()
		if err != nil {
			t.Fatal(err)
		}
		id := must[string](t)(control.Shipment(t.Context(), doc.ForeignShipment{
			ExporterINN: "7731376812", SenderCountryCode: "643", ReceiverINN: trader, Exporter: "ООО ЭКСПОРТ", Products: []doc.ForeignProduct{{CIS: code}},
		}))
		var came client.ForeignShipment
		for range 100 { // the double's own faults meet this client, too
			if came, err = s.calm.ImportShipment(t.Context(), id); err == nil {
				break
			}
		}
		persist(t, s.sender, must[*client.Document](t)(client.NewAcceptance(acceptanceOf(id, came))))
	}},
}
