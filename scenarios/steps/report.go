package steps

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Write writes what was wrong: where, what, and what went over the wire.
func (f *Failure) Write(to io.Writer, file *File) {
	where := file.Path
	if f.Line > 0 {
		where = fmt.Sprintf("%s:%d", file.Path, f.Line)
	}
	_, _ = fmt.Fprintf(to, "%s: %s\n  %s\n", where, f.Step, f.What)
	for _, part := range []struct{ name, text string }{{"request", f.Request}, {"answer", f.Answer}} {
		if part.text != "" {
			_, _ = fmt.Fprintf(to, "  %s:\n    %s\n", part.name, strings.ReplaceAll(part.text, "\n", "\n    "))
		}
	}
}

// Report is how files fared, in a form that programs read.
type Report struct {
	Passed  int          `json:"passed"`
	Failed  int          `json:"failed"`
	Skipped int          `json:"skipped"`
	Files   []FileReport `json:"files"`
}

// FileReport is how one file fared.
type FileReport struct {
	Name    string       `json:"name"`
	Path    string       `json:"path"`
	Outcome Outcome      `json:"outcome"`
	Reason  string       `json:"reason,omitempty"`
	Steps   []StepResult `json:"steps,omitempty"`
	Failure *Failure     `json:"failure,omitempty"`
}

// ReportOf sums results up.
func ReportOf(results []*Result) Report {
	out := Report{Files: []FileReport{}}
	for _, r := range results {
		switch r.Outcome {
		case Passed:
			out.Passed++
		case Failed:
			out.Failed++
		case Skipped:
			out.Skipped++
		}
		out.Files = append(out.Files, FileReport{r.File.Name, r.File.Path, r.Outcome, r.Reason, r.Steps, r.Failure})
	}
	return out
}

// WriteJSON writes the report as JSON.
func (r Report) WriteJSON(to io.Writer) error {
	out := json.NewEncoder(to)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(r)
}

// The elements of JUnit's form, as far as programs that show it read them.
type (
	junitSuite struct {
		XMLName  xml.Name    `xml:"testsuite"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr"`
		Failure *junitFailure `xml:"failure"`
		Skipped *junitSkipped `xml:"skipped"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	junitSkipped struct {
		Message string `xml:"message,attr"`
	}
)

// WriteJUnit writes the report in JUnit's form.
func (r Report) WriteJUnit(to io.Writer) error {
	suite := junitSuite{Name: "mockismp scenarios", Tests: len(r.Files), Failures: r.Failed, Skipped: r.Skipped}
	for _, f := range r.Files {
		c := junitCase{Name: f.Name, Class: "scenario", File: f.Path}
		if f.Failure != nil {
			var text strings.Builder
			f.Failure.Write(&text, &File{Path: f.Path})
			c.Failure = &junitFailure{f.Failure.What, text.String()}
		}
		if f.Outcome == Skipped {
			c.Skipped = &junitSkipped{f.Reason}
		}
		suite.Cases = append(suite.Cases, c)
	}
	if _, err := io.WriteString(to, xml.Header); err != nil {
		return err
	}
	out := xml.NewEncoder(to)
	out.Indent("", "  ")
	if err := out.Encode(suite); err != nil {
		return err
	}
	_, err := io.WriteString(to, "\n")
	return err
}
