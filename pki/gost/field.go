package gost

import (
	"math/big"
	"math/bits"
)

// limbs is the most words that a number has: 512 bits.
const limbs = 8

// element is a number below 2^(64n) that stands for its residue by the field's prime, from the lowest word. It need not
// be the least one; in a field by Montgomery it stands for the residue times 2^(64n).
type element [limbs]uint64

// field counts by a prime of n words.
type field struct {
	p     *big.Int
	n     int
	prime element
	// fold is c of a prime 2^(64n) − c with a small c, as all primes of Kazakh keys are: what is above 2^(64n) times c is
	// added below. fold is 0 for other primes, which are reduced by Montgomery.
	fold    uint64
	inverse uint64 // −p⁻¹ modulo 2^64, for Montgomery
}

func newField(p *big.Int) *field {
	f := &field{p: p, n: (p.BitLen() + 63) / 64}
	f.prime = words(p)
	c := new(big.Int).Lsh(big.NewInt(1), uint(64*f.n))
	if c.Sub(c, p); c.BitLen() <= 31 {
		f.fold = c.Uint64()
	}
	f.inverse = f.prime[0] // Newton: each step doubles the bits that are right, and one's own inverse has 3
	for range 5 {
		f.inverse *= 2 - f.prime[0]*f.inverse
	}
	f.inverse = -f.inverse
	return f
}

func words(x *big.Int) (e element) {
	var octets [8 * limbs]byte
	x.FillBytes(octets[:])
	for i := range e {
		for _, b := range octets[8*(limbs-1-i) : 8*(limbs-i)] {
			e[i] = e[i]<<8 | uint64(b)
		}
	}
	return e
}

// number is the value of a plain element.
func (e *element) number() *big.Int {
	var octets [8 * limbs]byte
	for i, word := range e {
		for n := range 8 {
			octets[8*(limbs-i)-1-n] = byte(word >> (8 * n))
		}
	}
	return new(big.Int).SetBytes(octets[:])
}

// put brings a number into the field.
func (f *field) put(x *big.Int) element {
	if f.fold == 0 {
		x = new(big.Int).Lsh(x, uint(64*f.n))
	}
	return words(new(big.Int).Mod(x, f.p))
}

// get is the least residue that an element stands for.
func (f *field) get(e *element) *big.Int {
	plain := *e
	if f.fold == 0 {
		one := element{1}
		f.mul(&plain, &plain, &one)
	}
	return new(big.Int).Mod(plain.number(), f.p)
}

// invert sets z to 1/x; x is not zero.
func (f *field) invert(z, x *element) {
	*z = f.put(new(big.Int).ModInverse(f.get(x), f.p))
}

// isZero knows that 2^(64n) lies below two folded primes; of others more may fit into it.
func (f *field) isZero(x *element) bool {
	if f.fold == 0 {
		return f.get(x).Sign() == 0
	}
	return *x == element{} || *x == f.prime
}

func (f *field) equal(x, y *element) bool {
	var difference element
	f.sub(&difference, x, y)
	return f.isZero(&difference)
}

// add sets z to x + y. Here and in sub, a second correction is due only where the first one wraps, which numbers below
// 2^(64n) allow.
func (f *field) add(z, x, y *element) {
	var carry uint64
	for i := range f.n {
		z[i], carry = bits.Add64(x[i], y[i], carry)
	}
	for carry != 0 {
		carry = 1 - f.take(z)
	}
}

// sub sets z to x − y.
func (f *field) sub(z, x, y *element) {
	var borrow uint64
	for i := range f.n {
		z[i], borrow = bits.Sub64(x[i], y[i], borrow)
	}
	for borrow != 0 {
		var carry uint64
		for i := range f.n {
			z[i], carry = bits.Add64(z[i], f.prime[i], carry)
		}
		borrow = 1 - carry
	}
}

// take subtracts the prime, and gives the borrow.
func (f *field) take(z *element) (borrow uint64) {
	for i := range f.n {
		z[i], borrow = bits.Sub64(z[i], f.prime[i], borrow)
	}
	return borrow
}

func (f *field) double(z, x *element) { f.add(z, x, x) }

// mul sets z to x·y.
func (f *field) mul(z, x, y *element) {
	var t [2 * limbs]uint64
	product(t[:2*f.n], x[:f.n], y[:f.n])
	f.reduce(z, &t)
}

func (f *field) square(z, x *element) { f.mul(z, x, x) }

// product sets t to x·y, word by word.
func product(t, x, y []uint64) {
	for i, xi := range x {
		var carry uint64
		row := t[i : i+len(y)+1]
		for j, yj := range y {
			high, low := bits.Mul64(xi, yj)
			var c uint64
			low, c = bits.Add64(low, row[j], 0)
			high += c
			row[j], c = bits.Add64(low, carry, 0)
			carry = high + c
		}
		row[len(y)] = carry
	}
}

// reduce brings a product back below 2^(64n).
func (f *field) reduce(z *element, t *[2 * limbs]uint64) {
	if f.fold == 0 {
		f.montgomery(z, t)
		return
	}
	n := f.n
	var carry, c uint64
	for i := range n {
		high, low := bits.Mul64(t[n+i], f.fold)
		low, c = bits.Add64(low, t[i], 0)
		high += c
		z[i], c = bits.Add64(low, carry, 0)
		carry = high + c
	}
	carry *= f.fold // which is at most c, so the product fits
	for carry != 0 {
		z[0], c = bits.Add64(z[0], carry, 0)
		for i := 1; c != 0 && i < n; i++ {
			z[i], c = bits.Add64(z[i], 0, c)
		}
		carry = c * f.fold
	}
}

// montgomery adds multiples of the prime until the lower half is zero.
func (f *field) montgomery(z *element, t *[2 * limbs]uint64) {
	n := f.n
	var top uint64
	for i := range n {
		factor := t[i] * f.inverse
		var carry, c uint64
		for j := range n {
			high, low := bits.Mul64(factor, f.prime[j])
			low, c = bits.Add64(low, t[i+j], 0)
			high += c
			t[i+j], c = bits.Add64(low, carry, 0)
			carry = high + c
		}
		t[i+n], c = bits.Add64(t[i+n], carry, 0)
		var d uint64
		t[i+n], d = bits.Add64(t[i+n], top, 0)
		top = c + d
	}
	copy(z[:n], t[n:2*n])
	for top != 0 {
		top -= f.take(z)
	}
}
