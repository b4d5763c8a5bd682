package pki

import (
	"bytes"
	"crypto"
	"fmt"
	"hash"

	// The digests of the table below.
	_ "crypto/md5"
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha3"
	_ "crypto/sha512"

	"github.com/mockismp/mockismp/pki/gost"
)

const (
	oidSHA1   = "1.3.14.3.2.26"
	oidSHA256 = "2.16.840.1.101.3.4.2.1"
	oidSHA384 = "2.16.840.1.101.3.4.2.2"
	oidSHA512 = "2.16.840.1.101.3.4.2.3"
)

// digest is what is known about a digest algorithm.
type digest struct {
	name string
	size int
	new  func() hash.Hash // nil for what nobody computes here
	hash crypto.Hash      // the name by which crypto/rsa knows it; 0 if it does not
	weak bool             // others can find data with the same digest
}

// digests by their object identifiers. Source of the Kazakh ones: signatures of НУЦ РК (observed, sibling).
var digests = map[string]*digest{
	"1.2.840.113549.2.5":      weak(known(crypto.MD5)),
	oidSHA1:                   weak(known(crypto.SHA1)),
	"2.16.840.1.101.3.4.2.4":  known(crypto.SHA224),
	oidSHA256:                 known(crypto.SHA256),
	oidSHA384:                 known(crypto.SHA384),
	oidSHA512:                 known(crypto.SHA512),
	"2.16.840.1.101.3.4.2.5":  known(crypto.SHA512_224),
	"2.16.840.1.101.3.4.2.6":  known(crypto.SHA512_256),
	"2.16.840.1.101.3.4.2.7":  known(crypto.SHA3_224),
	"2.16.840.1.101.3.4.2.8":  known(crypto.SHA3_256),
	"2.16.840.1.101.3.4.2.9":  known(crypto.SHA3_384),
	"2.16.840.1.101.3.4.2.10": known(crypto.SHA3_512),

	oidGOST2004Digest:    {name: "ГОСТ 34.311-95", size: 32, new: gost.NewR341194},
	oidGOST2015Digest256: {name: "ГОСТ 34.11-2015 (256)", size: 32, new: gost.NewStreebog256},
	oidGOST2015Digest:    {name: "ГОСТ 34.11-2015 (512)", size: 64, new: gost.NewStreebog512},
}

func known(h crypto.Hash) *digest {
	return &digest{name: h.String(), size: h.Size(), new: h.New, hash: h}
}

func weak(d *digest) *digest {
	d.weak = true
	return d
}

// sum is the digest of data.
func (d *digest) sum(data []byte) []byte {
	h := d.new()
	h.Write(data)
	return h.Sum(nil)
}

// whole is the digest of algorithms that want the data itself (RFC 8419, 3.1).
var whole = &digest{new: func() hash.Hash { return &everything{} }}

type everything struct{ bytes.Buffer }

func (e *everything) Sum(b []byte) []byte { return append(b, e.Bytes()...) }
func (*everything) Size() int             { return 0 }
func (*everything) BlockSize() int        { return 1 }

// describe writes an identifier of a digest, a signature or a key for people: with its name if it has one.
func describe(oid string) string {
	if d, known := digests[oid]; known {
		return fmt.Sprintf("%s (%s)", d.name, oid)
	}
	if a, known := algorithms[oid]; known {
		return fmt.Sprintf("%s (%s)", a.name, oid)
	}
	return oid
}
