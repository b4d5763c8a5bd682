package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"slices"
)

// Chapters «Методы работы с КМ» and «Методы работы с товарами (GTIN)»: the two
// lists of codes that have filters and pages.

// Order is a direction of sorting.
type Order string

// The directions.
const (
	Ascending  Order = "ASC"
	Descending Order = "DESC"
)

// PageDir is a direction of paging.
type PageDir string

// The directions.
const (
	Next     PageDir = "NEXT"
	Previous PageDir = "PREV"
)

// CodeFilter narrows CISListV2 and ProductsListV2. CIS is required since 2.23.
// Any other field that is not set filters nothing.
type CodeFilter struct {
	CIS              []string
	Status           CodeStatus
	GTIN             string
	SN               string // serial number
	TNVED10          string // ten digits
	EmissionDateFrom Time
	EmissionDateTo   Time
	EmissionType     string // LOCAL or FOREIGN
	PackageType      PackageType
	ProducerBIN      string
	OwnerBIN         string
	Order            Order
	OrderColumn      string // emd, the date of emission
	Limit            int    // up to 10 000; 0: 10 in CISListV2, 49 in ProductsListV2

	// The start of a page: the code of a row and its date of emission, both or
	// neither. AllCISListV2 and AllProductsListV2 set them.
	UIT                string
	OrderedColumnValue string
	PageDir            PageDir
}

// values are the parameters of a list; the two spell the producer in their own ways.
func (f CodeFilter) values(producer string) url.Values {
	q := query("cisStatus", string(f.Status), "gtin", f.GTIN, "sn", f.SN, "tnVed10", f.TNVED10,
		"emissionDateFrom", f.EmissionDateFrom.String(), "emissionDateTo", f.EmissionDateTo.String(),
		"emissionType", f.EmissionType, "cisPackageType", string(f.PackageType), producer, f.ProducerBIN, "ownerInn", f.OwnerBIN,
		"order", string(f.Order), "orderColumn", f.OrderColumn, "limit", number(f.Limit),
		"uit", f.UIT, "orderedColumnValue", f.OrderedColumnValue, "pageDir", string(f.PageDir))
	if len(f.CIS) > 0 {
		q["cis"] = f.CIS
	}
	return q
}

// ListedCode is a row of CISListV2 and ProductsListV2. If tables and samples
// spell a field in several ways, all of them are read.
type ListedCode struct {
	CIS           string      `json:"cis"`
	GTIN          string      `json:"gtin"`
	SGTIN         string      `json:"sgtin"` // the serial number alone, as the samples have it
	CountChildren int         `json:"countChildren"`
	Status        CodeStatus  `json:"status"`
	StatusEx      CodeStatus  `json:"statusEx"` // the same again
	PackageType   PackageType `json:"packageType"`
	EmissionDate  Time        `json:"emissionDate"`
	EmissionType  string      `json:"emissionType"` // LOCAL or FOREIGN
	ProducedDate  Time        `json:"producedDate"` // of introduction
	LastDocID     string      `json:"lastDocId"`
	ProductName   string      `json:"productName"`
	Name          string      `json:"name"` // of the product, in the catalogue
	Brand         string      `json:"brand"`
	TNVEDGroup    string      `json:"tnvedGroup"` // four digits
	TNVEDCode10   string      `json:"tnVedCode10"`
	OwnerName     string      `json:"ownerName"`
	ProducerName  string      `json:"producerName"`
	OwnerBIN      string      `json:"-"` // ownerBin, ownerInn or ownerIin; to the owner only
	ProducerBIN   string      `json:"-"` // producerBin, producerInn or producerIin

	// Attributes are the others that the catalogue has for the product group, by
	// the names of the API: packageName, tobacoType, quantityInPack, alcoholVol…
	Attributes map[string]string `json:"-"`
}

var listedNames = jsonNames[ListedCode]()

// UnmarshalJSON reads a row with whatever attributes it has.
func (l *ListedCode) UnmarshalJSON(text []byte) error {
	type row ListedCode // without this method
	var named row
	if err := json.Unmarshal(text, &named); err != nil {
		return err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	for name, raw := range all {
		if slices.Contains(listedNames, name) {
			continue
		}
		var value Text
		if json.Unmarshal(raw, &value) != nil {
			value = Text(raw) // no text: as it is
		}
		switch name {
		case "ownerBin", "ownerInn", "ownerIin":
			named.OwnerBIN = string(value)
		case "producerBin", "producerInn", "producerIin":
			named.ProducerBIN = string(value)
		default:
			if named.Attributes == nil {
				named.Attributes = map[string]string{}
			}
			named.Attributes[name] = string(value)
		}
	}
	*l = ListedCode(named)
	return nil
}

// CodePage is a page of codes.
type CodePage struct {
	Results []ListedCode `json:"results"`
	Total   int          `json:"total"` // of all that fit the filter
}

func (CodePage) maybeNothing() {}

// CISListV2 gives a page of codes: «GET /cises/listV2».
func (c *Client) CISListV2(ctx context.Context, f CodeFilter) (CodePage, error) {
	return ask[CodePage](ctx, c, get("/cises/listV2", f.values("producerIin")))
}

// ProductsListV2 gives a page of codes with what the catalogue has of their
// products: «GET /products/listV2».
func (c *Client) ProductsListV2(ctx context.Context, f CodeFilter) (CodePage, error) {
	return ask[CodePage](ctx, c, get("/products/listV2", f.values("producerInn")))
}

// AllCISListV2 walks over all pages of CISListV2.
func (c *Client) AllCISListV2(ctx context.Context, f CodeFilter) iter.Seq2[ListedCode, error] {
	return c.allCodes(ctx, f, c.CISListV2)
}

// AllProductsListV2 walks over all pages of ProductsListV2.
func (c *Client) AllProductsListV2(ctx context.Context, f CodeFilter) iter.Seq2[ListedCode, error] {
	return c.allCodes(ctx, f, c.ProductsListV2)
}

func (c *Client) allCodes(ctx context.Context, f CodeFilter, page func(context.Context, CodeFilter) (CodePage, error)) iter.Seq2[ListedCode, error] {
	return keyed(func(last *ListedCode) ([]ListedCode, error) {
		if last != nil {
			f.UIT, f.OrderedColumnValue, f.PageDir = last.CIS, last.EmissionDate.String(), Next
		}
		p, err := page(ctx, f)
		return p.Results, err
	}, func(row ListedCode) string { return row.CIS }, f.Limit)
}
