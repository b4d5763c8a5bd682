package pipeline

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// TestBodies: a body within its limit is read whole, however it comes; one
// beyond it is refused, and only so much of it is held as fits.
func TestBodies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{0, 1, 511, 512, 513, atFirst, atFirst + 1, step*atFirst - 1, step * atFirst, step*atFirst + 1, 64 << 10, 200_000}).Draw(t, "size")
		limit := rapid.SampledFrom([]int64{0, 1, 512, atFirst, 64 << 10, 100_000, 200_000, Unlimited}).Draw(t, "limit")
		sent := bytes.Repeat([]byte("0123456789"), size/10+1)[:size]
		b := &bounded{Reader: bytes.NewReader(sent), limit: limit, announced: -1}
		if rapid.Bool().Draw(t, "announced") {
			b.announced = int64(size)
		}
		if rapid.Bool().Draw(t, "half") {
			b.Reader = iotest.HalfReader(b.Reader)
		}
		got, err := b.all()
		if int64(size) > limit {
			if err == nil || failureOf(err).kind != BodyTooLarge {
				t.Fatalf("%d bytes of %d pass: %v", size, limit, err)
			}
			return
		}
		if err != nil || !bytes.Equal(got, sent) {
			t.Fatalf("%d of %d bytes are read: %v", len(got), size, err)
		}
		if b.announced >= 0 && cap(got) > size {
			t.Fatalf("%d bytes take the memory of %d", size, cap(got))
		}
	})
}

func TestABodyThatBreaksOff(t *testing.T) {
	b := &bounded{Reader: io.MultiReader(bytes.NewReader(make([]byte, 10)), iotest.ErrReader(io.ErrUnexpectedEOF)), limit: 100, announced: 20}
	if _, err := b.all(); err == nil || failureOf(err).kind != BodyUnreadable {
		t.Errorf("%v", err)
	}
}
