package intake

import (
	"errors"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Signed checks a detached CMS over text, and that the caller made it. It gives
// the binary CMS, and what was found in it: warnings only when nobody looks and
// it cannot be read. rule of a refusal is that of the signature checks.
// how says how far and against which authorities signatures are checked, and when.
func Signed(text []byte, signature, caller string, how pki.Check) (cms []byte, sig *pki.Signature, err error) {
	how.Content, how.Detached = text, true
	return signedBy(signature, caller, how)
}

// signedBy is Signed of what how says of the content.
func signedBy(signature, caller string, how pki.Check) (cms []byte, sig *pki.Signature, err error) {
	if cms, err = pki.Decode(signature); err != nil {
		return nil, nil, badSignature(err)
	}
	how.Kind = pki.KindSign
	sig, err = pki.Verify(cms, how)
	if err != nil {
		if how.Level == pki.Off { // nobody looks at signatures, not even at who made them
			return cms, &pki.Signature{Doubts: []pki.Doubt{{Rule: pki.RuleProof, Detail: detailOf(err)}}}, nil
		}
		return nil, nil, badSignature(err)
	}
	signer, found := sig.By(caller)
	switch {
	case found: // of several signers any
		sig.Signer = signer
	case how.Level > pki.Off:
		who := sig.Identity
		return nil, nil, state.Errorf(SignerIsAnother, "of %d signers the first has BIN %q, IIN %q; the caller is %s", len(sig.Signers), who.BIN, who.IIN, caller).With(strings.Join(sig.Participants(), ", "), caller)
	}
	return cms, sig, nil
}

// Doubts judges what a signature was taken with by the rules of the world, whose
// names are those of the doubts. A refusal is of the kind.
func Doubts(set rules.Set, sig *pki.Signature, kind state.Kind, warnings *[]rules.Warning) error {
	for _, d := range sig.Doubts {
		if d.Rule == pki.RuleProof {
			state.Tolerate(set, rules.SignatureProof, warnings, d.Detail.String())
		} else if err := state.Soften(set, rules.Name(d.Rule), state.Errorf(kind, "%s", d.Detail).With(d.Detail), warnings); err != nil {
			return err
		}
	}
	return nil
}

func badSignature(err error) error { return SignatureRefused(BadSignature, err) }

// SignatureRefused words a refusal of the signature checks for the client; the
// journal names the check.
func SignatureRefused(kind state.Kind, err error) error {
	refused := state.Errorf(kind, "%s", err).With(detailOf(err))
	var r *pki.Refusal
	if errors.As(err, &r) {
		refused.Rule = r.Rule
	}
	return refused
}

// detailOf is what a refusal of the signature checks says.
func detailOf(err error) texts.Said {
	if r := (*pki.Refusal)(nil); errors.As(err, &r) {
		return r.Detail
	}
	return texts.Verbatim(err.Error())
}

// verify checks the signature of a submission.
func (s *Submission) verify() error {
	if s.Signature == "" {
		if s.Row.Signed {
			return state.Errorf(pipeline.ParamMissing, "a document of kind %s needs a signature, and there is none", s.Row.Type).With("signature")
		}
		return nil
	}
	how := pki.Check{Level: s.Level, Trust: s.Trust, At: s.Now.Time(), Content: s.Document.Text, Detached: true}
	cms, sig, err := signedBy(s.Signature, s.Caller, how)
	if err != nil && s.Row.Has(state.SignsInside) { // the method asks for no detached one
		cms, sig, err = s.attached(how, err)
	}
	if err != nil {
		return err
	}
	s.Document.Signature, s.Document.Signer = cms, sig.Identity.FullName()
	return Doubts(s.Rules, sig, BadSignature, &s.warnings)
}

// attached takes a signature with the document inside it, by a rule; else
// refused is what was wrong with it as a detached one.
func (s *Submission) attached(how pki.Check, refused error) (cms []byte, sig *pki.Signature, err error) {
	how.Detached = false
	if cms, sig, err = signedBy(s.Signature, s.Caller, how); err != nil {
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
