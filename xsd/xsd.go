// Package xsd checks documents of the exchange against their schemas, under the
// file names that the operator prints in his samples.
//
// With the build tag libxml2 the engine is libxml2, bound by cgo. Without it
// nothing needs a C compiler, and XML is checked for well-formedness only. JSON
// is checked whole in either build, and what is hostile or wrongly encoded is
// refused before an engine sees it.
package xsd

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/mockismp/mockismp/xsd/lex"
)

// Names of the schemas. The operator's own stand in samples of the specification
// or in its change log; those of titles are ours and follow their fileId,
// EEU_ACTPOK_ and EEU_IMPORTTRANSITPOK_.
const (
	Act                   = "xsd_act.xsd"                               // act of transfer, corrective act
	Divergence            = "xsd_notific_divergences.xsd"               // divergence notice
	ActDecision           = "xsd_actpok.xsd"                            // title of a decision on an act
	ImportTransit         = "schemas_xsd_ЕАЭС_КЗ.xsd"                   // EAEU import notice and its correction; the letters are Cyrillic
	ImportTransitDecision = "xsd_importtransitpok.xsd"                  // title of a decision on an EAEU notice
	ThirdCountry          = "xsd_notific_import.xsd"                    // notice of an import from third countries
	Introduction          = "xsd_notific_ReturnGoodsIntroduce.xsd"      // introduction into circulation
	Withdrawal            = "xsd_notific_WithdrawalWritingOffGoods.xsd" // withdrawal from circulation
)

// Names of the JSON schemas of the exchange with other members of the EAEU: the
// first, with its blank, stands in a sample, the second in the list of changes.
const (
	Shipment   = "TrueAPI-Document-Create-JSON_Schema v6.json"   // notice of an export
	Acceptance = "Import_acception_True_API_JSON-Schema_v2.json" // notice of what was accepted of an import
)

//go:embed *.xsd *.json
var embedded embed.FS

// MaxViolations is how many violations of one document [Set.Check] lists.
const MaxViolations = 100

// Violation is one thing that is wrong with a document.
type Violation struct {
	Line    int    // counted from 1; of content that is wrong, where its element begins
	Path    string // /file/document/productList/iCode; "" if no element is concerned; of JSON, its pointer
	Message string // in the words of the engine, long values shortened
	Code    string // number of libxml2's error, [JSON], or one of the words beside [Syntax]
}

// Codes of violations that are not libxml2's own numbers; lex has those of the
// limits (doctype, depth, attributes, length, names, number) and duplicate.
const (
	JSON     = "json"     // not as a JSON schema has it
	Syntax   = "syntax"   // not well-formed
	Encoding = "encoding" // not UTF-8, or declared to be something else
	More     = "more"     // last of a list that was cut: how many more there are
	Unknown  = "unknown"  // no schema of that name
)

func (v Violation) String() string { return fmt.Sprintf("line %d: %s", v.Line, v.Message) }

// Set is a set of compiled schemas, safe for concurrent use.
type Set struct {
	schemas map[string]*xmlSchema
	json    map[string]*jsonSchema
}

// Engine names what checks documents in this build: "libxml2 2.9.14", or
// "well-formedness only".
func Engine() string { return engine() }

// Embedded gives the schemas of this package, compiled once in a process.
func Embedded() (*Set, error) { return embeddedOnce() }

var embeddedOnce = sync.OnceValues(func() (*Set, error) { return compileAll(embedded) })

// Dir gives the schemas of this package and those of a directory: a *.xsd or
// *.json there takes the place of the embedded one of the same name, others are
// added. The error names every schema that can not be read or compiled.
func Dir(path string) (*Set, error) {
	return compileAll(embedded, os.DirFS(path))
}

// xmlSchema is what an engine made of a schema, and how long a text may be
// before the engine sees it.
type xmlSchema struct {
	schema  *schema
	longest int
}

func compileXML(text []byte) (*xmlSchema, error) {
	if refused, _ := guard(text, lex.MaxToken); refused != nil {
		return nil, errors.New(refused.String())
	}
	s, err := compile(text)
	if err != nil {
		return nil, err
	}
	return &xmlSchema{schema: s, longest: longestText(text)}, nil
}

func compileAll(dirs ...fs.FS) (*Set, error) {
	texts := map[string][]byte{}
	for _, dir := range dirs {
		entries, err := fs.ReadDir(dir, ".")
		if err != nil {
			return nil, fmt.Errorf("directory of schemas: %w", err)
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".xsd") && !isJSON(e.Name()) {
				continue
			}
			if texts[e.Name()], err = fs.ReadFile(dir, e.Name()); err != nil {
				return nil, fmt.Errorf("schema: %w", err)
			}
		}
	}
	s := &Set{schemas: map[string]*xmlSchema{}, json: map[string]*jsonSchema{}}
	var wrong []error
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		var err error
		if isJSON(name) {
			s.json[name], err = compileJSON(texts[name])
		} else {
			s.schemas[name], err = compileXML(texts[name])
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("schema %s: %w", name, err))
		}
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return s, nil
}

// Schemas lists the names that [Set.Check] knows, sorted.
func (s *Set) Schemas() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(s.schemas)), maps.Keys(s.json))
	slices.Sort(names)
	return names
}

// Check says what is wrong with a document, by its schema, in the order of the
// document: nothing when it is valid. Whatever doc holds, the time it takes
// grows with its length only, and no file, network or entity is touched.
func (s *Set) Check(schema string, doc []byte) []Violation {
	if j, known := s.json[schema]; known {
		return j.check(doc, MaxViolations)
	}
	compiled, known := s.schemas[schema]
	if !known {
		return []Violation{{Line: 1, Code: Unknown, Message: fmt.Sprintf(
			"there is no schema %q; there are %s", schema, strings.Join(s.Schemas(), ", "))}}
	}
	refused, broken := guard(doc, compiled.longest)
	if refused != nil {
		return []Violation{*refused}
	}
	found, more := compiled.schema.check(doc, MaxViolations)
	if len(found) == 0 && broken != nil {
		return []Violation{*broken}
	}
	if more > 0 {
		found = append(found, Violation{
			Line: found[len(found)-1].Line, Code: More, Message: fmt.Sprintf("and %d more", more),
		})
	}
	return found
}
