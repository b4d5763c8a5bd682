package control

import (
	"encoding/pem"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

type tokenIn struct {
	Body struct {
		BIN string `json:"bin"`
	} `body:"json"`
}

type tokenOut struct {
	Token string `json:"token"`
}

// token gives a token without the ceremony of a signature.
func (a *API) token(c *pipeline.Call, in tokenIn) (out tokenOut, err error) {
	out.Token, err = a.TrueAPI.IssueToken(c.World, in.Body.BIN, "")
	return out, err
}

type keyIn struct {
	Body struct {
		BIN          string   `json:"bin"`
		IIN          string   `json:"iin"`
		Name         string   `json:"name"`
		Organisation string   `json:"organisation"`
		Password     string   `json:"password"`
		Kind         pki.Kind `json:"kind"`
		Expired      bool     `json:"expired"`
	} `body:"json"`
}

type keyOut struct {
	P12         []byte `json:"p12"` // base64
	Password    string `json:"password"`
	Certificate string `json:"certificate"` // PEM
}

// usualPassword opens the keys for which no password was asked.
const usualPassword = "mockismp"

// key issues a test key: a PKCS#12 file of the test authority.
func (a *API) key(_ *pipeline.Call, in keyIn) (out keyOut, err error) {
	b := in.Body
	k, err := pki.Issue(pki.Request{BIN: b.BIN, IIN: b.IIN, Name: b.Name, Organisation: b.Organisation, Kind: b.Kind, Expired: b.Expired})
	if err != nil {
		return out, state.Fail(badCall, err.Error())
	}
	if b.Password == "" {
		b.Password = usualPassword
	}
	out.Password = b.Password
	if out.P12, err = k.PKCS12(b.Password); err != nil {
		return out, state.Fail(badCall, err.Error())
	}
	out.Certificate = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: k.Certificate.Raw}))
	return out, nil
}

// authority gives the certificate that signs the test keys.
func (a *API) authority(*pipeline.Call, struct{}) (pipeline.Reply, error) {
	return pipeline.Reply{ContentType: "application/x-pem-file", Body: pki.AuthorityPEM()}, nil
}
