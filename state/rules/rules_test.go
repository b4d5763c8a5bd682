package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/rules"
)

func TestTheTableIsWhole(t *testing.T) {
	seen := map[rules.Name]bool{}
	for _, r := range rules.All() {
		if seen[r.Name] {
			t.Errorf("%s stands twice", r.Name)
		}
		seen[r.Name] = true
		if !slices.Contains(r.Values, r.Default) || r.About == "" || r.Source == "" {
			t.Errorf("%s: default %q of %v, about %q, source %q", r.Name, r.Default, r.Values, r.About, r.Source)
		}
		if !slices.Contains([]texts.Evidence{texts.Observed, texts.Documented, texts.Sibling, texts.Assumed}, r.Evidence) {
			t.Errorf("%s: evidence %q", r.Name, r.Evidence)
		}
		if !r.Softness() && r.Default != r.Values[0] {
			t.Errorf("%s is a reading whose default %q is not its first value", r.Name, r.Default)
		}
		if r.NoRefuse == slices.Contains(r.Values, rules.Refuse) && r.Softness() {
			t.Errorf("%s: NoRefuse %v, and its values are %v", r.Name, r.NoRefuse, r.Values)
		}
	}
}

// TestEveryValueOfEveryRow: what a set says before and behind each change.
func TestEveryValueOfEveryRow(t *testing.T) {
	for _, r := range rules.All() {
		for _, value := range r.Values {
			for _, begin := range []rules.Set{{}, rules.Strict()} {
				set, err := begin.With(map[rules.Name]string{r.Name: value})
				if err != nil {
					t.Errorf("%s=%s: %v", r.Name, value, err)
				}
				if got := set.Value(r.Name); got != value {
					t.Errorf("%s=%s says %s", r.Name, value, got)
				}
			}
		}
		if got := (rules.Set{}).Value(r.Name); got != r.Default {
			t.Errorf("%s is %s by itself, not %s", r.Name, got, r.Default)
		}
		want := r.Default
		if want == rules.Warn && !r.NoRefuse && !r.Named {
			want = rules.Refuse
		}
		if got := rules.Strict().Value(r.Name); got != want {
			t.Errorf("%s is %s in a strict set, not %s", r.Name, got, want)
		}
	}
}

func TestWrongChangesChangeNothing(t *testing.T) {
	before, err := rules.Set{}.With(map[rules.Name]string{rules.Bearer: rules.Off})
	if err != nil {
		t.Fatal(err)
	}
	after, err := before.With(map[rules.Name]string{
		rules.Bearer: "wran", "authorisation.bearer": rules.Off, rules.QueryPercent: rules.Refuse, rules.Prolog: rules.Off,
	})
	if err == nil || after.Value(rules.Bearer) != rules.Off || after.Value(rules.Prolog) != rules.Warn {
		t.Fatalf("%v; bearer %s, prolog %s", err, after.Value(rules.Bearer), after.Value(rules.Prolog))
	}
	for _, want := range []string{
		`there is no rule "authorisation.bearer"; the nearest is "authorization.bearer"`,
		`rule authorization.bearer has no value "wran"; the nearest is "warn", and it takes refuse, warn, off`,
		`rule query.percent cannot be set to refuse; it takes warn, off`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in:\n%s", want, err)
		}
	}
}

func TestASetIsNotChangedInPlace(t *testing.T) {
	var first rules.Set
	second, _ := first.With(map[rules.Name]string{rules.Bearer: rules.Off})
	third, _ := second.With(map[rules.Name]string{rules.Bearer: rules.Refuse})
	if first.Value(rules.Bearer) != rules.Warn || second.Value(rules.Bearer) != rules.Off || third.Value(rules.Bearer) != rules.Refuse {
		t.Errorf("%s, %s, %s", first.Value(rules.Bearer), second.Value(rules.Bearer), third.Value(rules.Bearer))
	}
	chosen := third.Chosen()
	chosen[rules.Bearer] = rules.Warn
	if third.Value(rules.Bearer) != rules.Refuse {
		t.Error("Chosen gives the set's own map away")
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]struct {
		name  rules.Name
		value string
	}{
		"authorization.bearer=refuse": {rules.Bearer, rules.Refuse},
		" document.prolog = off ":     {rules.Prolog, rules.Off},
		"document.prolog":             {},
		"=off":                        {},
		"document.prolog=":            {},
	} {
		name, value, err := rules.Parse(text)
		if name != want.name || value != want.value || (err == nil) != (want.name != "") {
			t.Errorf("%q: %q, %q, %v", text, name, value, err)
		}
	}
}
