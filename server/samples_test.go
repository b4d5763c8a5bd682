package server

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/state"
)

// TestSamples: a sample of every kind is taken in the world demo, passes all checks
// and comes to a good end, about the document that it is about.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, kind := range client.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			s := Run(t, WithWorld("demo"), WithProcessing(state.Instant))
			about := ""
			switch of := client.SampleAbout(kind); of {
			case "":
			case "foreign-shipment":
				s.World().Snapshot().Documents("", func(d *state.Document) bool { about = d.ID; return d.Type != state.ForeignShipment })
			default:
				about = sampled(t, s, of, "").ID
			}
			d := sampled(t, s, kind, about)
			if len(d.Errors) > 0 || d.Status == state.StatusFailed || d.Registry == state.CheckedNotOK {
				t.Errorf("%s came to %s: %q", kind, d.DocState, d.Errors)
			}
		})
	}
}

// sampled sends a sample and gives what became of it.
func sampled(t *testing.T, s *Server, kind client.Kind, about string) *state.Document {
	t.Helper()
	d, sender, err := client.Sample(kind, about)
	if err != nil {
		t.Fatal(err)
	}
	as, err := s.As(sender)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := as.Send(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := s.World().Snapshot().DocumentCalled(sent.ID)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

var updateDocuments = flag.Bool("update-documents", false, "write docs/documents.md anew")

const documentsDocs = "../docs/documents.md"

const aboutDocuments = `# Documents

Every kind of documents that a participant sends, with a sample that an emulator takes with ` + "`--world demo`" + `; ` + "`mockismp doctypes --sample KIND`" + ` prints one with
a new fileId and the dates of today, and ` + "`--about ID`" + ` names the document that it is about. ` + "`mockismp send KIND FILE --as BIN`" + ` signs it with a test key and sends it;
how it goes on is drawn in [lifecycles.md](lifecycles.md).

<!-- every block is held by TestDocumentsDocs -->
`

// elsewhere is how documents come into the world that no participant sends.
var elsewhere = map[state.DocType]string{
	state.ForeignShipment:   "comes from a foreign exporter: `POST /_mock/shipments`, or `shipments` of a [dataset](dataset.md)",
	state.ForeignAcceptance: "comes from abroad, about a shipment: `POST /_mock/documents/{id}/approve` or `/reject`, or a [bot](outcomes.md)",
	state.PackingReport:     "is a report of the order station: `POST /_mock/reports/aggregation` or `/disaggregation`",
	state.DropoutReport:     "is a report of the order station: `POST /_mock/reports/dropout`",
}

// whenever are ids and times, which each sample has of its own.
var whenever = []struct {
	is   *regexp.Regexp
	here string
}{
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`), "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`), "2026-01-31T10:00:00Z"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\d`), "2026-01-31"},
	{regexp.MustCompile(`\d\d\.\d\d\.\d{4}`), "31.01.2026"},
}

// TestDocumentsDocs holds docs/documents.md to the table of documents and to the
// samples; -update-documents writes it.
func TestDocumentsDocs(t *testing.T) {
	page, missing := documentsPage()
	for _, what := range missing {
		t.Error(what)
	}
	if *updateDocuments {
		if err := os.WriteFile(documentsDocs, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shown, err := os.ReadFile(documentsDocs)
	if err != nil {
		t.Fatal(err)
	}
	if string(shown) != page {
		t.Error("docs/documents.md is not what samples and table say: go test ./server -run DocumentsDocs -update-documents writes it")
	}
}

// documentsPage makes docs/documents.md, and says what is missing for it.
func documentsPage() (page string, missing []string) {
	var b strings.Builder
	b.WriteString(aboutDocuments)
	for _, row := range state.DocTypes() {
		fmt.Fprintf(&b, "\n## %s\n\n", row.Type)
		d, sender, err := client.Sample(client.Kind(row.Type), "")
		how, told := elsewhere[row.Type]
		switch sent := row.Schema != ""; {
		case sent && err != nil:
			missing = append(missing, fmt.Sprintf("participants send a %s, and nothing shows one: give it rows in client/kinds.go and client/samples.go", row.Type))
		case sent:
			b.WriteString(documentShown(row, d, sender))
		case !told:
			missing = append(missing, fmt.Sprintf("nothing says how a %s comes into the world: write it into elsewhere in server/samples_test.go", row.Type))
		default:
			fmt.Fprintf(&b, "No participant sends it: it %s.\n", how)
		}
	}
	return b.String(), missing
}

func documentShown(row state.DocTypeRow, d *client.Document, sender string) string {
	text, language := strings.TrimSpace(string(d.Text)), "xml"
	if strings.HasPrefix(text, "{") {
		language = "json"
	}
	for _, w := range whenever {
		text = w.is.ReplaceAllString(text, w.here)
	}
	return fmt.Sprintf("Sent by %s in the world demo; schema `%s`%s%s%s%s.\n\n```%s\n%s\n```\n", sender, row.Schema, since("type in the lists of edo-api", row.Number != 0, row.Number),
		since("in the registry", row.Registry != "", row.Registry), since("fileId begins with", row.Prefix != "", row.Prefix), since("about", len(row.About) > 0, row.About), language, text)
}

// since tells something of a kind that has it.
func since(what string, has bool, value any) string {
	if !has {
		return ""
	}
	return fmt.Sprintf("; %s %v", what, value)
}
