package server

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// honey is a product group that nobody has, with traits that no other has together.
var honey = dict.ProductGroup{
	ID: 21, Name: "honey", About: "Мёд", Price: 500,
	Unit: dict.CodeForm{Layout: dict.SGTIN, Serial: 9, First: dict.Decimal, Rest: dict.Alphanumeric, Evidence: "assumed", Tails: []dict.Tail{
		{Name: "honey", Parts: []dict.Part{{AI: "91", Size: 4}, {AI: "92", Size: 10}}, Certain: true, Evidence: "assumed"},
	}},
	Block:      dict.CodeForm{Layout: dict.Bracketed, Serial: 8, First: dict.Decimal, Rest: dict.Decimal, Evidence: "assumed"},
	Transport:  dict.CodeForm{Layout: dict.SSCC, Evidence: "assumed"},
	Attributes: []string{"meadow", "tnVedCode10", "altitude", "bees"},
	Traits:     dict.AsBIN | dict.Requested,
	Sample:     dict.Goods{GTIN: "04870009990015", Name: "Мёд горный", Brand: "Ара", TNVED: "0409000000"},
}

// TestANewProductGroupIsOneRow plays a group that stands in the table of groups
// and nowhere else: its goods are generated, looked up, given away by an act,
// listed in its own order, and sold in the world demo.
func TestANewProductGroupIsOneRow(t *testing.T) {
	t.Cleanup(dict.AddProductGroup(honey))
	s := frozen(t)
	want(t, s, 200, "POST", "/_mock/dataset", fmt.Sprintf(`
participants:
  - {bin: %q, name: Пасека, groups: {honey: [PRODUCER]}}
  - {bin: %q, name: Лавка, groups: {honey: [RETAIL]}}
products:
  - {gtin: %q, productGroup: honey, name: Мёд, packageType: UNIT, tnVedCode10: "0409000000",
     attributes: {bees: "тихие", colour: "янтарь", altitude: "1200 м", meadow: "донник"}}
`, maker, receiver, honey.Sample.GTIN))

	packages := generated(t, s, fmt.Sprintf(`{"productGroup": "honey", "gtin": %q, "ownerBin": %q, "status": "APPLIED", "count": 2, "pack": [2, 3]}`, honey.Sample.GTIN, maker))
	if !strings.HasPrefix(packages[0], "00") || len(packages[0]) != 20 {
		t.Errorf("packages are written %s, and the row says %s", packages[0], honey.Transport.Layout)
	}
	code := generated(t, s, fmt.Sprintf(`{"gtin": %q, "ownerBin": %q, "status": "APPLIED", "count": 1}`, honey.Sample.GTIN, maker))[0]
	if len(code) != len("01")+14+len("21")+honey.Unit.Serial {
		t.Errorf("a unit is written %s, and its serial has %d characters", code, honey.Unit.Serial)
	}

	if claims := claimsSignedInWith(t, s, maker); !strings.Contains(claims, `"name":"honey"`) {
		t.Errorf("the token names no group honey: %s", claims)
	}
	status, text := info(t, s, maker, code+"91abcd920123456789", packages[0])
	if status != 200 || strings.Count(text, `"productGroupId":21,"productGroup":"honey"`) != 2 {
		t.Errorf("a code with its tail, and a package: %d %s", status, text)
	}
	act := sent(t, s, maker, actXML(maker, receiver, []string{code + "*1", packages[0] + "*6"}, []string{honey.Sample.GTIN + "*7"}))
	if status, text := decideBy(t, s, receiver, act, "incoming", "approve"); status >= 300 {
		t.Fatalf("the act is approved with %d %s", status, text)
	}
	listed := asked(t, s, receiver, "/cises/listV2?pg=honey&cis="+url.QueryEscape(code))
	names := fieldNames(t, listed)
	order := []string{"ownerBin", "producerBin", "meadow", "tnVedCode10", "altitude", "bees", "colour"}
	if got := names[len(names)-len(order):]; !slices.Equal(got, order) || !strings.Contains(listed, `"status":"INTRODUCED"`) {
		t.Errorf("the list ends in %v, and the row orders %v: %s", got, order, listed)
	}
}

// TestANewProductGroupIsSoldInDemo: the world demo lists no goods of it.
func TestANewProductGroupIsSoldInDemo(t *testing.T) {
	t.Cleanup(dict.AddProductGroup(honey))
	s := Run(t, WithWorld("demo"), WithClock(goldenNow))
	sold := 0
	s.World().Snapshot().Codes("", func(c *state.Code) bool {
		if c.GTIN == honey.Sample.GTIN {
			sold++
		}
		return true
	})
	if sold == 0 {
		t.Error("nobody sells any")
	}
	for name, address := range map[string]string{"dictionary": "/_mock/dictionaries/product-groups", "coverage": "/_mock/coverage"} {
		if text := want(t, s, 200, "GET", address, ""); !strings.Contains(text, "honey") {
			t.Errorf("the %s does not know the group: %s", name, text)
		}
	}
}

// claimsSignedInWith signs in as a client does, and gives the claims of the token.
func claimsSignedInWith(t *testing.T, s *Server, bin string) string {
	t.Helper()
	challenge := want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
	cms, err := keyOf(t, bin).Sign([]byte(field(t, challenge, "data").(string)), pki.SignOptions{})
	if err != nil {
		t.Fatal(err)
	}
	body := fmt.Sprintf(`{"uuid": %q, "data": %q}`, field(t, challenge, "uuid"), base64.StdEncoding.EncodeToString(cms))
	token := field(t, want(t, s, 200, "POST", "/api/v3/true-api/auth/simpleSignIn", body), "token").(string)
	claims, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	return string(claims)
}
