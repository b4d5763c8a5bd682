package client

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// NCANode signs by an NCANode 3 service, which knows the national algorithms.
// Every call sends the key there, so run a service of your own.
type NCANode struct {
	URL      string // http://localhost:14579 if ""
	Key      []byte // the PKCS#12 file
	Password string
	Alias    string            // of the key in the file, "" if there is one only
	HTTP     http.RoundTripper // http.DefaultTransport if nil
}

type ncanodeSigner struct {
	Key      []byte  `json:"key"` // base64
	Password string  `json:"password"`
	KeyAlias *string `json:"keyAlias"`
}

type ncanodeCall struct {
	Data     []byte          `json:"data"` // base64
	Signers  []ncanodeSigner `json:"signers"`
	WithTSP  bool            `json:"withTsp"`
	Detached bool            `json:"detached"`
}

type ncanodeAnswer struct {
	Status  int    `json:"status"`
	Message string `json:"message"`
	CMS     string `json:"cms"`
}

// Sign asks for a CMS by POST /cms/sign, without a time stamp.
func (s NCANode) Sign(ctx context.Context, content []byte, form Form) ([]byte, error) {
	signer := ncanodeSigner{Key: s.Key, Password: s.Password}
	if s.Alias != "" {
		signer.KeyAlias = &s.Alias
	}
	body, err := json.Marshal(ncanodeCall{Data: content, Signers: []ncanodeSigner{signer}, Detached: form == Detached})
	if err != nil {
		return nil, err
	}
	address := strings.TrimRight(cmp.Or(s.URL, "http://localhost:14579"), "/") + "/cms/sign"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := (&http.Client{Transport: s.HTTP}).Do(req)
	if err != nil {
		return nil, fmt.Errorf("NCANode: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(resp.Body, longestAnswer))
	if err != nil {
		return nil, fmt.Errorf("NCANode at %s: the answer breaks off: %w", address, err)
	}
	var a ncanodeAnswer
	if err := json.Unmarshal(text, &a); err != nil {
		return nil, fmt.Errorf("what answers at %s is no NCANode: %s, %.*q", address, resp.Status, shownBody, text)
	}
	if resp.StatusCode != http.StatusOK || a.Status != http.StatusOK {
		return nil, fmt.Errorf("NCANode refuses: %s: %s", resp.Status, cmpOr(a.Message, "without a word"))
	}
	return decodeCMS("NCANode", []byte(a.CMS))
}
