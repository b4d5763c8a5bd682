package trueapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// Chapter «Методы по экспорту с признанием».

// codedError is an error by its code. The operator has two words for its text:
// errorDescription begins with the code, errorMessage does not (both observed).
type codedError struct {
	Code        string `json:"errorCode"`
	Description string `json:"errorDescription,omitempty"`
	Message     string `json:"errorMessage,omitempty"`
}

func descriptions(errors []texts.Said) []codedError {
	return coded(errors, func(code, text string) codedError { return codedError{Code: code, Description: code + ": " + text} })
}

func messages(errors []texts.Said) []codedError {
	return coded(errors, func(code, text string) codedError { return codedError{Code: code, Message: text} })
}

func coded(errors []texts.Said, word func(code, text string) codedError) (all []codedError) {
	for _, e := range errors {
		if e.IsA(texts.Coded.Row) {
			all = append(all, word(fmt.Sprint(e.Args()[0]), fmt.Sprint(e.Args()[1])))
			continue
		}
		all = append(all, word(state.DocumentCode, e.String()))
	}
	return all
}

type shipmentOut struct {
	ShipmentID string       `json:"shipmentId"`
	Errors     []codedError `json:"errors,omitempty"`
}

// shipmentTaken: of the notice of an export, wrong parties are told at once,
// beside the id; wrong codes later, in its status.
func shipmentTaken(d *state.Document) any { return shipmentOut{d.ID, descriptions(d.Errors)} }

// recognised takes a document of recognition.
func (a *API) recognised(c *pipeline.Call, in noticeIn) (any, error) {
	d, err := a.take(c, in.Body.Document, in.Body.Signature, nil)
	if err != nil {
		return nil, err
	}
	return answers[c.Route.Name](d), nil
}

type shipmentIn struct {
	ID string `path:"shipmentId"`
}

// shipment finds a shipment of the caller.
func shipment(c *pipeline.Call, id string) (state.View, *state.Document, error) {
	return ofTypes(c, id, state.Shipment)
}

// ofTypes finds a document of one of these kinds that the caller sent or takes.
func ofTypes(c *pipeline.Call, id string, types ...state.DocType) (state.View, *state.Document, error) {
	v := c.Snapshot()
	d, err := v.Document(strings.ToLower(id))
	if err != nil {
		return v, nil, err
	}
	if slices.Contains(types, d.Type) && d.IsParty(c.Caller.BIN) {
		return v, d, nil
	}
	return v, nil, state.Errorf(state.DocumentUnknown, "document %s is a %s between %s and %s, and none of %s that this method is for", d.ID, d.Type, d.Supplier, d.Consignee, c.Caller.BIN).With(id)
}

type shipmentStatusOut struct {
	DocumentID   string               `json:"documentId"`
	DocumentDate string               `json:"documentDate"` // of registration, yyyy-MM-dd
	Status       state.RegistryStatus `json:"status"`
	Errors       []codedError         `json:"errors,omitempty"`
}

func (a *API) shipmentStatus(c *pipeline.Call, in shipmentIn) (out shipmentStatusOut, err error) {
	_, d, err := shipment(c, in.ID)
	if err != nil {
		return out, err
	}
	out = shipmentStatusOut{DocumentID: d.ID, DocumentDate: intake.Date(d.Created), Status: d.Registry}
	if failed(d) {
		out.Errors = messages(d.Errors)
	}
	return out, nil
}

// failed tells whether the errors of a document are told in its status already.
func failed(d *state.Document) bool {
	return d.Registry == state.ShipmentError || d.Registry == state.CheckedNotOK
}

// shipmentBodyOut is a shipment with what was accepted of it, in the order of
// the sample of «GET /documents/import/shipment».
type shipmentBodyOut struct {
	Status       state.RegistryStatus `json:"status"`
	DocumentType string               `json:"documentType"`
	intake.ShipmentBody
	DocumentErrors []codedError `json:"documentErrors,omitempty"` // as the table calls them
	Errors         []codedError `json:"errors,omitempty"`         // as the sample does
}

func shipmentBody(v state.View, d *state.Document) (out shipmentBodyOut, err error) {
	body, err := intake.InJSON(v, d)
	if err != nil {
		return out, err
	}
	out = shipmentBodyOut{Status: d.Registry, DocumentType: dict.CrossborderType, ShipmentBody: body.(intake.ShipmentBody)}
	if failed(d) {
		out.DocumentErrors = descriptions(d.Errors)
		out.Errors = out.DocumentErrors
	}
	return out, nil
}

// shipmentView: «тело документа … включая данные о приемке»; the sample is a
// lost picture, the fields are those of a foreign shipment (assumed).
func (a *API) shipmentView(c *pipeline.Call, in shipmentIn) (out shipmentBodyOut, err error) {
	v, d, err := shipment(c, in.ID)
	if err != nil {
		return out, err
	}
	return shipmentBody(v, d)
}
