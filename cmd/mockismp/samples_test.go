package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// samplesPage has the printed requests and answers, as calls to paste.
const samplesPage = root + "docs/samples.md"

// sample is a printed request with its answer.
type sample struct {
	title   string // with where it stands
	shell   string // the call
	printed string // the printed answer, or the file in this repository that has it
	except  map[string]string
}

// who are the participants of the samples, by the variable of their token.
const tokens = `token() { curl -s localhost:8080/_mock/tokens -H 'Authorization: Bearer test' -d "{\"bin\": \"$1\"}" | cut -d'"' -f4; }
OWNER=$(token 940517350290)
SUPPLIER=$(token 800513300402)
SENDER=$(token 940408450442)
RECEIVER=$(token 970425450202)
`

const (
	api    = "localhost:8080/api/v3/true-api"
	asJSON = " -H 'Content-Type: application/json'"
	box    = `["010460026600575520021121051210AL65588523", "010460026600575521gy4R,sn"]`
)

func as(token string) string { return ` -H "Authorization: Bearer $` + token + `"` }

// samples are the pairs that can be had again. What differs from the print stands
// in except, by its path in the answer, with the reason.
func samples() []sample {
	return []sample{
		{"POST /cis/cises-units-count (описание, 594)", "curl -s " + api + "/cis/cises-units-count" + as("OWNER") + asJSON + ` \
  -d '["010460026600575520021121051810AL02273282", "010460026600575520021121051810AL03326515", "010460026600575520021121051810AL14295492"]'`, `{
    "cisesCounts": {
        "010460026600575520021121051810AL02273282": 500,
        "010460026600575520021121051810AL03326515": 500,
        "010460026600575520021121051810AL14295492": 500
    },
    "gtinsCounts": {
        "04606203084623": 1500
    }
}`, nil},
		{"POST /cises/info (рекомендации по проверке, раздел 4)", "curl -s " + api + "/cises/info" + as("OWNER") + asJSON + ` \
  -d '` + box + `'`, "server/testdata/cises-info.response.json", nil},
		{
			"POST /cises/list (рекомендации по проверке, раздел 4)", "curl -s -X POST '" + api + "/cises/list?values=010460026600575520021121051210AL65588523&values=010460026600575521gy4R,sn'" + as("OWNER"),
			"server/testdata/cises-list.response.json",
			map[string]string{
				"[].productGroup": "the printed box lacks it, its block has it: always sent", "[].productGroupId": "likewise",
			},
		},
		{"POST /cises/aggregated/list (рекомендации по проверке, раздел 4)", "curl -s " + api + "/cises/aggregated/list" + as("OWNER") + asJSON + ` \
  -d '` + box + `'`, "server/testdata/aggregated-list.response.json", nil},
		{"POST /cis/cises-units-count (рекомендации по проверке, раздел 4)", "curl -s " + api + "/cis/cises-units-count" + as("OWNER") + asJSON + ` \
  -d '` + box + `'`, "server/testdata/units-count.response.json", nil},
		{"POST /cises/my (описание, 421)", "ORDER=$(curl -s " + api + "/cises/my" + as("OWNER") + asJSON + ` \
  -d '{"gtin": "00000046229175", "packageType": "UNIT"}')
echo "$ORDER"`, `{
    "uuid": "d496647b-5976-40c5-8c93-aebe829c94df"
}`, map[string]string{"uuid": "an id of its own"}},
		{"GET /cises/orders/{uuid}/status (описание, 482), a minute later", `curl -s localhost:8080/_mock/clock/advance -H 'Authorization: Bearer test' -d '{"by": "1m"}' > /dev/null
curl -s ` + api + `/cises/orders/$(echo "$ORDER" | cut -d'"' -f4)/status` + as("OWNER"), `"SUCCESS"`, nil},
		{"GET /product/gtin (описание, 1445)", "curl -s '" + api + "/product/gtin?limit=2&page=0&pg=tobacco'" + as("SUPPLIER"), `{
   "gtins": [
      "04630034070029",
      "00000046210654"
   ],
   "total": 2
}`, map[string]string{"gtins": "the same two, in the order of their digits"}},
		{"GET /elk/product-groups/balance (описание, 5040; the printed group is 1, the printed answer is of group 8)", "BALANCE=$(curl -s '" + api + "/elk/product-groups/balance?productGroupId=8'" + as("SUPPLIER") + ")\necho \"$BALANCE\"", `{
  "balance": 120000000,
  "organisationId": 600000749,
  "productGroupId": 8
}`, map[string]string{"organisationId": "an id of its own", "contractId": "of the table; the sample lacks it"}},
		{"POST /elk/crm-api/prequests (описание, 4982)", "curl -s " + api + "/elk/crm-api/prequests" + as("SUPPLIER") + asJSON + ` \
  -d "{\"contractId\": \"$(echo "$BALANCE" | cut -d: -f3 | cut -d, -f1)\", \"amount\": \"1000\", \"sendto\": \"buh@example.kz\"}"`, `{
    "status": 200
}`, map[string]string{"response": "of the table; the sample lacks it"}},
		{
			"POST /edo-api/outgoing-documents/formal (описание, 3061: the printed act with its printed signature)", "ACT=$(curl -s " + api + "/edo-api/outgoing-documents/formal" + as("SENDER") + ` \
  -F "content=$(base64 < server/testdata/act-signed.xml)" -F "signature=$(cat server/testdata/act-signed.cms.b64)")
echo "$ACT"`, `{"id": "cc51a72d-ab19-494b-9bea-cd9ac7c31604"}`,
			map[string]string{"id": "an id of its own"},
		},
		{"GET /edo-api/outgoing-documents (описание, 1921), a minute later", `curl -s localhost:8080/_mock/clock/advance -H 'Authorization: Bearer test' -d '{"by": "1m"}' > /dev/null
curl -s '` + api + "/edo-api/outgoing-documents'" + as("SENDER"), `{
    "count": 1,
    "items": [
        {
            "id": "cc51a72d-ab19-494b-9bea-cd9ac7c31604",
            "status": 3,
            "number": "367c2fa8-2b8a-4307-b5c5-65d64bd7e17b",
            "date": 1636966209,
            "type": 1000,
            "created_at": 1636966209
        }
    ]
}`, map[string]string{
			"items[].id": "an id of its own", "items[].number": "likewise", "items[].date": "the date of the act that was sent", "items[].created_at": "when it was registered",
		}},
		{"GET /edo-api/incoming-documents (описание, 2025), when the receiver has approved the act", `curl -s -X POST localhost:8080/_mock/documents/$(echo "$ACT" | cut -d'"' -f4)/approve -H 'Authorization: Bearer test' > /dev/null
curl -s '` + api + "/edo-api/incoming-documents'" + as("RECEIVER"), `{
    "count": 1,
    "items": [
        {
            "id": "e285dee1-aa91-49d4-ac7a-a3fd956ca270",
            "status": 4,
            "number": "8de5c6db-14b6-4f41-9625-4b0deb836fb8",
            "date": 1636459235,
            "type": 1000,
            "created_at": 1636459306
        }
    ]
}`, map[string]string{
			"items[].id": "an id of its own", "items[].number": "likewise", "items[].date": "the date of the act that was sent", "items[].created_at": "when it was registered",
		}},
		{"GET /documents/import/status/{doc_id} (описание, 4347 and 4414)", "curl -s " + api + "/documents/import/status/da08a5d9-ad5f-4f5f-823a-b1d988093ec4" + as("SENDER"), `{
    "code": "400",
    "description": " .   id=da08a5d9-ad5f-4f5f-823a-b1d988093ec4  "
}`, map[string]string{"description": "the print lost its words"}},
	}
}

// unplayed are the pairs that cannot be had again, or not by a call, and why.
var unplayed = [][2]string{
	{"GET /auth/key, POST /auth/simpleSignIn (325, 375)", "the answers are lost pictures"},
	{"GET /cises/orders/{uuid}/result (535)", "a lost picture"},
	{"POST /cises/info (664)", "an object where the recommendations have an array; owner and producer are masked, a word of the name is lost"},
	{"POST /cises/aggregated/list (815)", "the answer is cut off"},
	{"GET /cises/aggregated/list (919), POST /cises/list (995)", "one code for two boxes of other content, in the form of a pack with its check tail"},
	{"GET /cises/listV2 (1146), twice", "the printed call has no cis, which is required since 2.23; words are lost"},
	{"GET /cises/history (1324)", "owner and producer are masked; an object where the method gives a list"},
	{"GET /products/info (1503)", "the answer is of another GTIN than the request"},
	{"POST /product/route/gtin (1579)", "the answer has other GTINs than the request"},
	{"GET /products/listV2 (1660)", "names are lost, sgtin and tnvedGroup are cut out of the code"},
	{"…/base64, two bodies (2068, 2110)", "a count of 0 and empty totals, which since 2.14 fail: TestStoredSamples reads and writes them"},
	{"GET /edo-api/documents/info/{documentId}, two bodies (2201, 2291)", "names are lost, commas are missing, an exporter of US in a notice of the EAEU"},
	{"POST /documents/search (2428)", "four notices of others; the printed answer begins in the middle"},
	{"titles (2500, 2578, 2647, 2760)", "the signature is shortened, the first character is missing: TestTitle reads and writes the rest"},
	{"POST /documents/transit/introduce-goods/create (2904)", "the signature is cut off; the printed answer is the body of a shipment"},
	{"POST /edo-api/outgoing-documents/formal, a notice of import (3322)", "its signature is printed, its code stands in no other sample"},
	{"a divergence notice (3268)", "the act that it names is not printed"},
	{"POST /documents/transit/import/third_countries (3526)", "document and signature are placeholders"},
	{"POST /edo-api/shipments and its status (3786, 3862, 3874)", "words are lost, quotes and commas are missing"},
	{"POST /documents/searchV2 (3938)", "three shipments of which one answers the filter; TestGolden/documents.searchV2/success plays the request"},
	{"GET /documents/import/shipment (4030)", "the answer is of another shipment than the request, and not JSON"},
	{"POST /documents/import/acceptancies (4284)", "document and signature are placeholders, which are refused"},
	{"GET /documents/import/status (4385, 4390)", "words are lost: TestGolden/import.status has the codes"},
	{"GET /documents/{document_id}/info (4675), GET /receipt/listV2 (4847)", "parties are masked, words are lost: TestThePrintedRows and TestThePrintedFields hold the form"},
	{"GET /receipt/{receiptId}/info (4904), GET /elk/product-groups/balance/all (5098)", "no answer is printed"},
	{"signed documents of the recommendations", "their signatures are not printed"},
}

// page writes docs/samples.md.
func page() string {
	var p strings.Builder
	p.WriteString("# Printed requests and answers\n\n" +
		"What the operator printed, as calls to paste from top to bottom beside `make run`, in a clone. Made from a table, and played by a test:\n" +
		"`go test ./cmd/mockismp -run Samples -update` writes it.\n\n<!-- every block is held by TestSamples -->\n\n" +
		"The world `spec`, which `make run` starts with, has what the samples speak of. Its participants need tokens:\n\n```sh\n" + tokens + "```\n")
	for _, s := range samples() {
		p.WriteString("\n## " + s.title + "\n\n```sh\n" + s.shell + "\n```\n\n")
		if strings.HasPrefix(s.printed, "server/") {
			fmt.Fprintf(&p, "The answer is that of [%s](../%[1]s).\n", s.printed)
		} else {
			p.WriteString("```json\n" + s.printed + "\n```\n")
		}
		if len(s.except) > 0 {
			p.WriteString("\nBut for:\n\n")
			for _, path := range slices.Sorted(maps.Keys(s.except)) {
				fmt.Fprintf(&p, "- `%s`: %s\n", path, s.except[path])
			}
		}
	}
	p.WriteString("\n## Not to be had again\n\n| printed | why not |\n|---|---|\n")
	for _, u := range unplayed {
		fmt.Fprintf(&p, "| %s | %s |\n", u[0], u[1])
	}
	return p.String()
}

// TestSamples plays the page from top to bottom in one shell, and holds each
// answer against the printed one.
func TestSamples(t *testing.T) {
	want := page()
	if *update {
		if err := os.WriteFile(samplesPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, samplesPage); got != want {
		t.Error("docs/samples.md is not what the table makes: go test ./cmd/mockismp -run Samples -update writes it")
	}
	dir := t.TempDir()
	script := tokens
	for i, s := range samples() {
		script += fmt.Sprintf("{\n%s\n} > answer-%d\n", s.shell, i)
	}
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	script = strings.ReplaceAll(script, "localhost:8080", strings.TrimPrefix(serve(t), "http://"))
	script = strings.ReplaceAll(script, "server/testdata/", filepath.ToSlash(here)+"/server/testdata/")
	cmd := exec.Command("sh", "-e", "-c", script)
	cmd.Dir, cmd.Env = dir, environment()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %s", err, out)
	}
	for i, s := range samples() {
		t.Run(s.title, func(t *testing.T) {
			printed := s.printed
			if strings.HasPrefix(printed, "server/") {
				printed = read(t, root+printed)
			}
			answer := read(t, filepath.Join(dir, fmt.Sprintf("answer-%d", i)))
			got, want := anyJSON(t, answer), anyJSON(t, printed)
			for path := range s.except {
				if !excuse(got, want, strings.FieldsFunc(strings.ReplaceAll(path, "[]", ".[]"), func(r rune) bool { return r == '.' })) {
					t.Errorf("the answer does not differ at %s: leave that out of its exceptions", path)
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("the answer is\n%s\nprinted is\n%s", answer, printed)
			}
		})
	}
}

func anyJSON(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %s", err, text)
	}
	return v
}

// excuse makes an answer at a path as it is printed: another value of the same
// type, or one that the print lacks. It tells whether there was any.
func excuse(got, want any, path []string) (excused bool) {
	if list, ok := got.([]any); ok {
		printed, _ := want.([]any)
		for i := range min(len(list), len(printed)) {
			excused = excuse(list[i], printed[i], path[1:]) || excused
		}
		return excused
	}
	object, ok := got.(map[string]any)
	printed, _ := want.(map[string]any)
	if !ok {
		return false
	}
	is, has := object[path[0]]
	was, had := printed[path[0]]
	switch {
	case len(path) > 1:
		return excuse(is, was, path[1:])
	case has && !had:
		delete(object, path[0])
		return true
	case reflect.TypeOf(is) == reflect.TypeOf(was) && !reflect.DeepEqual(is, was):
		object[path[0]] = was
		return true
	}
	return false
}
