package server

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// The fields of the printed samples of listV2 in their order.
const (
	printedTobacco         = "cis gtin sgtin tnvedGroup productName ownerName producerName status emissionDate producedDate emissionType lastDocId name brand statusEx ownerBin producerBin tnVedCode10 packageName producerCountry quantityInPack tobacoType structure packMaterial"
	printedAlcohol         = "cis gtin sgtin productName ownerName ownerInn producerName producerInn status emissionDate producedDate emissionType lastDocId name statusEx tradeName alcoholVol tnVedCode10 packUnitVolume fullName packageName producerCountry structure packMaterial"
	printedTobaccoProducts = "cis gtin sgtin tnvedGroup productName ownerName ownerInn producerName producerInn status emissionDate producedDate emissionType lastDocId name brand statusEx tnVedCode10 packageName producerCountry quantityInPack tobacoType structure packMaterial"
)

// TestListV2OrdersFieldsAsPrinted asks for products that have every attribute.
func TestListV2OrdersFieldsAsPrinted(t *testing.T) {
	s := frozen(t)
	g := &golden{t: t, srv: s}
	for group, code := range map[string]string{"tobacco": "00000046332158BJMdwmo", "alcohol": "010470000140027921TrRddTq"} {
		g.register(group, "UNIT", code)
	}
	g.must(s.World().Update(func(tx *state.Tx) error {
		for _, gtin := range []string{"00000046332158", "04700001400279"} {
			p := *tx.Product(gtin)
			p.Brand, p.TNVedCode10, p.Attributes = "Vogue", "2402209000", map[string]string{}
			for _, name := range strings.Fields("tradeName alcoholVol packUnitVolume fullName packageName producerCountry quantityInPack tobacoType structure packMaterial") {
				p.Attributes[name] = "x"
			}
			if err := tx.PutProduct(p); err != nil {
				return err
			}
		}
		return nil
	}))
	c := &caller{t, s, goldenOwner, s.Token(goldenOwner)}
	for _, sample := range []struct{ path, code, printed string }{
		{"/cises/listV2", "00000046332158BJMdwmo", printedTobacco},
		{"/cises/listV2", "010470000140027921TrRddTq", printedAlcohol},
		{"/products/listV2", "00000046332158BJMdwmo", printedTobaccoProducts},
	} {
		_, text := c.send("GET", sample.path+"?cis="+sample.code, "")
		var got []string
		for _, name := range fieldNames(t, text) {
			if slices.Contains(strings.Fields(sample.printed), name) { // the catalogue's own set differs from product to product
				got = append(got, name)
			}
		}
		if want := strings.ReplaceAll(sample.printed, "lastDocId ", ""); strings.Join(got, " ") != want {
			t.Errorf("%s of %s has\n%s\nand printed is\n%s", sample.path, sample.code, strings.Join(got, " "), want)
		}
	}
}

// fieldNames are the names in the first record of a list, as they come.
func fieldNames(t *testing.T, text string) (names []string) {
	t.Helper()
	_, record, _ := strings.Cut(text, "[")
	d := json.NewDecoder(strings.NewReader(record))
	_, err := d.Token()
	for err == nil && d.More() {
		name, nameErr := d.Token()
		names = append(names, fmt.Sprint(name))
		if err = nameErr; err == nil {
			_, err = d.Token()
		}
	}
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return names
}

// TestGTINAloneFindsBothForms pages through codes that begin with a GTIN and
// codes that have it behind 01, which lie in two places of the world and, by
// their dates, among each other. Codes of which another GTIN begins so stay out.
func TestGTINAloneFindsBothForms(t *testing.T) {
	const gtin = "00000048704120"
	s := Run(t, WithWorld("demo"), WithClock(goldenNow))
	err := s.World().Update(func(tx *state.Tx) error {
		add := func(i int, cis, gtin string) error {
			return tx.AddTree(state.Tree{Code: state.Code{
				CIS: cis, GTIN: gtin, OwnerBIN: owner, ProducerBIN: owner, Status: dict.Applied, PackageType: dict.Unit,
				EmissionType: dict.Local, EmissionDate: tx.Now().Add(time.Duration(i/3) * time.Minute), ProducedDate: tx.Now(),
			}})
		}
		for i := range 25 {
			form := []string{"%s%07d", "01%s21%07d"}[i*i%5%2]
			if err := add(i, fmt.Sprintf(form, gtin, i), gtin); err != nil {
				return err
			}
		}
		product := *tx.Product(gtin)
		product.GTIN = "01" + gtin[:12]
		if err := tx.PutProduct(product); err != nil {
			return err
		}
		return add(0, product.GTIN+gtin[12:]+"AAAAA", product.GTIN)
	})
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{t, s, owner, s.Token(owner)}
	want := naive(s.World().Snapshot(), func(c *state.Code) bool { return state.Sees(owner, c) && c.GTIN == gtin })
	for _, order := range []string{"DESC", "ASC"} {
		for _, dir := range []string{"NEXT", "PREV"} {
			for _, limit := range []int{7, 40, 1000} {
				query := url.Values{"cis": {gtin}, "order": {order}, "pageDir": {dir}, "limit": {strconv.Itoa(limit)}}
				if p := c.list("/cises/listV2", query); p.Total != len(want) {
					t.Errorf("%v: total is %d of %d", query, p.Total, len(want))
				}
				if got := c.pages("/cises/listV2", query, func(int) {}); !slices.Equal(got, want) {
					t.Errorf("%v: %d codes in %d, or in another order:\n%q\n%q", query, len(got), len(want), got, want)
				}
			}
		}
		slices.Reverse(want)
	}
}

// TestWordsOfListV2: each printed word of a filter finds codes that have it, or
// none, and any other word is refused.
func TestWordsOfListV2(t *testing.T) {
	s := Run(t, WithWorld("demo"), WithClock(goldenNow))
	c := &caller{t, s, owner, s.Token(owner)}
	for filter, words := range map[string]struct{ field, good, bad string }{
		"cisStatus":      {"status", "EMITTED APPLIED INTRODUCED WITHDRAWN WRITTEN_OFF INTRODUCED_RETURNED DISAGGREGATED", "SOLD"},
		"emissionType":   {"emissionType", "LOCAL FOREIGN", "ABROAD"},
		"cisPackageType": {"", "UNIT LEVEL1 LEVEL2 LEVEL3 LEVEL4 LEVEL5", "BOX"},
	} {
		found := 0
		for _, word := range strings.Fields(words.good) {
			status, text := c.send("GET", "/cises/listV2?limit=10&cis=0&"+filter+"="+word, "")
			if status != 200 {
				t.Errorf("%s=%s: %d %s", filter, word, status, text)
				continue
			}
			for _, row := range field(t, text, "results").([]any) {
				found++
				if got := row.(map[string]any)[words.field]; words.field != "" && got != word {
					t.Errorf("%s=%s finds %v", filter, word, got)
				}
			}
		}
		if status, text := c.send("GET", "/cises/listV2?cis=0&"+filter+"="+words.bad, ""); status != 400 || found == 0 {
			t.Errorf("%s=%s: %d %s; %d were found by the printed words", filter, words.bad, status, text, found)
		}
	}
}
