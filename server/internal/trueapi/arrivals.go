package trueapi

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Chapter «Методы по импорту с признанием». The misspelt names are the protocol.

// searchedAs are the kinds that a value of documentType in requests of searchV2
// stands for, none of other values.
func searchedAs(documentType string) (types []state.DocType) {
	for _, r := range state.DocTypes() {
		if slices.Contains(r.SearchedAs, documentType) {
			types = append(types, r.Type)
		}
	}
	return types
}

type searchV2In struct {
	Body struct {
		search
		Pagination pagination `json:"pagination"`
	} `body:"json"`
}

type searchV2Out struct {
	DocumentsList []searchV2Row `json:"documentsList"`
}

// searchV2Row has the fields of the sample in its order, then those of the table;
// exporter and receiver hold numbers of taxpayers.
type searchV2Row struct {
	RegictrationNum  string               `json:"regictrationNum"`
	RegictrationDate string               `json:"regictrationDate"`
	Status           state.RegistryStatus `json:"status"`
	DocumentType     string               `json:"documentType"`
	Exporter         string               `json:"exporter"`
	SenderCountry    string               `json:"senderCountry"`
	Receiver         string               `json:"receiver"`
	*tableRow
}

// tableRow is what the table of the answer lists beside status.
type tableRow struct {
	FileID          string `json:"fileId"`
	SendingDateTime string `json:"sendingDateTime"`
	Type            string `json:"type"`
	SenderName      string `json:"senderName,omitempty"`
	ReceiverName    string `json:"receiverName,omitempty"`
}

func searchV2RowOf(v state.View, e state.Entry) searchV2Row {
	d := e.Document
	row := searchV2Row{d.Number, intake.Date(d.Created), d.Registry, e.Type(), d.Supplier, d.Country, d.Consignee, nil}
	if v.Rules().Is(rules.RecognitionNames, "both") {
		row.tableRow = &tableRow{d.Number, e.Date().String(), e.Type(), cmp.Or(participantName(v, d.Supplier), d.SupplierName), cmp.Or(participantName(v, d.Consignee), d.ConsigneeName)}
	}
	return row
}

func (a *API) searchV2(c *pipeline.Call, in searchV2In) (out searchV2Out, err error) {
	b := in.Body
	types := searchedAs(b.DocumentType)
	if types == nil {
		return out, enumFails("documentType", b.DocumentType)
	}
	found, err := b.run(c, func(d *state.Document) bool {
		return slices.Contains(types, d.Type)
	})
	if err != nil {
		return out, err
	}
	page, err := b.Pagination.of(found)
	out.DocumentsList = []searchV2Row{}
	v := c.Snapshot()
	for _, e := range page {
		out.DocumentsList = append(out.DocumentsList, searchV2RowOf(v, e))
	}
	return out, err
}

type arrivalIn struct {
	ID string `path:"shipment_id"`
}

func (a *API) arrival(c *pipeline.Call, in arrivalIn) (out shipmentBodyOut, err error) {
	v, d, err := ofTypes(c, in.ID, state.ForeignShipment)
	if err != nil {
		return out, err
	}
	return shipmentBody(v, d)
}

type acceptanceOut struct {
	AcceptionID string       `json:"acceptionId"`
	Errors      []codedError `json:"errors,omitempty"`
}

// acceptanceTaken: of an acceptance, in part, whole, or of nothing (reject_all),
// wrong parties are told at once, beside the id; codes and the shipment's status later.
func acceptanceTaken(d *state.Document) any { return acceptanceOut{d.ID, messages(d.Errors)} }

type arrivalStatusIn struct {
	ID string `path:"doc_id"`
}

// arrivalStatusOut has no documentType in the sample of a success.
type arrivalStatusOut struct {
	DocumentID     string               `json:"documentId"`
	Status         state.RegistryStatus `json:"status"`
	DocumentType   string               `json:"documentType,omitempty"`
	DocumentErrors []codedError         `json:"documentErrors,omitempty"`
}

func (a *API) arrivalStatus(c *pipeline.Call, in arrivalStatusIn) (out arrivalStatusOut, err error) {
	_, d, err := ofTypes(c, in.ID, state.ForeignShipment, state.Acceptance)
	if err != nil {
		return out, err
	}
	out = arrivalStatusOut{DocumentID: d.ID, Status: d.Registry}
	if failed(d) {
		out.DocumentType, out.DocumentErrors = state.DocTypeOf(d.Type).Registry, descriptions(d.Errors)
	}
	return out, nil
}

// arrivalFailure has the text by both its names: samples of three methods say
// errors, their tables description.
type arrivalFailure struct {
	Code        string `json:"code"`
	Errors      string `json:"errors"`
	Description string `json:"description"`
}

// statusFailure is the same in the sample of the fourth, which has description.
type statusFailure struct {
	Code        string `json:"code"`
	Description string `json:"description"`
}

// shipmentFailure is a shipment that was not made.
type shipmentFailure struct {
	ShipmentID *string      `json:"shipmentId"`
	Errors     []codedError `json:"errors"`
}

var (
	arrivalShape  = pipeline.Wrap(func(status int, text string) any { return arrivalFailure{fmt.Sprint(status), text, text} })
	statusShape   = pipeline.Wrap(func(status int, text string) any { return statusFailure{fmt.Sprint(status), text} })
	shipmentShape = pipeline.Wrap(func(status int, text string) any {
		return shipmentFailure{Errors: []codedError{{Code: fmt.Sprint(status), Description: text}}}
	})
)
