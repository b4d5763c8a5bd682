package diff

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// Acceptance is a difference that was accepted, so that it is not reported
// again.
type Acceptance struct {
	Kind   Kind   `yaml:"kind"`
	Method string `yaml:"method"`
	Path   string `yaml:"path"`
	Field  string `yaml:"field"` // * at its end stands for whatever comes behind
	Reason string `yaml:"reason"`
	Owner  string `yaml:"owner"`
	Until  string `yaml:"until"` // the last day, yyyy-MM-dd
}

// ReadAccepted reads a file of accepted differences. All that is wrong with it is
// told at once.
func ReadAccepted(text []byte) ([]Acceptance, error) {
	var file struct {
		Accepted []Acceptance `yaml:"accepted"`
	}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("accepted differences: %w", err)
	}
	var wrong []error
	for i, a := range file.Accepted {
		for name, value := range map[string]string{"kind": string(a.Kind), "path": a.Path, "method": a.Method, "reason": a.Reason, "owner": a.Owner, "until": a.Until} {
			if strings.TrimSpace(value) == "" {
				wrong = append(wrong, fmt.Errorf("accepted difference %d has no %s", i+1, name))
			}
		}
		if _, err := time.Parse(time.DateOnly, a.Until); err != nil && a.Until != "" {
			wrong = append(wrong, fmt.Errorf("accepted difference %d: until is %q, not a day such as 2027-01-31", i+1, a.Until))
		}
		if !known(a.Kind) && a.Kind != "" {
			wrong = append(wrong, fmt.Errorf("accepted difference %d: there is no kind %q; there are %v", i+1, a.Kind, severity))
		}
	}
	return file.Accepted, errors.Join(wrong...)
}

func known(k Kind) bool {
	for _, s := range severity {
		if s == k {
			return true
		}
	}
	return false
}

// Accept marks the differences that are accepted on a day, and gives the
// acceptances that fit none: they are of no use any more. An acceptance whose time
// is over accepts nothing.
func Accept(all []Difference, accepted []Acceptance, day time.Time) (useless []Acceptance) {
	for _, a := range accepted {
		used := false
		for i := range all {
			if !a.fits(all[i]) {
				continue
			}
			used = true
			if until, err := time.Parse(time.DateOnly, a.Until); err == nil && day.Before(until.AddDate(0, 0, 1)) {
				all[i].Accepted = fmt.Sprintf("%s (%s, until %s)", a.Reason, a.Owner, a.Until)
			}
		}
		if !used {
			useless = append(useless, a)
		}
	}
	return useless
}

func (a Acceptance) fits(d Difference) bool {
	field, open := strings.CutSuffix(a.Field, "*")
	return a.Kind == d.Kind && a.Method == d.Method && strings.HasSuffix(d.Path, a.Path) && (a.Field == d.Field || open && strings.HasPrefix(d.Field, field))
}
