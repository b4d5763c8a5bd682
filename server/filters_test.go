package server

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// TestGroupsBesideTheDictionary: names that only tokens know are groups without
// products, and the dictionary stays as printed.
func TestGroupsBesideTheDictionary(t *testing.T) {
	s := withMaker(t)
	const drinker = "111111111119"
	want(t, s, 200, "POST", "/_mock/dataset", `participants: [{bin: "`+drinker+`", name: ТОО Вода, groups: {water: [RETAIL], lp: [RETAIL]}, noContract: [lp]}]`)
	for _, c := range []struct {
		bin, pg string
		status  int
		answer  string
	}{
		{drinker, "water", 200, `{"gtins":[],"total":0}`},
		{drinker, "lp", 403, "договор"},
		{maker, "water", 403, "договор"},
		{maker, "beer", 400, "product group"},
	} {
		text := want(t, s, c.status, "GET", "/api/v3/true-api/product/gtin?pg="+c.pg, "", "Authorization", "Bearer "+s.Token(c.bin))
		if !strings.Contains(text, c.answer) {
			t.Errorf("%s asks for %s: %s", c.bin, c.pg, text)
		}
	}
	// They have no number, so the methods of billing have nothing to show them under.
	want(t, s, 404, "GET", "/api/v3/true-api/elk/product-groups/balance/all", "", "Authorization", "Bearer "+s.Token(drinker))
	if text := want(t, s, 200, "GET", "/_mock/dictionaries/product-groups", ""); strings.Contains(text, "water") {
		t.Errorf("the printed dictionary has grown: %s", text)
	}
	snapshot := want(t, s, 200, "GET", "/_mock/snapshot", "")
	want(t, s, 204, "PUT", "/_mock/snapshot", snapshot)
	if again := want(t, s, 200, "GET", "/_mock/snapshot", ""); again != snapshot || !strings.Contains(again, `"water"`) {
		t.Error("a snapshot does not bring the groups back")
	}
}

// TestAmountsOfInvoices: digits and a point, whatever else Go reads as a number.
func TestAmountsOfInvoices(t *testing.T) {
	s := frozen(t)
	text := want(t, s, 200, "GET", "/_mock/participants?bin="+owner, "")
	contract := fmt.Sprint(field(t, text, "items", 0, "contracts", "tobacco"))
	for amount, taken := range map[string]bool{
		"1": true, "100000": true, "0.5": true, "1500.25": true, "007": true, "123456789012345678901234567890": true,
		"0": false, "0.00": false, "-1": false, "+1": false, "NaN": false, "Inf": false, "1_000": false, "1e5": false, "0x1p4": false,
		"1.": false, ".5": false, "1.234": false, "1,5": false, " 1": false, "1\n": false, "١": false,
	} {
		body := jsonOf(t, map[string]string{"contractId": contract, "amount": amount, "sendto": "a@b.kz"})
		text := want(t, s, 200, "POST", "/api/v3/true-api/elk/crm-api/prequests", body, "Authorization", "Bearer "+s.Token(owner))
		status, message := fmt.Sprint(field(t, text, "status")), field(t, text, "error_message")
		if taken != (status == "200") || !taken && message != "Некорректная сумма счёта: "+amount {
			t.Errorf("amount %q: %s", amount, text)
		}
	}
}

// TestFiltersAtTheEdges: the first moment of the epoch is a date like any other,
// and all spellings of a filter hold at once.
func TestFiltersAtTheEdges(t *testing.T) {
	s := withMaker(t)
	var old string
	err := s.World().Update(func(tx *state.Tx) error {
		made, err := fixtures.Generate{
			GTIN: milkGTIN, OwnerBIN: maker, Status: dict.Emitted, Count: 1, EmissionDate: -1000,
		}.Into(tx)
		old = made[0]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	fresh := made(t, s, milkGTIN, "EMITTED", 1)[0]
	both := []string{fresh, old} // newest first
	for _, c := range []struct {
		filter string
		want   []string
	}{
		{"", both},
		{"emissionDateFrom=1970-01-01T00:00:00.000Z", both[:1]},
		{"emissionDateTo=1970-01-01T00:00:00.000Z", both[1:]},
		{"ownerInn=" + maker + "&ownerBin=" + maker, both},
		{"ownerInn=" + maker + "&ownerBin=" + seller, nil},
		{"ownerBin=" + maker + "&ownerIin=" + seller, nil},
		{"producerIin=" + maker + "&producerBin=" + seller, nil},
		{"producerInn=" + maker + "&producerIin=", both},
	} {
		for path := range listV2s {
			address := "/api/v3/true-api" + path + "?cis=01" + milkGTIN + "&" + c.filter
			text := want(t, s, 200, "GET", address, "", "Authorization", "Bearer "+s.Token(maker))
			var page listed
			unmarshal(t, text, &page)
			if got := page.names(); !slices.Equal(got, c.want) {
				t.Errorf("%s %s finds %v, not %v", path, c.filter, got, c.want)
			}
		}
	}
}

// TestUnknownQueryParameters: the control API names what it does not know; the
// True-API passes it over, as the framework behind the real service does.
func TestUnknownQueryParameters(t *testing.T) {
	s := frozen(t)
	for _, c := range []struct{ method, path, body, known string }{
		{"GET", "/_mock/codes", "", "[after cis limit ownerBin packageType status]"},
		{"GET", "/_mock/worlds", "", "[]"},
		{"POST", "/_mock/reset", "", "[]"},
		{"POST", "/_mock/reports/utilisation", `{"codes": [""]}`, "[]"},
	} {
		refused(t, s, 400, c.method, c.path+"?foo=1", c.body, `no query parameter "foo"`, "it knows "+c.known)
	}
	refused(t, s, 400, "GET", "/_mock/codes?"+url.Values{"Limit": {"1"}}.Encode(), "", `no query parameter "Limit"`)
	want(t, s, 200, "GET", "/api/v3/true-api/product/gtin?pg=tobacco&foo=1", "", "Authorization", "Bearer "+s.Token(owner))
}

func TestAWorldIsAForkOrADataset(t *testing.T) {
	s := frozen(t)
	refused(t, s, 400, "POST", "/_mock/worlds", `{"name": "a", "from": "default", "dataset": "demo"}`, "from and dataset exclude each other")
	want(t, s, 404, "DELETE", "/_mock/worlds/a", "")
}
