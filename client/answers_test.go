package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/xsd/doc"
)

// transport answers requests in a test.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answering answers everything alike.
func answering(status int, contentType, body string) transport {
	return func(r *http.Request) (*http.Response, error) { return response(r, status, contentType, body), nil }
}

func response(r *http.Request, status int, contentType, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {contentType}}, Request: r, ContentLength: int64(len(body)),
		Body: io.NopCloser(strings.NewReader(body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
}

// answered is a client, signed in, whose transport is t and who repeats nothing.
func answered(t testing.TB, tr http.RoundTripper) *client.Client {
	t.Helper()
	once := quick()
	once.Attempts, once.Settle = 1, 0
	c, err := client.New("http://double.test", client.WithToken("token"), client.WithTransport(tr), client.WithRetry(once))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// document is one of a kind; its content does not matter.
func document(kind client.Kind) *client.Document {
	text := `<file fileId="X_1"/>`
	if kind == client.Acceptance {
		text = `{"shipment_id": "17"}`
	}
	d, err := client.ReadDocument(kind, []byte(text))
	if err != nil {
		panic(err)
	}
	return d
}

type calling func(context.Context, *client.Client) error

// of makes a calling of a method that answers something.
func of[T any](f func(context.Context, *client.Client) (T, error)) calling {
	return func(ctx context.Context, c *client.Client) error { _, err := f(ctx, c); return err }
}

// calls are all methods; each makes one request.
func calls() map[string]calling {
	all := map[string]calling{
		"AuthKey":      of(func(x context.Context, c *client.Client) (client.Challenge, error) { return c.AuthKey(x) }),
		"SimpleSignIn": of(func(x context.Context, c *client.Client) (string, error) { return c.SimpleSignIn(x, "u", []byte("x")) }),
		"CISInfo":      of(func(x context.Context, c *client.Client) ([]client.CISInfo, error) { return c.CISInfo(x, "", "c") }),
		"CISList":      of(func(x context.Context, c *client.Client) ([]client.Code, error) { return c.CISList(x, "c") }),
		"UnitsCount":   of(func(x context.Context, c *client.Client) (client.UnitsCount, error) { return c.UnitsCount(x, "c") }),
		"AggregatedList": of(func(x context.Context, c *client.Client) (client.Contents, error) {
			return c.AggregatedList(x, client.AggregatedQuery{Codes: []string{"c"}})
		}),
		"AggregatedListGet": of(func(x context.Context, c *client.Client) (client.Contents, error) {
			return c.AggregatedListGet(x, client.AggregatedQuery{})
		}),
		"CISListV2": of(func(x context.Context, c *client.Client) (client.CodePage, error) {
			return c.CISListV2(x, client.CodeFilter{})
		}),
		"ProductsListV2": of(func(x context.Context, c *client.Client) (client.CodePage, error) {
			return c.ProductsListV2(x, client.CodeFilter{})
		}),
		"History":       of(func(x context.Context, c *client.Client) ([]client.Event, error) { return c.History(x, "c") }),
		"HistoryByPath": of(func(x context.Context, c *client.Client) ([]client.Event, error) { return c.HistoryByPath(x, "c") }),
		"CISesMy":       of(func(x context.Context, c *client.Client) (string, error) { return c.CISesMy(x, client.OrderQuery{}) }),
		"OrderStatus":   of(func(x context.Context, c *client.Client) (client.OrderStatus, error) { return c.OrderStatus(x, "u") }),
		"OrderResult":   of(func(x context.Context, c *client.Client) ([]client.Code, error) { return c.OrderResult(x, "u") }),
		"ProductGTIN": of(func(x context.Context, c *client.Client) (client.GTINPage, error) {
			return c.ProductGTIN(x, "pg", 0, 0)
		}),
		"ProductInfo": of(func(x context.Context, c *client.Client) (client.Product, error) { return c.ProductInfo(x, "c") }),
		"RouteGTIN":   of(func(x context.Context, c *client.Client) ([]client.RoutedGTIN, error) { return c.RouteGTIN(x, "g") }),
		"Prequest":    of(func(x context.Context, c *client.Client) (int64, error) { return c.Prequest(x, client.Invoice{}) }),
		"Balance":     of(func(x context.Context, c *client.Client) (client.Balance, error) { return c.Balance(x, 3) }),
		"BalanceAll":  of(func(x context.Context, c *client.Client) ([]client.Balance, error) { return c.BalanceAll(x) }),
		"OutgoingDocuments": of(func(x context.Context, c *client.Client) (client.DocumentPage, error) {
			return c.OutgoingDocuments(x, client.ListFilter{})
		}),
		"IncomingDocuments": of(func(x context.Context, c *client.Client) (client.DocumentPage, error) {
			return c.IncomingDocuments(x, client.ListFilter{})
		}),
		"OutgoingBody": of(func(x context.Context, c *client.Client) ([]byte, error) { return c.OutgoingBody(x, "i") }),
		"IncomingBody": of(func(x context.Context, c *client.Client) ([]byte, error) { return c.IncomingBody(x, "i") }),
		"Title":        of(func(x context.Context, c *client.Client) ([]byte, error) { return c.Title(x, "i", client.Approve) }),
		"BeginDecision": of(func(x context.Context, c *client.Client) ([]byte, error) {
			return c.BeginDecision(x, "i", client.Withdraw)
		}),
		"ShortInfo": of(func(x context.Context, c *client.Client) (client.ShortInfo, error) { return c.ShortInfo(x, "i") }),
		"SearchDocuments": of(func(x context.Context, c *client.Client) ([]client.FoundDocument, error) {
			return c.SearchDocuments(x, client.Search{})
		}),
		"DocListV2": of(func(x context.Context, c *client.Client) (client.RegistryPage, error) {
			return c.DocListV2(x, client.RegistryFilter{})
		}),
		"DocumentInfo": of(func(x context.Context, c *client.Client) (client.RegistryEntry, error) { return c.DocumentInfo(x, "i") }),
		"ReceiptListV2": of(func(x context.Context, c *client.Client) (client.RegistryPage, error) {
			return c.ReceiptListV2(x, client.RegistryFilter{})
		}),
		"ReceiptInfo": of(func(x context.Context, c *client.Client) (client.Receipt, error) { return c.ReceiptInfo(x, "i", "") }),
		"ShipmentStatus": of(func(x context.Context, c *client.Client) (client.ShipmentStatus, error) {
			return c.ShipmentStatus(x, "i")
		}),
		"ShipmentView": of(func(x context.Context, c *client.Client) (client.ForeignShipment, error) {
			return c.ShipmentView(x, "i")
		}),
		"SearchV2": of(func(x context.Context, c *client.Client) ([]client.FoundImport, error) {
			return c.SearchV2(x, client.Search{})
		}),
		"ImportShipment": of(func(x context.Context, c *client.Client) (client.ForeignShipment, error) {
			return c.ImportShipment(x, "i")
		}),
		"ImportStatus": of(func(x context.Context, c *client.Client) (client.ImportStatus, error) { return c.ImportStatus(x, "i") }),
		"SignDecision": func(x context.Context, c *client.Client) error {
			return c.SignDecision(x, "i", client.Reject, []byte("x"))
		},
		"FillTotals": of(func(x context.Context, c *client.Client) ([]doc.GTIN, error) {
			return c.FillTotals(x, []doc.ICode{{CIS: "c"}})
		}),
	}
	for _, kind := range client.Kinds() {
		all["Send "+string(kind)] = of(func(x context.Context, c *client.Client) (client.Sent, error) {
			return c.SendSigned(x, document(kind), []byte("x"))
		})
	}
	return all
}

// TestUnderstood: what is no answer of a method gives an error with method, path,
// status, and the first 200 bytes.
func TestUnderstood(t *testing.T) {
	html := "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>" + strings.Repeat("nginx ", 200) + "</body></html>"
	for name, call := range calls() {
		for what, body := range map[string]string{"HTML": html, "cut": `{"results": [{"cis": "01`, "another type": `"text of 17"`, "other JSON": `[[[{"x": 17}]]]`} {
			if what == "another type" && strings.HasPrefix(name, "CISesMy") {
				continue
			}
			err := call(t.Context(), answered(t, answering(200, "text/html", body)))
			failed := new(client.Error)
			if !errors.As(err, &failed) {
				t.Errorf("%s: %s gives %v", name, what, err)
				continue
			}
			if failed.Status != 200 || failed.Path == "" || failed.Size != len(body) || string(failed.Body) != body[:min(200, len(body))] || !errors.Is(err, client.ErrUnreadable) {
				t.Errorf("%s: %s gives %+v", name, what, failed)
			}
		}
	}
}

// TestEmpty: nothing at all is an answer of few methods only.
func TestEmpty(t *testing.T) {
	may := []string{"SignDecision", "Send introduce-goods", "Send import-third-country", "Send withdrawal"}
	for name, call := range calls() {
		err := call(t.Context(), answered(t, answering(200, "", "")))
		if (err == nil) != slices.Contains(may, name) {
			t.Errorf("%s: %v", name, err)
		}
		if err := call(t.Context(), answered(t, answering(406, "", ""))); err == nil || !strings.Contains(err.Error(), "406 Not Acceptable (the answer is empty)") {
			t.Errorf("%s: 406 gives %v", name, err)
		}
	}
}

// TestRefusals: every shape in which the system, its gateways and its sisters refuse.
func TestRefusals(t *testing.T) {
	for _, r := range []struct {
		status            int
		contentType, body string
		want              string
		is                error
	}{
		{400, "application/json;charset=UTF-8", `{"error_message":"Отсутствует обязательный параметр: codes"}`, "400: Отсутствует обязательный параметр: codes", nil},
		{401, "application/xml;charset=UTF-8", `<UnauthorizedException><error>unauthorized</error><error_description>Full authentication is required to access this resource</error_description></UnauthorizedException>`, "401: Full authentication is required to access this resource", client.ErrUnauthorized},
		{401, "application/json", `{"error":"invalid_token","error_description":"Access token expired: x"}`, "401: Access token expired: x", client.ErrUnauthorized},
		{403, "application/json", `{"error_message":"Отсутствует действующий договор по ТГ"}`, "403: Отсутствует действующий договор по ТГ", client.ErrForbidden},
		{404, "application/json", `{"error_message":"КМ не найдены"}`, "404: КМ не найдены", client.ErrNotFound},
		{404, "application/json", `{"timestamp":"2026-11-22T12:00:00.000+0000","status":404,"error":"Not Found","message":"No message available","path":"/x"}`, "404: No message available", client.ErrNotFound},
		{406, "", "", "406 Not Acceptable (the answer is empty)", nil},
		{413, "application/json", `{"error_message":"Слишком большой запрос"}`, "413: Слишком большой запрос", client.ErrTooLarge},
		{422, "application/json", `{"shipmentId":null,"errors":[{"errorCode":"422","errorDescription":"Документ не прошел валидацию"}]}`, "422: 422: Документ не прошел валидацию", nil},
		{422, "application/json", `{"code":"422","errors":"Ошибка валидации"}`, "422: Ошибка валидации", nil},
		{400, "application/json", `{"code":"400","description":"Документ с id=17 не найден"}`, "400: Документ с id=17 не найден", nil},
		{400, "application/json", `{"success":false,"globalErrors":[{"error":"No permission","errorCode":201}]}`, "400: 201: No permission", nil},
		{500, "application/json", `{"errorMessage":"Ошибка получения информации о КМ","errorCode":"500"}`, "500: Ошибка получения информации о КМ", nil},
		{502, "text/html", "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>", "502: 502 Bad Gateway", client.ErrUnavailable},
		{503, "text/plain", "upstream connect error", `503 Service Unavailable (text/plain, 22 bytes: "upstream connect error")`, client.ErrUnavailable},
		{302, "", "", "302 Found (the answer is empty)", nil},
	} {
		_, err := answered(t, answering(r.status, r.contentType, r.body)).ShipmentStatus(t.Context(), "17/%")
		if want := "GET /edo-api/shipments/17%2F%25/status: " + r.want; err == nil || err.Error() != want {
			t.Errorf("%d %s\ngives %v\nnot   %s", r.status, r.body, err, want)
		}
		if r.is != nil && !errors.Is(err, r.is) || errors.Is(err, client.ErrUnreadable) {
			t.Errorf("%v is no %v", err, r.is)
		}
	}
	coded := new(client.Error)
	_, err := answered(t, answering(422, "application/json", `{"shipmentId":null,"errors":[{"errorCode":303,"errorMessage":"Текст"}]}`)).ShipmentStatus(t.Context(), "17")
	if !errors.As(err, &coded) || len(coded.Errors) != 1 || coded.Errors[0].String() != "303: Текст" {
		t.Errorf("%+v", coded)
	}
}

// TestSpellings: where tables and samples disagree, both are read.
func TestSpellings(t *testing.T) {
	c := answered(t, transport(func(r *http.Request) (*http.Response, error) {
		body := map[string]string{
			"/cises/list":               `[{"cis":"c","productGroupId":"3","producedDate":"2021-11-03T04:16:11Z"}]`,
			"/cises/listV2":             `{"total":1,"results":[{"cis":"c","ownerIin":"1","producerInn":"2","tobacoType":"x","emissionDate":"2021-11-03T04:16:11.393Z","quantity":20}]}`,
			"/cises/history":            `{"cis":"c","gtin":"g","operationDate":""}`,
			"/cises/orders/u/status":    ` "IN PROGRESS" `,
			"/cis/cises-units-count":    ` [ ] `,
			"/edo-api/documents/info/i": `{"status":"CHECKED_OK","type":"IMPORT_TRANSIT","body":{"document":{"productTotals":{"g":"23"},"mainInfo":{"exciseDocInfo":{"exciseAmount":123.09},"complianceInfo":{"complianceDocNumber":"17"}}}}}`,
			"/documents/i/info":         `{"number":"i","status":"CHECKED_NOT_OK","errors":"одна","errorMessages":["раз",{"reason":["ciss"]}],"body":[1]}`,
			"/receipt/i/info":           `{"documentId":"i","body":{"shiftNumber":"7","products":[{"cis":"c","sum":5}]},"operationType":1}`,
		}[strings.TrimPrefix(r.URL.Path, "/api/v3/true-api")]
		return response(r, 200, "application/json", body), nil
	}))
	if l := must[[]client.Code](t)(c.CISList(ctx(t), "c")); l[0].ProductGroupID != 3 || l[0].ProducedDate.String() != "2021-11-03T04:16:11.000Z" {
		t.Errorf("%+v", l)
	}
	if p := must[client.CodePage](t)(c.CISListV2(ctx(t), client.CodeFilter{})); p.Results[0].OwnerBIN != "1" || p.Results[0].ProducerBIN != "2" || fmt.Sprint(p.Results[0].Attributes) != "map[quantity:20 tobacoType:x]" {
		t.Errorf("%+v", p)
	}
	if e := must[[]client.Event](t)(c.History(ctx(t), "c")); len(e) != 1 || e[0].GTIN != "g" {
		t.Errorf("%+v", e)
	}
	if s := must[client.OrderStatus](t)(c.OrderStatus(ctx(t), "u")); s != client.OrderInProgress {
		t.Errorf("%q", s)
	}
	if u := must[client.UnitsCount](t)(c.UnitsCount(ctx(t), "c")); len(u.CISes) != 0 {
		t.Errorf("%+v", u)
	}
	if d := must[client.ShortInfo](t)(c.ShortInfo(ctx(t), "i")).Body.Document; d.ProductTotals["g"] != 23 || d.MainInfo.ExciseDocInfo.Amount != "123.09" || d.MainInfo.ComplianceInfo[0].Number != "17" {
		t.Errorf("%+v", d)
	}
	if d := must[client.RegistryEntry](t)(c.DocumentInfo(ctx(t), "i")); fmt.Sprintf("%q", d.Errors) != `["одна"]` || fmt.Sprintf("%q", d.ErrorMessages) != `["раз" "{\"reason\":[\"ciss\"]}"]` || string(d.Body.Raw) != "[1]" {
		t.Errorf("%+v", d)
	}
	if r := must[client.Receipt](t)(c.ReceiptInfo(ctx(t), "i", "")); r.ShiftNumber != 7 || r.OperationType != 1 || r.Products[0].Sum != 5 {
		t.Errorf("%+v", r)
	}
}

// FuzzAnswers: whatever comes, no method panics, and what it does not understand
// is an *Error that says what was called and what came.
func FuzzAnswers(f *testing.F) {
	all := calls()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, body := range []string{
		`{}`, `[]`, `null`, `""`, `"`, ` `, `{"error_message":1}`, `{"errors":[1,{"errorCode":{}}]}`, `<a><error>x`, `<html><title>x`, `[{"cisInfo":{"child":[1]}}]`,
		`{"results":[{"emissionDate":"x"}],"total":-1}`, `{"items":[{"date":1e400}]}`, "PK\x03\x04", `{"a":{"b":["c"]}}`, `{"body":{"document":{"productTotals":{"g":"x"}}}}`, "\xEF\xBB\xBF{}",
	} {
		for _, status := range []uint16{200, 201, 400, 401, 404, 422, 502} {
			f.Add(uint8(i*7), status, "application/json", body)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, status uint16, contentType, body string) {
		name, status := names[int(which)%len(names)], 100+status%500
		requests := 0
		c := answered(t, transport(func(r *http.Request) (*http.Response, error) {
			requests++
			return response(r, int(status), contentType, body), nil
		}))
		err := all[name](t.Context(), c)
		failed := new(client.Error)
		if requests == 0 || err != nil && !errors.As(err, &failed) && name != "FillTotals" {
			t.Fatalf("%s: %d requests, %v", name, requests, err)
		}
		if err != nil && (failed.Error() == "" || len(failed.Body) > 200) {
			t.Fatalf("%s: %d bytes shown, %v", name, len(failed.Body), err)
		}
		if err == nil && (status < 200 || status >= 300) && name != "CISInfo" && name != "SearchDocuments" {
			t.Fatalf("%s takes an answer %d for success", name, status)
		}
	})
}
