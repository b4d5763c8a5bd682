package trueapi

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Chapters «Общие методы для всех документов» and «Акт приема-передачи».

type formalIn struct {
	Body []byte `body:"raw"`
}

type formalOut struct {
	ID string `json:"id"` // the table spells documentId, the samples id
}

// formal takes an act, an EAEU notice, the correction of one, or a divergence
// notice: «POST /edo-api/outgoing-documents/formal». What is wrong with its form, signature
// or parties is answered at once; what is wrong with its codes ends it in
// status 10.
func (a *API) formal(c *pipeline.Call, in formalIn) (out pipeline.Reply, err error) {
	boundary, doubt, err := intake.Boundary(c.Header("Content-Type"))
	if err != nil {
		return out, err
	}
	if doubt != "" {
		c.Tolerate(rules.FormBoundary, doubt)
	}
	content, signature, err := intake.Form(boundary, in.Body)
	if err != nil {
		return out, err
	}
	d, err := a.take(c, content, signature, nil)
	if err != nil {
		return out, err
	}
	return pipeline.Reply{Status: http.StatusCreated, Body: formalOut{d.ID}}, nil
}

type documentIn struct {
	ID string `path:"documentId"`
}

// side says whether a document stands among the outgoing or the incoming ones
// of a participant.
type side func(d *state.Document, bin string) bool

// isOutgoing and isIncoming: a divergence notice stands with the act that it is
// about, in both lists of either party («в связке с Актом ПП», «в разделе
// Входящие документы» of who formed it). What is incoming was delivered.
func isOutgoing(d *state.Document, bin string) bool {
	return d.Sender() == bin || d.Has(state.BothSides) && d.ShownTo(bin)
}

func isIncoming(d *state.Document, bin string) bool {
	return d.Delivered() && (d.Receiver() == bin || d.Has(state.BothSides) && d.IsParty(bin))
}

// outgoingBody gives the XML of a document that the caller sent, re-serialised, in base64.
func (a *API) outgoingBody(c *pipeline.Call, in documentIn) (pipeline.Reply, error) {
	return documentBody(c, in.ID, isOutgoing)
}

// incomingBody gives the XML of a document that was delivered to the caller.
func (a *API) incomingBody(c *pipeline.Call, in documentIn) (pipeline.Reply, error) {
	return documentBody(c, in.ID, isIncoming)
}

func documentBody(c *pipeline.Call, id string, stands side) (pipeline.Reply, error) {
	d, err := partyDocument(c, id, stands)
	if err != nil {
		return pipeline.Reply{}, err
	}
	text, err := intake.Stored(d)
	if err != nil {
		return pipeline.Reply{}, err
	}
	return base64Reply(c, text), nil
}

// partyDocument finds a document that stands on that side of the caller.
func partyDocument(c *pipeline.Call, id string, stands side) (*state.Document, error) {
	d, err := c.Snapshot().Document(strings.ToLower(id))
	if err != nil {
		return nil, err
	}
	if !stands(d, c.Caller.BIN) {
		return nil, state.Errorf(state.DocumentUnknown, "document %s, in status %s, is not one of %s on this side: a receiver has it from status 3 on", id, d.DocState, c.Caller.BIN).With(id)
	}
	return d, nil
}

// base64Reply is plain text without quotes, under the media type that the client takes.
func base64Reply(c *pipeline.Call, text []byte) pipeline.Reply {
	return pipeline.Reply{ContentType: c.Produces(), Body: base64.StdEncoding.AppendEncode(nil, text)}
}

// decisions are the values of {decision}.
var decisions = map[string]state.Decision{"approve": state.Approve, "reject": state.Reject}

const parametersWrong state.Kind = "parameters.wrong"

type decisionIn struct {
	ID       string `path:"documentId"`
	Decision string `path:"decision"`
}

func (in decisionIn) decision() (state.Decision, error) {
	d, ok := decisions[in.Decision]
	if !ok {
		return "", state.Errorf(parametersWrong, "%q is no decision; there are approve and reject", in.Decision)
	}
	return d, nil
}

// incomingTitle makes the title of a decision: «POST
// /edo-api/incoming-documents/{documentId}/events/{decision}».
func (a *API) incomingTitle(c *pipeline.Call, in decisionIn) (pipeline.Reply, error) {
	decision, err := in.decision()
	if err != nil {
		return pipeline.Reply{}, err
	}
	return makeTitle(c, in.ID, decision)
}

// outgoingTitle makes the title of a withdrawal: «POST
// /edo-api/outgoing-documents/{documentId}/events/withdraw».
func (a *API) outgoingTitle(c *pipeline.Call, in documentIn) (pipeline.Reply, error) {
	return makeTitle(c, in.ID, state.Withdraw)
}

func makeTitle(c *pipeline.Call, id string, decision state.Decision) (out pipeline.Reply, err error) {
	err = c.Update(func(tx *state.Tx) error {
		d, err := tx.BeginDecision(strings.ToLower(id), c.Caller.BIN, decision)
		if err != nil {
			return err
		}
		text, err := intake.Title(tx.View, d, d.Title(decision))
		out = base64Reply(c, text)
		return err
	})
	return out, err
}

type signIn struct {
	ID       string `path:"documentId"`
	Decision string `path:"decision"`
	Body     []byte `body:"raw"`
}

type withdrawSignIn struct {
	ID   string `path:"documentId"`
	Body []byte `body:"raw"`
}

// incomingSign takes a decision by its signature over the title: «POST
// /edo-api/incoming-documents/{documentId}/events/{decision}/signature».
func (a *API) incomingSign(c *pipeline.Call, in signIn) (pipeline.Reply, error) {
	decision, err := decisionIn{in.ID, in.Decision}.decision()
	if err != nil {
		return pipeline.Reply{}, err
	}
	return a.signTitle(c, in.ID, decision, in.Body)
}

// outgoingSign withdraws a document by the signature over the title.
func (a *API) outgoingSign(c *pipeline.Call, in withdrawSignIn) (pipeline.Reply, error) {
	return a.signTitle(c, in.ID, state.Withdraw, in.Body)
}

// signTitle verifies outside of the transaction, which then takes the decision
// only if the document still waits for it. Of several titles any may be signed.
func (a *API) signTitle(c *pipeline.Call, id string, decision state.Decision, signature []byte) (pipeline.Reply, error) {
	id = strings.ToLower(id)
	v := c.Snapshot()
	d, err := v.MayDecide(id, c.Caller.BIN, decision)
	if err != nil {
		return pipeline.Reply{}, err
	}
	titles := d.TitlesOf(decision)
	if len(titles) == 0 {
		return pipeline.Reply{}, titleMissing(id, decision)
	}
	title, cms, err := a.signedTitle(c, v, d, titles, string(signature))
	if err != nil {
		return pipeline.Reply{}, err
	}
	err = c.UpdateAside(func(tx *state.Tx) error {
		_, err := tx.Decide(id, c.Caller.BIN, decision, title.FileUUID, cms)
		return err
	})
	return pipeline.Reply{Status: http.StatusCreated}, err
}

// signedTitle is the one of some titles that a signature is about, the last
// made first. A signature of none is told as one of the last.
func (a *API) signedTitle(c *pipeline.Call, v state.View, d *state.Document, titles []state.Title, signature string) (title state.Title, cms []byte, err error) {
	how, first := pki.Check{Level: a.Signature, Trust: a.Trust, At: v.Now().Time()}, error(nil)
	for n, title := range titles {
		text, err := intake.Title(v, d, &title)
		if err != nil {
			return title, nil, err
		}
		how.Others = func() []pki.Other { return othersThanTitle(v, d, title) }
		cms, sig, err := intake.Signed(text, signature, c.Caller.BIN, how)
		if err != nil {
			first = cmp.Or(first, err)
			continue
		}
		var warnings []rules.Warning
		if err := intake.Doubts(v.Rules(), sig, intake.BadSignature, &warnings); err != nil {
			return title, nil, err
		}
		c.Warn(warnings...)
		if n > 0 {
			err = c.Soften(rules.TitleOlder, state.Errorf(state.TitleMissing, "the signature is about the title made at %s; one was made since, at %s", title.Begun, titles[0].Begun))
		}
		return title, cms, err
	}
	return title, nil, first
}

// othersThanTitle are the texts that clients sign in place of a title.
func othersThanTitle(v state.View, d *state.Document, title state.Title) (all []pki.Other) {
	if d.Text != nil {
		all = append(all, pki.Other{About: texts.TextForTitle.Of().String(), Text: d.Text})
	}
	all = append(all, pki.Other{About: texts.IDForTitle.Of().String(), Text: []byte(d.ID)})
	for _, other := range d.Titles {
		text, err := intake.Title(v, d, &other)
		if err == nil && other.FileUUID != title.FileUUID {
			all = append(all, pki.Other{About: texts.OtherTitle.Of(string(other.Decision), other.Begun.String()).String(), Text: text})
		}
	}
	return all
}

// incomingEvent reads the decision back that was taken of an incoming document:
// «GET /edo-api/incoming-documents/{documentId}/events/{decision}/base64».
func (a *API) incomingEvent(c *pipeline.Call, in decisionIn) (pipeline.Reply, error) {
	if in.Decision == "withdraw" { // the sender's decision has no call of its own on this side
		return readTitle(c, in.ID, []state.Decision{state.Withdraw}, isIncoming)
	}
	decision, err := in.decision()
	if err != nil {
		return pipeline.Reply{}, err
	}
	return readTitle(c, in.ID, []state.Decision{decision}, isIncoming)
}

// outgoingEvent reads the decision back that was taken of an outgoing document,
// whatever it is: «GET /edo-api/outgoing-documents/{documentId}/events/withdraw/base64».
// Its table has APPROVE and REJECT; of a withdrawn document it is WITHDRAW.
func (a *API) outgoingEvent(c *pipeline.Call, in documentIn) (pipeline.Reply, error) {
	return readTitle(c, in.ID, []state.Decision{state.Withdraw, state.Approve, state.Reject}, isOutgoing)
}

// readTitle gives the title of the decision that was taken, if it is one of
// those asked for. While there is none its author may read the title that is
// not signed yet, by a rule.
func readTitle(c *pipeline.Call, id string, asked []state.Decision, stands side) (pipeline.Reply, error) {
	if !uuidForm.MatchString(id) {
		return pipeline.Reply{}, state.Errorf(parametersWrong, "the document's id %q is no UUID", id)
	}
	d, err := partyDocument(c, id, stands)
	if err != nil {
		return pipeline.Reply{}, err
	}
	title := d.Taken()
	if title == nil {
		if title, err = unsignedTitle(c, d, asked); err != nil {
			return pipeline.Reply{}, err
		}
	}
	if title == nil || !slices.Contains(asked, title.Decision) {
		return pipeline.Reply{}, state.Errorf(state.DocumentUnknown, "document %s is in status %s, and none of %v was decided of it", id, d.DocState, asked).With(id)
	}
	text, err := intake.Title(c.Snapshot(), d, title)
	if err != nil {
		return pipeline.Reply{}, err
	}
	return base64Reply(c, text), nil
}

// unsignedTitle is the caller's own title of a document that waits for a
// decision, nil for none.
func unsignedTitle(c *pipeline.Call, d *state.Document, asked []state.Decision) (*state.Title, error) {
	for _, decision := range asked {
		if d.Status != state.StatusWaiting || d.Decider(decision) != c.Caller.BIN {
			continue
		}
		if title := d.Title(decision); title != nil {
			return title, c.Soften(rules.TitleUnsigned, state.Errorf(state.DocumentUnknown,
				"the title %s of document %s is not signed: there is no such event yet", decision, d.ID).With(d.ID))
		}
	}
	return nil, nil
}
