package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server"
)

// reviewed is what exec tells of the calls when the command is over.
type reviewed struct {
	Coverage      bool           `help:"Tell behind the command what its calls touched: methods, documents, groups, statuses, errors, rules."`
	CoverageJSON  string         `name:"coverage-json" placeholder:"FILE" help:"Write that there as JSON, row by row."`
	CoverageLeast map[string]int `placeholder:"SECTION=PERCENT" help:"End with status 9 if less of a section was touched, as in methods=60. May be given several times."`
	Doctor        bool           `help:"Tell behind the command what its calls tell about the client; end with status 8 for what does harm, or will."`
}

// The exit statuses of exec for what its calls tell, where the command itself ended well.
const (
	statusDoctor   = 8
	statusCoverage = 9
)

// tell writes what is asked for to standard error, where it does not mix with
// what the command prints.
func (v *reviewed) tell(r *run, srv *server.Server) error {
	if v.Coverage || v.CoverageJSON != "" || len(v.CoverageLeast) > 0 {
		coverage, err := srv.Coverage()
		if err != nil {
			return err
		}
		if err := v.covered(r, coverage); err != nil {
			return err
		}
	}
	if !v.Doctor {
		return nil
	}
	diagnosis, err := srv.Doctor()
	if err != nil {
		return err
	}
	return diagnosed(r, diagnosis)
}

func (v *reviewed) covered(r *run, c mock.Coverage) error {
	if v.CoverageJSON != "" {
		text, err := json.MarshalIndent(c, "", "  ")
		if err == nil {
			err = os.WriteFile(v.CoverageJSON, append(text, '\n'), 0o644)
		}
		if err != nil {
			return err
		}
	}
	if v.Coverage {
		_, _ = fmt.Fprintf(r.errOut, "%s\n%s", lost(c.Requests, c.Evicted), coverageTable(c))
	}
	var sections, short []string
	for _, s := range c.Sections {
		sections = append(sections, s.Name)
		if least, asked := v.CoverageLeast[s.Name]; asked && s.Percent() < least {
			short = append(short, fmt.Sprintf("%s: %d of %d, %d%%, less than %d%%", s.Name, s.Touched, s.Total, s.Percent(), least))
		}
	}
	for name := range v.CoverageLeast {
		if !slices.Contains(sections, name) {
			return fmt.Errorf("--coverage-least: there is no section %q; there are %s", name, strings.Join(sections, ", "))
		}
	}
	if len(short) > 0 {
		return exitError{fmt.Errorf("too little is covered: %s", strings.Join(short, "; ")), statusCoverage}
	}
	return nil
}

// lost says of how many calls something is told, and that some are missing.
func lost(requests int, evicted uint64) string {
	if evicted == 0 {
		return fmt.Sprintf("calls: %d", requests)
	}
	return fmt.Sprintf("calls: %d; %d more were evicted from the journal and do not count: --journal keeps more", requests, evicted)
}

// coverageTable is a line for each section, and what it lacks.
func coverageTable(c mock.Coverage) string {
	var out strings.Builder
	for _, s := range c.Sections {
		var lacking []string
		for _, row := range s.Rows {
			if row.Count == 0 {
				lacking = append(lacking, row.Name)
			}
		}
		fmt.Fprintf(&out, "%-10s %4d of %4d  %3d%%", s.Name, s.Touched, s.Total, s.Percent())
		if n := len(lacking); n > 0 && n <= 12 {
			fmt.Fprintf(&out, "  not: %s", strings.Join(lacking, ", "))
		} else if n > 0 {
			fmt.Fprintf(&out, "  not: %s and %d more", strings.Join(lacking[:8], ", "), n-8)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

func diagnosed(r *run, d mock.Diagnosis) error {
	serious := 0
	for _, f := range d.Findings {
		_, _ = fmt.Fprintf(r.errOut, "%s %s %s: %s\n    advice: %s\n    requests: %s\n", f.Severity, f.Name, f.BIN, f.What, f.Advice, strings.Trim(fmt.Sprint(f.Evidence), "[]"))
		if f.Severity != "note" {
			serious++
		}
	}
	_, _ = fmt.Fprintf(r.errOut, "doctor: %d findings; %s\n", len(d.Findings), lost(d.Requests, d.Evicted))
	if serious > 0 {
		return exitError{fmt.Errorf("the doctor found %d things that do harm, or will", serious), statusDoctor}
	}
	return nil
}
