package trueapi

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

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
	content, signature, err := intake.Form(c.Header("Content-Type"), in.Body)
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

// outgoingBody gives the XML of a document that the caller sent, re-serialised, in base64.
func (a *API) outgoingBody(c *pipeline.Call, in documentIn) (pipeline.Reply, error) {
	return documentBody(c, in.ID, (*state.Document).Sender)
}

// incomingBody gives the XML of a document that was sent to the caller.
func (a *API) incomingBody(c *pipeline.Call, in documentIn) (pipeline.Reply, error) {
	return documentBody(c, in.ID, (*state.Document).Receiver)
}

func documentBody(c *pipeline.Call, id string, party func(*state.Document) string) (pipeline.Reply, error) {
	d, err := partyDocument(c, id, party)
	if err != nil {
		return pipeline.Reply{}, err
	}
	text, err := intake.Stored(d)
	if err != nil {
		return pipeline.Reply{}, err
	}
	return base64Reply(c, text), nil
}

// partyDocument finds a document of which the caller is the party.
func partyDocument(c *pipeline.Call, id string, party func(*state.Document) string) (*state.Document, error) {
	d, err := c.World.Look().Document(strings.ToLower(id))
	if err != nil {
		return nil, err
	}
	if party(d) != c.Caller.BIN {
		return nil, state.Fail(state.DocumentUnknown, fmt.Sprintf("document %s is not one of %s on this side", id, c.Caller.BIN), id)
	}
	return d, nil
}

// base64Reply is plain text without quotes, under the media type that the client takes.
func base64Reply(c *pipeline.Call, text []byte) pipeline.Reply {
	return pipeline.Reply{ContentType: c.Produces(), Body: []byte(base64.StdEncoding.EncodeToString(text))}
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
		return "", state.Fail(parametersWrong, fmt.Sprintf("%q is no decision; there are approve and reject", in.Decision))
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
	err = c.World.Do(func(tx *state.Tx) error {
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
// only if the title is still the one that was signed.
func (a *API) signTitle(c *pipeline.Call, id string, decision state.Decision, signature []byte) (pipeline.Reply, error) {
	id = strings.ToLower(id)
	v := c.World.Look()
	d, err := v.MayDecide(id, c.Caller.BIN, decision)
	if err != nil {
		return pipeline.Reply{}, err
	}
	title := d.Title(decision)
	if title == nil {
		return pipeline.Reply{}, state.Fail(state.TitleMissing, fmt.Sprintf("the title of the decision %s of document %s was not made yet: call the method without /signature first", decision, id))
	}
	text, err := intake.Title(v, d, title)
	if err != nil {
		return pipeline.Reply{}, err
	}
	cms, sig, err := intake.Signed(text, string(signature), c.Caller.BIN, a.Signature, v.Now())
	if err != nil {
		return pipeline.Reply{}, err
	}
	c.Tolerate(rules.SignatureProof, sig.Warnings...)
	err = c.World.Do(func(tx *state.Tx) error {
		_, err := tx.Decide(id, c.Caller.BIN, decision, title.FileUUID, cms)
		return err
	})
	return pipeline.Reply{Status: http.StatusCreated}, err
}

// incomingEvent reads the title of a decision back: «GET
// /edo-api/incoming-documents/{documentId}/events/{decision}/base64».
func (a *API) incomingEvent(c *pipeline.Call, in decisionIn) (pipeline.Reply, error) {
	decision, err := in.decision()
	if err != nil {
		return pipeline.Reply{}, err
	}
	return readTitle(c, in.ID, decision, (*state.Document).Receiver)
}

// outgoingEvent reads the title of a withdrawal back: «GET
// /edo-api/outgoing-documents/{documentId}/events/withdraw/base64».
func (a *API) outgoingEvent(c *pipeline.Call, in documentIn) (pipeline.Reply, error) {
	return readTitle(c, in.ID, state.Withdraw, (*state.Document).Sender)
}

func readTitle(c *pipeline.Call, id string, decision state.Decision, party func(*state.Document) string) (pipeline.Reply, error) {
	if !uuidForm.MatchString(id) {
		return pipeline.Reply{}, state.Fail(parametersWrong, fmt.Sprintf("the document's id %q is no UUID", id))
	}
	d, err := partyDocument(c, id, party)
	if err != nil {
		return pipeline.Reply{}, err
	}
	title := d.Title(decision)
	if title == nil {
		return pipeline.Reply{}, state.Fail(state.DocumentUnknown, fmt.Sprintf("document %s has no title of a decision %s", id, decision), id)
	}
	text, err := intake.Title(c.World.Look(), d, title)
	if err != nil {
		return pipeline.Reply{}, err
	}
	return base64Reply(c, text), nil
}
