package gost

import (
	"bytes"
	"encoding/binary"
	"math/big"
	"testing"
	"time"
)

// The plain prototype that the figures of docs/performance.md are ratios to: the formulas on math/big, Streebog with a
// table and loops.

// projective is a point in Jacobian coordinates.
type projective struct{ x, y, z *big.Int }

func (c plainCurve) mod(n *big.Int) *big.Int { return n.Mod(n, c.p) }

func mul(a, b *big.Int) *big.Int { return new(big.Int).Mul(a, b) }

func (c plainCurve) doubled(p *projective) *projective {
	if p.z.Sign() == 0 {
		return p
	}
	yy := c.mod(mul(p.y, p.y))
	s := c.mod(mul(p.x, yy))
	s.Lsh(s, 2)
	zz := c.mod(mul(p.z, p.z))
	m := mul(p.x, p.x)
	m.Mul(m, big.NewInt(3)).Add(m, mul(c.a, c.mod(mul(zz, zz))))
	c.mod(m)
	x := mul(m, m)
	c.mod(x.Sub(x, s).Sub(x, s))
	y := new(big.Int).Sub(s, x)
	y.Mul(y, m).Sub(y, new(big.Int).Lsh(mul(yy, yy), 3))
	z := mul(p.y, p.z)
	return &projective{x, c.mod(y), c.mod(z.Lsh(z, 1))}
}

func (c plainCurve) sum(p, q *projective) *projective {
	if p.z.Sign() == 0 {
		return q
	}
	if q.z.Sign() == 0 {
		return p
	}
	pz, qz := c.mod(mul(p.z, p.z)), c.mod(mul(q.z, q.z))
	u, v := c.mod(mul(p.x, qz)), c.mod(mul(q.x, pz))
	s, t := c.mod(mul(c.mod(mul(p.y, q.z)), qz)), c.mod(mul(c.mod(mul(q.y, p.z)), pz))
	h, r := v.Sub(v, u), t.Sub(t, s)
	if h.Sign() == 0 {
		if r.Sign() == 0 {
			return c.doubled(p)
		}
		return &projective{new(big.Int), new(big.Int), new(big.Int)}
	}
	hh := c.mod(mul(h, h))
	hhh, uhh := c.mod(mul(hh, h)), c.mod(mul(u, hh))
	x := mul(r, r)
	c.mod(x.Sub(x, hhh).Sub(x, uhh).Sub(x, uhh))
	y := new(big.Int).Sub(uhh, x)
	y.Mul(y, r).Sub(y, mul(s, hhh))
	return &projective{x, c.mod(y), c.mod(mul(c.mod(mul(p.z, q.z)), h))}
}

// plainVerify is Verify, with both multiples in one walk over their bits.
func plainVerify(k *PublicKey, digest, signature []byte) bool {
	c, size := k.curve, k.curve.Size()
	curve, base := plain(c)
	r, s := littleEndian(signature[:size]), littleEndian(signature[size:])
	v := new(big.Int).ModInverse(c.scalar(digest), c.order)
	z1, z2 := mul(s, v), mul(r, v)
	z1.Mod(z1, c.order)
	z2.Mod(z2.Neg(z2), c.order)
	g := &projective{base.x, base.y, big.NewInt(1)}
	q := &projective{c.field.get(&k.point.x), c.field.get(&k.point.y), big.NewInt(1)}
	both := curve.sum(g, q)
	sum := &projective{new(big.Int), new(big.Int), new(big.Int)}
	for i := max(z1.BitLen(), z2.BitLen()) - 1; i >= 0; i-- {
		sum = curve.doubled(sum)
		switch z1.Bit(i) + 2*z2.Bit(i) {
		case 1:
			sum = curve.sum(sum, g)
		case 2:
			sum = curve.sum(sum, q)
		case 3:
			sum = curve.sum(sum, both)
		}
	}
	inverse := new(big.Int).ModInverse(sum.z, curve.p)
	x := curve.mod(mul(sum.x, curve.mod(mul(inverse, inverse))))
	return x.Mod(x, c.order).Cmp(r) == 0
}

func plainLPS(t *lpsTable, b *block) (out block) {
	for word := range out {
		for place := range t {
			out[word] ^= t[place][byte(b[place]>>(8*word))]
		}
	}
	return out
}

// plainStreebog is Streebog-512 of whole blocks and a rest.
func plainStreebog(message []byte) []byte {
	t := lps()
	var h, n, sum, zero block
	compress := func(n, m *block) {
		key, text := h, *m
		for i := range key {
			key[i] ^= n[i]
		}
		key = plainLPS(t, &key)
		for _, constant := range roundConstants {
			for i := range text {
				text[i] ^= key[i]
				key[i] ^= constant[i]
			}
			text, key = plainLPS(t, &text), plainLPS(t, &key)
		}
		for i := range h {
			h[i] ^= text[i] ^ key[i] ^ m[i]
		}
	}
	for last := false; !last; {
		last = len(message) < 64
		var data [64]byte
		length := uint64(8 * copy(data[:], message))
		if last {
			data[len(message)] = 1
		} else {
			message = message[64:]
		}
		var m block
		for i := range m {
			m[i] = binary.LittleEndian.Uint64(data[8*i:])
		}
		compress(&n, &m)
		n.add(&block{length})
		sum.add(&m)
	}
	compress(&zero, &n)
	compress(&zero, &sum)
	var out []byte
	for _, word := range h {
		out = binary.LittleEndian.AppendUint64(out, word)
	}
	return out
}

// TestPrototypeAgrees: what is measured against does the same.
func TestPrototypeAgrees(t *testing.T) {
	for name, curve := range curves {
		key, digest, signature := benchmarkKey(t, curve())
		if !plainVerify(&key.public, digest, signature) || plainVerify(&key.public, flip(digest, 3), signature) {
			t.Errorf("%s: the prototype verifies otherwise", name)
		}
	}
	for _, size := range []int{0, 1, 63, 64, 65, 128, 1000} {
		message := bytes.Repeat([]byte{7}, size)
		if !bytes.Equal(plainStreebog(message), digestOf("Streebog-512", message)) {
			t.Errorf("%d bytes: the prototype digests otherwise", size)
		}
	}
}

// BenchmarkBesidePrototype runs both by turns: ours/plain is the share of the prototype's time that ours takes.
func BenchmarkBesidePrototype(b *testing.B) {
	turns := func(b *testing.B, ours, prototype func() bool) {
		var times [2]time.Duration
		for b.Loop() {
			for i, run := range []func() bool{ours, prototype} {
				begun := time.Now()
				if !run() {
					b.Fatal("they disagree")
				}
				times[i] += time.Since(begun)
			}
		}
		b.ReportMetric(float64(times[0])/float64(times[1]), "ours/plain")
	}
	for name, curve := range curves {
		key, digest, signature := benchmarkKey(b, curve())
		b.Run("Verify/"+name, func(b *testing.B) {
			turns(b, func() bool { return key.public.Verify(digest, signature) }, func() bool { return plainVerify(&key.public, digest, signature) })
		})
	}
	message := make([]byte, 1<<16)
	want := plainStreebog(message)
	b.Run("Streebog-512", func(b *testing.B) {
		turns(b, func() bool { return bytes.Equal(digestOf("Streebog-512", message), want) }, func() bool { return bytes.Equal(plainStreebog(message), want) })
	})
}
