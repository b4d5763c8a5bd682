package client

import (
	"context"
	"encoding/json"
	"iter"
)

// Chapters «Методы работы с товарами (GTIN)» and «Методы билинга».

// GTINPage is a page of the caller's products.
type GTINPage struct {
	GTINs []string `json:"gtins"`
	Total int      `json:"total"` // of all pages
}

func (GTINPage) maybeNothing() {}

// ProductGTIN gives a page of the GTINs of the caller's goods: «GET
// /product/gtin». page counts from 0; limit is up to 10 000, and 10 if it is 0.
func (c *Client) ProductGTIN(ctx context.Context, pg string, page, limit int) (GTINPage, error) {
	return ask[GTINPage](ctx, c, get("/product/gtin", query("pg", pg, "page", number(page), "limit", number(limit))))
}

// AllProductGTIN walks over all pages of ProductGTIN.
func (c *Client) AllProductGTIN(ctx context.Context, pg string) iter.Seq2[string, error] {
	const size = 1000
	return counted(0, size, func(offset int) ([]string, error) {
		p, err := c.ProductGTIN(ctx, pg, offset/size, size)
		return p.GTINs, err
	}, func(gtin string) string { return gtin })
}

// Product is what is known of a product.
type Product struct {
	ID                 Number                     `json:"id"`
	Name               string                     `json:"name"`
	GTIN               string                     `json:"gtin"`
	PackageType        string                     `json:"packageType"` // trade-unit, inner-pack, box or pallet
	InnerUnitCount     Number                     `json:"innerUnitCount"`
	SpecificAttributes map[string]json.RawMessage `json:"specificAttributes"` // of the product group
}

func (p Product) missing() string { return absent("gtin", p.GTIN) }

// ProductInfo tells of the product of a code: «GET /products/info».
func (c *Client) ProductInfo(ctx context.Context, cis string) (Product, error) {
	return ask[Product](ctx, c, get("/products/info", query("cis", cis)))
}

// RoutedGTIN is the product group of a GTIN, or the reason why it has none.
type RoutedGTIN struct {
	GTIN           string `json:"data"`
	ProductGroupID Text   `json:"tg-id"`
	ProductGroup   string `json:"tg-name"`
	ErrorCode      Text   `json:"error-code"` // 401 or 404
	ErrorMessage   string `json:"error-msg"`
}

// RouteGTIN tells the product groups of GTINs: «POST /product/route/gtin».
func (c *Client) RouteGTIN(ctx context.Context, gtins ...string) ([]RoutedGTIN, error) {
	return ask[[]RoutedGTIN](ctx, c, withJSON("POST", "/product/route/gtin", map[string][]string{"data": list(gtins)}))
}

// Invoice asks for an invoice to top an account up.
type Invoice struct {
	ContractID string `json:"contractId"` // number of the personal account
	Amount     string `json:"amount"`     // with VAT
	SendTo     string `json:"sendto"`     // e-mail that the file is sent to
}

type invoiceAnswer struct {
	Status   Number `json:"status"`
	Response Number `json:"response"`
	Error    string `json:"error_message"`
}

// Prequest asks for an invoice and gives its number: «POST
// /elk/crm-api/prequests». A refusal comes with HTTP 200 and is an *Error with
// the status that stands in the answer. It is never repeated after an answer
// that was lost: the error is ErrUncertain then.
func (c *Client) Prequest(ctx context.Context, i Invoice) (number int64, err error) {
	r := withJSON("POST", "/elk/crm-api/prequests", i)
	r.once = true
	out, err := ask[invoiceAnswer](ctx, c, r)
	if err != nil {
		if !untaken(err) {
			err = uncertain(err)
		}
		return 0, err
	}
	if out.Error != "" || out.Status >= 300 {
		return 0, &Error{Method: r.method, Path: r.path, Status: int(out.Status), Message: out.Error}
	}
	return int64(out.Response), nil
}

// Balance is what lies on the account of a product group.
type Balance struct {
	Balance        int64  `json:"balance"`    // tiyn
	ContractID     Number `json:"contractId"` // 0 of a group without contract
	OrganisationID Number `json:"organisationId"`
	ProductGroupID Number `json:"productGroupId"`
}

// Balance tells the caller's balance of one product group: «GET
// /elk/product-groups/balance».
func (c *Client) Balance(ctx context.Context, productGroupID int) (Balance, error) {
	return ask[Balance](ctx, c, get("/elk/product-groups/balance", query("productGroupId", number(productGroupID))))
}

// BalanceAll tells the balance of each of the caller's product groups: «GET
// /elk/product-groups/balance/all».
func (c *Client) BalanceAll(ctx context.Context) ([]Balance, error) {
	return ask[[]Balance](ctx, c, get("/elk/product-groups/balance/all", nil))
}
