// Package xsd checks documents of the exchange against their schemas, under the
// file names that the operator prints in their samples.
//
// XML is checked by an engine of our own, in Go. Builds with the tag libxml2 and
// cgo have libxml2 as a second one, for schemas with features that ours does not
// know, and as a second opinion; the errors of a document are the same. A
// hostile or wrongly encoded document is refused before an engine sees it.
package xsd

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/xsd/lex"
)

//go:embed *.xsd *.json
var embedded embed.FS

// MaxViolations is how many violations of one document [Set.Check] lists.
const MaxViolations = 100

// Violation is one thing that is wrong with a document.
type Violation struct {
	Line    int    // counted from 1; of content that is wrong, where the tag of its element ends
	Path    string // /file/document/productList/iCode; "" if no element is concerned; of JSON, its pointer
	Message string // a Russian sentence, for clients; long values are shortened
	Detail  string // the same in English, for the journal
	Code    string // one of the words beside [Syntax], or what is wrong: pattern, required, unexpected …
}

// Codes of violations; lex has those of the limits (doctype, depth, attributes,
// length, names, number) and duplicate.
const (
	JSON     = "json"     // not as a JSON schema has it
	Schema   = "schema"   // not as an XML schema has it, and only libxml2 knows why
	Syntax   = "syntax"   // not well-formed
	Encoding = "encoding" // not UTF-8, or declared to be something else
	More     = "more"     // last of a list that was cut: how many more there are
	Unknown  = "unknown"  // no schema of that name
)

func (v Violation) String() string { return fmt.Sprintf("line %d: %s", v.Line, v.Detail) }

// said makes a violation of a text.
func said(line int, code, path string, what texts.Said) *Violation {
	return &Violation{Line: line, Code: code, Path: path, Message: what.String(), Detail: what.English()}
}

// Set is a set of schemas, safe for concurrent use. The schemas of this package
// are compiled at their first use.
type Set struct {
	engine Engine
	xml    map[string]func() *xmlSchema
	json   map[string]func() *jsonSchema
}

// Schemas lists the names that [Set.Check] knows, sorted.
func (s *Set) Schemas() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(s.xml)), maps.Keys(s.json))
	slices.Sort(names)
	return names
}

// Engine names what checks XML: "go", or "libxml2" with its version; "" of no set.
func (s *Set) Engine() string {
	if s == nil {
		return ""
	}
	return s.engine.named()
}

// Check gives the violations of a document against its schema, in the order of
// the document: none if it is valid. The time is linear in the length of doc,
// whatever it holds, and no file, network or entity is touched.
func (s *Set) Check(schema string, doc []byte) []Violation { return s.Walk(schema, doc, nil) }

// See is told of every token of a document, and by which lexer. Tokens are good
// as long as those of [lex.Lexer.Next].
type See = func(*lex.Lexer, *lex.Token)

// Walk is Check that also shows the tokens of an XML document, so that a reader
// need not pass over it a second time. The tokens are not checked yet: they
// count only if no violation is found. A JSON document shows none.
func (s *Set) Walk(schema string, doc []byte, see See) []Violation {
	if j, known := s.json[schema]; known {
		return j().check(doc, MaxViolations)
	}
	compiled, known := s.xml[schema]
	if !known {
		return []Violation{*said(1, Unknown, "", texts.CheckNoSchema.Of(schema, strings.Join(s.Schemas(), ", ")))}
	}
	if v := encoding(doc); v != nil {
		return []Violation{*v}
	}
	found, more := compiled().check(doc, MaxViolations, see)
	if more > 0 {
		found = append(found, *said(found[len(found)-1].Line, More, "", texts.CheckAndMore.Of(more)))
	}
	return found
}
