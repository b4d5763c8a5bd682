package contract

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// Formats are the forms of a report.
var Formats = []string{"text", "json", "junit", "markdown"}

// Write writes a report in one of Formats.
func (r *Report) Write(w io.Writer, format string) error {
	switch format {
	case "json":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	case "junit":
		return r.junit(w)
	case "markdown":
		_, err := io.WriteString(w, r.markdown())
		return err
	}
	_, err := io.WriteString(w, r.text())
	return err
}

// Line is a result in one line, and more where it failed.
func (r Result) Line() string {
	line := fmt.Sprintf("%-8s %s (%d requests, %s)", r.Outcome, r.Name, r.Requests, r.Took.Round(time.Millisecond))
	if r.Outcome == Skipped || r.Outcome == Planned {
		line = fmt.Sprintf("%-8s %s", r.Outcome, r.Name)
	}
	if r.Outcome == Planned && r.Writes {
		line += ": leaves something behind"
	}
	if r.Reason != "" {
		line += ": " + r.Reason
	}
	for _, w := range r.Wrong {
		line += "\n         " + w
	}
	if r.Outcome == Failed {
		for _, a := range r.Answers {
			line += "\n         last answer: " + a
		}
	}
	for _, w := range r.Without {
		line += "\n         left out: " + w
	}
	for _, l := range r.Left {
		line += "\n         left behind: " + l
	}
	return line
}

// Summary is a run in one line.
func (r *Report) Summary() string {
	requests := 0
	for _, result := range r.Results {
		requests += result.Requests
	}
	return fmt.Sprintf("%s: %d passed, %d failed, %d skipped; %d requests", r.Target, r.Count(Passed), r.Count(Failed), r.Count(Skipped), requests)
}

func (r *Report) text() string {
	var out strings.Builder
	for _, result := range r.Results {
		out.WriteString(result.Line() + "\n")
	}
	return out.String() + r.Summary() + "\n"
}

func (r *Report) markdown() string {
	var out strings.Builder
	fmt.Fprintf(&out, "# Contract of %s, %s\n\n%s.\n\n| case | outcome | what |\n|---|---|---|\n", r.Target, r.Started.UTC().Format(time.RFC3339), r.Summary())
	for _, result := range r.Results {
		what := strings.Join(append([]string{result.Reason}, append(result.Wrong, result.Left...)...), "<br>")
		fmt.Fprintf(&out, "| %s | %s | %s |\n", cell(result.Name), result.Outcome, cell(strings.Trim(what, "<br>")))
	}
	return out.String()
}

func cell(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "|", `\|`), "\n", " ")
}

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Stamp    string      `xml:"timestamp,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitMessage `xml:"failure"`
	Skipped *junitMessage `xml:"skipped"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func (r *Report) junit(w io.Writer) error {
	suite := junitSuite{Name: "contract of " + r.Target, Tests: len(r.Results), Failures: r.Count(Failed), Skipped: r.Count(Skipped), Stamp: r.Started.UTC().Format("2006-01-02T15:04:05")}
	var all time.Duration
	for _, result := range r.Results {
		one := junitCase{Name: result.Name, Class: "contract", Time: seconds(result.Took)}
		switch {
		case result.Outcome == Failed:
			one.Failure = &junitMessage{first(result.Wrong), strings.Join(append(result.Wrong, result.Answers...), "\n")}
		case result.Reason != "":
			one.Skipped = &junitMessage{Message: result.Reason}
		}
		all += result.Took
		suite.Cases = append(suite.Cases, one)
	}
	suite.Time = seconds(all)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(suite); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}
