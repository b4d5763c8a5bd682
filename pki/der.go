package pki

import (
	"crypto/x509"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// der reads DER so that parsing code looks like the grammar it follows: the first failure sticks, is shared by all
// readers opened from this one, and makes every later read empty.
type der struct {
	cryptobyte.String
	failed *failure
}

// failure is the part that could not be read, and the sentence about it.
type failure struct{ part, sentence string }

func openDER(b []byte) der { return der{b, &failure{}} }

// failure names the part that could not be read and what stood there, or is empty.
func (d *der) failure() string { return d.failed.sentence }

// more says whether something is left to read; never after a failure, so loops end.
func (d *der) more() bool { return d.failure() == "" && !d.Empty() }

func (d *der) fail(part, format string, args ...any) {
	if d.failure() == "" {
		*d.failed = failure{part, part + ": " + fmt.Sprintf(format, args...)}
	}
}

// take opens the element that must come next.
func (d *der) take(tag asn1.Tag, part string) der {
	inner := der{failed: d.failed}
	switch {
	case !d.more():
		d.fail(part, "данные кончились")
	case !d.PeekASN1Tag(tag):
		d.fail(part, "ожидался тег %#02x, стоит %#02x", uint8(tag), d.String[0])
	case !d.ReadASN1(&inner.String, tag):
		d.fail(part, "неверная длина")
	}
	return inner
}

// option opens the element if it comes next.
func (d *der) option(tag asn1.Tag, part string) (inner der, present bool) {
	if !d.more() || !d.PeekASN1Tag(tag) {
		return der{failed: d.failed}, false
	}
	return d.take(tag, part), true
}

// element takes the next element whole, header included, whatever it is.
func (d *der) element(part string) (whole []byte, tag asn1.Tag) {
	var out cryptobyte.String
	if !d.more() || !d.ReadAnyASN1Element(&out, &tag) {
		d.fail(part, "элемент не читается")
	}
	return out, tag
}

// maxOID bounds an object identifier, in bytes: writing one in decimal takes time by the square of its length. The
// longest in use have about 20.
const maxOID = 64

// oid takes an object identifier in dotted form.
func (d *der) oid(part string) string {
	raw := d.take(asn1.OBJECT_IDENTIFIER, part)
	if len(raw.String) > maxOID {
		d.fail(part, "идентификатор в %d байт, допустимо до %d", len(raw.String), maxOID)
		return ""
	}
	return dotted(raw.String)
}

// dotted never fails: what is no identifier comes back in hex and equals none.
func dotted(raw []byte) string {
	var id x509.OID
	if err := id.UnmarshalBinary(raw); err != nil {
		return "0x" + brief(raw)
	}
	return id.String()
}
