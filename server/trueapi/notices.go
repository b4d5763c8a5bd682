package trueapi

import (
	"errors"
	"fmt"
	"slices"

	"github.com/mockismp/mockismp/server/intake"
	"github.com/mockismp/mockismp/server/pipeline"
	"github.com/mockismp/mockismp/state"
)

// Chapters «Возврат в оборот», «Ввоз из третьих стран» and «Вывод из оборота»:
// notices that nobody has to approve.

// noticeIn is the envelope that the three methods share.
type noticeIn struct {
	Body struct {
		Document  string `json:"document"`  // base64 of the XML
		Signature string `json:"signature"` // base64 of a detached CMS over it
	} `body:"json"`
}

// introduceGoods answers one blank: «в ответ приходит пустое содержимое " "».
func (a *API) introduceGoods(c *pipeline.Call, in noticeIn) (pipeline.Reply, error) {
	if _, err := a.takeNotice(c, in, state.IntroduceGoods); err != nil {
		return pipeline.Reply{}, err
	}
	return pipeline.Reply{ContentType: c.Produces(), Body: []byte(" ")}, nil
}

func (a *API) importThirdCountries(c *pipeline.Call, in noticeIn) (pipeline.Reply, error) {
	return a.numbered(c, in, state.ImportThirdCountry)
}

func (a *API) writeOff(c *pipeline.Call, in noticeIn) (pipeline.Reply, error) {
	return a.numbered(c, in, state.Withdrawal)
}

// numbered answers the internal number: «в ответ приходит внутренний номер
// обработки … Но ID документа наследуется от параметра "fileId"».
func (a *API) numbered(c *pipeline.Call, in noticeIn, t state.DocType) (pipeline.Reply, error) {
	number, err := a.takeNotice(c, in, t)
	if err != nil {
		return pipeline.Reply{}, err
	}
	return pipeline.Reply{ContentType: c.Produces(), Body: fmt.Append(nil, number)}, nil
}

// takeNotice takes a notice and gives the internal number of its processing.
// What is wrong with its form is refused with 400, with its signature, parties
// or id with 422, and with its codes later, in its status.
func (a *API) takeNotice(c *pipeline.Call, in noticeIn, t state.DocType) (number int64, err error) {
	if in.Body.Document == "" {
		return 0, state.Fail(pipeline.ParamMissing, "field document is empty; it is the base64 of the XML", "document")
	}
	s := a.submission(c, in.Body.Document, in.Body.Signature, t)
	err = s.Read()
	if err == nil {
		c.Warn(s.Warnings...)
		err = c.World.Do(func(tx *state.Tx) error {
			_, err := s.Admit(tx)
			number = tx.Number("document.processing")
			return err
		})
	}
	return number, naming(err, s.Document.FileID)
}

// submission is a document on its way in, of one of the kinds that the method takes.
func (a *API) submission(c *pipeline.Call, content, signature string, takes ...state.DocType) *intake.Submission {
	return &intake.Submission{
		Content: content, Signature: signature, Caller: c.Caller.INN, Takes: takes,
		Level: a.Signature, Schemas: a.Schemas, Now: c.World.Look().Now(),
	}
}

// signatureKinds and processingKinds are the refusals whose two texts name the
// document by its fileId.
var (
	signatureKinds  = []state.Kind{intake.BadSignature, intake.SignerIsAnother}
	processingKinds = []state.Kind{intake.BadParties, intake.IDTaken, state.ParticipantUnknown, state.ParticipantBlocked, state.BadBIN}
)

// naming words a refusal with the fileId where the method's texts want it.
func naming(err error, fileID string) error {
	var refused *state.Error
	if !errors.As(err, &refused) || !slices.Contains(append(signatureKinds, processingKinds...), refused.Kind) {
		return err
	}
	named := *refused
	named.Args = []any{fileID}
	return &named
}
