package contract

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Vars are the participants and the goods of a run. A real system cannot be asked
// for them.
type Vars map[string]string

// variable is a name that cases use.
type variable struct {
	name     string
	required bool // all runs need it; without the others some cases are skipped
	pattern  *regexp.Regexp
	example  string // of the starter, and the value in the world of the double
	about    string
}

var (
	twelveDigits = regexp.MustCompile(`^\d{12}$`)
	fourteen     = regexp.MustCompile(`^\d{14}$`)
	word         = regexp.MustCompile(`^[a-z]+$`)
	anything     = regexp.MustCompile(`\S`)
)

// variables is the one list of them.
var variables = []variable{
	{"owner", true, twelveDigits, "940517350290", "BIN or IIN of who plays: that of the signer's certificate"},
	{"group", true, word, "tobacco", "product group in which they have a contract"},
	{"groupId", true, regexp.MustCompile(`^\d+$`), "3", "its number in the dictionary of product groups"},
	{"code", true, anything, "00000046082251PW?&;Ge", "a code of a unit that is theirs, and lies in the box"},
	{"box", true, anything, "010460026600575520021121051210AL65588523", "the code of a package that is theirs, with packages in it"},
	{"gtin", true, fourteen, "00000046082251", "GTIN of the unit, 14 digits"},
	{"partner", false, twelveDigits, "970425450202", "BIN or IIN of a second participant of the group, who gets acts"},
	{"giveBox", false, anything, "010460026600575520021121051210AL65588524", "another package that is theirs, which acts give away and get back (--write)"},
	{"writeOff", false, anything, "00000046082251aaaaaa1", "an introduced unit of theirs, which is written off and introduced again (--write)"},
	{"importCode", false, anything, "00000046082251aaaaaa4", "a unit that was applied abroad, is theirs and not introduced, for a notice of import that is taken back (--write)"},
	{"receipt", false, anything, "", "id of a receipt of theirs"},
	{"shipment", false, anything, "", "id of a shipment of a foreign exporter that is addressed to them"},
}

// Starter is a commented file of variables to begin with.
func Starter() string {
	var out strings.Builder
	out.WriteString("# Variables of a contract run against a real system:\n#\n#   mockismp contract run --target stage --vars FILE --signer p12:KEY.p12\n#\n# The first ones are needed; without the others some cases are skipped.\n\n")
	for _, v := range variables {
		line := fmt.Sprintf("%s: \"\"", v.name)
		example := ""
		if v.example != "" {
			example = fmt.Sprintf(", such as %s", v.example)
		}
		if !v.required {
			line = "# " + line
		}
		fmt.Fprintf(&out, "# %s%s\n%s\n\n", v.about, example, line)
	}
	out.WriteString(scenarioStarter)
	return out.String()
}

// scenarioStarter ends the starter.
const scenarioStarter = `# Scenario files (mockismp scenario list, show NAME) that a real system is to play, with --write: BINs of their participants, who must be
# owner and partner above where they call, and codes for their goods; what needs a double is skipped.
# scenarios:
#   act-approved: {seller: "940517350290", buyer: "970425450202", box: "010460026600575520021121051210AL65588524"}
`

// ReadVars reads a file of variables. All that is wrong with it is told at once.
func ReadVars(text []byte) (Vars, error) {
	var read map[string]any
	if err := yaml.Unmarshal(text, &read); err != nil {
		return nil, fmt.Errorf("variables: %w", err)
	}
	vars := Vars{}
	var wrong []error
	for _, v := range variables {
		value, given := read[v.name]
		delete(read, v.name)
		said, isText := value.(string)
		switch {
		case !given && v.required:
			wrong = append(wrong, fmt.Errorf("%s is missing: %s", v.name, v.about))
		case !given:
		case value == nil || isText && strings.TrimSpace(said) == "":
			wrong = append(wrong, fmt.Errorf("%s is empty: %s", v.name, v.about))
		case !isText:
			wrong = append(wrong, fmt.Errorf("%s is %v: write it in quotes, as a string", v.name, value))
		case !v.pattern.MatchString(said):
			wrong = append(wrong, fmt.Errorf("%s is %q, which is not %s", v.name, said, v.about))
		default:
			vars[v.name] = said
		}
	}
	if files, given := read["scenarios"]; given {
		delete(read, "scenarios")
		wrong = append(wrong, scenarioVars(files, vars)...)
	}
	for _, name := range sorted(read) {
		wrong = append(wrong, fmt.Errorf("%s is no variable; there are %s", name, strings.Join(names(), ", ")))
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("variables: %w", errors.Join(wrong...))
	}
	return vars, nil
}

func names() (out []string) {
	for _, v := range variables {
		out = append(out, v.name)
	}
	return out
}

func sorted(m map[string]any) (names []string) {
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ofTheDouble are the variables of the world that runs on the double play in.
func ofTheDouble() Vars {
	vars := Vars{}
	for _, v := range variables {
		if v.example != "" {
			vars[v.name] = v.example
		}
	}
	return vars
}
