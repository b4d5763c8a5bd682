package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
)

// open takes the envelope off and tells the kind of document.
func (s *Submission) open() error {
	text, err := decoded(s.Content)
	if err != nil {
		return err
	}
	s.Document.Text = text
	root, err := doc.Peek(text)
	if err != nil {
		return badXML(err.Error(), xmlLine(err))
	}
	row, err := s.kind(root)
	if err != nil {
		return err
	}
	s.Row, s.Document.Type, s.Document.FileID = row, row.Type, root.FileID
	if row.Flow.Start().Registry != "" { // it stands in the registry under this number from the first
		s.Document.ID = ID(root.FileID)
		s.Document.Number = s.Document.ID
	}
	return nil
}

// kind finds the row of a document by the prefix of its fileId, among the kinds
// that the method takes; a bare uuid is a divergence notice (observed).
func (s *Submission) kind(root doc.Root) (row state.DocTypeRow, err error) {
	var fit, prefixes []string
	for _, r := range state.DocTypes() {
		if len(s.Takes) > 0 && !slices.Contains(s.Takes, r.Type) {
			continue
		}
		prefixes = append(prefixes, r.Prefix)
		prefixed := len(root.FileID) == len(r.Prefix)+uuidLength && strings.HasPrefix(root.FileID, r.Prefix)
		bare := r.Type == state.Divergence && root.Name == "file" && len(root.FileID) == uuidLength
		if prefixed || bare {
			row, fit = r, append(fit, string(r.Type))
		}
	}
	switch {
	case len(fit) == 0:
		return row, state.Fail(BadEnvelope, fmt.Sprintf("root <%.100s> with fileId %.100q is no document of this method: fileId is one of the prefixes %s, and a uuid", root.Name, root.FileID, strings.Join(prefixes, ", ")),
			fmt.Sprintf("неизвестный вид документа, fileId %.100s", root.FileID))
	case len(fit) > 1: // only where nobody said which method is meant
		return row, state.Fail(BadEnvelope, fmt.Sprintf("fileId %.100q fits %s: name one of them as type", root.FileID, strings.Join(fit, " and ")),
			fmt.Sprintf("вид документа не указан, fileId %.100s", root.FileID))
	}
	return row, nil
}

// validate checks the XML against the schema of its kind, and reads it.
func (s *Submission) validate() error {
	if wrong := s.Schemas.Check(s.Row.Schema, s.Document.Text); len(wrong) > 0 {
		return state.Fail(BadXML, fmt.Sprintf("%d violations of %s: %s", len(wrong), s.Row.Schema, joined(wrong)), sentence(wrong[0].Line, wrong[0].Message))
	}
	if err := forms[s.Row.Type].read(s.Document.Text, s); err != nil {
		return badXML(err.Error(), xmlLine(err))
	}
	return nil
}

// agree checks that the document names the same parties wherever it names them.
func (s *Submission) agree() error {
	d := &s.Document
	if s.supplierID != d.Supplier || s.consigneeID != d.Consignee {
		return state.Fail(BadParties, fmt.Sprintf("participants names %s and %s, mainInfo %s and %s", s.supplierID, s.consigneeID, d.Supplier, d.Consignee),
			"participants и mainInfo называют разных участников")
	}
	return nil
}

func sentence(line int, message string) string {
	return fmt.Sprintf("строка %d: %s", line, message)
}

func badXML(why, said string) error { return state.Fail(BadXML, why, said) }

// xmlLine words an error of the reader for the client.
func xmlLine(err error) string {
	if e := (*doc.Error)(nil); errors.As(err, &e) {
		return sentence(e.Line, e.Message)
	}
	return err.Error()
}

func joined(wrong []xsd.Violation) string {
	all := make([]string, len(wrong))
	for i, v := range wrong {
		all[i] = v.String()
	}
	return strings.Join(all, "; ")
}
