package contract

import (
	"context"
	"net/http"
	"slices"

	"github.com/mockismp/mockismp/client"
)

// Suite lists the cases in the order in which they are played: they touch each of
// the 47 methods and every kind of documents.
func Suite() []Case {
	return slices.Concat(signInCases(), codeCases(), errorCases(), listCases(), documentCases(), noticeCases(), recognitionCases())
}

func signInCases() []Case {
	return []Case{{
		Name: "sign in", About: "a signed challenge becomes a token",
		Play: func(ctx context.Context, p *Play) error {
			challenge, err := p.As(ownerRole).AuthKey(ctx)
			if err != nil {
				return err
			}
			p.Check(len(challenge.Data) > 0, "there is nothing to sign")
			token, err := p.As(ownerRole).Token(ctx)
			p.Check(err != nil || token != "", "the token is empty")
			return err
		},
	}}
}

// codeCases look at codes, products and accounts.
func codeCases() []Case {
	return []Case{
		{Name: "codes, all at once", About: "cises/info of a package and of a code that nobody knows", Play: playInfo},
		{Name: "codes, one by one", About: "cises/list, units-count, listV2 of codes and products", Play: playListed},
		{Name: "what lies in a package", About: "aggregated/list, POST and GET", Play: playAggregated},
		{Name: "history of a code", About: "cises/history and the older address", Play: playHistory},
		{Name: "order of codes", About: "cises/my, its status and its result", Writes: true, Play: playOrder},
		{Name: "products", About: "product/gtin, products/info, route/gtin", Play: playProducts},
		{Name: "accounts", About: "balance and balance/all", Play: playAccounts},
		{Name: "invoice", About: "elk/crm-api/prequests", Writes: true, Play: playInvoice},
	}
}

func unknownCode(p *Play) string { return p.Vars["gtin"] + "unknown" }

func playInfo(ctx context.Context, p *Play) error {
	c := p.As(ownerRole)
	infos, err := c.CISInfo(ctx, p.Vars["group"], p.Vars["box"], unknownCode(p))
	if err != nil {
		return err
	}
	p.Check(len(infos) == 2, "two codes were asked for, %d are answered", len(infos))
	if len(infos) == 2 {
		p.Check(infos[0].Found() && infos[0].Code.OwnerBIN == p.Vars["owner"], "the package is of %q", infos[0].Code.OwnerBIN)
		p.Check(!infos[1].Found(), "a code that nobody knows is found")
	}
	none, err := c.CISInfo(ctx, p.Vars["group"], unknownCode(p))
	p.Check(err != nil || len(none) == 1 && !none[0].Found(), "none is known: %+v", none)
	return err
}

func playListed(ctx context.Context, p *Play) error {
	c := p.As(ownerRole)
	listed, err := c.CISList(ctx, p.Vars["code"])
	if err != nil {
		return err
	}
	p.Check(len(listed) == 1 && listed[0].CIS != "", "cises/list answers %+v", listed)
	units, err := c.UnitsCount(ctx, p.Vars["box"])
	if err != nil {
		return err
	}
	p.Check(units.CISes[p.Vars["box"]] > 0, "no units are counted in the package: %+v", units)
	codes, err := c.CISListV2(ctx, client.CodeFilter{CIS: []string{p.Vars["box"]}})
	if err != nil {
		return err
	}
	p.Check(len(codes.Results) == 1, "cises/listV2 answers %d codes", len(codes.Results))
	products, err := c.ProductsListV2(ctx, client.CodeFilter{CIS: []string{p.Vars["code"]}})
	p.Check(err != nil || len(products.Results) == 1, "products/listV2 answers %d products", len(products.Results))
	return err
}

func playAggregated(ctx context.Context, p *Play) error {
	c := p.As(ownerRole)
	q := client.AggregatedQuery{ProductGroup: p.Vars["group"], Codes: []string{p.Vars["box"]}}
	posted, err := c.AggregatedList(ctx, q)
	if err != nil {
		return err
	}
	got, err := c.AggregatedListGet(ctx, q)
	p.Check(err != nil || len(got) == len(posted) && len(posted[p.Vars["box"]]) > 0, "the package is empty")
	return err
}

func playHistory(ctx context.Context, p *Play) error {
	events, err := p.As(ownerRole).History(ctx, p.Vars["code"])
	if err != nil {
		return err
	}
	old, err := p.As(ownerRole).HistoryByPath(ctx, p.Vars["code"])
	p.Check(err != nil || len(old) == len(events) && len(events) > 0, "%d events by one address, %d by the other", len(events), len(old))
	return err
}

func playOrder(ctx context.Context, p *Play) error {
	c := p.As(ownerRole)
	uuid, err := c.CISesMy(ctx, client.OrderQuery{GTIN: p.Vars["gtin"], PackageType: client.Unit})
	if err != nil {
		return err
	}
	var status client.OrderStatus
	err = p.Until(ctx, "the order is ready", func() (bool, error) {
		status, err = c.OrderStatus(ctx, uuid)
		return status == client.OrderSuccess || status == client.OrderError, err
	})
	if err != nil {
		return err
	}
	p.Check(status == client.OrderSuccess, "the order ends in %s", status)
	codes, err := c.OrderResult(ctx, uuid)
	p.Check(err != nil || len(codes) > 0, "the order is empty")
	return err
}

func playProducts(ctx context.Context, p *Play) error {
	c := p.As(ownerRole)
	page, err := c.ProductGTIN(ctx, p.Vars["group"], 0, 0)
	if err != nil {
		return err
	}
	p.Check(page.Total > 0, "they have no products")
	if _, err := c.ProductInfo(ctx, p.Vars["code"]); err != nil {
		return err
	}
	routed, err := c.RouteGTIN(ctx, p.Vars["gtin"], "00000000000000")
	if err == nil {
		p.Check(len(routed) == 2 && routed[0].ProductGroup == p.Vars["group"], "the product goes to %+v", routed)
	}
	return err
}

func playAccounts(ctx context.Context, p *Play) error {
	c := p.As(ownerRole)
	all, err := c.BalanceAll(ctx)
	if err != nil {
		return err
	}
	p.Check(len(all) > 0, "they have no account")
	_, err = c.Balance(ctx, atoi(p.Vars["groupId"]))
	return err
}

func playInvoice(ctx context.Context, p *Play) error {
	all, err := p.As(ownerRole).BalanceAll(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	_, err = p.As(ownerRole).Prequest(ctx, client.Invoice{ContractID: itoa(all[0].ContractID), Amount: "1000.50", SendTo: "buh@example.kz"})
	return err
}

// errorCases look at how calls are refused.
func errorCases() []Case {
	rows := []struct {
		name, method, path, contentType, body string
		status                                int
	}{
		{"a method that is not there", http.MethodGet, "/no/such/method", "", "", 404},
		{"a parameter that is missing", http.MethodGet, "/cises/history", "", "", 400},
		{"a parameter of another type", http.MethodGet, "/edo-api/outgoing-documents?limit=many", "", "", 400},
		{"JSON that breaks off", http.MethodPost, "/cises/info", "application/json", `{"cis": [`, 400},
		{"a body of another type", http.MethodPost, "/cises/info", "text/plain", `codes`, 415},
		{"a document that nobody knows", http.MethodGet, "/edo-api/documents/info/00000000-0000-4000-8000-000000000000", "", "", 404},
		{"an order that nobody knows", http.MethodGet, "/cises/orders/00000000-0000-4000-8000-000000000000/status", "", "", 404},
	}
	cases := []Case{{Name: "nobody is signed in", About: "401 without a token, and with one that is no good", Play: playUnauthorized}}
	for _, r := range rows {
		cases = append(cases, Case{Name: "refused: " + r.name, About: r.method + " " + r.path, Play: func(ctx context.Context, p *Play) error {
			answer, err := p.As(ownerRole).Call(ctx, r.method, r.path, r.contentType, []byte(r.body))
			p.Check(err != nil || answer.Status == r.status, "it is answered %d, not %d: %.200s", answer.Status, r.status, answer.Body)
			return err
		}})
	}
	return cases
}

func playUnauthorized(ctx context.Context, p *Play) error {
	for _, token := range []string{"none.of.these", "no token"} {
		stranger, err := client.New(p.target.base(), client.WithToken(token), client.WithTransport(p.target.transport), client.WithRetry(once()))
		if err != nil {
			return err
		}
		answer, err := stranger.Call(ctx, http.MethodGet, "/elk/product-groups/balance/all", "", nil)
		if err != nil {
			return err
		}
		p.Check(answer.Status == http.StatusUnauthorized, "the token %q is answered %d", token, answer.Status)
	}
	return nil
}

// listCases look at lists and searches, which show whatever is there.
func listCases() []Case {
	return []Case{
		{Name: "documents that were exchanged", About: "outgoing and incoming documents", Play: func(ctx context.Context, p *Play) error {
			if _, err := p.As(ownerRole).OutgoingDocuments(ctx, client.ListFilter{Limit: 10}); err != nil {
				return err
			}
			_, err := p.As(ownerRole).IncomingDocuments(ctx, client.ListFilter{Limit: 10})
			return err
		}},
		{Name: "documents of the registry", About: "doc/listV2, documents/search", Play: func(ctx context.Context, p *Play) error {
			if _, err := p.As(ownerRole).DocListV2(ctx, client.RegistryFilter{ProductGroup: p.Vars["group"], Limit: 10}); err != nil {
				return err
			}
			_, err := p.As(ownerRole).SearchDocuments(ctx, client.Search{DateFrom: "2020-01-01"})
			return err
		}},
		{Name: "receipts", About: "receipt/listV2", Play: func(ctx context.Context, p *Play) error {
			_, err := p.As(ownerRole).ReceiptListV2(ctx, client.RegistryFilter{ProductGroup: p.Vars["group"], Limit: 10})
			return err
		}},
		{Name: "what came over the border", About: "documents/searchV2", Play: func(ctx context.Context, p *Play) error {
			_, err := p.As(ownerRole).SearchV2(ctx, client.Search{Type: client.SearchShipments})
			return err
		}},
	}
}
