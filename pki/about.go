package pki

import (
	"slices"
	"time"
)

// About has the contents of a key's certificate, for people.
type About struct {
	Identity  Identity
	Kind      Kind   // empty if the certificate does not say
	Role      Role   // the same
	Algorithm string // of the key, with its identifier
	Issuer    string
	Doubts    []Doubt // what Chain would refuse of its signatures
}

// About reads the certificate of the key, and judges it as of a time.
func (k *Key) About(trust *Trust, at time.Time) About {
	c := readCertificate(k.Certificate.Raw)
	i := &inspection{Check: Check{At: at, Trust: trust}, message: &message{}}
	i.chain = i.chainOf(nil, at)
	for _, one := range []struct {
		rule string
		run  func(*inspection, *signer) error
	}{
		{RuleValidity, (*inspection).checkValidity},
		{RuleAuthority, (*inspection).checkAuthority},
		{RuleUsage, (*inspection).checkUsage},
	} {
		if err := one.run(i, &signer{certificate: c}); err != nil {
			i.doubt(one.rule, said(err))
		}
	}
	return About{c.subject.identity(), c.kind(), c.role(), describe(c.keyAlgorithm), c.issuer.String(), i.found.Doubts}
}

// role is what the certificate says of its holder's place; empty if it says nothing.
func (c *certificate) role() Role {
	for _, role := range []Role{Head, Signs, Employee, Person} {
		purposes := rolePurposes[role]
		if slices.Contains(c.usages, purposes[len(purposes)-1]) {
			return role
		}
	}
	return ""
}
