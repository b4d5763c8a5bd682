package lex

import (
	"bytes"
	"fmt"
)

// source is a document and how far a lexer has come in it, XML and JSON alike.
type source struct {
	doc     []byte
	at, pos int // start of the last token, start of the next
	line    int // of counted
	counted int
}

func newSource(doc []byte) source {
	return source{doc: bytes.TrimPrefix(doc, []byte("\xEF\xBB\xBF")), line: 1}
}

// Line is the line on which the last token starts, from 1.
func (s *source) Line() int { return s.lineAt(s.at) }

func (s *source) lineAt(offset int) int {
	if offset >= s.counted {
		s.line += bytes.Count(s.doc[s.counted:offset], newline)
	} else {
		s.line -= bytes.Count(s.doc[offset:s.counted], newline)
	}
	s.counted = offset
	return s.line
}

var newline = []byte("\n")

func (s *source) fail(code Code, offset int, format string, args ...any) error {
	return &Error{Code: code, Line: s.lineAt(offset), Message: fmt.Sprintf(format, args...)}
}

func (s *source) blanks() bool {
	from := s.pos
	for s.pos < len(s.doc) && isBlank(s.doc[s.pos]) {
		s.pos++
	}
	return s.pos > from
}

func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func (s *source) take(c byte) bool {
	if s.pos == len(s.doc) || s.doc[s.pos] != c {
		return false
	}
	s.pos++
	return true
}
