package server

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// answersFile holds what every method that takes an id answers of every kind of
// documents; -update writes it.
const answersFile = "testdata/every-document.txt"

// stranger is no party of any document here.
const stranger = "111111111110"

// documentMakers make a document of each kind as it comes into the world,
// about another one where the kind has that. They give its id, or "" with the
// refusal.
func documentMakers() map[state.DocType]func(t *testing.T, s *Server, about string) (id, refusal string) {
	formalBy := func(bin string, xml func(about string) string) func(*testing.T, *Server, string) (string, string) {
		return func(t *testing.T, s *Server, about string) (string, string) {
			status, text := sendForm(t, s, bin, "content", enc(xml(about)), "signature", anySignature)
			return newest(s, status == 201), text
		}
	}
	noticeBy := func(bin, path string, xml func(*testing.T, *Server, string) string) func(*testing.T, *Server, string) (string, string) {
		return func(t *testing.T, s *Server, about string) (string, string) {
			body := jsonOf(t, map[string]string{"document": enc(xml(t, s, about)), "signature": anySignature})
			status, text := call(t, s, "POST", path, body, "Authorization", "Bearer "+s.Token(bin))
			return newest(s, status == 200), text
		}
	}
	over := func(write func(draft) string, change ...string) func(*testing.T, *Server, string) string {
		return func(*testing.T, *Server, string) string {
			return write(draft{bin: owner, goods: []string{box}, totals: []string{packGTIN + "*500"}, reason: "1", change: change})
		}
	}
	transit := draft{bin: owner, goods: []string{box}, totals: []string{packGTIN + "*500"}}
	return map[state.DocType]func(*testing.T, *Server, string) (string, string){
		state.Act: formalBy(owner, func(string) string { return boxAct() }),
		state.CorrectiveAct: formalBy(owner, func(act string) string {
			return boxAct("EEU_ACT_", "COR_ACT_", `correctionFlag="false"`, `correctionFlag="true" correctionDocId="`+act+`"`)
		}),
		state.Divergence:    formalBy(receiver, divergenceOf),
		state.ImportTransit: formalBy(owner, func(string) string { return transit.transit() }),
		state.ImportTransitCorrection: formalBy(owner, func(notice string) string {
			return draft{bin: owner, goods: transit.goods, totals: transit.totals, change: []string{"IMPORT_TRANSIT_", "IM_TRANSIT_COR_", `correctionFlag="false"`, `correctionFlag="true" primaryDocId="` + notice + `"`}}.transit()
		}),
		state.ImportThirdCountry: noticeBy(owner, "/api/v3/true-api"+thirdPath, over(draft.third)),
		state.IntroduceGoods:     noticeBy(owner, "/api/v3/true-api"+introducePath, over(draft.notice)),
		state.Withdrawal:         noticeBy(owner, "/api/v3/true-api"+writeOffPath, over(draft.notice)),
		state.Shipment: noticeBy(trader, shipmentsPath, func(t *testing.T, s *Server, _ string) string {
			return exported(pairs(t, s, 2))
		}),
		state.ForeignAcceptance: func(t *testing.T, s *Server, shipment string) (string, string) {
			status, text := call(t, s, "POST", "/_mock/documents/"+shipment+"/approve", "")
			return newest(s, status == 200), text
		},
		state.ForeignShipment: func(t *testing.T, s *Server, _ string) (string, string) {
			s.Token(trader)
			status, text := call(t, s, "POST", "/_mock/shipments", arrival(shoes(2)))
			return newest(s, status == 200), text
		},
		state.Acceptance: noticeBy(trader, acceptancesPath, func(_ *testing.T, _ *Server, shipment string) string {
			return acceptance(shipment, shoes(2))
		}),
		state.PackingReport: reported("disaggregation", `{"codes": ["`+box+`"]}`),
		state.DropoutReport: reported("dropout", `{"codes": ["`+box+`"], "reason": "DEFECT"}`),
	}
}

// reported makes a document by a report of the order station.
func reported(kind, body string) func(*testing.T, *Server, string) (string, string) {
	return func(t *testing.T, s *Server, _ string) (string, string) {
		status, text := call(t, s, "POST", "/_mock/reports/"+kind, body)
		return newest(s, status == 204), text
	}
}

// newest is the id of the document that came last, if one came.
func newest(s *Server, came bool) (id string) {
	if came {
		s.World().Snapshot().Documents("", func(d *state.Document) bool { id = d.ID; return false })
	}
	return id
}

// standing is a document in one of the states that it can come to.
type standing struct {
	*Server
	id string
}

func (at standing) document(t *testing.T) *state.Document { return docOf(t, at.Server, at.id) }

// key tells states apart: titles that are begun can be read, too.
func (at standing) key(t *testing.T) string {
	d := at.document(t)
	var titles []string
	for _, title := range d.Titles {
		titles = append(titles, string(title.Decision))
	}
	return fmt.Sprint(d.DocState, titles)
}

// over tells whether a party is blocked, so that it cannot go on.
func (at standing) over(t *testing.T) bool {
	d := at.document(t)
	return slices.ContainsFunc([]string{d.Supplier, d.Consignee}, func(bin string) bool {
		p := at.World().Snapshot().Participant(bin)
		return p != nil && p.Blocked()
	})
}

// everyStanding brings a document of a kind into every state that it can come to.
func everyStanding(t *testing.T, s *Server, kind state.DocType) (all []standing) {
	t.Helper()
	next, seen := starts(t, s, kind), map[string]bool{}
	for ; len(next) > 0; next = next[1:] {
		at := next[0]
		if seen[at.key(t)] {
			continue
		}
		seen[at.key(t)] = true
		all = append(all, at)
		if at.over(t) {
			continue
		}
		for _, step := range steps(at.document(t)) {
			to := standing{at.Fork(t), at.id}
			step(t, to)
			next = append(next, to)
		}
	}
	return all
}

// starts makes a document of the kind, and where it is about another one, also
// one that comes too late, since its parties may not trade any more.
func starts(t *testing.T, s *Server, kind state.DocType) []standing {
	t.Helper()
	row := state.DocTypeOf(kind)
	if len(row.About) == 0 {
		return append(brokenOff(t, s, kind, ""), standing{s, begun(t, s, kind, "")})
	}
	about := begun(t, s, row.About[0], "")
	if err := s.Clock().AdvanceToDocument(about); err != nil {
		t.Fatal(err)
	}
	late := s.Fork(t)
	contractsEnd(t, standing{late, about})
	all := append(brokenOff(t, s, kind, about), standing{s, begun(t, s, kind, about)})
	if id, _ := documentMakers()[kind](t, late, about); id != "" {
		all = append(all, standing{late, id})
	}
	return all
}

// brokenOff is a document of the kind whose processing broke off, by an outcome.
func brokenOff(t *testing.T, s *Server, kind state.DocType, about string) []standing {
	t.Helper()
	if !state.MayHaveOutcome(kind) {
		return nil
	}
	fork := s.Fork(t)
	want(t, fork, 201, "POST", "/_mock/outcomes", `{"match": {"type": "`+string(kind)+`"}, "result": "PROCESSING_ERROR"}`)
	at := standing{fork, begun(t, fork, kind, about)}
	if err := fork.Clock().AdvanceToDocument(at.id); err != nil {
		t.Fatal(err)
	}
	want(t, fork, 204, "DELETE", "/_mock/outcomes", "")
	return []standing{at}
}

func begun(t *testing.T, s *Server, kind state.DocType, about string) string {
	t.Helper()
	make, known := documentMakers()[kind]
	if !known {
		t.Fatalf("there is no maker of the kind %s: add one to documentMakers in server/every_document_test.go", kind)
	}
	id, refusal := make(t, s, about)
	if id == "" {
		t.Fatalf("no %s is made: %s", kind, refusal)
	}
	return id
}

// steps are all that can happen to a document.
func steps(d *state.Document) (all []func(*testing.T, standing)) {
	all = append(all,
		passTime,
		func(t *testing.T, at standing) { contractsEnd(t, at); passTime(t, at) },
		func(t *testing.T, at standing) {
			for _, bin := range []string{d.Supplier, d.Consignee} {
				if at.World().Snapshot().Participant(bin) != nil { // else they are abroad
					blocked(t, at.Server, bin)
				}
			}
			passTime(t, at)
		},
		func(t *testing.T, at standing) { contractsEnd(t, at); decidedBySide(t, at, "approve") },
	)
	if d.Corrects != "" {
		all = append(all, func(t *testing.T, at standing) {
			decidedBySide(t, standing{at.Server, d.Corrects}, "approve")
			passTime(t, at)
		})
	}
	if len(d.Titles) == 0 {
		for _, decision := range []state.Decision{state.Approve, state.Reject, state.Withdraw} {
			all = append(all, func(_ *testing.T, at standing) {
				_ = at.World().Update(func(tx *state.Tx) error { // a state that knows no such decision refuses it
					_, err := tx.BeginDecision(d.ID, d.Decider(decision), decision)
					return err
				})
			})
		}
	}
	for _, decision := range []string{"approve", "reject", "withdraw"} {
		all = append(all, func(t *testing.T, at standing) { decidedBySide(t, at, decision) })
	}
	return append(all, answers(d)...)
}

// answers are the documents about d, and those about the one that d is about.
func answers(d *state.Document) (all []func(*testing.T, standing)) {
	for _, row := range state.DocTypes() {
		for _, about := range []string{d.ID, d.Corrects} {
			all = append(all, func(t *testing.T, at standing) {
				of, err := at.World().Snapshot().Document(about)
				if err != nil || !slices.Contains(row.About, of.Type) {
					return
				}
				if id, _ := documentMakers()[row.Type](t, at.Server, about); id != "" {
					if err := at.Clock().AdvanceToDocument(id); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	}
	return all
}

func decidedBySide(t *testing.T, at standing, decision string) {
	t.Helper()
	if status, text := call(t, at.Server, "POST", "/_mock/documents/"+at.id+"/"+decision, ""); status != 200 && status != 409 && status != 404 {
		t.Errorf("%s of a document that is %s is answered with %d %s", decision, at.key(t), status, text)
	}
}

// passTime lets time do the next thing that it does to the document.
func passTime(t *testing.T, at standing) {
	t.Helper()
	before := at.key(t)
	for range 10 {
		if err := at.Clock().Advance(100 * time.Millisecond); err != nil {
			t.Fatal(err)
		}
		if at.key(t) != before {
			return
		}
	}
}

// contractsEnd leaves both parties without a contract: then no goods pass.
func contractsEnd(t *testing.T, at standing) {
	t.Helper()
	d := at.document(t)
	err := at.World().Update(func(tx *state.Tx) error {
		for _, bin := range []string{d.Supplier, d.Consignee} {
			known := tx.Participant(bin)
			if known == nil {
				continue
			}
			p := *known
			p.Groups = slices.Clone(p.Groups)
			for i := range p.Groups {
				p.Groups[i].NoContract = true
			}
			if err := tx.PutParticipant(p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// asker is somebody who asks about a document, as the table of answers calls them.
type asker struct{ who, bin string }

func askers(s *Server, d *state.Document) (all []asker) {
	for _, a := range []asker{{"supplier", d.Supplier}, {"consignee", d.Consignee}, {"stranger", stranger}} {
		if _, err := s.IssueToken(a.bin); err == nil { // who is abroad has none
			all = append(all, a)
		}
	}
	return all
}

// answerTable collects who is answered what by which method of which kind.
type answerTable map[string]map[state.DocType]map[string]map[string]bool

func (a answerTable) add(method string, kind state.DocType, who, answer string) {
	if a[method] == nil {
		a[method] = map[state.DocType]map[string]map[string]bool{}
	}
	if a[method][kind] == nil {
		a[method][kind] = map[string]map[string]bool{}
	}
	if a[method][kind][who] == nil {
		a[method][kind][who] = map[string]bool{}
	}
	a[method][kind][who][answer] = true
}

// String writes the table with the kinds that are answered alike in one line.
func (a answerTable) String() string {
	var b strings.Builder
	b.WriteString("What every method that takes an id answers of every kind of documents, in all states that it can come to:\nto its supplier, its consignee and a stranger. 4xx stand with the rule that refuses.\n")
	for _, method := range slices.Sorted(maps.Keys(a)) {
		alike := map[string][]string{}
		for _, kind := range slices.Sorted(maps.Keys(a[method])) {
			said := saidTo(a[method][kind])
			alike[said] = append(alike[said], string(kind))
		}
		fmt.Fprintf(&b, "\n%s\n", method)
		for _, said := range slices.Sorted(maps.Keys(alike)) {
			kinds := strings.Join(alike[said], ", ")
			if len(alike) == 1 {
				kinds = "every kind"
			}
			fmt.Fprintf(&b, "  %s\n    %s\n", kinds, said)
		}
	}
	return b.String()
}

// saidTo is what each asker is answered, in one word where all are alike.
func saidTo(answers map[string]map[string]bool) string {
	var all []string
	alike := map[string]bool{}
	for _, who := range slices.Sorted(maps.Keys(answers)) {
		said := strings.Join(slices.Sorted(maps.Keys(answers[who])), ", ")
		all, alike[said] = append(all, who+": "+said), true
		if len(all) == len(answers) && len(alike) == 1 {
			return "all: " + said
		}
	}
	return strings.Join(all, "; ")
}

// TestGoldenEveryDocumentByEveryMethod asks every method that takes an id for
// every kind of documents in every state. None fails, and each answers as the
// table in testdata says.
func TestGoldenEveryDocumentByEveryMethod(t *testing.T) {
	t.Parallel()
	s := frozen(t, WithSignature(pki.Off), WithJournal(4))
	table, reached := answerTable{}, map[state.Flow]map[state.DocState]bool{}
	for _, row := range state.DocTypes() {
		t.Run(string(row.Type), func(t *testing.T) {
			if reached[row.Flow] == nil {
				reached[row.Flow] = map[state.DocState]bool{}
			}
			for _, at := range everyStanding(t, s.Fork(t), row.Type) {
				reached[row.Flow][at.document(t).DocState] = true
				at.askAll(t, table)
			}
		})
	}
	for _, m := range state.DocMoves() {
		if !reached[m.Flow][m.To] {
			t.Errorf("no document of the flow %s comes to %s (%s): the table leaves that out", m.Flow, m.To, m.Event)
		}
	}
	if *update {
		if err := os.WriteFile(answersFile, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(answersFile)
	if err != nil {
		t.Fatal(err)
	}
	if got := table.String(); got != string(kept) {
		t.Errorf("the answers are not those of %s:\n%s", answersFile, got)
	}
}

// before are the methods that must be called first.
var before = map[string]string{"edo.incoming.sign": "edo.incoming.title", "edo.outgoing.sign": "edo.outgoing.title"}

func (at standing) askAll(t *testing.T, table answerTable) {
	t.Helper()
	d := at.document(t)
	all := askers(at.Server, d)
	routes := map[string]pipeline.Route{}
	for _, system := range systems() {
		for _, r := range system.Routes {
			r.Path = system.Bases[0] + r.Path
			routes[r.Name] = r
		}
	}
	for _, r := range routes {
		if !strings.Contains(r.Path, "{") {
			continue
		}
		for _, decision := range decisionsOf(r) {
			for _, asker := range all {
				if r.Access == pipeline.Guarded {
					asker.who = "anybody"
				}
				world := at.Server
				if r.Method != "GET" {
					world = at.Fork(t) // so that the document stays where it is
				}
				if first, ok := before[r.Name]; ok {
					standing{world, at.id}.ask(t, routes[first], decision, asker.bin)
				}
				name := strings.TrimSpace(r.Name + " " + decision)
				table.add(name, d.Type, asker.who, standing{world, at.id}.ask(t, r, decision, asker.bin))
			}
		}
	}
}

func decisionsOf(r pipeline.Route) []string {
	if strings.Contains(r.Path, "{decision}") {
		return []string{"approve", "reject"}
	}
	return []string{""}
}

var parameter = regexp.MustCompile(`\{\w+\}`)

// ask calls a method with the document's id wherever its path takes one.
func (at standing) ask(t *testing.T, r pipeline.Route, decision, bin string) string {
	t.Helper()
	path := strings.ReplaceAll(r.Path, "{decision}", decision)
	path = parameter.ReplaceAllString(path, at.id)
	body := ""
	if r.Access != pipeline.Guarded && r.Method == "POST" {
		body = anySignature
	}
	req, err := http.NewRequest(r.Method, at.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + at.Token(bin)}, "Content-Type": {"text/plain"}}
	resp, text := at.answersInside(t, req)
	status := resp.StatusCode
	if status >= 500 {
		t.Errorf("%s %s by %s of a %s that is %s: %d %s", r.Method, path, bin, at.document(t).Type, at.key(t), status, text)
	}
	if r.Access == pipeline.Guarded || status < 400 {
		return fmt.Sprint(status)
	}
	e := lastEntry(t, at.Server)
	if strings.Contains(e.Why, "panic") {
		t.Errorf("%s %s: %s", r.Method, path, e.Why)
	}
	return fmt.Sprint(status, " ", e.Rule)
}
