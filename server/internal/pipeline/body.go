package pipeline

import (
	"errors"
	"io"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mockismp/mockismp/state"
)

// bounded is a request's body, which fails with BodyTooLarge behind its limit.
type bounded struct {
	io.Reader
	limit     int64
	announced int64 // Content-Length, -1 for none
	read      int64
	waits     bool // the client sends it when it is asked to (Expect: 100-continue)
	answer    http.ResponseWriter
	now       func() time.Time
	began     time.Time // when it was first waited for
	renewed   int64     // how much was read when the deadline was set last
	late      bool      // it did not come in time
}

func (p *Pipeline) bodyOf(ec echo.Context, limit int64) bounded {
	r := ec.Request()
	return bounded{
		Reader: r.Body, limit: limit, announced: r.ContentLength, waits: r.Header.Get("Expect") != "", answer: ec.Response(), now: p.Now,
	}
}

// within says how long the next bytes may take, 0 for as long as they like.
// Where the connection knows no deadlines, they may take that.
func (b *bounded) within(d time.Duration) {
	until := time.Time{}
	if d > 0 {
		until = b.now().Add(d)
	}
	_ = http.NewResponseController(b.answer).SetReadDeadline(until)
}

// How long a body may take to come: a while at first, and then as long as it
// keeps up a pace, so that a large document passes over a slow line, and a trickle
// does not hold a connection for ever.
const (
	firstWait = 30 * time.Second
	pace      = 16 << 10 // bytes a second
	renewal   = 64 << 10 // after how many bytes the deadline is set anew
)

// hurry sets the deadline of what is still to come.
func (b *bounded) hurry() {
	if b.began.IsZero() {
		b.began = b.now()
	} else if b.read < b.renewed+renewal {
		return
	}
	b.renewed = b.read
	_ = http.NewResponseController(b.answer).SetReadDeadline(b.began.Add(firstWait + time.Duration(b.read)*time.Second/pace))
}

// calm takes the deadline away, for whoever watches the connection from now on.
func (b *bounded) calm() {
	if !b.began.IsZero() {
		b.within(0)
	}
}

// What is read of a body that nobody wants, so that a client that sends before
// it listens can still read the refusal: so many bytes in all, and none of a
// client that takes longer for a portion.
const (
	drain    = 64 << 20
	portion  = 1 << 20
	patience = 5 * time.Second
)

// discard reads the rest of the body and keeps nothing. It tells whether that
// was all, and the connection is good for another call.
func (b *bounded) discard() bool {
	if b.read == b.announced {
		return true
	}
	if b.late || b.waits && b.read == 0 {
		return false
	}
	for b.read < drain {
		b.within(patience)
		n, err := io.CopyN(io.Discard, b.Reader, portion)
		b.read += n
		if errors.Is(err, io.EOF) {
			b.within(0)
			return true
		}
		if err != nil {
			return false
		}
	}
	return false // the deadline stays: net/http reads on for a while before it closes
}

// largeBody is from what size on a body leaves garbage of many times its size
// behind, which an idle server would hold for minutes.
const largeBody = 4 << 20

// rest is how long no large body may have come before memory goes back to the
// machine: while they come, the server needs it again at once.
const rest = 5 * time.Second

// tidying is one for all servers of the process, whose memory it is.
var tidying = sync.OnceValue(func() *time.Timer { return time.AfterFunc(rest, debug.FreeOSMemory) })

// tidy gives memory back after the rest that follows a call with a large body.
func tidy(b *bounded) {
	if b.read >= largeBody {
		tidying().Reset(rest)
	}
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.announced > b.limit {
		return 0, b.refuse()
	}
	if most := b.limit - b.read + 1; most > 0 && int64(len(p)) > most {
		p = p[:most]
	}
	if b.answer != nil {
		b.hurry()
	}
	n, err := b.Reader.Read(p)
	if b.read += int64(n); b.read > b.limit {
		return 0, b.refuse()
	}
	b.late = errors.Is(err, os.ErrDeadlineExceeded)
	if !b.late && (err != nil || b.read == b.announced) {
		b.calm()
	}
	if b.late {
		return n, state.Errorf(BodyUnreadable, "the body came too slowly: %d bytes of it in %s; after the first %s it has to keep up %d bytes a second", b.read, b.now().Sub(b.began).Round(time.Second), firstWait, pace).With("I/O error while reading input message")
	}
	return n, err
}

func (b *bounded) refuse() error {
	return state.Errorf(BodyTooLarge, "the body is larger than %d bytes (Content-Length %d)", b.limit, b.announced)
}

// brokenOff is what reading a body failed with.
func brokenOff(err error) error {
	if refusalIn(err) != nil {
		return err
	}
	return state.Errorf(BodyUnreadable, "the body broke off: %s", err).With("I/O error while reading input message")
}

// refusalIn is the refusal that an error is, nil for none.
func refusalIn(err error) error {
	var refused *state.Error
	if errors.As(err, &refused) {
		return refused
	}
	return nil
}

// A body gets memory as its bytes come, so that a thousand clients that announce
// much and send little take little.
const (
	atFirst = 256
	step    = 4       // so many times as much it gets each time, if its length was announced, and else twice
	earnest = 4 << 20 // when so much of it has come, it gets all that was announced
)

// all reads the body whole. One whose length was announced never takes more
// memory than that.
func (b *bounded) all() ([]byte, error) {
	room := int64(512)
	if b.announced >= 0 {
		room = min(b.announced, atFirst)
	}
	body := make([]byte, 0, room)
	for int64(len(body)) != b.announced {
		if len(body) == cap(body) {
			more := int64(max(len(body), 512))
			if b.announced >= 0 {
				more *= step - 1
			}
			if left := b.announced - int64(len(body)); left > 0 && (left < more || len(body) >= earnest) {
				more = left
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
