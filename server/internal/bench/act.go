package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"mime/multipart"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/xsd/doc"
)

// consignee takes what the owner of the published box gives away.
const consignee = "970425450202"

// actText is an act from the owner to the consignee, as XML.
func actText(gtin string, goods []doc.ICode) ([]byte, error) {
	total := 0
	for _, g := range goods {
		total += int(g.Count)
	}
	act := doc.Act{
		File:          doc.File{FileID: "EEU_ACT_" + uuid(goods), Version: "1.0", SendingDateTime: "2026-11-22T00:25:47Z"},
		Participants:  doc.Participants{SupplierID: owner, ConsigneeID: consignee},
		Document:      doc.ActDocument{OperationType: 1},
		SupplierInfo:  doc.Party{IdentificationCode: owner},
		ConsigneeInfo: doc.Party{IdentificationCode: consignee},
		ProductList:   goods,
		ProductTotals: []doc.GTIN{{GTIN: gtin, Count: int32(total)}},
	}
	var b bytes.Buffer
	err := act.Write(&b)
	return b.Bytes(), err
}

// uuid is one of these goods alone: a fileId is unique within its kind.
func uuid(goods []doc.ICode) string {
	sum := sha256.New()
	for _, g := range goods {
		sum.Write([]byte(g.CIS))
	}
	x := sum.Sum(nil)
	return fmt.Sprintf("%x-%x-%x-%x-%x", x[:4], x[4:6], x[6:8], x[8:10], x[10:16])
}

// signed is a document with the signature over it.
type signed struct {
	text []byte
	cms  []byte // detached
}

func sign(key *pki.Key, text []byte) (signed, error) {
	cms, err := key.Sign(text, pki.SignOptions{Detached: true})
	return signed{text, cms}, err
}

// base64 gives content and signature as they are sent.
func (s signed) base64() (content, signature string) {
	return base64.StdEncoding.EncodeToString(s.text), base64.StdEncoding.EncodeToString(s.cms)
}

// form is the body of a call that sends the document.
func (s signed) form() (contentType, body string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	content, signature := s.base64()
	for _, field := range [][2]string{{"content", content}, {"signature", signature}} {
		if err := w.WriteField(field[0], field[1]); err != nil {
			return "", "", fmt.Errorf("form: %w", err)
		}
	}
	err = w.Close() // writes the end
	return w.FormDataContentType(), b.String(), err
}
