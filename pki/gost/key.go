package gost

import (
	"crypto"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
)

// PublicKey verifies signatures. It is made by ParsePublicKey or PrivateKey.Public.
type PublicKey struct {
	curve *Curve
	point point // with Z = 1
}

// PrivateKey makes signatures; it is a crypto.Signer.
type PrivateKey struct {
	public PublicKey
	d      *big.Int
}

// ParsePublicKey reads what the OCTET STRING of a SubjectPublicKeyInfo holds: X and Y, each in little-endian octets. A
// point that is not on the curve, or not of the order of its base, is an error.
func ParsePublicKey(c *Curve, octets []byte) (*PublicKey, error) {
	if len(octets) != 2*c.Size() {
		return nil, fmt.Errorf("gost: a public key on %s has %d octets, not %d", c.Name, 2*c.Size(), len(octets))
	}
	x, y := littleEndian(octets[:c.Size()]), littleEndian(octets[c.Size():])
	flat := affine{c.field.put(x), c.field.put(y)}
	if x.Cmp(c.field.p) >= 0 || y.Cmp(c.field.p) >= 0 || !c.holds(&flat) {
		return nil, fmt.Errorf("gost: the public key is no point on %s", c.Name)
	}
	key := &PublicKey{c, point{flat.x, flat.y, c.base.z}}
	if c.cofactor > 1 {
		if multiple := c.combine(new(big.Int), &key.point, c.order); !c.field.isZero(&multiple.z) {
			return nil, fmt.Errorf("gost: the public key is no multiple of the base of %s", c.Name)
		}
	}
	return key, nil
}

// Curve is the one that the key lies on.
func (k *PublicKey) Curve() *Curve { return k.curve }

// Bytes writes the key as ParsePublicKey reads it.
func (k *PublicKey) Bytes() []byte {
	size := k.curve.Size()
	f := k.curve.field
	return append(octetsOf(f.get(&k.point.x), size), octetsOf(f.get(&k.point.y), size)...)
}

// Equal says whether other is the same key on the same curve.
func (k *PublicKey) Equal(other crypto.PublicKey) bool {
	o, ok := other.(*PublicKey)
	return ok && o.curve == k.curve && slices.Equal(k.Bytes(), o.Bytes())
}

// Verify says whether signature, r and s in little-endian octets, is one of digest by this key (RFC 7091, 6.2).
func (k *PublicKey) Verify(digest, signature []byte) bool {
	c := k.curve
	if len(signature) != 2*c.Size() {
		return false
	}
	r, s := littleEndian(signature[:c.Size()]), littleEndian(signature[c.Size():])
	if !c.isScalar(r) || !c.isScalar(s) {
		return false
	}
	v := new(big.Int).ModInverse(c.scalar(digest), c.order)
	z1 := new(big.Int).Mul(s, v)
	z1.Mod(z1, c.order)
	z2 := new(big.Int).Mul(r, v)
	z2.Mod(z2.Neg(z2), c.order)
	sum := c.combine(z1, &k.point, z2)
	if c.field.isZero(&sum.z) {
		return false
	}
	x := c.x(&sum)
	return x.Mod(x, c.order).Cmp(r) == 0
}

// GenerateKey makes a key out of random, or out of crypto/rand where random is nil.
func GenerateKey(c *Curve, random io.Reader) (*PrivateKey, error) {
	d, err := c.randomScalar(random)
	if err != nil {
		return nil, err
	}
	return NewPrivateKey(c, d)
}

// NewPrivateKey is the key with the number d, which lies between zero and the order of the curve, both excluded.
func NewPrivateKey(c *Curve, d *big.Int) (*PrivateKey, error) {
	if !c.isScalar(d) {
		return nil, fmt.Errorf("gost: a private key on %s lies between zero and the order of the curve", c.Name)
	}
	q := c.combine(d, nil, nil)
	flat := c.flatten([]point{q})[0]
	return &PrivateKey{PublicKey{c, point{flat.x, flat.y, c.base.z}}, new(big.Int).Set(d)}, nil
}

// ParsePrivateKey reads the number of a key from its little-endian octets.
func ParsePrivateKey(c *Curve, octets []byte) (*PrivateKey, error) {
	if len(octets) != c.Size() {
		return nil, fmt.Errorf("gost: a private key on %s has %d octets, not %d", c.Name, c.Size(), len(octets))
	}
	return NewPrivateKey(c, littleEndian(octets))
}

// Public is a *PublicKey.
func (k *PrivateKey) Public() crypto.PublicKey { return &k.public }

// Bytes writes the number of the key in little-endian octets.
func (k *PrivateKey) Bytes() []byte { return octetsOf(k.d, k.public.curve.Size()) }

// Number is the number of the key, a copy.
func (k *PrivateKey) Number() *big.Int { return new(big.Int).Set(k.d) }

// Equal says whether other is the same key on the same curve.
func (k *PrivateKey) Equal(other crypto.PrivateKey) bool {
	o, ok := other.(*PrivateKey)
	return ok && o.public.curve == k.public.curve && o.d.Cmp(k.d) == 0
}

// Sign signs a digest (RFC 7091, 6.1): r and s in little-endian octets. A nil random is crypto/rand; options are not
// looked at.
func (k *PrivateKey) Sign(random io.Reader, digest []byte, _ crypto.SignerOpts) ([]byte, error) {
	c := k.public.curve
	if len(digest) == 0 || len(digest) > c.Size() {
		return nil, fmt.Errorf("gost: a key on %s signs digests of at most %d octets, not %d", c.Name, c.Size(), len(digest))
	}
	for {
		nonce, err := c.randomScalar(random)
		if err != nil {
			return nil, err
		}
		if r, s := k.sign(c.scalar(digest), nonce); r.Sign() != 0 && s.Sign() != 0 {
			return append(octetsOf(r, c.Size()), octetsOf(s, c.Size())...), nil
		}
	}
}

func (k *PrivateKey) sign(e, nonce *big.Int) (r, s *big.Int) {
	c := k.public.curve
	p := c.combine(nonce, nil, nil)
	r = c.x(&p)
	r.Mod(r, c.order)
	s = new(big.Int).Mul(r, k.d)
	s.Add(s, new(big.Int).Mul(nonce, e))
	return r, s.Mod(s, c.order)
}

// scalar is e of RFC 7091: the digest modulo the order, and 1 for 0.
func (c *Curve) scalar(digest []byte) *big.Int {
	e := littleEndian(digest)
	if e.Mod(e, c.order).Sign() == 0 {
		e.SetInt64(1)
	}
	return e
}

func (c *Curve) isScalar(k *big.Int) bool { return k.Sign() > 0 && k.Cmp(c.order) < 0 }

var errNoLuck = errors.New("gost: the source of random numbers gives none that will do")

// randomScalar takes numbers until one is in range; a source that goes on giving others is broken.
func (c *Curve) randomScalar(random io.Reader) (*big.Int, error) {
	if random == nil {
		random = rand.Reader
	}
	octets := make([]byte, c.Size())
	for range 100 {
		if _, err := io.ReadFull(random, octets); err != nil {
			return nil, err
		}
		if k := littleEndian(octets); c.isScalar(k) {
			return k, nil
		}
	}
	return nil, errNoLuck
}

func littleEndian(octets []byte) *big.Int {
	reversed := slices.Clone(octets)
	slices.Reverse(reversed)
	return new(big.Int).SetBytes(reversed)
}

func octetsOf(n *big.Int, size int) []byte {
	out := n.FillBytes(make([]byte, size))
	slices.Reverse(out)
	return out
}
