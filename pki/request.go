package pki

import (
	"cmp"
	"crypto"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Kind is what a key is for. The national authority always gives out both.
type Kind string

// The two kinds; an empty Kind means KindSign.
const (
	KindSign Kind = "sign"
	KindAuth Kind = "auth"
)

// Algorithm is what kind of keys.
type Algorithm string

// The algorithms of keys; an empty one means RSA. НУЦ РК gives out RSA and ГОСТ 34.10-2015, and until April 2024 gave out
// ГОСТ 34.310-2004; keys on P-256 are of others.
const (
	RSA      Algorithm = "rsa"
	GOST2015 Algorithm = "gost2015"
	GOST2004 Algorithm = "gost2004"
	EC       Algorithm = "ec"
)

// Role is what the holder of a key is in the organisation.
type Role string

// The roles. An empty one means Head of an organisation, and a Person where there is none.
const (
	Person   Role = "person"   // who has no organisation
	Head     Role = "head"     // first manager
	Signs    Role = "signer"   // may sign for the organisation
	Employee Role = "employee" // may not
)

// Request is what a key is asked for. At least one of BIN and IIN is needed, 12 digits each; check digits are not looked
// at. With a BIN the certificate is an organisation's; a missing IIN is then made up (always the same one for a BIN),
// because such certificates always name a person as well. Without a BIN it is a person's, and Organisation must be empty.
type Request struct {
	BIN, IIN     string
	Name         string // «ФАМИЛИЯ ИМЯ ОТЧЕСТВО»; Organisation, else a test name, if empty
	Organisation string // Name if empty
	Kind         Kind
	Algorithm    Algorithm
	Role         Role
	Private      crypto.Signer // of the Algorithm; a new one, if nil
	Expired      bool          // valid in the year 2000 only, instead of 2000 to 2099
}

// complete checks the request and fills in what may be left out.
func (r *Request) complete() error {
	usual := Person
	if r.BIN != "" {
		usual = Head
	}
	r.Kind, r.Algorithm, r.Role = cmp.Or(r.Kind, KindSign), cmp.Or(r.Algorithm, RSA), cmp.Or(r.Role, usual)
	switch {
	case r.Kind != KindSign && r.Kind != KindAuth:
		return fmt.Errorf("kind %q is unknown, use %s or %s", r.Kind, KindSign, KindAuth)
	case algorithmsOfKeys[r.Algorithm].make == nil:
		return fmt.Errorf("algorithm %q is unknown, use %s, %s, %s or %s", r.Algorithm, RSA, GOST2015, GOST2004, EC)
	case rolePurposes[r.Role] == nil:
		return fmt.Errorf("role %q is unknown, use %s, %s, %s or %s", r.Role, Person, Head, Signs, Employee)
	case r.Role == Person && r.BIN != "":
		return fmt.Errorf("role %s has no organisation, and the bin %s was given; use %s, %s or %s", Person, r.BIN, Head, Signs, Employee)
	case r.Role != Person && r.BIN == "" && r.IIN != "":
		return fmt.Errorf("role %s needs a bin, only the iin %s was given", r.Role, r.IIN)
	case r.BIN == "" && r.IIN == "":
		return errors.New("a key needs a bin or an iin of 12 digits, neither was given")
	case r.BIN != "" && !isNumber(r.BIN):
		return fmt.Errorf("bin %q is not 12 digits", r.BIN)
	case r.IIN != "" && !isNumber(r.IIN):
		return fmt.Errorf("iin %q is not 12 digits", r.IIN)
	case r.BIN == "" && r.Organisation != "":
		return fmt.Errorf("organisation %q needs a bin, only the iin %s was given", r.Organisation, r.IIN)
	case !utf8.ValidString(r.Name) || !utf8.ValidString(r.Organisation):
		return fmt.Errorf("name %q or organisation %q is not UTF-8", r.Name, r.Organisation)
	}
	r.Name, r.Organisation = strings.TrimSpace(r.Name), strings.TrimSpace(r.Organisation)
	if r.BIN != "" {
		r.Organisation = cmp.Or(r.Organisation, r.Name, "ТОО «ТЕСТ»")
	}
	r.Name = cmp.Or(r.Name, "ТЕСТОВ ТЕСТ ТЕСТОВИЧ")
	r.IIN = cmp.Or(r.IIN, inventIIN(r.BIN))
	return nil
}

// subject lays the name out as the national authority does (sibling: published test certificates): GIVENNAME is the
// patronymic.
func (r Request) subject() pkix.RDNSequence {
	common, surname, patronymic := r.person()
	const printable, utf = asn1.TagPrintableString, asn1.TagUTF8String
	rows := []struct {
		oid   string
		tag   int
		value string
	}{
		{oidCommonName, utf, common},
		{oidSurname, utf, surname},
		{oidSerialNumber, printable, "IIN" + r.IIN},
		{oidCountry, printable, "KZ"},
		{oidOrganisation, utf, r.Organisation},
		{oidOrganisationalUnit, utf, "BIN" + r.BIN},
		{oidGivenName, utf, patronymic},
	}
	var out pkix.RDNSequence
	for _, row := range rows {
		if row.value == "" || row.value == "BIN" {
			continue
		}
		value := asn1.RawValue{Tag: row.tag, Bytes: []byte(row.value)}
		out = append(out, pkix.RelativeDistinguishedNameSET{{Type: identifier(row.oid), Value: value}})
	}
	return out
}

// person splits the name into CN, SURNAME and GIVENNAME. A sole trader's certificate is the person's (observed: the
// signed act of «ИП МАКУЛБЕКОВА АСЕЛЬ МУРАТБЕККЫЗЫ»); the name of an organisation is not split.
func (r Request) person() (common, surname, patronymic string) {
	if r.Name == r.Organisation {
		return r.Name, strings.Fields(r.Name)[0], ""
	}
	words := strings.Fields(strings.TrimPrefix(r.Name, "ИП "))
	given := min(len(words), 2)
	return strings.Join(words[:given], " "), words[0], strings.Join(words[given:], " ")
}

// inventIIN makes up the person behind a BIN: a valid date of birth, digit of sex and century, and check digit.
func inventIIN(bin string) string {
	seed := sha256.Sum256([]byte("iin of " + bin))
	n := binary.BigEndian.Uint64(seed[:])
	year, month, day, sex := 60+n%40, 1+n/40%12, 1+n/480%28, 3+n/13440%2
	for serial := n / 26880 % 10000; ; serial = (serial + 1) % 10000 {
		number := fmt.Sprintf("%02d%02d%02d%d%04d", year, month, day, sex, serial)
		if digit, exists := CheckDigit(number); exists {
			return number + digit
		}
	}
}

// CheckDigit computes the twelfth digit of a BIN or IIN from the eleven before it: their sum with the weights 1 to 11,
// modulo 11; where that is 10, with the weights from 3 on. Numbers for which that is 10 as well are not issued.
func CheckDigit(number string) (digit string, exists bool) {
	for _, shift := range []int{0, 2} {
		sum := 0
		for i, d := range []byte(number) {
			sum += int(d-'0') * ((i+shift)%11 + 1)
		}
		if sum %= 11; sum < 10 {
			return string(rune('0' + sum)), true
		}
	}
	return "", false
}
