package gost

import "math/big"

// Scalars are cut into odd digits below 2^window in size, between which stand zeroes: half as many additions as with
// digits of as many bits. The table of the base is made once, so it may be larger than that of a key.
const (
	keyWindow  = 5
	baseWindow = 8
)

// oddMultiples are 1, 3, 5, … 2^(window−1) − 1 times p.
func (c *Curve) oddMultiples(p *point, window uint) []point {
	out := make([]point, 1<<(window-2))
	out[0] = *p
	var twice point
	c.double(&twice, p)
	for i := 1; i < len(out); i++ {
		c.add(&out[i], &out[i-1], &twice, false)
	}
	return out
}

// digits writes a scalar as digits of a window, from the lowest: odd ones or zero.
func digits(k *big.Int, window uint) []int8 {
	size := uint(k.BitLen())
	out := make([]int8, size+1)
	var carry uint
	for at := uint(0); at <= size; {
		if k.Bit(int(at)) == carry {
			at++
			continue
		}
		digit := carry
		for i := range window {
			digit += k.Bit(int(at+i)) << i
		}
		carry = digit >> (window - 1) & 1
		out[at] = int8(int(digit) - int(carry)<<window)
		at += window
	}
	return out
}

// combine returns m times the base plus n times q; a nil q is left out.
func (c *Curve) combine(m *big.Int, q *point, n *big.Int) point {
	baseDigits, baseOdd := digits(m, baseWindow), c.baseOdd()
	var keyDigits []int8
	var keyOdd []point
	if q != nil {
		keyDigits, keyOdd = digits(n, keyWindow), c.oddMultiples(q, keyWindow)
	}
	var sum point
	for at := max(len(baseDigits), len(keyDigits)) - 1; at >= 0; at-- {
		if sum.z != (element{}) {
			c.double(&sum, &sum)
		}
		if at < len(baseDigits) && baseDigits[at] != 0 {
			odd := baseOdd[abs(baseDigits[at])/2]
			term := point{odd.x, odd.y, c.base.z}
			c.addSigned(&sum, &term, baseDigits[at], true)
		}
		if at < len(keyDigits) && keyDigits[at] != 0 {
			c.addSigned(&sum, &keyOdd[abs(keyDigits[at])/2], keyDigits[at], false)
		}
	}
	return sum
}

func abs(digit int8) int { return max(int(digit), -int(digit)) }

// addSigned adds p, or takes it off where the digit is negative.
func (c *Curve) addSigned(sum, p *point, digit int8, flat bool) {
	term := *p
	if digit < 0 {
		c.field.sub(&term.y, &element{}, &p.y)
	}
	c.add(sum, sum, &term, flat)
}
