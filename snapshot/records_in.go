package snapshot

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// recordReader reads a large JSON object member by member and its arrays record
// by record, so that none is held twice. It finds where a value ends; whether it
// is JSON is for who reads the value to see.
type recordReader struct {
	in    *bufio.Reader
	at    int64  // bytes read
	value []byte // the last one, good until the next
}

func newRecordReader(r io.Reader) *recordReader {
	return &recordReader{in: bufio.NewReaderSize(r, 256<<10)}
}

// peek is the next byte that is no white space.
func (r *recordReader) peek() (byte, error) {
	for {
		b, err := r.in.ReadByte()
		if err != nil {
			return 0, unexpected(err)
		}
		if b != ' ' && b != '\t' && b != '\n' && b != '\r' {
			return b, r.in.UnreadByte()
		}
		r.at++
	}
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// take reads one of the bytes, and tells which.
func (r *recordReader) take(any string) (byte, error) {
	b, err := r.peek()
	if err != nil {
		return 0, err
	}
	if bytes.IndexByte([]byte(any), b) < 0 {
		return 0, fmt.Errorf("%q stands there, and one of %q is due", b, any)
	}
	r.at++
	_, err = r.in.Discard(1)
	return b, err
}

// raw reads the next value.
func (r *recordReader) raw() ([]byte, error) {
	if _, err := r.peek(); err != nil {
		return nil, err
	}
	r.value = r.value[:0]
	var s span
	for {
		if _, err := r.in.Peek(1); err != nil {
			return nil, unexpected(err)
		}
		window, _ := r.in.Peek(r.in.Buffered())
		n, done := s.scan(window)
		r.value = append(r.value, window[:n]...)
		r.at += int64(n)
		_, _ = r.in.Discard(n) // they are there
		if done {
			return r.value, nil
		}
	}
}

// span finds the end of a value, piece by piece.
type span struct {
	depth             int
	begun             bool
	inString, escaped bool
}

// scan gives how many bytes belong to the value, and whether it ends there.
func (s *span) scan(text []byte) (n int, done bool) {
	for n < len(text) {
		b := text[n]
		switch {
		case s.escaped:
			s.escaped = false
		case s.inString:
			skip := bytes.IndexAny(text[n:], `"\`)
			if skip < 0 {
				return len(text), false
			}
			n += skip
			if s.escaped = text[n] == '\\'; !s.escaped {
				s.inString = false
				if s.depth == 0 {
					return n + 1, true
				}
			}
		case b == '"':
			s.inString = true
		case b == '{' || b == '[':
			s.depth++
		case b == '}' || b == ']':
			if s.depth == 0 {
				return n, true // behind a number or a word, or nothing
			}
			if s.depth--; s.depth == 0 {
				return n + 1, true
			}
		case s.depth == 0 && s.begun && (b == ',' || b == ':' || b <= ' '):
			return n, true
		}
		s.begun = true
		n++
	}
	return n, false
}

// decode reads the next value into what it is for.
func (r *recordReader) decode(to any) error {
	raw, err := r.raw()
	if err != nil {
		return err
	}
	return strictly(raw, to)
}

// strictly decodes one value whose names are all known.
func strictly(raw []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return unexpected(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("more than one value stands in %.100q", raw)
	}
	return nil
}

// window is what lies in memory of what comes next, white space apart.
func (r *recordReader) window() ([]byte, error) {
	if _, err := r.peek(); err != nil {
		return nil, err
	}
	return r.in.Peek(r.in.Buffered())
}

// pass goes on behind so many bytes of the window.
func (r *recordReader) pass(n int) {
	r.at += int64(n)
	_, _ = r.in.Discard(n) // they are there
}

// records calls f for each value of the array that begins here.
func (r *recordReader) records(f func(raw []byte) error) error {
	return r.elements(func() error {
		raw, err := r.raw()
		if err != nil {
			return err
		}
		return f(raw)
	})
}

// elements calls f for each value of the array that begins here, which reads it.
func (r *recordReader) elements(f func() error) error {
	if _, err := r.take("["); err != nil {
		return err
	}
	if b, err := r.peek(); err != nil {
		return err
	} else if b == ']' {
		_, err := r.take("]")
		return err
	}
	for {
		if err := f(); err != nil {
			return err
		}
		if b, err := r.take(",]"); err != nil || b == ']' {
			return err
		}
	}
}
