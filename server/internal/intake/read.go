package intake

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
)

// filled: methods of JSON documents say which part of the envelope is empty.
func (s *Submission) filled() error {
	if rows := s.taken(); len(rows) == 0 || slices.ContainsFunc(rows, isXML) {
		return nil
	}
	for _, part := range []struct{ name, value string }{{"document", s.Content}, {"signature", s.Signature}} {
		if part.value == "" {
			return state.Errorf(Empty, "%s is empty; it is base64, and required", part.name).With(part.name)
		}
	}
	return nil
}

// open takes the envelope off and tells the kind of document.
func (s *Submission) open() error {
	text, err := decoded(s.Content)
	if err != nil {
		return err
	}
	s.Document.Text = text
	if s.Row, err = s.kind(text); err != nil {
		return err
	}
	s.Document.Type = s.Row.Type
	return nil
}

// kind finds the row of a document among the kinds that the method takes. XML
// tells its kind by the prefix of its fileId, a bare uuid is a divergence notice
// (observed); JSON tells nothing.
func (s *Submission) kind(text []byte) (state.DocTypeRow, error) {
	rows := s.taken()
	inJSON := slices.DeleteFunc(slices.Clone(rows), isXML)
	if len(inJSON) == len(rows) || len(inJSON) > 0 && bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return s.only(inJSON, rows, "JSON")
	}
	root, err := doc.Peek(text)
	if err != nil {
		return state.DocTypeRow{}, badXML(looksLike(text, texts.Verbatim(err.Error())).String(), looksLike(text, xmlLine(err)))
	}
	s.Document.FileID = root.FileID
	if !declared(text) {
		err := s.soften(rules.Prolog, badXML("the first line is not <?xml version=\"1.0\" encoding=\"UTF-8\"?>: «обязательно указание строки»", texts.AtLine.Of(1, texts.NoProlog.Of())))
		if err != nil {
			return state.DocTypeRow{}, err
		}
	}
	fit := slices.DeleteFunc(slices.Clone(rows), func(r state.DocTypeRow) bool {
		prefix := root.FileID[:max(0, len(root.FileID)-uuidLength)]
		bare := root.Name == "file" && s.bare(r, prefix)
		return !isXML(r) || prefix != r.Prefix && !bare
	})
	return s.only(fit, rows, fmt.Sprintf("root <%.100s> with fileId %.100q", root.Name, root.FileID))
}

// declared tells whether a text begins with the line that every document needs.
func declared(text []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(text, []byte("\uFEFF")), []byte("?>"))
	return bytes.HasPrefix(line, []byte("<?xml")) && bytes.Contains(line, []byte("encoding"))
}

// bare tells whether a fileId may lack the prefix of the kind: a divergence
// notice has a bare UUID in one sample, and one behind DIVERG by its table; of
// introductions and withdrawals the table says GUID, and the method tells them.
func (s *Submission) bare(r state.DocTypeRow, prefix string) bool {
	alone := func(other state.DocTypeRow) bool { return other.Type == r.Type || other.Prefix != r.Prefix }
	told := len(s.Takes) > 0 || !slices.ContainsFunc(state.DocTypes(), func(other state.DocTypeRow) bool { return !alone(other) })
	return told && slices.Contains(r.Bare, prefix)
}

// taken are the rows of the kinds that the method takes.
func (s *Submission) taken() (rows []state.DocTypeRow) {
	for _, r := range state.DocTypes() {
		if r.Schema != "" && (len(s.Takes) == 0 || slices.Contains(s.Takes, r.Type)) {
			rows = append(rows, r)
		}
	}
	return rows
}

func isXML(r state.DocTypeRow) bool { return r.Prefix != "" }

// only is the one row that fits a document; there may be more where nobody said
// which method is meant.
func (s *Submission) only(fit, rows []state.DocTypeRow, what string) (row state.DocTypeRow, err error) {
	names := make([]string, len(fit))
	for i, r := range fit {
		names[i] = string(r.Type)
	}
	switch {
	case len(fit) == 1:
		return fit[0], nil
	case len(fit) > 1:
		return row, state.Errorf(BadEnvelope, "%s fits %s: name one of them as type", what, strings.Join(names, " and ")).With(texts.KindUnsaid.Of(s.Document.FileID))
	}
	return row, state.Errorf(BadEnvelope, "%s is no document of this method: fileId is one of the prefixes %s, and a uuid", what, prefixesOf(rows)).With(texts.KindUnknown.Of(s.Document.FileID))
}

// prefixesOf are the prefixes of fileId that some kinds have, each once.
func prefixesOf(rows []state.DocTypeRow) string {
	var prefixes []string
	for _, r := range rows {
		if isXML(r) && !slices.Contains(prefixes, r.Prefix) {
			prefixes = append(prefixes, r.Prefix)
		}
	}
	return strings.Join(prefixes, ", ")
}

// validate checks the text against the schema of its kind, and reads it.
func (s *Submission) validate() error {
	r := formOf(s.Row.Type).read(s.Document.Text)
	if wrong := s.Schemas.Walk(s.Row.Schema, s.Document.Text, r.see); len(wrong) > 0 {
		s.violations = wrong
		why := fmt.Sprintf("%d violations of %s: %s", len(wrong), s.Row.Schema, joined(wrong))
		if isXML(s.Row) && len(s.Document.FileID) == uuidLength {
			why = fmt.Sprintf("fileId %s has no prefix, and was taken for that of a %s; %s go before it in other documents. %s", s.Document.FileID, s.Row.Type, prefixesOf(s.taken()), why)
		}
		return state.Errorf(BadXML, "%s", why).With(saidAt(wrong[0]))
	}
	if err := r.take(s); err != nil {
		return unreadable(err)
	}
	return nil
}

// agree checks that the document names the same parties wherever it names them.
func (s *Submission) agree() error {
	d := &s.Document
	if s.supplierID != d.Supplier || s.consigneeID != d.Consignee {
		return state.Errorf(BadParties, "participants names %s and %s, mainInfo %s and %s", s.supplierID, s.consigneeID, d.Supplier, d.Consignee).With(texts.PartiesDiffer.Of())
	}
	return nil
}

// saidAt is what the client is told of a violation.
func saidAt(v xsd.Violation) texts.Said { return texts.AtLine.Of(v.Line, texts.Verbatim(v.Message)) }

func badXML(why string, said texts.Said) *state.Error {
	return state.Errorf(BadXML, "%s", why).With(said)
}

// unreadable is the refusal of what a reader found, or of a rule that it asked.
func unreadable(err error) *state.Error {
	if refused := (*state.Error)(nil); errors.As(err, &refused) {
		return refused
	}
	return badXML(err.Error(), xmlLine(err))
}

// xmlLine words an error of the reader for the client.
func xmlLine(err error) texts.Said {
	if e := (*doc.Error)(nil); errors.As(err, &e) {
		return texts.AtLine.Of(e.Line, texts.Verbatim(e.Message))
	}
	return texts.Verbatim(err.Error())
}

func joined(wrong []xsd.Violation) string {
	all := make([]string, len(wrong))
	for i, v := range wrong {
		all[i] = v.String()
	}
	return strings.Join(all, "; ")
}
