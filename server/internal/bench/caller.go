package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// caller is one keep-alive connection that sends the same request again and
// again. It knows just enough HTTP for that: on a small machine it shares the
// processors with the server, and what it costs hides what the server costs.
type caller struct {
	conn    net.Conn
	request []byte
	want    []byte // body that every answer must have
	buf     []byte
	took    []time.Duration // of each call of the last run
}

func dial(addr string, request []byte) (*caller, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &caller{conn: conn, request: request, buf: make([]byte, 64<<10)}, nil
}

// largest is the largest answer that is expected, a thousand codes of cises/info.
const largest = 4 << 20

// patience is how long an answer may take.
const patience = 5 * time.Second

// callUntil calls one after the other until the time has come.
func (c *caller) callUntil(end time.Time) error {
	c.took = c.took[:0]
	if err := c.conn.SetDeadline(end.Add(patience)); err != nil {
		return err
	}
	for now := time.Now(); now.Before(end); {
		got, err := c.call()
		if err != nil {
			return err
		}
		if !bytes.Equal(got.body, c.want) {
			return fmt.Errorf("the answer changed to\n%s%s", got.head, got.body)
		}
		next := time.Now()
		c.took = append(c.took, next.Sub(now))
		now = next
	}
	return nil
}

// received is an answer; it is good until the next call.
type received struct{ head, body []byte }

func (c *caller) call() (received, error) {
	if _, err := c.conn.Write(c.request); err != nil {
		return received{}, err
	}
	for n := 0; n < largest; {
		if n == len(c.buf) {
			c.buf = append(c.buf, make([]byte, n)...)
		}
		more, err := c.conn.Read(c.buf[n:])
		if err != nil {
			return received{}, err
		}
		n += more
		if got, ok, err := split(c.buf[:n]); ok || err != nil {
			return got, err
		}
	}
	return received{}, fmt.Errorf("the answer has more than %d bytes", largest)
}

var (
	success    = []byte("HTTP/1.1 20") // 200, 201
	lengthLine = []byte("\r\nContent-Length: ")
	emptyLine  = []byte("\r\n\r\n")
)

// split parts an answer of success, and tells whether it is all there.
func split(text []byte) (got received, ok bool, err error) {
	end := bytes.Index(text, emptyLine)
	if end < 0 {
		return got, false, nil
	}
	head, body := text[:end+len(emptyLine)], text[end+len(emptyLine):]
	if !bytes.HasPrefix(head, success) {
		return got, false, fmt.Errorf("the answer is not 200 or 201:\n%s", text)
	}
	_, behind, found := bytes.Cut(head, lengthLine)
	if !found {
		return got, false, errors.New("the answer has no Content-Length")
	}
	digits, _, _ := bytes.Cut(behind, []byte("\r"))
	length, err := strconv.Atoi(string(digits))
	if err != nil {
		return got, false, fmt.Errorf("Content-Length: %w", err)
	}
	if len(body) > length {
		return got, false, fmt.Errorf("%d bytes follow the answer", len(body)-length)
	}
	return received{head, body}, len(body) == length, nil
}

var (
	contentType = regexp.MustCompile(`\r\nContent-Type: (.*)\r\n`)
	date        = regexp.MustCompile(`\r\nDate: .*\r\n`)
)

func (r received) contentType() string {
	if m := contentType.FindSubmatch(r.head); m != nil {
		return string(m[1])
	}
	return ""
}

// undated is the whole answer without the one line that may differ.
func (r received) undated() string {
	return date.ReplaceAllLiteralString(string(r.head), "\r\n") + string(r.body)
}

// ask makes one call on a connection of its own.
func ask(addr string, request []byte) (received, error) {
	c, err := dial(addr, request)
	if err != nil {
		return received{}, err
	}
	defer func() { _ = c.conn.Close() }()
	if err := c.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return received{}, err
	}
	got, err := c.call()
	if err != nil {
		return received{}, fmt.Errorf("first call to %s: %w", strings.TrimSpace(addr), err)
	}
	return got, nil
}
