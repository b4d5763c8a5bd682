package trueapi

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// One document of the registry: «GET /edo-api/documents/info/{documentId}» and
// «GET /documents/{document_id}/info». Both find it by number or id, with the
// prefix of the fileId or without.

// documentForm is a UUID, with the prefix of a fileId or without.
var documentForm = regexp.MustCompile(`^([A-Z_]+_)?` + strings.TrimPrefix(uuidForm.String(), "^"))

type documentsInfoOut struct {
	Status state.RegistryStatus `json:"status"`
	Type   string               `json:"type"`
	Body   any                  `json:"body"`
}

// shortInfo: «получение детализации документа из вкладки "Документы"», of the
// kinds that the chapter lists: notices, no acts.
func (a *API) shortInfo(c *pipeline.Call, in documentIn) (out documentsInfoOut, err error) {
	v := c.World.Look()
	d, err := registered(v, in.ID)
	if err != nil {
		return out, err
	}
	if !d.IsParty(c.Caller.BIN) {
		return out, state.Fail(state.DocumentUnknown, fmt.Sprintf("document %s is not one of %s", d.ID, c.Caller.BIN), in.ID)
	}
	if row := state.DocTypeOf(d.Type); row.From != row.To {
		return out, state.Fail(intake.NoBody, fmt.Sprintf("document %s is a %s, and this method is for notices: GET /documents/{document_id}/info has it", d.ID, d.Type))
	}
	body, err := intake.InJSON(v, d)
	return documentsInfoOut{d.Registry, state.DocTypeOf(d.Type).Registry, body}, err
}

// registered finds a document of the registry.
func registered(v state.View, id string) (*state.Document, error) {
	if !documentForm.MatchString(id) {
		return nil, state.Fail(intake.NoBody, fmt.Sprintf("%.100q is no id of a document: a UUID, with or without the prefix of its fileId", id))
	}
	e, ok := v.Entry(intake.ID(id))
	if !ok || e.Document == nil {
		return nil, state.Fail(state.DocumentUnknown, fmt.Sprintf("nothing stands in the registry under %s: what still waits for a decision does not", id), id)
	}
	if state.DocTypeOf(e.Document.Type).Registry == "" {
		return nil, state.Fail(state.DocumentUnknown, fmt.Sprintf("document %s is a %s, which has no type in the registry: its own methods know it", id, e.Document.Type), id)
	}
	return e.Document, nil
}

type documentInfoIn struct {
	ID string `path:"document_id"`
}

// documentInfoOut has its fields in the order of the sample; what that leaves
// out stands where the table has it.
type documentInfoOut struct {
	entryHead
	InvoiceNumber string `json:"invoiceNumber"`
	Total         int64  `json:"total"` // tiyn; documents state no sums
	VAT           int64  `json:"vat"`
	Body          any    `json:"body"`
	Content       string `json:"content"`
	SenderBin     string `json:"senderBin"`
	ReceiverBin   string `json:"receiverBin"`
	*failure
}

// longInfo gives the document in JSON and as it was sent.
func (a *API) longInfo(c *pipeline.Call, in documentInfoIn) (out documentInfoOut, err error) {
	v := c.World.Look()
	d, err := registered(v, in.ID)
	if err != nil {
		return out, err
	}
	if !d.IsParty(c.Caller.BIN) {
		return out, state.Fail(pipeline.NoAccess, fmt.Sprintf("document %s is between %s and %s, the caller is %s", d.ID, d.Sender(), d.Receiver(), c.Caller.BIN))
	}
	body, err := intake.InJSON(v, d)
	if err != nil {
		return out, err
	}
	if body == nil {
		return out, state.Fail(intake.NoBody, fmt.Sprintf("document %s is a %s, which this method is not for", d.ID, d.Type))
	}
	e := state.Entry{Document: d}
	out = documentInfoOut{
		entryHead: headOf(v, e), InvoiceNumber: e.Number(),
		Body: body, Content: string(d.Text), SenderBin: d.Sender(), ReceiverBin: d.Receiver(),
	}
	if len(d.Errors) > 0 {
		out.failure = failureOf(v, e)
	}
	return out, nil
}
