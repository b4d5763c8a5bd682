package pki

import (
	"crypto/x509"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/internal/texts"
)

// der reads DER so that parsing code looks like the grammar it follows: the first failure sticks, is shared by all
// readers opened from this one, and makes every later read empty.
type der struct {
	cryptobyte.String
	failed *failure
}

// failure is the part that could not be read, and what is said about it.
type failure struct {
	part string
	said texts.Said
}

func openDER(b []byte) der { return der{b, &failure{}} }

// failure names the part that could not be read and what stood there, or is zero.
func (d *der) failure() texts.Said { return d.failed.said }

// broken tells whether a part could not be read.
func (d *der) broken() bool { return d.failed.said.Key() != "" }

// more says whether something is left to read; never after a failure, so loops end.
func (d *der) more() bool { return !d.broken() && !d.Empty() }

func (d *der) fail(part string, said texts.Said) {
	if !d.broken() {
		*d.failed = failure{part, texts.DERPart.Of(part, said)}
	}
}

// take opens the element that must come next.
func (d *der) take(tag asn1.Tag, part string) der {
	inner := der{failed: d.failed}
	switch {
	case !d.more():
		d.fail(part, texts.DEREnds.Of())
	case !d.PeekASN1Tag(tag):
		d.fail(part, texts.DERExpected.Of(byte(tag), d.String[0]))
	case !d.ReadASN1(&inner.String, tag):
		d.fail(part, texts.DERLength.Of())
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
		d.fail(part, texts.DERElement.Of())
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
		d.fail(part, texts.DERLongOID.Of(len(raw.String), maxOID))
		return ""
	}
	return dotted(raw.String)
}

// dotted never fails: bytes that are not an identifier come back in hex, which
// equals no identifier.
func dotted(raw []byte) string {
	var id x509.OID
	if err := id.UnmarshalBinary(raw); err != nil {
		return "0x" + brief(raw).String()
	}
	return id.String()
}
