package pipeline

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestATrickleIsCut: a body that comes too slowly is refused, and the connection
// ends; one that comes in time is not, however long it takes. The clock that the
// deadlines are told by is set back, so that they are over at once.
func TestATrickleIsCut(t *testing.T) {
	s := standOf(t)
	s.pipeline.Now = func() time.Time { return time.Now().Add(-firstWait - time.Minute) }
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = fmt.Fprintf(conn, "POST /oms/orders HTTP/1.1\r\nHost: x\r\nclientToken: mine\r\nContent-Length: 900\r\n\r\n{")
	answer, err := io.ReadAll(bufio.NewReader(conn))
	if err != nil || !strings.Contains(string(answer), " 400 ") || !strings.Contains(string(answer), "Connection: close") {
		t.Errorf("%v: %s", err, answer)
	}
	kept, _ := s.world.Journal.Entries()
	if e := kept[len(kept)-1]; !strings.Contains(e.Why, "the body came too slowly: 1 bytes of it in ") {
		t.Errorf("the journal says %s", e.Why)
	}
}

// TestPace: 44 MB at 64 kB a second are in time at every moment.
func TestPace(t *testing.T) {
	var now time.Time
	b := &bounded{limit: Unlimited, announced: -1, answer: httptest.NewRecorder(), now: func() time.Time { return now }}
	b.Reader = readerFunc(func(p []byte) (int, error) {
		deadline := b.began.Add(firstWait + time.Duration(b.renewed)*time.Second/pace)
		now = now.Add(time.Duration(len(p)) * time.Second / (64 << 10))
		if now.After(deadline) {
			t.Fatalf("%d bytes come at %s, the deadline is %s", b.read, now, deadline)
		}
		if b.read > 44<<20 {
			return 0, io.EOF
		}
		return len(p), nil
	})
	if _, err := io.Copy(io.Discard, b); err != nil {
		t.Fatal(err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestWhoDoesNotReadIsCut: the answer to a client that reads nothing ends, in
// one piece or in many.
func TestWhoDoesNotReadIsCut(t *testing.T) {
	for name, out := range map[string]any{
		"one piece": Reply{Body: make([]byte, 64<<20)},
		"many pieces": Stream{Write: func(w *StreamWriter) error {
			for {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					return err
				}
			}
		}},
	} {
		s := standOf(t)
		s.pipeline.Now = func() time.Time { return time.Now().Add(-24 * time.Hour) }
		s.pipeline.Intervene = func(_ *Call, at Phase) (Intervention, bool) {
			reply := Reply{Body: out}
			if whole, ok := out.(Reply); ok {
				reply = whole
			}
			return Intervention{Reply: &reply}, at == Received
		}
		conn, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(conn, "GET /oms/ping HTTP/1.1\r\nHost: x\r\n\r\n")
		if n, err := io.Copy(io.Discard, conn); n >= 64<<20 || err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
		_ = conn.Close()
	}
}
