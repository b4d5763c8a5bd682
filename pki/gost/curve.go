package gost

import (
	"math/big"
	"sync"
)

// Curve is y² = x³ + ax + b over a prime field, with a point whose multiples are a group of prime order.
type Curve struct {
	// Name is that of RFC 4357 or RFC 7836.
	Name string

	field    *field
	a, b     element
	minus3   bool // a = −3, which makes doubling cheaper
	order    *big.Int
	cofactor int
	base     point
	baseOdd  func() []affine // 1, 3, 5 … times the base
}

// point is X/Z², Y/Z³; Z is zero for the neutral one.
type point struct{ x, y, z element }

type affine struct{ x, y element }

func newCurve(name, p, a, b, q, x, y string, cofactor int) *Curve {
	number := func(text string) *big.Int {
		n, ok := new(big.Int).SetString(text, 16)
		if !ok {
			panic("gost: " + text + " is no number")
		}
		return n
	}
	f := newField(number(p))
	c := &Curve{Name: name, field: f, order: number(q), cofactor: cofactor}
	c.a, c.b = f.put(number(a)), f.put(number(b))
	three := f.put(big.NewInt(-3))
	c.minus3 = f.equal(&c.a, &three)
	c.base = point{f.put(number(x)), f.put(number(y)), f.put(big.NewInt(1))}
	c.baseOdd = sync.OnceValue(func() []affine { return c.flatten(c.oddMultiples(&c.base, baseWindow)) })
	return c
}

// CryptoProA is id-GostR3410-2001-CryptoPro-A-ParamSet (RFC 4357, 11.4), the curve of ГОСТ 34.310-2004 keys.
var CryptoProA = sync.OnceValue(func() *Curve {
	return newCurve("id-GostR3410-2001-CryptoPro-A-ParamSet",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD94", "A6",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893",
		"1", "8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14", 1)
})

// TC26A512 is id-tc26-gost-3410-12-512-paramSetA (RFC 7836, A.1), the curve of ГОСТ 34.10-2015 keys of 512 bits.
var TC26A512 = sync.OnceValue(func() *Curve {
	return newCurve("id-tc26-gost-3410-12-512-paramSetA",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC7",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC4",
		"E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275",
		"3",
		"7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4", 1)
})

// TC26A256 is id-tc26-gost-3410-2012-256-paramSetA (RFC 7836, A.2), which readings of others name as the curve of
// ГОСТ 34.10-2015 keys of 256 bits. No such key was ever seen (assumed).
var TC26A256 = sync.OnceValue(func() *Curve {
	return newCurve("id-tc26-gost-3410-2012-256-paramSetA",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97",
		"C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335",
		"295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513",
		"400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67",
		"91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28",
		"32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C", 4)
})

// Size is the length of a coordinate, of a private key and of half a signature, in octets.
func (c *Curve) Size() int { return 8 * c.field.n }

// holds says whether a point lies on the curve.
func (c *Curve) holds(p *affine) bool {
	f := c.field
	var left, right element
	f.square(&left, &p.y)
	f.square(&right, &p.x)
	f.add(&right, &right, &c.a)
	f.mul(&right, &right, &p.x)
	f.add(&right, &right, &c.b)
	return f.equal(&left, &right)
}

// double sets r to 2p (formulas of the Explicit-Formulas Database, dbl-2001-b).
func (c *Curve) double(r, p *point) {
	f := c.field
	var delta, gamma, beta, alpha, t element
	f.square(&delta, &p.z)
	f.square(&gamma, &p.y)
	f.mul(&beta, &p.x, &gamma)
	if c.minus3 { // 3(X−Z²)(X+Z²)
		f.sub(&alpha, &p.x, &delta)
		f.add(&t, &p.x, &delta)
		f.mul(&alpha, &alpha, &t)
		f.double(&t, &alpha)
		f.add(&alpha, &alpha, &t)
	} else { // 3X² + aZ⁴
		f.square(&alpha, &p.x)
		f.double(&t, &alpha)
		f.add(&alpha, &alpha, &t)
		f.square(&t, &delta)
		f.mul(&t, &t, &c.a)
		f.add(&alpha, &alpha, &t)
	}
	f.add(&t, &p.y, &p.z)
	f.square(&r.z, &t)
	f.sub(&r.z, &r.z, &gamma)
	f.sub(&r.z, &r.z, &delta)
	f.double(&beta, &beta)
	f.double(&beta, &beta) // 4β
	f.square(&r.x, &alpha)
	f.double(&t, &beta)
	f.sub(&r.x, &r.x, &t)
	f.sub(&t, &beta, &r.x)
	f.mul(&t, &alpha, &t)
	f.square(&gamma, &gamma)
	f.double(&gamma, &gamma)
	f.double(&gamma, &gamma)
	f.double(&gamma, &gamma)
	f.sub(&r.y, &t, &gamma)
}

// add sets r to p + q (add-2007-bl; with a flat q, whose Z is 1, madd-2007-bl without its common part).
func (c *Curve) add(r, p, q *point, flat bool) {
	f := c.field
	switch {
	case f.isZero(&q.z):
		*r = *p
		return
	case f.isZero(&p.z):
		*r = *q
		return
	}
	var z1, z2, u1, u2, s1, s2, h, i, j, v, t element
	f.square(&z1, &p.z)
	u1, s1 = p.x, p.y
	if !flat {
		f.square(&z2, &q.z)
		f.mul(&u1, &u1, &z2)
		f.mul(&s1, &s1, &q.z)
		f.mul(&s1, &s1, &z2)
	}
	f.mul(&u2, &q.x, &z1)
	f.mul(&s2, &q.y, &p.z)
	f.mul(&s2, &s2, &z1)
	f.sub(&h, &u2, &u1)
	f.sub(&t, &s2, &s1)
	if f.isZero(&h) {
		if f.isZero(&t) {
			c.double(r, p)
		} else {
			*r = point{}
		}
		return
	}
	f.double(&t, &t) // 2(S2−S1)
	f.double(&i, &h)
	f.mul(&r.z, &p.z, &i)
	if !flat {
		f.mul(&r.z, &r.z, &q.z)
	}
	f.square(&i, &i)
	f.mul(&j, &h, &i)
	f.mul(&v, &u1, &i)
	f.square(&r.x, &t)
	f.sub(&r.x, &r.x, &j)
	f.sub(&r.x, &r.x, &v)
	f.sub(&r.x, &r.x, &v)
	f.sub(&v, &v, &r.x)
	f.mul(&t, &t, &v)
	f.mul(&s1, &s1, &j)
	f.double(&s1, &s1)
	f.sub(&r.y, &t, &s1)
}

// x is the affine abscissa of a point that is not the neutral one.
func (c *Curve) x(p *point) *big.Int {
	f := c.field
	var t element
	f.square(&t, &p.z)
	f.invert(&t, &t)
	f.mul(&t, &t, &p.x)
	return f.get(&t)
}

// flatten brings points to Z = 1.
func (c *Curve) flatten(points []point) []affine {
	f := c.field
	out := make([]affine, len(points))
	for i := range points {
		p := &points[i]
		var t, u element
		f.invert(&t, &p.z)
		f.square(&u, &t)
		f.mul(&out[i].x, &p.x, &u)
		f.mul(&u, &u, &t)
		f.mul(&out[i].y, &p.y, &u)
	}
	return out
}
