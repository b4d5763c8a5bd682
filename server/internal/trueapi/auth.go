package trueapi

import (
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Chapter «Инструкция для получения токена в API ИС МПТ».

const (
	signatureRefused state.Kind = "signature.refused"
	signerIsAnother  state.Kind = "signin.signer"
	uuidMissing400   state.Kind = "signin.uuid.missing.400"
	uuidMissing401   state.Kind = "signin.uuid.missing.401"
)

// withoutUUID is how a sign-in without uuid is refused.
func withoutUUID(set rules.Set) state.Kind {
	switch set.Value(rules.SignInMissing) {
	case rules.Ancestor400:
		return uuidMissing400
	case rules.Ancestor401:
		return uuidMissing401
	}
	return pipeline.ParamMissing
}

// authKeyOut keeps uuid before data: clients written in shell count on it (sibling).
type authKeyOut struct {
	UUID string `json:"uuid"`
	Data string `json:"data"`
}

// authKey gives random text to sign: «GET /auth/key».
func (a *API) authKey(c *pipeline.Call, _ struct{}) (out authKeyOut, err error) {
	err = c.UpdateBriefly(func(tx *state.Tx) error {
		challenge := tx.NewChallenge()
		out = authKeyOut{challenge.UUID, challenge.Data}
		return nil
	})
	return out, err
}

type simpleSignInIn struct {
	Body struct {
		UUID string `json:"uuid"`
		Data string `json:"data"` // base64 CMS with the signed text inside
		INN  string `json:"inn"`  // whom the signer acts for; "" for the signer (sibling)
	} `body:"json"`
}

type tokenOut struct {
	Token string `json:"token"`
}

// simpleSignIn gives a token for a signed text: «POST /auth/simpleSignIn».
func (a *API) simpleSignIn(c *pipeline.Call, in simpleSignInIn) (out tokenOut, err error) {
	body := in.Body
	view := c.Snapshot()
	if body.UUID == "" {
		return out, state.Errorf(withoutUUID(view.Rules()), `field "uuid" of the body is required: the uuid of GET /auth/key%s`, c.InsteadOf("uuid")).With("uuid")
	}
	if body.Data == "" {
		return out, state.Errorf(pipeline.ParamMissing, `field "data" of the body is required: the base64 of an attached CMS over the text of GET /auth/key%s`, c.InsteadOf("data")).With("data")
	}
	challenge, err := view.Challenge(strings.ToLower(body.UUID))
	if err != nil {
		return out, err
	}
	// Outside of the transaction: verifying takes long and changes nothing.
	caller, name, err := a.signer(c, body.Data, body.INN, pki.Check{
		Level: a.Signature, Trust: a.Trust, Content: []byte(challenge.Data), At: view.Now().Time(), Others: othersThan(view, challenge),
	})
	if err != nil {
		return out, err
	}
	c.Caller = &pipeline.Caller{BIN: caller}
	err = c.UpdateBriefly(func(tx *state.Tx) (err error) {
		out.Token, err = a.tokenFor(tx, c, caller, name)
		return err
	})
	return out, err
}

// mostOthers is how many other challenges a signature is tried on.
const mostOthers = 200

// othersThan are the texts that clients sign in place of a challenge: what stood
// beside it in the answer, and the texts of other answers.
func othersThan(v state.View, c *state.Challenge) func() []pki.Other {
	return func() []pki.Other {
		_, answer := pipeline.Body(authKeyOut{c.UUID, c.Data})
		all := []pki.Other{{About: texts.UUIDForData.Of().String(), Text: []byte(c.UUID)}, {About: texts.AnswerForData.Of().String(), Text: answer}}
		v.Challenges(func(other *state.Challenge) {
			if other != c && len(all) < mostOthers {
				all = append(all, pki.Other{About: texts.DataOfAnotherUUID.Of(other.UUID).String(), Text: []byte(other.Data)})
			}
		})
		return all
	}
}

// signer tells who signed in, and under which name the certificate knows them.
func (a *API) signer(c *pipeline.Call, data, inn string, check pki.Check) (bin, name string, err error) {
	cms, err := pki.Decode(data)
	var sig *pki.Signature
	if err == nil {
		sig, err = pki.Verify(cms, check)
	}
	if err != nil {
		// With --signature off any text will do, if the request says who calls.
		if a.Signature == pki.Off && state.ValidBIN(inn) {
			return inn, "", nil
		}
		return "", "", intake.SignatureRefused(signatureRefused, err)
	}
	var warnings []rules.Warning
	if err := intake.Doubts(c.Snapshot().Rules(), sig, signatureRefused, &warnings); err != nil {
		return "", "", err
	}
	c.Warn(warnings...)
	if several := sig.Participants(); len(several) > 1 {
		return "", "", state.Errorf(signatureRefused, "a sign-in is signed for one participant").With(texts.SeveralSigned.Of(strings.Join(several, ", ")))
	}
	who := sig.Identity
	if one, named := sig.By(inn); named { // of several people of one organisation
		who = one.Identity
	}
	c.Caller = &pipeline.Caller{BIN: who.Participant()} // whatever becomes of the call
	if inn != "" && inn != who.BIN && inn != who.IIN {
		return "", "", state.Errorf(signerIsAnother, "inn is %s and the certificate names BIN %q, IIN %q", inn, who.BIN, who.IIN).With(who.Participant(), inn)
	}
	if inn != "" {
		return inn, nameOf(who, inn), nil
	}
	return who.Participant(), nameOf(who, who.Participant()), nil
}

// nameOf is how the certificate calls the participant: an organisation signs in
// under its BIN, a person under their IIN.
func nameOf(who pki.Identity, bin string) string {
	if bin == who.BIN && who.Organisation != "" {
		return who.Organisation
	}
	return who.Name
}
