package doc

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/xsd/lex"
)

// readJSON reads a document that is an object into a struct, and gives the lines
// of the items of its list. A name that the struct does not know is refused; one
// that is missing, or spelt in other cases, is for the schema to find.
func readJSON(doc []byte, to any) (lines []int32, err error) {
	err = lex.WalkJSON(doc, func(pointer []byte, line int) {
		if bytes.Count(pointer, []byte("/")) == lex.ItemDepth {
			lines = append(lines, int32(min(line, math.MaxInt32)))
		}
	})
	if found := new(lex.Error); errors.As(err, &found) {
		return nil, &Error{Line: found.Line, Message: found.Message, Detail: found.Detail}
	}
	doc = bytes.TrimPrefix(doc, []byte("\xEF\xBB\xBF"))
	d := json.NewDecoder(bytes.NewReader(doc))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		line, wrong := 1, new(json.UnmarshalTypeError)
		if errors.As(err, &wrong) {
			line += bytes.Count(doc[:wrong.Offset], []byte("\n"))
		}
		return nil, failed(line, texts.DocWrongField.Of(strings.TrimPrefix(err.Error(), "json: ")))
	}
	return lines, nil
}

// writeJSON writes a document as JSON, with the characters of codes as they are.
func writeJSON(to io.Writer, document any) error {
	enc := json.NewEncoder(to)
	enc.SetEscapeHTML(false) // codes hold < > &
	enc.SetIndent("", "  ")
	return enc.Encode(document)
}
