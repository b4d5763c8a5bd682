package mock

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
)

// perPage is how many records one call of a walk asks for.
const perPage = "1000"

// listing walks over a listing of the inside view.
func listing[T any](ctx context.Context, c *Client, path string, filter ...string) iter.Seq2[T, error] {
	return all(func(after string) (Page[T], error) {
		return get[Page[T]](ctx, c, withQuery(path, append(filter, "after", after, "limit", perPage)...))
	})
}

// only is the one record of a listing by its key.
func only[T any](ctx context.Context, c *Client, path, key, value string) (one T, err error) {
	p, err := get[Page[T]](ctx, c, withQuery(path, key, value))
	if err == nil && len(p.Items) != 1 {
		err = &Error{http.MethodGet, path, http.StatusNotFound, fmt.Sprintf("there is no record with %s %s", key, value), "GET /_mock" + path + " lists what there is"}
	}
	if err != nil {
		return one, err
	}
	return p.Items[0], nil
}

// Participants walks over the participants in order of BIN.
func (c *Client) Participants(ctx context.Context) iter.Seq2[Participant, error] {
	return listing[Participant](ctx, c, "/participants")
}

// Participant gives a participant by BIN or IIN.
func (c *Client) Participant(ctx context.Context, bin string) (Participant, error) {
	return only[Participant](ctx, c, "/participants", "bin", bin)
}

// Products walks over the products in order of GTIN.
func (c *Client) Products(ctx context.Context) iter.Seq2[Product, error] {
	return listing[Product](ctx, c, "/products")
}

// Product gives a product by GTIN.
func (c *Client) Product(ctx context.Context, gtin string) (Product, error) {
	return only[Product](ctx, c, "/products", "gtin", gtin)
}

// CodeFilter narrows Codes.
type CodeFilter struct {
	OwnerBin    string
	Status      string
	PackageType string
}

// Codes walks over the codes in order of identity.
func (c *Client) Codes(ctx context.Context, f CodeFilter) iter.Seq2[Code, error] {
	return listing[Code](ctx, c, "/codes", "ownerBin", f.OwnerBin, "status", f.Status, "packageType", f.PackageType)
}

// Code gives a code, by any written form, with its whole history.
func (c *Client) Code(ctx context.Context, cis string) (Code, error) {
	return only[Code](ctx, c, "/codes", "cis", cis)
}

// DocumentFilter narrows Documents.
type DocumentFilter struct {
	Type   string
	Status int    // in the lists of edo-api
	BIN    string // supplier or consignee
}

// Documents walks over the documents, newest first.
func (c *Client) Documents(ctx context.Context, f DocumentFilter) iter.Seq2[Document, error] {
	return listing[Document](ctx, c, "/documents", "type", f.Type, "status", number(f.Status), "bin", f.BIN)
}

// Document gives a document with its goods, titles, text, signature and history.
func (c *Client) Document(ctx context.Context, id string) (Document, error) {
	return get[Document](ctx, c, "/documents/"+url.PathEscape(id))
}
