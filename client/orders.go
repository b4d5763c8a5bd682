package client

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Chapter «Методы работы с КМ»: orders of one's own codes.

// OrderQuery asks for the caller's own codes of a product.
type OrderQuery struct {
	GTIN         string      `json:"gtin"`
	PackageType  PackageType `json:"packageType,omitempty"`
	ProducedDate Time        `json:"producedDate,omitzero"` // when applied
}

type orderAnswer struct {
	UUID string `json:"uuid"`
}

func (o orderAnswer) missing() string { return absent("uuid", o.UUID) }

// CISesMy orders the list of the caller's own codes of a product, up to 10 000,
// and gives the order's id: «POST /cises/my».
func (c *Client) CISesMy(ctx context.Context, q OrderQuery) (uuid string, err error) {
	out, err := ask[orderAnswer](ctx, c, withJSON("POST", "/cises/my", q))
	return out.UUID, err
}

// OrderStatus is where an order stands.
type OrderStatus string

// The statuses of orders.
const (
	OrderNew           OrderStatus = "NEW"
	OrderProduction    OrderStatus = "PRODUCTION"
	OrderInvalid       OrderStatus = "VALIDATION_FAILED"
	OrderInProgress    OrderStatus = "IN PROGRESS"
	OrderSuccess       OrderStatus = "SUCCESS"
	OrderError         OrderStatus = "ERROR"
	OrderResultExpired OrderStatus = "RESULT_EXPIRED" // an hour after SUCCESS
)

var orderStatuses = []OrderStatus{OrderNew, OrderProduction, OrderInvalid, OrderInProgress, OrderSuccess, OrderError, OrderResultExpired}

// OrderStatus tells where an order stands: «GET /cises/orders/{uuid}/status».
func (c *Client) OrderStatus(ctx context.Context, uuid string) (OrderStatus, error) {
	text, err := askText(ctx, c, get(pathOf("/cises/orders/%s/status", uuid), nil), func(text string) error {
		if !slices.Contains(orderStatuses, OrderStatus(text)) {
			return fmt.Errorf("the status of the order is none of %q", orderStatuses)
		}
		return nil
	})
	return OrderStatus(text), err
}

// longestResult is how many bytes the list of an order may have when it is
// unpacked: 10,000 codes with everything in them.
const longestResult = 256 << 20

// OrderResult gives the codes of an order in status SUCCESS: «GET
// /cises/orders/{uuid}/result», a ZIP with a JSON file in it.
func (c *Client) OrderResult(ctx context.Context, uuid string) (out []Code, err error) {
	err = c.do(ctx, get(pathOf("/cises/orders/%s/result", uuid), nil), func(a *answer) error {
		if !a.succeeded() {
			return refusal(a)
		}
		out, err = unpack(a.body)
		return err
	})
	return out, err
}

func unpack(body []byte) (out []Code, err error) {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, fmt.Errorf("the answer is no ZIP: %w", err)
	}
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		file, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("the file %.60q of the ZIP: %w", f.Name, err)
		}
		defer func() { _ = file.Close() }()
		text, err := io.ReadAll(io.LimitReader(file, longestResult+1))
		switch {
		case err != nil:
			return nil, fmt.Errorf("the file %.60q of the ZIP: %w", f.Name, err)
		case len(text) > longestResult:
			return nil, fmt.Errorf("the file %.60q of the ZIP is longer than %d MB", f.Name, longestResult>>20)
		}
		if err := json.Unmarshal(text, &out); err != nil {
			return nil, fmt.Errorf("the file %.60q of the ZIP is no list of codes: %w", f.Name, err)
		}
		return out, nil
	}
	return nil, errors.New("the ZIP is empty")
}
