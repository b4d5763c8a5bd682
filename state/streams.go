package state

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Randomness comes from the world's seed in named counter streams: the n-th
// value of a stream depends on seed, stream and n alone. The counters are part
// of the version, so a failed transaction takes its values back. Reading
// draws from none of them.

// Draw is the next 32 random bytes of a stream.
func (tx *Tx) Draw(stream string) [32]byte {
	n, _ := tx.streams.Get(stream)
	tx.streams.Set(stream, n+1)
	return tx.world.drawn(stream, n)
}

// drawn is the n-th value of a stream.
func (w *World) drawn(stream string, n uint64) [32]byte {
	var head [16]byte
	binary.BigEndian.PutUint64(head[:8], w.seed)
	binary.BigEndian.PutUint64(head[8:], n)
	return sha256.Sum256(append(head[:], stream...))
}

// UUID is the next random (version 4) UUID of a stream, in lower case.
func (tx *Tx) UUID(stream string) string { return uuidOf(tx.Draw(stream)) }

func uuidOf(b [32]byte) string {
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// Letters is the next n (at most 32) random upper-case Latin letters of a stream.
func (tx *Tx) Letters(stream string, n int) string {
	b := tx.Draw(stream)
	for i := range b {
		b[i] = 'A' + b[i]%26
	}
	return string(b[:n])
}

// number is the next random number of a stream in [from, from+span).
func (tx *Tx) number(stream string, from, span int64) int64 {
	b := tx.Draw(stream)
	return from + int64(binary.BigEndian.Uint64(b[:8])%uint64(span))
}

// Number is the next random nine-digit number of a stream.
func (tx *Tx) Number(stream string) int64 { return tx.number(stream, 100_000_000, 900_000_000) }

// Streams visits the counters of the streams in order of name.
func (v View) Streams(f func(stream string, count uint64)) {
	v.streams.Scan(func(s string, n uint64) bool { f(s, n); return true })
}

// SetStream sets the counter of a stream, when a snapshot is restored.
func (tx *Tx) SetStream(stream string, count uint64) { tx.streams.Set(stream, count) }
