package xsd_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/mockismp/mockismp/xsd"
)

var mutants = flag.Int("mutants", 1000, "how many mutants of documents the engines are compared by")

// difference is what the engines are known to differ in.
type difference struct {
	ours bool // ours says it, and libxml2 nothing
	ends bool // libxml2 reads no further then, so the rest cannot be compared
	says *regexp.Regexp
	why  string // and who is right
}

var differences = []difference{
	{
		says: regexp.MustCompile(`(?s)'(?:[ \t\r\n].*|.*[ \t\r\n])' is not a valid value of the (?:local )?(?:atomic|list|union) type`),
		why:  "blanks around numbers and dates belong to no value (XML Schema, part 2, 4.3.6): ours is right",
	},
	{
		says: regexp.MustCompile(`'\+.*' is not a valid value of the (?:local )?atomic type 'xs:(?:unsigned|nonNegative|positive)`),
		why:  "a whole number may have a sign, whatever its range (part 2, 3.3.20 and what is derived from it): ours is right",
	},
	{
		ours: true, says: regexp.MustCompile(`: the value «.*[eE][+-]?» is not a number$`),
		why: "behind the e of a number digits are due (part 2, 3.2.5.1): ours is right",
	},
	{
		ours: true, says: regexp.MustCompile(`: the value «.*(?:Z|[+-]\d\d:\d\d)» is (?:not )?(?:less|more) than `),
		why: "of a date with a time zone and one near it without neither is the earlier (part 2, 3.2.7.3): ours is right",
	},
	{
		ours: true, says: regexp.MustCompile(`, attribute tok: its length is 0, less than 1$`),
		why: "NMTOKENS has at least one word (part 2, 3.3.5): ours is right",
	},
	{
		ours: true, says: regexp.MustCompile(`: the value «.*» is not base64$`),
		why: "libxml2 passes over characters that base64 does not have (part 2, 3.2.16): ours is right",
	},
	{
		ends: true, says: regexp.MustCompile(`xmlns(?::\S+)?: '(?s:.*) is not a valid URI|^xmlns(?::\S+)?: '[^']*$`),
		why: "a namespace is a name and need not be checked for being an address (Namespaces in XML 1.0, 2.2): ours is right",
	},
}

// opinion are the lines of what is wrong, with a mark at what is not well-formed;
// what is left out is known to be said by this side alone.
func opinion(found []xsd.Violation, without []difference) []string {
	var lines []string
	for _, v := range found {
		if slices.ContainsFunc(without, func(d difference) bool { return d.says.MatchString(v.Detail) }) {
			continue
		}
		line := fmt.Sprint(v.Line)
		if v.Code == xsd.Syntax {
			line += "!"
		}
		lines = append(lines, line)
	}
	return lines
}

// agree tells whether two say the same, but for what is known.
func agree(ours, theirs []xsd.Violation, same func(a, b []string) bool) bool {
	for _, d := range differences {
		if d.ends && slices.ContainsFunc(theirs, func(v xsd.Violation) bool { return d.says.MatchString(v.Detail) }) {
			return true
		}
	}
	isOurs := func(d difference) bool { return d.ours }
	of := slices.DeleteFunc(slices.Clone(differences), func(d difference) bool { return !isOurs(d) })
	not := slices.DeleteFunc(slices.Clone(differences), isOurs)
	for _, a := range [][]difference{nil, of} {
		for _, b := range [][]difference{nil, not} {
			if same(opinion(ours, a), opinion(theirs, b)) {
				return true
			}
		}
	}
	return false
}

func compare(t *testing.T, name string, text []byte, ours, theirs []xsd.Violation) {
	t.Helper()
	if !agree(ours, theirs, slices.Equal) {
		t.Errorf("%s\nours   %v\ntheirs %v\n%s", name, ours, theirs, text)
	}
}

// secondOpinion gives the schemas under libxml2. Where this build has none, the
// test is left out, unless the environment demands it.
func secondOpinion(t testing.TB, load func(xsd.Engine) (*xsd.Set, error)) *xsd.Set {
	t.Helper()
	set, err := load(xsd.LibXML2)
	if err != nil {
		leaveOut(t, err.Error())
	}
	return set
}

func leaveOut(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("SECOND_OPINION") == "required" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func byEngine(e xsd.Engine) (*xsd.Set, error) { return xsd.Load(xsd.Config{Engine: e}) }

// TestEnginesAgree: the same verdict of the same lines, and what is said of it
// is the same, whichever engine found it.
func TestEnginesAgree(t *testing.T) {
	theirs, ours := secondOpinion(t, byEngine), engine(t, xsd.Go)
	for _, d := range allDocuments(t) {
		a, b := ours.Check(d.schema, d.text), theirs.Check(d.schema, d.text)
		compare(t, d.name, nil, a, b)
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Errorf("%s: %+v and %+v", d.name, a[i], b[i])
			}
		}
	}
}

func engine(t testing.TB, e xsd.Engine) *xsd.Set {
	t.Helper()
	set, err := byEngine(e)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

type sample struct {
	schema, name string
	text         []byte
}

// allDocuments are all cases of XML, always in the same order.
func allDocuments(t testing.TB) []sample {
	t.Helper()
	var all []sample
	for _, schema := range ours {
		if isJSON(schema) {
			continue
		}
		for _, prefix := range []string{"ok_", "bad_"} {
			found := documents(t, schema, prefix)
			for _, name := range slices.Sorted(maps.Keys(found)) {
				all = append(all, sample{schema, name, found[name]})
			}
		}
	}
	return all
}

// languageDocuments are those of the language, with the schema they are for.
func languageDocuments() []sample {
	var all []sample
	for _, l := range language {
		for i, text := range append(slices.Clone(l.good), slices.Sorted(maps.Keys(l.bad))...) {
			all = append(all, sample{l.name + ".xsd", fmt.Sprintf("%s %d", l.name, i), []byte(text)})
		}
	}
	return all
}

// eachMutant makes as many as are wanted, always the same.
func eachMutant(of []sample, do func(name string, s sample)) {
	r := rand.New(rand.NewPCG(20261130, 13))
	for i := range *mutants {
		s := of[r.IntN(len(of))]
		s.text = mutant(r, s.text)
		do(fmt.Sprintf("mutant %d of %s", i, s.name), s)
	}
}

func TestEnginesAgreeOnMutants(t *testing.T) {
	theirs, ours := secondOpinion(t, byEngine), engine(t, xsd.Go)
	eachMutant(allDocuments(t), func(name string, s sample) {
		compare(t, name, s.text, ours.Check(s.schema, s.text), theirs.Check(s.schema, s.text))
	})
}

func TestEnginesAgreeOnTheLanguage(t *testing.T) {
	theirs := secondOpinion(t, func(e xsd.Engine) (*xsd.Set, error) {
		if _, err := byEngine(e); err != nil {
			return nil, err
		}
		return languageSet(t, e), nil
	})
	ours := languageSet(t, xsd.Go)
	check := func(name string, s sample) {
		mine, other := ours.Check(s.schema, s.text), theirs.Check(s.schema, s.text)
		verdict := func(a, b []string) bool { return (len(a) == 0) == (len(b) == 0) } // of lists libxml2 says one thing twice
		if !agree(mine, other, verdict) {
			t.Errorf("%s\nours   %v\ntheirs %v\n%s", name, mine, other, s.text)
		}
	}
	for _, d := range languageDocuments() {
		check(d.name, d)
	}
	eachMutant(languageDocuments(), check)
}

// FuzzEngines: whatever is sent, the engines agree on it.
func FuzzEngines(f *testing.F) {
	theirs, ours := secondOpinion(f, byEngine), engine(f, xsd.Go)
	for _, d := range allDocuments(f) {
		f.Add(d.text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, schema := range []string{actSchema, importTransitSchema, thirdCountrySchema} {
			compare(t, schema, text, ours.Check(schema, text), theirs.Check(schema, text))
		}
	})
}
