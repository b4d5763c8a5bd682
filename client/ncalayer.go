package client

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/coder/websocket"
)

// NCALayer signs with the NCALayer program of НУЦ РК, which runs on the machine
// of a person. The program shows a window, and the person chooses the key and
// types its password. A signature takes as long as the person does: give the
// call a context, and sign in once, not for every call.
type NCALayer struct {
	URL     string      // wss://127.0.0.1:13579/ if ""
	Storage string      // where the key lies: PKCS12 if "", AKKaztokenStore, AKKZIDCardStore, …
	KeyType string      // SIGNATURE if "", or AUTHENTICATION
	TLS     *tls.Config // nil: the authorities of the machine, among which NCALayer puts its own when it is installed
}

// ErrCanceled is the error of a person who closed the window of NCALayer.
var ErrCanceled = errors.New("the person closed the window of NCALayer")

const (
	ncalayerAddress = "wss://127.0.0.1:13579/"
	ncalayerLimit   = 128 << 20 // of a message: a document of 30 MB in a CMS, in base64, and some
)

// ncalayerCall is the request that the True-API's own description prints.
type ncalayerCall struct {
	Module string `json:"module"`
	Method string `json:"method"`
	Args   []any  `json:"args"`
}

// ncalayerAnswer is an answer of commonUtils, or the greeting, which has
// nothing of it.
type ncalayerAnswer struct {
	Code    Text            `json:"code"`
	Message string          `json:"message"`
	Object  json.RawMessage `json:"responseObject"`
	Result  json.RawMessage `json:"result"` // of the greeting: {"version": …}
}

// Sign asks for a CMS by createCMSSignatureFromBase64 of kz.gov.pki.knca.commonUtils.
func (s NCALayer) Sign(ctx context.Context, content []byte, form Form) ([]byte, error) {
	address := cmp.Or(s.URL, ncalayerAddress)
	conn, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: &http.Transport{TLSClientConfig: s.TLS}},
	})
	if err != nil {
		return nil, fmt.Errorf("NCALayer does not answer at %s: %w (is it running?)", address, err)
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(ncalayerLimit)
	call, err := json.Marshal(ncalayerCall{
		Module: "kz.gov.pki.knca.commonUtils", Method: "createCMSSignatureFromBase64",
		Args: []any{cmp.Or(s.Storage, "PKCS12"), cmp.Or(s.KeyType, "SIGNATURE"), base64.StdEncoding.EncodeToString(content), form == Attached},
	})
	if err != nil {
		return nil, err
	}
	if err := conn.Write(ctx, websocket.MessageText, call); err != nil {
		return nil, fmt.Errorf("NCALayer at %s takes no request: %w", address, err)
	}
	for {
		_, text, err := conn.Read(ctx)
		if err != nil {
			return nil, fmt.Errorf("NCALayer at %s hangs up before it has signed: %w", address, err)
		}
		if cms, done, err := s.read(text); done {
			return cms, err
		}
	}
}

// read takes one message. The greeting and beats of the heart are not what is
// waited for.
func (s NCALayer) read(text []byte) (cms []byte, done bool, err error) {
	const heartbeat = "--heartbeat--"
	if string(text) == heartbeat {
		return nil, false, nil
	}
	var a ncalayerAnswer
	if err := json.Unmarshal(text, &a); err != nil {
		return nil, true, fmt.Errorf("NCALayer answers no JSON: %w: %.*q", err, shownBody, text)
	}
	switch {
	case a.Code == "" && a.Result != nil:
		return nil, false, nil
	case a.Message == "action.canceled":
		return nil, true, ErrCanceled
	case a.Code != "200":
		return nil, true, fmt.Errorf("NCALayer refuses: code %q, %s", a.Code, cmpOr(a.Message, "without a word"))
	}
	var signature string
	if err := json.Unmarshal(a.Object, &signature); err != nil {
		return nil, true, fmt.Errorf("NCALayer's responseObject is no text: %.*q", shownBody, text)
	}
	cms, err = decodeCMS("NCALayer", []byte(signature))
	return cms, true, err
}
