package gost

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// plainCurve is the same arithmetic as the formulas of RFC 7091, section 5 write it, on math/big and on affine points.
type plainCurve struct{ p, a *big.Int }

// plainPoint is a point; nil is the neutral one.
type plainPoint struct{ x, y *big.Int }

func (c plainCurve) add(p, q *plainPoint) *plainPoint {
	if p == nil {
		return q
	}
	if q == nil {
		return p
	}
	up, down := new(big.Int), new(big.Int)
	if p.x.Cmp(q.x) == 0 {
		if down.Add(p.y, q.y).Mod(down, c.p).Sign() == 0 {
			return nil
		}
		up.Mul(p.x, p.x).Mul(up, big.NewInt(3)).Add(up, c.a)
		down.Lsh(p.y, 1)
	} else {
		up.Sub(q.y, p.y)
		down.Sub(q.x, p.x)
	}
	slope := up.Mul(up, down.ModInverse(down.Mod(down, c.p), c.p))
	x := new(big.Int).Mul(slope, slope)
	x.Sub(x, p.x).Sub(x, q.x).Mod(x, c.p)
	y := new(big.Int).Sub(p.x, x)
	y.Mul(y, slope).Sub(y, p.y).Mod(y, c.p)
	return &plainPoint{x, y}
}

func (c plainCurve) times(k *big.Int, p *plainPoint) (sum *plainPoint) {
	for at := k.BitLen() - 1; at >= 0; at-- {
		sum = c.add(sum, sum)
		if k.Bit(at) == 1 {
			sum = c.add(sum, p)
		}
	}
	return sum
}

func plain(c *Curve) (plainCurve, *plainPoint) {
	f := c.field
	return plainCurve{f.p, f.get(&c.a)}, &plainPoint{f.get(&c.base.x), f.get(&c.base.y)}
}

// TestCurvesArePlain: sums of multiples are what the formulas on paper give, for any scalars, small and negligible ones
// too, and the order of the base is what the RFC says.
func TestCurvesArePlain(t *testing.T) {
	for name, curve := range curves {
		c := curve()
		slow, base := plain(c)
		if slow.times(c.order, base) != nil {
			t.Errorf("%s: the base is of another order", name)
		}
		if sum := c.combine(c.order, nil, nil); !c.field.isZero(&sum.z) {
			t.Errorf("%s: order times base is not neutral", name)
		}
		scalar := rapid.Custom(func(t *rapid.T) *big.Int {
			k := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, c.Size()).Draw(t, "octets"))
			if rapid.Bool().Draw(t, "from above") {
				k.Sub(c.order, k)
			}
			return k.Mod(k, c.order)
		})
		for seed := range 15 { // on paper it takes its time
			d, m, n := scalar.Example(seed), scalar.Example(100+seed), scalar.Example(200+seed)
			if d.Sign() == 0 {
				d.SetInt64(1)
			}
			key, err := NewPrivateKey(c, d)
			if err != nil {
				t.Fatal(err)
			}
			total := new(big.Int).Mul(d, n)
			total.Add(total, m).Mod(total, c.order)
			want := slow.times(total, base)
			got := c.combine(m, &key.public.point, n)
			switch {
			case want == nil || c.field.isZero(&got.z):
				if (want == nil) != c.field.isZero(&got.z) {
					t.Fatalf("%s: m %x, d %x, n %x", name, m, d, n)
				}
			case c.x(&got).Cmp(want.x) != 0:
				t.Fatalf("%s: m %x, d %x, n %x: x is %x, want %x", name, m, d, n, c.x(&got), want.x)
			}
		}
	}
}

// TestFieldsArePlain: at the edges of words and primes too.
func TestFieldsArePlain(t *testing.T) {
	small := newField(big.NewInt(0x7fffffffffffffe7)) // by Montgomery, far below its word
	for _, f := range []*field{CryptoProA().field, TC26A512().field, small} {
		edge := rapid.Custom(func(t *rapid.T) element {
			var e element
			for i := range f.n {
				e[i] = rapid.OneOf(rapid.SampledFrom([]uint64{0, 1, ^uint64(0), f.prime[i], f.prime[i] - 1, f.prime[i] + 1}), rapid.Uint64()).Draw(t, "word")
			}
			return e
		})
		rapid.Check(t, func(t *rapid.T) {
			x, y := edge.Draw(t, "x"), edge.Draw(t, "y")
			a, b := f.get(&x), f.get(&y)
			var z element
			check := func(operation string, want *big.Int) {
				if got := f.get(&z); got.Cmp(want.Mod(want, f.p)) != 0 {
					t.Fatalf("%x %s %x is %x, want %x", a, operation, b, got, want)
				}
			}
			f.add(&z, &x, &y)
			check("+", new(big.Int).Add(a, b))
			f.sub(&z, &x, &y)
			check("-", new(big.Int).Sub(a, b))
			f.mul(&z, &x, &y)
			check("·", new(big.Int).Mul(a, b))
			if f.equal(&x, &y) != (a.Cmp(b) == 0) || f.isZero(&x) != (a.Sign() == 0) {
				t.Fatalf("%x and %x: equal %v, zero %v", a, b, f.equal(&x, &y), f.isZero(&x))
			}
			if a.Sign() != 0 {
				f.invert(&z, &x)
				check("inverse", new(big.Int).ModInverse(a, f.p))
			}
		})
	}
}
