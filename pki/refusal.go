package pki

import "github.com/mockismp/mockismp/internal/texts"

// The rules by which a signature is refused or doubted. Rules lists them in the order in which they are looked at.
const (
	RuleDecode     = "cms.decode"     // the text is neither base64 nor PEM
	RuleParse      = "cms.parse"      // the bytes are not a CMS SignedData
	RuleSigner     = "cms.signer"     // nobody signed, or the certificate of a signer is missing
	RuleIdentity   = "cms.identity"   // the certificate names neither BIN nor IIN
	RuleForm       = "cms.form"       // attached where detached is due, or the other way round
	RuleContent    = "cms.content"    // other data inside, or not plain data
	RuleAttributes = "cms.attributes" // signed attributes without the two that every signature must have
	RuleDigest     = "cms.digest"     // messageDigest belongs to other data
	RuleSignature  = "cms.signature"  // the signature does not fit the key of the certificate

	// What Chain refuses and Crypto only doubts.
	RuleProof     = "signature.proof"     // an algorithm that nobody here can verify, or a weak one (which is never refused)
	RuleValidity  = "signature.validity"  // the certificate is not valid at the time asked for
	RuleAuthority = "signature.authority" // the certificate leads to no trusted authority
	RuleUsage     = "signature.usage"     // the key is for something else, such as signing in
	RuleStamp     = "signature.stamp"     // the time-stamp token is broken, of another signature, or of nobody trusted
)

// Rules returns every rule that a Refusal can carry, in the order of the checks.
func Rules() []string {
	rules := []string{RuleDecode, RuleParse}
	for _, c := range checks() {
		rules = append(rules, c.rule)
	}
	return rules
}

// Refusal says why a signature is not taken: Rule for programs, Detail, whose String is a Russian sentence, for people.
type Refusal struct {
	Rule   string
	Detail texts.Said
}

// Error returns the sentence: what was wrong and what was seen.
func (r *Refusal) Error() string { return r.Detail.String() }

func refuse(rule string, said texts.Said) *Refusal { return &Refusal{Rule: rule, Detail: said} }
