package gost

import (
	"encoding/binary"
	"hash"
	"math/bits"
	"sync"
)

// r341194 is the state of RFC 5831, section 6.
type r341194 struct {
	table  *cipherTable
	h      [4]uint64 // from the lowest word
	sum    [4]uint64 // of all blocks
	length uint64    // bytes taken so far
	rest   [32]byte
	filled int
}

// NewR341194 returns ГОСТ 34.311-95, which is GOST R 34.11-94 (RFC 5831) with the S-boxes id-GostR3411-94-TestParamSet of
// RFC 4357 and a start vector of zeroes: the digest of 34.310-2004 keys. Its 32 octets are those that stand in
// messageDigest; the RFC prints them backwards, as a number.
func NewR341194() hash.Hash { return &r341194{table: testBoxes()} }

func (*r341194) Size() int      { return 32 }
func (*r341194) BlockSize() int { return 32 }
func (d *r341194) Reset()       { *d = r341194{table: d.table} }

func (d *r341194) Write(data []byte) (int, error) {
	written := len(data)
	d.length += uint64(written)
	if d.filled > 0 {
		n := copy(d.rest[d.filled:], data)
		d.filled += n
		data = data[n:]
		if d.filled < len(d.rest) {
			return written, nil
		}
		d.take(d.rest[:])
	}
	for len(data) >= 32 {
		d.take(data)
		data = data[32:]
	}
	d.filled = copy(d.rest[:], data)
	return written, nil
}

// Sum works on a copy, so that more can be written.
func (d *r341194) Sum(out []byte) []byte {
	last := *d
	if last.filled > 0 {
		clear(last.rest[last.filled:])
		last.take(last.rest[:])
	}
	last.step([4]uint64{last.length << 3, last.length >> 61})
	last.step(last.sum)
	for _, word := range last.h {
		out = binary.LittleEndian.AppendUint64(out, word)
	}
	return out
}

// take hashes one whole block of the message and adds it to the sum.
func (d *r341194) take(data []byte) {
	var m [4]uint64
	var carry uint64
	for i := range m {
		m[i] = binary.LittleEndian.Uint64(data[8*i:])
		d.sum[i], carry = bits.Add64(d.sum[i], m[i], carry)
	}
	d.step(m)
}

// c3 is the one constant of the key generation that is not zero (RFC 5831, 5.1), from the lowest word.
var c3 = [4]uint64{0xff00ff00ff00ff00, 0x00ff00ff00ff00ff, 0xff0000ff00ffff00, 0xff00ffff000000ff}

// step is the function χ of RFC 5831, section 5.
func (d *r341194) step(m [4]uint64) {
	var s [4]uint64
	u, v := d.h, m
	for i := range s {
		if i > 0 {
			u, v = shiftA(u), shiftA(shiftA(v))
		}
		if i == 2 {
			for n := range u {
				u[n] ^= c3[n]
			}
		}
		var w [4]uint64
		for n := range w {
			w[n] = u[n] ^ v[n]
		}
		s[i] = d.table.encrypt(permute(w), d.h[i])
	}
	r := mix(s, 12)
	r = mix(xor(r, m), 1)
	d.h = mix(xor(r, d.h), 61)
}

func xor(a, b [4]uint64) [4]uint64 {
	for i := range a {
		a[i] ^= b[i]
	}
	return a
}

// shiftA is the transformation A (5.1).
func shiftA(y [4]uint64) [4]uint64 { return [4]uint64{y[1], y[2], y[3], y[0] ^ y[1]} }

// permute is the transformation P (5.1): bytes 8i + k go to 4k + i. The result is a key of the cipher, from its first
// word.
func permute(y [4]uint64) (key [8]uint32) {
	for k := range key {
		for i := range y {
			key[k] |= uint32(byte(y[i]>>(8*k))) << (8 * i)
		}
	}
	return key
}

// mix is the transformation ψ (5.3), n times: a shift register of words of 16 bits.
func mix(y [4]uint64, n int) [4]uint64 {
	var register [16 + 61]uint16
	for i := range 16 {
		register[i] = uint16(y[i/4] >> (16 * (i % 4)))
	}
	for i := range n {
		r := register[i : i+17]
		r[16] = r[0] ^ r[1] ^ r[2] ^ r[3] ^ r[12] ^ r[15]
	}
	var out [4]uint64
	for i := range 16 {
		out[i/4] |= uint64(register[n+i]) << (16 * (i % 4))
	}
	return out
}

// boxes are id-GostR3411-94-TestParamSet (RFC 4357, 11.2), from that of the lowest four bits.
var boxes = [8]string{
	"4A92D80E6B1C7F53", "EB4C6DFA23810759", "581DA342EFC7609B", "7DA1089FE46CB253",
	"6C715FD84A9E03B2", "4BA0721D36859CFE", "DB413F590AE7682C", "1FD057A4923E6B8C",
}

// cipherTable is two S-boxes and the rotation by 11 bits for each byte of a word.
type cipherTable [4][256]uint32

var testBoxes = sync.OnceValue(func() *cipherTable {
	nibble := func(digit byte) uint32 {
		if digit >= 'A' {
			return uint32(digit-'A') + 10
		}
		return uint32(digit - '0')
	}
	t := &cipherTable{}
	for place := range t {
		for value := range t[place] {
			both := nibble(boxes[2*place][value&15]) | nibble(boxes[2*place+1][value>>4])<<4
			t[place][value] = bits.RotateLeft32(both<<(8*place), 11)
		}
	}
	return t
})

// encrypt is GOST 28147-89 (RFC 5830, 6): three times through the key, and once backwards.
func (t *cipherTable) encrypt(key [8]uint32, text uint64) uint64 {
	a, b := uint32(text), uint32(text>>32)
	for range 3 {
		for i := 0; i < 8; i += 2 {
			b ^= t.round(a + key[i])
			a ^= t.round(b + key[i+1])
		}
	}
	for i := 7; i > 0; i -= 2 {
		b ^= t.round(a + key[i])
		a ^= t.round(b + key[i-1])
	}
	return uint64(a)<<32 | uint64(b)
}

func (t *cipherTable) round(x uint32) uint32 {
	return t[0][byte(x)] ^ t[1][byte(x>>8)] ^ t[2][byte(x>>16)] ^ t[3][byte(x>>24)]
}
