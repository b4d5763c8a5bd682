// Package claims lists every sentence of the printed specification that can be
// checked, and for each the test that proves it here, the rule that decides it,
// or the reason why it is open. It is the measure of fidelity.
//
// The list is made of tables: errors.tsv (every printed status and error of
// every method), fields.tsv (every printed parameter and field of a call),
// documents.tsv (every printed field of a document), and chapters/NAME.tsv for what a
// chapter says in sentences. The last column of each is the proof:
//
//	golden cises.info/404-none          a golden file of server/testdata/golden
//	server.TestTable1                   a test, with a subtest behind a slash
//	rule codes.foreign-in-mixed         a named rule: more than one reading is served
//	recorded at SYSTEM on DAY; …        what the real system answered, as a comparison found it
//	open REASON                         not proven, and why
package claims

import (
	"embed"
	"strings"
	"sync"
)

// Claim is one checkable sentence. Exactly one of Test, Rule, Recorded and Open is set.
type Claim struct {
	ID       string
	Chapter  string // as Chapters names it
	Kind     string // error, parameter, field, default, limit, order, text, note, change or entry
	Text     string // what is claimed, short; the words of the API stand as printed
	Test     string // package.TestName/subtest, the package as its path below the module
	Rule     string // name of the rule
	Recorded string // where and when the real system was seen to do so
	Open     string // why it is not proven
	File     string // of the table, from the root of the module
	Line     int    // in the file, whose first is its heading
}

// golden is how the tables write a golden file, and what test plays it.
const golden, goldenTest = "golden ", "server.TestGolden/"

// prove sets what the last column of a table says.
func (c Claim) prove(proof string) Claim {
	switch {
	case strings.HasPrefix(proof, golden):
		c.Test = goldenTest + strings.TrimPrefix(proof, golden)
	case strings.HasPrefix(proof, "rule "):
		c.Rule = strings.TrimPrefix(proof, "rule ")
	case strings.HasPrefix(proof, "recorded "):
		c.Recorded = proof
	case strings.HasPrefix(proof, "open "):
		c.Open = strings.TrimPrefix(proof, "open ")
	default:
		c.Test = proof
	}
	return c
}

// stand says where the row of a claim is, which has so many before it.
func (c Claim) stand(file string, before int) Claim {
	c.File, c.Line = folder+file, before+2
	return c
}

// folder is where the tables are, from the root of the module.
const folder = "server/internal/claims/"

// Lines are those of the table in a file, as Claim names it.
func Lines(file string) []string {
	text, err := tables.ReadFile(strings.TrimPrefix(file, folder))
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// Golden is the name of the golden file that proves the claim, "" if none does.
func (c Claim) Golden() string {
	name, ok := strings.CutPrefix(c.Test, goldenTest)
	if !ok {
		return ""
	}
	return name
}

//go:embed *.tsv chapters/*.tsv
var tables embed.FS

// All lists the claims, chapter by chapter; those of one chapter in the order
// sentences, parameters and fields, documents, errors.
var All = sync.OnceValue(func() []Claim {
	byChapter := map[string][]Claim{}
	for _, c := range Chapters {
		byChapter[c.Name] = sentences(c.Name)
	}
	for _, f := range Fields() {
		byChapter[f.Chapter] = append(byChapter[f.Chapter], f.Claim)
	}
	for _, f := range Documents() {
		byChapter[f.Chapter] = append(byChapter[f.Chapter], f.Claim)
	}
	for _, e := range Errors() {
		byChapter[e.Chapter] = append(byChapter[e.Chapter], e.Claim)
	}
	var all []Claim
	for _, c := range Chapters {
		all = append(all, byChapter[c.Name]...)
	}
	return all
})

// sentences reads what a chapter says in sentences, if it has a file.
func sentences(chapter string) []Claim {
	var rows []Claim
	file := "chapters/" + chapter + ".tsv"
	for i, f := range read(file) {
		rows = append(rows, Claim{ID: chapter + "." + f[0], Chapter: chapter, Kind: f[1], Text: f[2]}.stand(file, i).prove(f[3]))
	}
	return rows
}

// read gives the rows of a table without its heading, nothing where there is
// none. A test holds every row to as many columns as its heading.
func read(file string) [][]string {
	lines := Lines(folder + file)
	if lines == nil {
		return nil
	}
	var rows [][]string
	for _, line := range lines[1:] {
		rows = append(rows, strings.Split(line, "\t"))
	}
	return rows
}

// Summary counts the claims of a chapter.
type Summary struct {
	Chapter, Title                        string
	Claims, Proven, Ruled, Recorded, Open int
}

func (s *Summary) count(c Claim) {
	s.Claims++
	switch {
	case c.Test != "":
		s.Proven++
	case c.Rule != "":
		s.Ruled++
	case c.Recorded != "":
		s.Recorded++
	default:
		s.Open++
	}
}

// Summaries counts the claims of each chapter, and of all in the last row.
func Summaries() []Summary {
	var rows []Summary
	all := Summary{Chapter: "all", Title: "the whole description"}
	for _, chapter := range Chapters {
		s := Summary{Chapter: chapter.Name, Title: chapter.Title}
		for _, c := range All() {
			if c.Chapter == chapter.Name {
				s.count(c)
				all.count(c)
			}
		}
		rows = append(rows, s)
	}
	return append(rows, all)
}
