package xsd_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/mockismp/mockismp/xsd"
)

// complaint is a line of xmllint's, such as
//
//	a.xml:4: element document: Schemas validity error : Element 'document', …
//	a.xml:8: parser error : Attribute docNumber redefined
var complaint = regexp.MustCompile(`(?m)^[^\n]*?([0-9]+)\.xml:(\d+): (?:element [^\n]*?: Schemas validity|(parser|namespace)) error : (.*(?:\n[^\n:]*' is not a valid value.*)?)$`)

// TestXmllintAgrees: the same lines of all cases and of mutants of them, from a
// program of other people that builds a tree.
func TestXmllintAgrees(t *testing.T) {
	program, err := exec.LookPath("xmllint")
	if err != nil {
		leaveOut(t, "xmllint is not here: apt-get install libxml2-utils")
	}
	bySchema := map[string][]sample{}
	for _, d := range allDocuments(t) {
		bySchema[d.schema] = append(bySchema[d.schema], d)
	}
	eachMutant(allDocuments(t), func(name string, s sample) {
		s.name = name
		bySchema[s.schema] = append(bySchema[s.schema], s)
	})
	ours := engine(t, xsd.Go)
	for schema, samples := range bySchema {
		for some := range slices.Chunk(samples, 500) {
			said := xmllint(t, program, schema, some)
			for i, s := range some {
				compareWithXmllint(t, s, ours.Check(schema, s.text), said[i])
			}
		}
	}
}

// xmllint asks for its complaints of many documents, by their numbers.
func xmllint(t *testing.T, program, schema string, samples []sample) map[int][]xsd.Violation {
	t.Helper()
	dir := t.TempDir()
	args := []string{"--noout", "--nonet", "--schema", schema}
	for i, s := range samples {
		file := filepath.Join(dir, fmt.Sprint(i)+".xml")
		if err := os.WriteFile(file, s.text, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	// It ends with an error for the bad ones; its words are what counts.
	out, _ := exec.Command(program, args...).CombinedOutput()
	said := map[int][]xsd.Violation{}
	for _, m := range complaint.FindAllStringSubmatch(string(out), -1) {
		i, _ := strconv.Atoi(m[1])
		line, _ := strconv.Atoi(m[2])
		v := xsd.Violation{Line: line, Detail: m[4], Code: xsd.Schema}
		if m[3] != "" {
			v.Code = xsd.Syntax
		}
		if !slices.Contains(said[i], v) || !aboutText.MatchString(v.Detail) { // it counts the pieces of a text
			said[i] = append(said[i], v)
		}
	}
	return said
}

var aboutText = regexp.MustCompile(`Character content`)

func compareWithXmllint(t *testing.T, s sample, ours, theirs []xsd.Violation) {
	t.Helper()
	if len(ours) == 1 && slices.Contains([]string{xsd.Encoding, "doctype", "attributes", "length", "depth"}, ours[0].Code) {
		return // refused before anybody looks at it
	}
	syntax := func(v xsd.Violation) bool { return v.Code == xsd.Syntax }
	if n := slices.IndexFunc(theirs, syntax); n >= 0 {
		// It never came to the schema, and went on behind the error.
		theirs = theirs[n : n+1]
		ours = ours[max(0, len(ours)-1):]
	}
	compare(t, s.name, s.text, ours, theirs)
}
