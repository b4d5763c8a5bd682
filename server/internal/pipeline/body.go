package pipeline

import (
	"errors"
	"fmt"
	"io"

	"github.com/mockismp/mockismp/state"
)

// bounded is a request's body, which fails with BodyTooLarge behind its limit.
type bounded struct {
	io.Reader
	limit     int64
	announced int64 // Content-Length, -1 for none
	read      int64
}

// drain is how much of a body that is too large is read in all, so that a
// client that sends before it listens can still read the refusal.
const drain = 64 << 20

func (b *bounded) Read(p []byte) (int, error) {
	if b.announced > b.limit {
		return 0, b.refuse()
	}
	if most := b.limit - b.read + 1; most > 0 && int64(len(p)) > most {
		p = p[:most]
	}
	n, err := b.Reader.Read(p)
	if b.read += int64(n); b.read > b.limit {
		return 0, b.refuse()
	}
	return n, err
}

func (b *bounded) refuse() error {
	_, _ = io.CopyN(io.Discard, b.Reader, drain-b.read)
	return state.Fail(BodyTooLarge, fmt.Sprintf("the body is larger than %d bytes (Content-Length %d)", b.limit, b.announced))
}

// brokenOff is what reading a body failed with.
func brokenOff(err error) error {
	if refusalIn(err) != nil {
		return err
	}
	return state.Fail(BodyUnreadable, "the body broke off: "+err.Error(), "I/O error while reading input message")
}

// refusalIn is the refusal that an error is, nil for none.
func refusalIn(err error) error {
	var refused *state.Error
	if errors.As(err, &refused) {
		return refused
	}
	return nil
}

// atOnce is up to what size an announced body gets its memory before it comes.
const atOnce = 64 << 10

// all reads the body whole. A small one whose length was announced takes just
// the memory that it needs; a large one gets memory as its bytes come, twice
// as much each time, and never more than was announced.
func (b *bounded) all() ([]byte, error) {
	room := int64(512)
	if b.announced >= 0 {
		room = min(b.announced, atOnce)
	}
	body := make([]byte, 0, room)
	for int64(len(body)) != b.announced {
		if len(body) == cap(body) {
			more := int64(max(len(body), 512))
			if left := b.announced - int64(len(body)); left > 0 {
				more = min(more, left)
			}
			body = append(make([]byte, 0, int64(len(body))+more), body...)
		}
		n, err := b.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, brokenOff(err)
		}
	}
	return body, nil
}
