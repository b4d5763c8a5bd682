package gost

import (
	"encoding/binary"
	"hash"
	"math/bits"
	"sync"
)

// block is 512 bits in words from the lowest to the highest.
type block [8]uint64

// streebog is the state of RFC 6986, section 8.
type streebog struct {
	table  *lpsTable
	size   int // of the digest, in bytes
	h      block
	n      block // bits taken so far
	sum    block // of all blocks
	rest   [64]byte
	filled int
}

// NewStreebog512 returns ГОСТ 34.11-2015 with 64 octets of digest (RFC 6986), as it stands in messageDigest: the number
// that the RFC prints, from its lowest octet to its highest.
func NewStreebog512() hash.Hash { return newStreebog(64) }

// NewStreebog256 is NewStreebog512 with 32 octets.
func NewStreebog256() hash.Hash { return newStreebog(32) }

func newStreebog(size int) hash.Hash {
	s := &streebog{table: lps(), size: size}
	s.Reset()
	return s
}

func (s *streebog) Size() int    { return s.size }
func (*streebog) BlockSize() int { return 64 }

func (s *streebog) Reset() {
	*s = streebog{table: s.table, size: s.size}
	if s.size == 32 {
		for i := range s.h {
			s.h[i] = 0x0101010101010101
		}
	}
}

func (s *streebog) Write(data []byte) (int, error) {
	written := len(data)
	if s.filled > 0 {
		n := copy(s.rest[s.filled:], data)
		s.filled += n
		data = data[n:]
		if s.filled < len(s.rest) {
			return written, nil
		}
		s.stage(s.rest[:], 512)
	}
	for len(data) >= 64 {
		s.stage(data, 512)
		data = data[64:]
	}
	s.filled = copy(s.rest[:], data)
	return written, nil
}

// Sum works on a copy, so that more can be written.
func (s *streebog) Sum(out []byte) []byte {
	last := *s
	length := uint64(last.filled) * 8
	clear(last.rest[last.filled:])
	last.rest[last.filled] = 1
	last.stage(last.rest[:], length)
	var zero block
	last.compress(&zero, &last.n)
	last.compress(&zero, &last.sum)
	var digest [64]byte
	for i, word := range last.h {
		binary.LittleEndian.PutUint64(digest[8*i:], word)
	}
	return append(out, digest[64-last.size:]...)
}

// stage takes one block that holds length bits of the message (8.2, 8.3).
func (s *streebog) stage(data []byte, length uint64) {
	var m block
	_ = data[63]
	for i := range m {
		m[i] = binary.LittleEndian.Uint64(data[8*i:])
	}
	s.compress(&s.n, &m)
	s.n.add(&block{length})
	s.sum.add(&m)
}

func (b *block) add(other *block) {
	var carry uint64
	for i := range b {
		b[i], carry = bits.Add64(b[i], other[i], carry)
	}
}

// compress is the function g of section 7; key schedule and rounds take turns.
func (s *streebog) compress(n, m *block) {
	key, text := s.h, *m
	for i := range key {
		key[i] ^= n[i]
	}
	s.table.apply(&key)
	for round := range roundConstants {
		constant := &roundConstants[round]
		for i := range text {
			text[i] ^= key[i]
			key[i] ^= constant[i]
		}
		s.table.apply(&text)
		s.table.apply(&key)
	}
	for i := range s.h {
		s.h[i] ^= text[i] ^ key[i] ^ m[i]
	}
}

// lpsTable is the three transformations of a round, L, P and S, in one: what a byte at a place of a word contributes to
// the word of the result that its column makes.
type lpsTable [8][256]uint64

var lps = sync.OnceValue(func() *lpsTable {
	t := &lpsTable{}
	for place := range t {
		for value, replaced := range substitution {
			for rest := uint64(replaced) << (8 * place); rest != 0; rest &= rest - 1 {
				t[place][value] ^= matrix[63-bits.TrailingZeros64(rest)]
			}
		}
	}
	return t
})

// apply is LPS: P makes a column of bytes a row, so word w of the result comes of the w-th bytes of all words.
func (t *lpsTable) apply(b *block) {
	b0, b1, b2, b3, b4, b5, b6, b7 := b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]
	b[0] = t[0][byte(b0)] ^ t[1][byte(b1)] ^ t[2][byte(b2)] ^ t[3][byte(b3)] ^
		t[4][byte(b4)] ^ t[5][byte(b5)] ^ t[6][byte(b6)] ^ t[7][byte(b7)]
	b[1] = t[0][byte(b0>>8)] ^ t[1][byte(b1>>8)] ^ t[2][byte(b2>>8)] ^ t[3][byte(b3>>8)] ^
		t[4][byte(b4>>8)] ^ t[5][byte(b5>>8)] ^ t[6][byte(b6>>8)] ^ t[7][byte(b7>>8)]
	b[2] = t[0][byte(b0>>16)] ^ t[1][byte(b1>>16)] ^ t[2][byte(b2>>16)] ^ t[3][byte(b3>>16)] ^
		t[4][byte(b4>>16)] ^ t[5][byte(b5>>16)] ^ t[6][byte(b6>>16)] ^ t[7][byte(b7>>16)]
	b[3] = t[0][byte(b0>>24)] ^ t[1][byte(b1>>24)] ^ t[2][byte(b2>>24)] ^ t[3][byte(b3>>24)] ^
		t[4][byte(b4>>24)] ^ t[5][byte(b5>>24)] ^ t[6][byte(b6>>24)] ^ t[7][byte(b7>>24)]
	b[4] = t[0][byte(b0>>32)] ^ t[1][byte(b1>>32)] ^ t[2][byte(b2>>32)] ^ t[3][byte(b3>>32)] ^
		t[4][byte(b4>>32)] ^ t[5][byte(b5>>32)] ^ t[6][byte(b6>>32)] ^ t[7][byte(b7>>32)]
	b[5] = t[0][byte(b0>>40)] ^ t[1][byte(b1>>40)] ^ t[2][byte(b2>>40)] ^ t[3][byte(b3>>40)] ^
		t[4][byte(b4>>40)] ^ t[5][byte(b5>>40)] ^ t[6][byte(b6>>40)] ^ t[7][byte(b7>>40)]
	b[6] = t[0][byte(b0>>48)] ^ t[1][byte(b1>>48)] ^ t[2][byte(b2>>48)] ^ t[3][byte(b3>>48)] ^
		t[4][byte(b4>>48)] ^ t[5][byte(b5>>48)] ^ t[6][byte(b6>>48)] ^ t[7][byte(b7>>48)]
	b[7] = t[0][byte(b0>>56)] ^ t[1][byte(b1>>56)] ^ t[2][byte(b2>>56)] ^ t[3][byte(b3>>56)] ^
		t[4][byte(b4>>56)] ^ t[5][byte(b5>>56)] ^ t[6][byte(b6>>56)] ^ t[7][byte(b7>>56)]
}
