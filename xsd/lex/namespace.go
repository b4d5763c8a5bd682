package lex

import (
	"bytes"
	"net/url"
	"regexp"

	"github.com/mockismp/mockismp/internal/texts"
)

// Namespace tells whether an attribute declares a namespace, and for which
// prefix.
func (a Attr) Namespace() (prefix []byte, declares bool) {
	rest, found := bytes.CutPrefix(a.Name, []byte("xmlns"))
	switch {
	case !found:
		return nil, false
	case len(rest) == 0:
		return nil, true
	}
	return rest[1:], rest[0] == ':'
}

// namespaces that are declared by themselves.
const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
)

// uri is what a reference to a URI is written with.
var uri = regexp.MustCompile(`^(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$`)

// namespace refuses a malformed declaration.
func (l *Lexer) namespace(element []byte, a Attr) error {
	if l.spaces++; l.spaces > MaxNamespaces {
		return l.fail(Attributes, l.at, texts.XMLManySpaces.Of(element, MaxNamespaces))
	}
	if has(l.attrs, a.Name) {
		return l.fail(Syntax, l.pos-1, texts.XMLAttributeTwice.Of(a.Name))
	}
	prefix, _ := a.Namespace()
	space := string(a.AppendValue(nil))
	_, err := url.Parse(space)
	isURI := err == nil && uri.MatchString(space) || bytes.IndexByte(a.Value, '&') >= 0 // libxml2 takes what has references
	switch {
	case string(prefix) == "xml" && space == xmlSpace:
		return nil
	case string(prefix) == "xml", string(prefix) == "xmlns", space == xmlSpace, space == xmlnsSpace,
		len(prefix) > 0 && space == "", !isURI:
		return l.fail(Syntax, l.pos-1, texts.XMLBadNamespace.Of(a.Name, space))
	}
	return nil
}
