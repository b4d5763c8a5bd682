package control

import (
	"encoding/pem"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

type tokenIn struct {
	Body mock.TokenFor `body:"json"`
}

// token gives a token without the ceremony of a signature.
func (a *API) token(c *pipeline.Call, in tokenIn) (out mock.Token, err error) {
	err = c.UpdateBriefly(func(tx *state.Tx) (err error) {
		out.Token, err = a.TrueAPI.Token(tx, c.World, in.Body.BIN, "")
		return err
	})
	out.Warnings = warningsOf(c.Warnings())
	return out, err
}

type keyIn struct {
	Body mock.KeyFor `body:"json"`
}

// usualPassword opens the keys for which no password was asked.
const usualPassword = "mockismp"

// key issues a test key: a PKCS#12 file of the test authority.
func (a *API) key(_ *pipeline.Call, in keyIn) (out mock.Key, err error) {
	b := in.Body
	k, err := pki.Issue(pki.Request{
		BIN: b.BIN, IIN: b.IIN, Name: b.Name, Organisation: b.Organisation,
		Kind: pki.Kind(b.Kind), Algorithm: pki.Algorithm(b.Algorithm), Role: pki.Role(b.Role), Expired: b.Expired,
	})
	if err != nil {
		return out, state.Errorf(badCall, "%s", err)
	}
	if b.Password == "" {
		b.Password = usualPassword
	}
	out.Password, out.File = b.Password, k.FileName()
	pack := k.PKCS12
	if b.Modern {
		pack = k.PKCS12Modern
	}
	if out.P12, err = pack(b.Password); err != nil {
		return out, state.Errorf(badCall, "%s", err)
	}
	out.Certificate = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: k.Certificate.Raw}))
	return out, nil
}

type authorityIn struct {
	For string `query:"for"` // tls, or signatures
}

// authority gives the certificates that sign the test keys, or those that
// clients of HTTPS have to trust.
func (a *API) authority(_ *pipeline.Call, in authorityIn) (pipeline.Reply, error) {
	out := pipeline.Reply{ContentType: "application/x-pem-file", Body: pki.AuthorityPEM()}
	switch {
	case in.For == "" || in.For == "signatures":
		return out, nil
	case in.For != "tls":
		return out, state.Errorf(badCall, "for is %.100q; it is tls or signatures", in.For)
	case a.TLSAuthority == nil:
		return out, state.Errorf(badCall, "this server speaks no TLS: serve with --tls auto")
	}
	out.Body = a.TLSAuthority
	return out, nil
}
