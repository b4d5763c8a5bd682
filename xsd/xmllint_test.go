//go:build libxml2 && cgo

package xsd_test

import (
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/xsd"
)

// complaint is a line of xmllint's, such as
//
//	a.xml:4: element document: Schemas validity error : Element 'document', …
//	a.xml:8: parser error : Attribute docNumber redefined
var complaint = regexp.MustCompile(`(?m)^([^\s:]+\.xml):(\d+): (?:element \S+: Schemas validity|(parser)) error : (.*)$`)

// TestXmllintAgrees: the same complaints of the same lines in the same words,
// from a program of other people that builds a tree.
func TestXmllintAgrees(t *testing.T) {
	program, err := exec.LookPath("xmllint")
	if err != nil {
		t.Fatal("xmllint is not here: apt-get install libxml2-utils")
	}
	set := embedded(t)
	for _, schema := range set.Schemas() {
		if isJSON(schema) {
			continue
		}
		files, err := filepath.Glob(filepath.Join(cases, strings.TrimSuffix(schema, ".xsd"), "*.xml"))
		if err != nil {
			t.Fatal(err)
		}
		// It ends with an error for the bad ones; its words are what counts.
		out, _ := exec.Command(program, append([]string{"--noout", "--nonet", "--schema", schema}, files...)...).CombinedOutput()
		said := map[string][]xsd.Violation{}
		for _, m := range complaint.FindAllStringSubmatch(string(out), -1) {
			line, _ := strconv.Atoi(m[2])
			v := xsd.Violation{Line: line, Message: strings.TrimSpace(m[4])}
			if m[3] != "" {
				v.Code = xsd.Syntax
			}
			file, err := url.PathUnescape(m[1]) // it escapes Cyrillic letters
			if err != nil {
				t.Fatal(err)
			}
			said[file] = append(said[file], v)
		}
		for _, f := range files {
			if bad := strings.HasPrefix(filepath.Base(f), "bad_"); bad != (len(said[f]) > 0) {
				t.Errorf("%s: xmllint says %v", f, said[f])
			}
		}
		for _, prefix := range []string{"ok_", "bad_"} {
			for name, text := range documents(t, schema, prefix) {
				file := filepath.Join(cases, strings.TrimSuffix(schema, ".xsd"), name)
				compareWithXmllint(t, name, set.Check(schema, text), said[file])
			}
		}
	}
}

func compareWithXmllint(t *testing.T, name string, ours, theirs []xsd.Violation) {
	t.Helper()
	syntax := func(v xsd.Violation) bool { return v.Code == xsd.Syntax }
	if n := slices.IndexFunc(theirs, syntax); n >= 0 {
		// It never came to the schema, and went on behind the error.
		theirs = theirs[n : n+1]
		ours = ours[max(0, len(ours)-1):]
	}
	same := func(a, b xsd.Violation) bool {
		head, tail, _ := strings.Cut(a.Message, " [...] ") // a long value, shortened
		return a.Line == b.Line && syntax(a) == syntax(b) &&
			strings.HasPrefix(b.Message, head) && strings.HasSuffix(b.Message, tail) &&
			(len(head) == len(b.Message) || tail != "")
	}
	if !slices.EqualFunc(ours, theirs, same) {
		t.Errorf("%s\nours:    %v\nxmllint: %v", name, ours, theirs)
	}
}
