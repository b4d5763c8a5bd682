package engine

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/tidwall/btree"
)

// Streams count how many random values each named stream gave: the n-th value of
// a stream depends on seed, stream and n alone. The counters are part of a
// version, so a failed transaction takes its values back. Reading draws from none.
type Streams struct{ given *btree.Map[string, uint64] }

// NewStreams makes streams that gave nothing yet.
func NewStreams() Streams { return Streams{new(btree.Map[string, uint64])} }

// Copy takes constant time.
func (s Streams) Copy() Streams { return Streams{s.given.Copy()} }

// Draw is the next 32 random bytes of a stream.
func (s Streams) Draw(seed uint64, stream string) [32]byte {
	n := s.Given(stream)
	s.given.Set(stream, n+1)
	return Drawn(seed, stream, n)
}

// Drawn is the n-th value of a stream.
func Drawn(seed uint64, stream string, n uint64) [32]byte {
	var head [16]byte
	binary.BigEndian.PutUint64(head[:8], seed)
	binary.BigEndian.PutUint64(head[8:], n)
	return sha256.Sum256(append(head[:], stream...))
}

// Given is how many values a stream gave.
func (s Streams) Given(stream string) uint64 {
	n, _ := s.given.Get(stream)
	return n
}

// Set says how many values a stream gave.
func (s Streams) Set(stream string, count uint64) { s.given.Set(stream, count) }

// Each visits the counters in order of name, until f says false.
func (s Streams) Each(f func(stream string, count uint64) bool) { s.given.Scan(f) }

// UUID makes a random (version 4) UUID of random bytes, in lower case.
func UUID(b [32]byte) string {
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// Number makes a number in [from, from+span) of random bytes.
func Number(b [32]byte, from, span int64) int64 {
	return from + int64(binary.BigEndian.Uint64(b[:8])%uint64(span))
}
