package intake

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Signed checks a detached CMS over text, and that the caller made it. It gives
// the binary CMS, and what was found in it: warnings only when nobody looks and
// it can not be read. rule of a refusal is that of the signature checks.
func Signed(text []byte, signature, caller string, level pki.Level, now state.Moment) (cms []byte, sig *pki.Signature, err error) {
	return signedBy(signature, caller, pki.Check{Level: level, Content: text, Detached: true, At: now.Time()})
}

func signedBy(signature, caller string, check pki.Check) (cms []byte, sig *pki.Signature, err error) {
	level := check.Level
	if cms, err = pki.Decode(signature); err != nil {
		return nil, nil, badSignature(err)
	}
	sig, err = pki.Verify(cms, check)
	if err != nil {
		if level == pki.Off { // nobody looks at signatures, not even at who made them
			return cms, &pki.Signature{Warnings: []string{err.Error()}}, nil
		}
		return nil, nil, badSignature(err)
	}
	signer, found := sig.By(caller)
	switch {
	case found: // of several signers any
		sig.Signer = signer
	case level > pki.Off:
		who := sig.Identity
		return nil, nil, state.Fail(SignerIsAnother, fmt.Sprintf("of %d signers the first has BIN %q, IIN %q; the caller is %s", len(sig.Signers), who.BIN, who.IIN, caller),
			strings.Join(sig.Participants(), ", "), caller)
	}
	return cms, sig, nil
}

func badSignature(err error) error {
	refused := state.Fail(BadSignature, err.Error(), err.Error())
	var r *pki.Refusal
	if errors.As(err, &r) {
		refused.Rule = r.Rule
	}
	return refused
}

// verify checks the signature of a submission.
func (s *Submission) verify() error {
	if s.Signature == "" {
		if s.Row.Signed {
			return state.Fail(pipeline.ParamMissing, fmt.Sprintf("a document of kind %s needs a signature, and there is none", s.Row.Type), "signature")
		}
		return nil
	}
	check := pki.Check{Level: s.Level, Content: s.Document.Text, Detached: true, At: s.Now.Time()}
	cms, sig, err := signedBy(s.Signature, s.Caller, check)
	if err != nil && s.Row.Type == state.Shipment { // the method asks for no detached one
		cms, sig, err = s.attached(check, err)
	}
	if err != nil {
		return err
	}
	s.Document.Signature, s.Document.Signer = cms, sig.Identity.FullName()
	state.Tolerate(s.Rules, rules.SignatureProof, &s.warnings, sig.Warnings...)
	return nil
}

// attached takes a signature with the document inside it, by a rule; else
// refused is what was wrong with it as a detached one.
func (s *Submission) attached(check pki.Check, refused error) (cms []byte, sig *pki.Signature, err error) {
	check.Detached = false
	if cms, sig, err = signedBy(s.Signature, s.Caller, check); err != nil {
		return nil, nil, refused
	}
	refusal := new(state.Error)
	if errors.As(refused, &refusal) {
		softer := *refusal
		softer.Why = "the signature is attached: all other methods want detached ones"
		err = s.soften(rules.ShipmentAttached, &softer)
	}
	return cms, sig, err
}
