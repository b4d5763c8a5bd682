package record

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/mockismp/mockismp/internal/redact"
)

// secrets hides tokens, keys and passwords. It remembers the tokens that it saw
// in a header, which may be any text, and hides them wherever they come again.
type secrets struct {
	mu   sync.Mutex
	seen []string // each as it is, and as addresses write it
}

// shortestToken keeps a word such as "Bearer" from being taken for a secret.
const shortestToken = 8

// hidden are the headers whose values are never kept, beside those that are named
// like a secret.
var hidden = []string{"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key"}

// signIns are the parts of paths by which a signature is exchanged for a token.
var signIns = []string{"simpleSignIn", "auth/cert"}

// hide takes the secrets out of an exchange, in place.
func (s *secrets) hide(e *Exchange) {
	s.learn(e.Header)
	e.Header, e.AnswerHeader = s.header(e.Header), s.header(e.AnswerHeader)
	if u, err := url.Parse(e.URL); err == nil && u.User != nil {
		u.User = nil
		e.URL = u.String()
	}
	if signsIn(e.URL) {
		e.Body = signInBody(e.Body)
	}
	e.URL = s.text(redact.Address(e.URL))
	e.Body, e.Answer = s.body(e.Body), s.body(e.Answer)
	e.Failure = s.text(redact.Text(e.Failure))
}

// learn remembers the token that a request carries.
func (s *secrets) learn(h http.Header) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, values := range h {
		if !isHidden(name) {
			continue
		}
		for _, value := range values {
			for _, word := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(" ;,", r) }) {
				s.remember(word)
				if _, inside, pair := strings.Cut(word, "="); pair { // a cookie
					s.remember(inside)
				}
			}
		}
	}
}

func (s *secrets) remember(word string) {
	if len(word) < shortestToken || word == redact.Mark || slices.Contains(s.seen, word) {
		return
	}
	s.seen = append(s.seen, word)
	if escaped := url.QueryEscape(word); escaped != word {
		s.seen = append(s.seen, escaped)
	}
}

func isHidden(name string) bool {
	return redact.Secret(name) || slices.Contains(hidden, http.CanonicalHeaderKey(name))
}

func (s *secrets) header(h http.Header) http.Header {
	out := http.Header{}
	for name, values := range h {
		for _, value := range values {
			if isHidden(name) {
				value = redact.Mark
			}
			out.Add(name, s.text(redact.Text(value)))
		}
	}
	return out
}

func (s *secrets) text(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, token := range s.seen {
		text = strings.ReplaceAll(text, token, redact.Mark)
	}
	return text
}

func (s *secrets) body(body []byte) []byte {
	if len(body) == 0 {
		return nil
	}
	return []byte(s.text(redact.Text(string(body))))
}

// signsIn tells whether the request carries the signature of a sign-in.
func signsIn(address string) bool {
	plain, err := url.PathUnescape(address)
	return slices.ContainsFunc(signIns, func(part string) bool {
		return strings.Contains(address, part) || err == nil && strings.Contains(plain, part)
	})
}

// signInBody keeps the names of a sign-in's body, and the id of what is signed.
func signInBody(body []byte) []byte {
	var fields map[string]json.RawMessage
	if json.Unmarshal(bytes.TrimSpace(body), &fields) != nil {
		if len(body) == 0 {
			return body
		}
		return []byte(redact.Mark)
	}
	for name := range fields {
		if name != "uuid" && name != "inn" {
			fields[name] = json.RawMessage(`"` + redact.Mark + `"`)
		}
	}
	out, err := json.Marshal(fields)
	if err != nil {
		return []byte(redact.Mark)
	}
	return out
}
