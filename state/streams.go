package state

import "github.com/mockismp/mockismp/state/internal/engine"

// Draw is the next 32 random bytes of a named stream of the world's seed.
func (tx *Tx) Draw(stream string) [32]byte { return tx.streams.Draw(tx.settings.Seed, stream) }

// UUID is the next random (version 4) UUID of a stream, in lower case.
func (tx *Tx) UUID(stream string) string { return engine.UUID(tx.Draw(stream)) }

// letters is the next n (at most 32) random upper-case Latin letters of a stream.
func (tx *Tx) letters(stream string, n int) string {
	b := tx.Draw(stream)
	for i := range b {
		b[i] = 'A' + b[i]%26
	}
	return string(b[:n])
}

// number is the next random number of a stream in [from, from+span).
func (tx *Tx) number(stream string, from, span int64) int64 {
	return engine.Number(tx.Draw(stream), from, span)
}

// Number is the next random nine-digit number of a stream.
func (tx *Tx) Number(stream string) int64 { return tx.number(stream, 100_000_000, 900_000_000) }

// Streams visits the counters of the streams in order of name.
func (v View) Streams(f func(stream string, count uint64)) {
	v.streams.Each(func(s string, n uint64) bool { f(s, n); return true })
}

// setStream sets the counter of a stream, when a snapshot is restored.
func (tx *Tx) setStream(stream string, count uint64) { tx.streams.Set(stream, count) }
