package pki

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"

	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/internal/texts"
)

// The attributes of a name that matter here, in X.520 numbers.
const (
	oidCommonName         = "2.5.4.3"
	oidSurname            = "2.5.4.4"
	oidSerialNumber       = "2.5.4.5"
	oidCountry            = "2.5.4.6"
	oidOrganisation       = "2.5.4.10"
	oidOrganisationalUnit = "2.5.4.11"
	oidGivenName          = "2.5.4.42"
)

var attributeNames = map[string]string{
	oidCommonName: "CN", oidSurname: "SURNAME", oidSerialNumber: "SERIALNUMBER", oidCountry: "C",
	oidOrganisation: "O", oidOrganisationalUnit: "OU", oidGivenName: "GIVENNAME",
}

// Identity is who a certificate names.
type Identity struct {
	BIN          string // 12 digits of OU=BIN…, empty for a person
	IIN          string // 12 digits of SERIALNUMBER=IIN…
	Name         string // CN: surname and given name
	Patronymic   string // GIVENNAME, where real certificates keep it (observed)
	Organisation string // O
}

// Participant returns the number under which the holder is known: the BIN, else the IIN, else nothing.
// Source: subject layout of real certificates (observed).
func (i Identity) Participant() string {
	if i.BIN != "" {
		return i.BIN
	}
	return i.IIN
}

// FullName is «surname, name, (patronymic)», or "" for a certificate without a name.
func (i Identity) FullName() string { return strings.TrimSpace(i.Name + " " + i.Patronymic) }

// name is a distinguished name in the order of the certificate.
type name []nameAttribute

type nameAttribute struct{ oid, value string }

// readName reads the content of a Name. Damage sticks to the reader.
func readName(rdns der) name {
	var out name
	for rdns.more() {
		set := rdns.take(asn1.SET, "RelativeDistinguishedName")
		for set.more() {
			pair := set.take(asn1.SEQUENCE, "AttributeTypeAndValue")
			oid := pair.oid(texts.PartNameType.Text)
			whole, tag := pair.element(texts.PartNameValue.Text)
			out = append(out, nameAttribute{oid, decodeText(whole, tag)})
		}
	}
	return out
}

// decodeText reads any string type; Go's own reader is stricter than the certificates that are out there.
func decodeText(whole []byte, tag asn1.Tag) string {
	const bmpString = asn1.Tag(30)
	value := openDER(whole)
	text := value.take(tag, texts.PartText.Text)
	if tag != bmpString {
		return strings.ToValidUTF8(string(text.String), "\uFFFD")
	}
	units := make([]uint16, len(text.String)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16(text.String[2*i:])
	}
	return string(utf16.Decode(units))
}

// String writes the name for people, and cuts it behind mostName bytes.
func (n name) String() string {
	const mostName = 400
	text := n.text()
	if len(text) <= mostName {
		return text
	}
	return strings.ToValidUTF8(text[:mostName], "") + "…"
}

// text writes the name whole, for comparing: string types differ between programs, values do not.
func (n name) text() string {
	parts := make([]string, len(n))
	for i, a := range n {
		label, known := attributeNames[a.oid]
		if !known {
			label = a.oid
		}
		parts[i] = fmt.Sprintf("%s=%s", label, escape.Replace(a.value))
	}
	return strings.Join(parts, ", ")
}

// escape keeps a value from looking like the next attribute.
var escape = strings.NewReplacer(`\`, `\\`, `,`, `\,`, "\n", `\n`, "\r", `\r`)

func (n name) identity() Identity {
	var out Identity
	for _, a := range n {
		switch a.oid {
		case oidCommonName:
			out.Name = a.value
		case oidGivenName:
			out.Patronymic = a.value
		case oidOrganisation:
			out.Organisation = a.value
		case oidSerialNumber:
			setNumber(&out.IIN, a.value, "IIN")
		case oidOrganisationalUnit:
			setNumber(&out.BIN, a.value, "BIN")
		}
	}
	return out
}

// setNumber keeps what is there when the value is something else: an organisation may have further units.
func setNumber(to *string, value, prefix string) {
	if number, found := strings.CutPrefix(value, prefix); found && isNumber(number) {
		*to = number
	}
}

// isNumber says whether s has the shape of a BIN or IIN. Check digits are not looked at: published samples break them.
func isNumber(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}
