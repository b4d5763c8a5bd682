package steps

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"regexp"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/pki"
)

// projected is a request of the journal without what no second run repeats: wall
// times, sizes, boundaries of forms, and the bytes of keys and signatures.
type projected struct {
	At       string         `json:"at"` // world time
	BIN      string         `json:"bin,omitempty"`
	Method   string         `json:"method"`
	Path     string         `json:"path"`
	Query    string         `json:"query,omitempty"`
	Route    string         `json:"route,omitempty"`
	Request  any            `json:"request,omitempty"`
	Status   int            `json:"status"`
	Rule     string         `json:"rule,omitempty"`
	Why      string         `json:"why,omitempty"`
	Warnings []mock.Warning `json:"warnings,omitempty"`
	Notes    []string       `json:"notes,omitempty"`
	Changes  []mock.Changes `json:"changes,omitempty"` // what it changed in the world
	Answer   any            `json:"answer,omitempty"`
}

// Project writes requests of a journal, newest first as it lists them, as lines of
// JSON, oldest first. Two runs with one seed and a frozen clock give the same
// bytes: signatures stand there as who signed by which algorithm, documents as
// their digest.
func Project(requests []mock.Request) (lines [][]byte, err error) {
	for i := len(requests) - 1; i >= 0; i-- {
		r := requests[i]
		line, err := json.Marshal(projected{
			At: r.At, BIN: r.BIN, Method: r.Method, Path: r.Path, Query: r.Query, Route: r.Route, Request: projectBody(r.Request), Status: r.Status,
			Rule: r.Rule, Why: r.Why, Warnings: r.Warnings, Notes: r.Notes, Changes: r.Changes, Answer: projectBody(r.Response),
		})
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// projectBody is what stays of a body: nil of none.
func projectBody(body string) any {
	if body == "" {
		return nil
	}
	if form, is := projectForm(body); is {
		return form
	}
	var value any
	if json.Unmarshal([]byte(body), &value) == nil {
		return projectValue(value)
	}
	return projectText(body)
}

// projectForm reads a form of several parts.
func projectForm(body string) (map[string]any, bool) {
	first, _, _ := strings.Cut(body, "\r\n")
	boundary, is := strings.CutPrefix(first, "--")
	if !is {
		return nil, false
	}
	parts := multipart.NewReader(strings.NewReader(body), boundary)
	out := map[string]any{}
	for {
		p, err := parts.NextPart()
		if err != nil {
			return out, len(out) > 0
		}
		text, err := io.ReadAll(p)
		if err != nil {
			return nil, false
		}
		out[p.FormName()] = projectText(string(text))
	}
}

func projectValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, field := range v {
			v[name] = projectValue(field)
		}
	case []any:
		for i, item := range v {
			v[i] = projectValue(item)
		}
	case string:
		return projectText(v)
	}
	return v
}

// projectText is a text, or what is behind its base64.
func projectText(text string) string {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(raw) < 40 {
		return text
	}
	if by, is := signers(raw); is {
		return by
	}
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("<")) || bytes.HasPrefix(raw, []byte("{")) {
		return fmt.Sprintf("document sha256:%x", sha256.Sum256(withoutSignatures(raw)))
	}
	return text
}

// long is a run of base64 that may be a signature inside of a document: a title
// holds that of the document it is about.
var long = regexp.MustCompile(`[A-Za-z0-9+/]{200,}={0,2}`)

func withoutSignatures(document []byte) []byte {
	return long.ReplaceAllFunc(document, func(run []byte) []byte {
		if raw, err := base64.StdEncoding.DecodeString(string(run)); err == nil {
			if by, is := signers(raw); is {
				return []byte(by)
			}
		}
		return run
	})
}

// signers tells who signed a CMS, and by which algorithms.
func signers(cms []byte) (string, bool) {
	for _, detached := range []bool{true, false} {
		s, err := pki.Verify(cms, pki.Check{Level: pki.Shape, Detached: detached})
		if err != nil {
			continue
		}
		var all []string
		for _, one := range s.Signers {
			all = append(all, one.Identity.Participant()+" by "+one.Algorithm)
		}
		return "signed: " + strings.Join(all, ", "), true
	}
	return "", false
}
