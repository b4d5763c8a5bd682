package pki_test

import (
	"encoding/base64"
	"fmt"
	"time"

	"github.com/mockismp/mockismp/pki"
)

// A sign-in: the client signs the data of auth/key and sends it inside the signature.
func Example() {
	key, err := pki.Issue(pki.Request{BIN: "123456789021", Name: "ТЕСТОВ ТЕСТ ТЕСТОВИЧ", Organisation: "ТОО «ТЕСТ»"})
	if err != nil {
		fmt.Println(err)
		return
	}
	data := []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZABCD")
	cms, err := key.Sign(data, pki.SignOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	sent := base64.StdEncoding.EncodeToString(cms)

	received, err := pki.Decode(sent)
	if err != nil {
		fmt.Println(err)
		return
	}
	check := pki.Check{Level: pki.Chain, Content: data, At: time.Date(2026, time.May, 5, 0, 0, 0, 0, time.UTC)}
	signature, err := pki.Verify(received, check)
	fmt.Println(signature.Identity.Participant(), signature.Identity.Organisation, signature.Algorithm, err)

	check.Content = []byte("other data")
	_, err = pki.Verify(received, check)
	fmt.Println(err)

	// Output:
	// 123456789021 ТОО «ТЕСТ» SHA-256/RSA <nil>
	// подписаны другие данные: в CMS 30 байт "ABCDEFGHIJKLMNOPQRSTUVWXYZABCD", ожидались 10 байт "other data"
}
