package trueapi

import (
	"fmt"

	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// Chapters «Возврат в оборот», «Ввоз из третьих стран» and «Вывод из оборота»:
// notices that nobody has to approve.

// noticeIn is the envelope of these methods, and of those of recognition.
type noticeIn struct {
	Body struct {
		Document  string `json:"document"`  // base64 of the XML or JSON
		Signature string `json:"signature"` // base64 of a detached CMS over it
	} `body:"json"`
}

// introduceGoods answers one blank: «в ответ приходит пустое содержимое " "».
func (a *API) introduceGoods(c *pipeline.Call, in noticeIn) (pipeline.Reply, error) {
	if _, err := a.takeNotice(c, in); err != nil {
		return pipeline.Reply{}, err
	}
	return pipeline.Reply{ContentType: c.Produces(), Body: []byte(" ")}, nil
}

// numberedNotice answers the internal number: «в ответ приходит внутренний номер
// обработки … Но ID документа наследуется от параметра "fileId"».
func (a *API) numberedNotice(c *pipeline.Call, in noticeIn) (pipeline.Reply, error) {
	number, err := a.takeNotice(c, in)
	if err != nil {
		return pipeline.Reply{}, err
	}
	return pipeline.Reply{ContentType: c.Produces(), Body: fmt.Append(nil, number)}, nil
}

// takeNotice takes a notice and gives the internal number of its processing.
// What is wrong with its form is refused with 400, with its signature, parties
// or id with 422, and with its codes later, in its status.
func (a *API) takeNotice(c *pipeline.Call, in noticeIn) (number int64, err error) {
	for _, part := range []struct{ name, value string }{{"document", in.Body.Document}, {"signature", in.Body.Signature}} {
		if part.value == "" {
			return 0, state.Errorf(pipeline.ParamMissing, "field %s is empty; it is base64, and required", part.name).With(part.name)
		}
	}
	_, err = a.take(c, in.Body.Document, in.Body.Signature, func(tx *state.Tx, d *state.Document) { number = tx.AnswerNotice(d).Internal })
	return number, err
}

// take takes a document of one of the kinds that the route takes. also, if not
// nil, runs in the transaction that puts it into the world.
func (a *API) take(c *pipeline.Call, content, signature string, also func(*state.Tx, *state.Document)) (d *state.Document, err error) {
	outcome, err := given(c, state.OfDocuments)
	if err != nil {
		return nil, err
	}
	view := c.Snapshot()
	s := &intake.Submission{
		Content: content, Signature: signature, Caller: c.Caller.BIN, Takes: intake.TakenBy(c.Route.Name),
		Level: a.Signature, Trust: a.Trust, Schemas: a.Schemas, Rules: view.Rules(), Now: view.Now(),
	}
	if err := s.Read(); err != nil {
		return nil, err
	}
	s.Document.Outcome = outcome
	err = c.UpdateAside(func(tx *state.Tx) error { // with --processing instant its codes are checked in here
		if d, err = s.Admit(tx); err == nil && also != nil {
			also(tx, d)
		}
		return err
	})
	c.Warn(s.Warnings()...)
	if err != nil {
		return nil, err
	}
	c.Brought(d.ID)
	if d.Outcome != nil {
		fares(c, d.Outcome)
	}
	return d, nil
}

// fares tells in the journal how what the call sent fares on purpose.
func fares(c *pipeline.Call, o *state.Outcome) {
	c.Note(o.String())
	if o.Rule != "" {
		c.ChosenBy(o.Rule)
	}
}
