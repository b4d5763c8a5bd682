package intake

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Signed checks a detached CMS over text, and that the caller made it. It gives
// the binary CMS, and what was found in it: warnings only when nobody looks and
// it can not be read. rule of a refusal is that of the signature checks.
func Signed(text []byte, signature, caller string, level pki.Level, now state.Moment) (cms []byte, sig *pki.Signature, err error) {
	if cms, err = pki.Decode(signature); err != nil {
		return nil, nil, badSignature(err)
	}
	sig, err = pki.Verify(cms, pki.Check{Level: level, Content: text, Detached: true, At: now.Time()})
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
			return state.Fail(BadSignature, fmt.Sprintf("a document of kind %s needs a signature, and the form has none", s.Row.Type), "подпись не передана")
		}
		return nil
	}
	cms, sig, err := Signed(s.Document.Text, s.Signature, s.Caller, s.Level, s.Now)
	if err != nil {
		return err
	}
	s.Document.Signature, s.Document.Signer = cms, sig.Identity.FullName()
	state.Tolerate(s.Rules, rules.SignatureProof, &s.warnings, sig.Warnings...)
	return nil
}
