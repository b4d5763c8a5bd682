package trueapi

import (
	"regexp"
	"strings"

	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// One document of the registry: «GET /edo-api/documents/info/{documentId}» and
// «GET /documents/{document_id}/info». Both find it by number or id, with the
// prefix of the fileId or without.

// documentForm is a UUID, with the prefix of a fileId or without, in any letter case.
var documentForm = regexp.MustCompile(`^([A-Za-z_]+_)?` + strings.TrimPrefix(uuidForm.String(), "^"))

type documentsInfoOut struct {
	Status state.RegistryStatus `json:"status"`
	Type   string               `json:"type"`
	Body   any                  `json:"body"`
}

// shortInfo: «получение детализации документа из вкладки "Документы"», of the
// kinds that the chapter lists: notices, no acts.
func (a *API) shortInfo(c *pipeline.Call, in documentIn) (out documentsInfoOut, err error) {
	v := c.Snapshot()
	d, err := registered(v, in.ID, c.Caller.BIN)
	if err != nil {
		return out, err
	}
	if !d.ShownTo(c.Caller.BIN) {
		return out, state.Errorf(state.DocumentUnknown, "document %s is not one of %s", d.ID, c.Caller.BIN).With(in.ID)
	}
	if row := state.DocTypeOf(d.Type); row.From != row.To {
		return out, state.Errorf(intake.NoBody, "document %s is a %s, and this method is for notices: GET /documents/{document_id}/info has it", d.ID, d.Type)
	}
	body, err := intake.InJSON(v, d)
	return documentsInfoOut{d.Registry, state.DocTypeOf(d.Type).Registry, body}, err
}

// registered finds a document of the registry: of several under one number that
// of the caller, if there is one.
func registered(v state.View, id, caller string) (*state.Document, error) {
	if !documentForm.MatchString(id) {
		return nil, state.Errorf(intake.NoBody, "%.100q is no id of a document: a UUID, with or without the prefix of its fileId", id)
	}
	var found *state.Document
	for _, e := range v.EntriesNamed(id) {
		if e.Document != nil && (found == nil || !found.ShownTo(caller)) {
			found = e.Document
		}
	}
	if found == nil {
		return nil, state.Errorf(state.DocumentUnknown, "nothing stands in the registry under %s: what still waits for a decision does not", id).With(id)
	}
	if state.DocTypeOf(found.Type).Registry == "" {
		return nil, state.Errorf(state.DocumentUnknown, "document %s is a %s, which has no type in the registry: its own methods know it", id, found.Type).With(id)
	}
	return found, nil
}

type documentInfoIn struct {
	ID string `path:"document_id"`
}

// documentInfoOut is a document of the registry with its content.
type documentInfoOut struct {
	state.View
	document *state.Document
	body     any // in JSON
	caller   string
}

// WriteJSON has its fields in the order of the sample; what that leaves out
// stands where the table has it.
func (out documentInfoOut) WriteJSON(j *pipeline.JSON) {
	d, e := out.document, state.Entry{Document: out.document}
	j.Open('{')
	writeHead(j, out.View, e)
	j.Field("invoiceNumber", e.Number())
	for _, sum := range []string{"total", "vat"} { // tiyn; documents state no sums
		j.Name(sum)
		j.Number(0)
	}
	j.Name("body")
	j.Value(out.body)
	j.Field("content", string(d.Text))
	j.Field("senderBin", d.Sender())
	j.Field("receiverBin", d.Receiver())
	if len(d.Errors) > 0 {
		writeFailure(j, out.View, e)
	}
	out.rest(j, e)
	j.Close('}')
}

// longInfo gives the document in JSON and as it was sent.
func (a *API) longInfo(c *pipeline.Call, in documentInfoIn) (out documentInfoOut, err error) {
	v := c.Snapshot()
	d, err := registered(v, in.ID, c.Caller.BIN)
	if err != nil {
		return out, err
	}
	if !d.ShownTo(c.Caller.BIN) {
		return out, state.Errorf(pipeline.NoAccess, "document %s is between %s and %s, the caller is %s", d.ID, d.Sender(), d.Receiver(), c.Caller.BIN)
	}
	body, err := intake.InJSON(v, d)
	if err != nil {
		return out, err
	}
	if body == nil {
		return out, state.Errorf(intake.NoBody, "document %s is a %s, which this method is not for", d.ID, d.Type)
	}
	return documentInfoOut{v, d, body, c.Caller.BIN}, nil
}
