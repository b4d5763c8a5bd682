package client

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/url"
	"slices"
	"strconv"
)

// Chapters «Методы работы с документами» and «Прочие методы по документам и
// чекам»: the registry («Документы»), where a document stands under its number,
// a notice under its fileId.

// RegistryStatus is where a document stands in the registry.
type RegistryStatus string

// The statuses of the registry. Source: «Статусы документов», and the methods
// of recognition.
const (
	InProgress        RegistryStatus = "IN_PROGRESS"
	CheckedOK         RegistryStatus = "CHECKED_OK"
	CheckedNotOK      RegistryStatus = "CHECKED_NOT_OK"
	ProcessingError   RegistryStatus = "PROCESSING_ERROR"
	Undefined         RegistryStatus = "UNDEFINED"
	Checking          RegistryStatus = "CHECKING"           // of a shipment
	SentAbroad        RegistryStatus = "SENT"               // of a shipment
	WaitingAcceptance RegistryStatus = "WAITING_ACCEPTANCE" // of a shipment
	WaitAcceptance    RegistryStatus = "WAIT_ACCEPTANCE"    // of a foreign shipment
	Accepted          RegistryStatus = "ACCEPTED"
	Cancelled         RegistryStatus = "CANCELLED" // of a foreign shipment that the other side took back
	ShipmentError     RegistryStatus = "ERROR"
)

// RegistryFilter narrows DocListV2 and ReceiptListV2.
type RegistryFilter struct {
	DateFrom       Time
	DateTo         Time
	Status         RegistryStatus
	Types          []string // KZ_UPD, IMPORT, …; 100 of ReceiptListV2 is the introduction notice
	Incoming       *bool    // true: what came to the caller, false: what they sent
	Number         string
	Order          Order
	OrderColumn    string // receivedAt
	ParticipantBIN string
	ProductGroup   string // required with Limit
	DocumentFormat string // of ReceiptListV2 only: MANUAL, UPD, XML or CSV
	Limit          int    // up to 10 000; 100 if 0

	// The start of a page: the number of a row and its receivedAt. AllDocListV2 and
	// AllReceiptListV2 set them.
	DID                string
	OrderedColumnValue string
	PageDir            PageDir
}

func (f RegistryFilter) values() url.Values {
	q := query("dateFrom", f.DateFrom.String(), "dateTo", f.DateTo.String(), "documentStatus", string(f.Status), "number", f.Number,
		"order", string(f.Order), "orderColumn", f.OrderColumn, "participantBin", f.ParticipantBIN, "pg", f.ProductGroup,
		"documentFormat", f.DocumentFormat, "limit", number(f.Limit),
		"did", f.DID, "orderedColumnValue", f.OrderedColumnValue, "pageDir", string(f.PageDir))
	if f.Incoming != nil {
		q.Set("inputFormat", strconv.FormatBool(*f.Incoming))
	}
	if len(f.Types) > 0 {
		q["documentType"] = f.Types
	}
	return q
}

// Party is a party of a document.
type Party struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	BIN     string `json:"bin"`
	KPP     string `json:"kpp"` // not filled
}

// RegistryEntry is a document, or a receipt, of the registry.
type RegistryEntry struct {
	Number         string         `json:"number"`
	DocDate        Time           `json:"docDate"`
	ReceivedAt     Time           `json:"receivedAt"`
	Type           string         `json:"type"`
	Status         RegistryStatus `json:"status"`
	ExternalID     string         `json:"externalId"`
	SenderBIN      string         `json:"senderBin"`
	SenderName     string         `json:"senderName"`
	ReceiverBIN    string         `json:"receiverBin"`
	ReceiverName   string         `json:"receiverName"`
	InvoiceNumber  string         `json:"invoiceNumber"`
	InvoiceDate    Time           `json:"invoiceDate"`
	Total          Number         `json:"total"` // tiyn
	VAT            Number         `json:"vat"`   // tiyn
	DownloadStatus RegistryStatus `json:"downloadStatus"`
	DownloadDesc   string         `json:"downloadDesc"`
	Body           *Body          `json:"body"`
	Content        string         `json:"content"` // as it was sent
	Input          bool           `json:"input"`   // it came to the caller
	PDFFile        string         `json:"pdfFile"`
	Errors         Texts          `json:"errors"`
	DocErrors      Texts          `json:"docErrors"`
	ErrorMessage   string         `json:"errorMessage"`
	ErrorMessages  Texts          `json:"errorMessages"`
	Sender         *Party         `json:"sender"`
	Receiver       *Party         `json:"receiver"`
}

// RegistryPage is a page of the registry.
type RegistryPage struct {
	Results []RegistryEntry `json:"results"`
	Total   int             `json:"total"` // of what came back
}

// DocListV2 gives a page of the registry: «GET /doc/listV2».
func (c *Client) DocListV2(ctx context.Context, f RegistryFilter) (RegistryPage, error) {
	return ask[RegistryPage](ctx, c, get("/doc/listV2", f.values()))
}

// ReceiptListV2 gives a page of receipts, and of introduction notices: «GET
// /receipt/listV2».
func (c *Client) ReceiptListV2(ctx context.Context, f RegistryFilter) (RegistryPage, error) {
	return ask[RegistryPage](ctx, c, get("/receipt/listV2", f.values()))
}

// AllDocListV2 walks over all pages of DocListV2.
func (c *Client) AllDocListV2(ctx context.Context, f RegistryFilter) iter.Seq2[RegistryEntry, error] {
	return allEntries(ctx, f, c.DocListV2)
}

// AllReceiptListV2 walks over all pages of ReceiptListV2.
func (c *Client) AllReceiptListV2(ctx context.Context, f RegistryFilter) iter.Seq2[RegistryEntry, error] {
	return allEntries(ctx, f, c.ReceiptListV2)
}

func allEntries(ctx context.Context, f RegistryFilter, page func(context.Context, RegistryFilter) (RegistryPage, error)) iter.Seq2[RegistryEntry, error] {
	return keyed(func(last *RegistryEntry) ([]RegistryEntry, error) {
		if last != nil {
			f.DID, f.OrderedColumnValue, f.OrderColumn, f.PageDir = last.Number, last.ReceivedAt.String(), "receivedAt", Next
		}
		p, err := page(ctx, f)
		return p.Results, err
	}, func(e RegistryEntry) string { return e.Number }, f.Limit)
}

// ShortInfo is a document of the registry with its content.
type ShortInfo struct {
	Status RegistryStatus `json:"status"`
	Type   string         `json:"type"`
	Body   *Body          `json:"body"`
}

func (i ShortInfo) missing() string { return absent("status", string(i.Status)) }

// ShortInfo reads a document by its number or fileId: «GET
// /edo-api/documents/info/{documentId}».
func (c *Client) ShortInfo(ctx context.Context, id string) (ShortInfo, error) {
	return ask[ShortInfo](ctx, c, get(pathOf("/edo-api/documents/info/%s", id), nil))
}

func (e RegistryEntry) missing() string { return absent("status", string(e.Status)) }

// DocumentInfo reads all of a document by its number or fileId: «GET
// /documents/{document_id}/info».
func (c *Client) DocumentInfo(ctx context.Context, id string) (RegistryEntry, error) {
	return ask[RegistryEntry](ctx, c, get(pathOf("/documents/%s/info", id), nil))
}

// Search is what SearchDocuments and SearchV2 look for.
type Search struct {
	Type        string         `json:"documentType,omitempty"` // KZ_UPD, MTTPS_90, …; required by SearchV2
	Status      RegistryStatus `json:"documentStatus,omitempty"`
	DateFrom    string         `json:"dateFrom,omitempty"` // 2020-12-20; required by SearchDocuments
	DateTo      string         `json:"dateTo,omitempty"`
	SenderBIN   string         `json:"senderBin,omitempty"`
	ReceiverBIN string         `json:"receiverBin,omitempty"`
	Pagination  Pagination     `json:"pagination"`
}

// Pagination is which rows of a search are wanted.
type Pagination struct {
	Offset int   `json:"offset"`
	Order  Order `json:"order,omitempty"` // by date
	Limit  int   `json:"limit"`           // 0 for no limit
}

// FoundDocument is a row of SearchDocuments.
type FoundDocument struct {
	FileID          string         `json:"fileId"`
	SendingDateTime Time           `json:"sendingDateTime"`
	Status          RegistryStatus `json:"status"`
	Type            string         `json:"type"`
}

// SearchDocuments searches the registry: «POST /documents/search». If nothing
// is found, the list is empty and the error is nil, although the system answers
// 404.
func (c *Client) SearchDocuments(ctx context.Context, s Search) ([]FoundDocument, error) {
	out, err := ask[[]FoundDocument](ctx, c, withJSON("POST", "/documents/search", s))
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return out, err
}

// AllSearchDocuments walks over all rows of SearchDocuments, from the offset on.
func (c *Client) AllSearchDocuments(ctx context.Context, s Search) iter.Seq2[FoundDocument, error] {
	return allFound(s, func(s Search) ([]FoundDocument, error) { return c.SearchDocuments(ctx, s) }, func(d FoundDocument) string { return d.FileID })
}

func allFound[Row any](s Search, page func(Search) ([]Row, error), key func(Row) string) iter.Seq2[Row, error] {
	const size = 1000
	if s.Pagination.Limit == 0 {
		s.Pagination.Limit = size
	}
	return counted(s.Pagination.Offset, s.Pagination.Limit, func(offset int) ([]Row, error) {
		s.Pagination.Offset = offset
		return page(s)
	}, key)
}

// Receipt is a receipt of a cash register.
type Receipt struct {
	DocumentID   string         `json:"documentId"`
	DocumentDate Time           `json:"documentDate"`
	ReceivedAt   Time           `json:"receivedAt"`
	Type         string         `json:"type"` // RECEIPT or RECEIPT_RETURN
	Status       RegistryStatus `json:"status"`
	SenderBIN    string         `json:"senderBin"`

	FiscalDocumentNumber Number           `json:"fiscalDocumentNumber"`
	ShiftNumber          Number           `json:"shiftNumber"`
	OperationType        Number           `json:"operationType"` // 1 receipt, 2 return
	KKTRegID             string           `json:"kktRegId"`
	Products             []ReceiptProduct `json:"products"`
}

// ReceiptProduct is an item of a receipt.
type ReceiptProduct struct {
	CIS   string `json:"cis"`
	Price Number `json:"price"` // of one, tiyn
	Count Number `json:"count"`
	Sum   Number `json:"sum"` // tiyn
}

// UnmarshalJSON reads a receipt whose fiscal fields stand at the top or inside
// body: the table does not say which.
func (r *Receipt) UnmarshalJSON(text []byte) error {
	type plain Receipt // without this method
	var within struct {
		Body json.RawMessage `json:"body"`
	}
	if err := json.Unmarshal(text, &within); err != nil {
		return err
	}
	var read plain
	for _, part := range slices.DeleteFunc([][]byte{within.Body, text}, func(b []byte) bool { return len(b) == 0 || b[0] != '{' }) {
		if err := json.Unmarshal(part, &read); err != nil {
			return err
		}
	}
	*r = Receipt(read)
	return nil
}

func (r Receipt) missing() string { return absent("documentId", r.DocumentID) }

// ReceiptInfo reads a receipt: «GET /receipt/{receiptId}/info». pg, the product
// group, may be "".
func (c *Client) ReceiptInfo(ctx context.Context, id, pg string) (Receipt, error) {
	return ask[Receipt](ctx, c, get(pathOf("/receipt/%s/info", id), query("pg", pg)))
}
