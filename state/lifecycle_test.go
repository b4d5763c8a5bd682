package state

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/mockismp/mockismp/state/dict"
)

// declared gives the values of all constants of a type in lifecycle.go, so that
// a new one cannot be forgotten here.
func declared(t *testing.T, typeName string) (values []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "lifecycle.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := spec.Type.(*ast.Ident); ok && of.Name == typeName {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, value)
		}
		return true
	})
	if len(values) == 0 {
		t.Fatalf("lifecycle.go declares no %s", typeName)
	}
	return values
}

func TestTheLifeCycleOfCodesIsWhole(t *testing.T) {
	events := declared(t, "CodeEvent")
	rows := map[CodeEvent]map[dict.CodeStatus]bool{}
	for _, m := range CodeMoves() {
		if !slices.Contains(events, string(m.Event)) || len(m.From) == 0 || m.Source == "" {
			t.Errorf("%q from %v: the event is declared, the row has statuses and says where it is from; this one not", m.Event, m.From)
		}
		if rows[m.Event] == nil {
			rows[m.Event] = map[dict.CodeStatus]bool{}
		}
		for _, s := range append(slices.Clone(m.From), m.To) {
			if s.String() == "" {
				t.Errorf("%q names status %d, which the dictionary has not", m.Event, s)
			}
		}
		for _, from := range m.From {
			if rows[m.Event][from] {
				t.Errorf("%q leads away from %s twice", m.Event, from)
			}
			rows[m.Event][from] = true
		}
	}
	for _, e := range events {
		if rows[CodeEvent(e)] == nil {
			t.Errorf("event %q has no row", e)
		}
	}
}

// TestCodesMoveByTheRowsOnly tries every event on a code of every status.
func TestCodesMoveByTheRowsOnly(t *testing.T) {
	for _, event := range declared(t, "CodeEvent") {
		for _, from := range dict.CodeStatuses() {
			want := ""
			for _, m := range CodeMoves() {
				if m.Event == CodeEvent(event) && slices.Contains(m.From, from.Status) {
					want = m.To.String()
				}
			}
			w := newTestWorld(t)
			err := w.Update(func(tx *Tx) error {
				u := unit(pack + "abcdefg")
				u.Status = from.Status
				if err := tx.AddTree(u); err != nil {
					return err
				}
				c, _ := tx.Code(u.CIS)
				return tx.move(c, CodeEvent(event), &Operation{At: tx.now}, unchanged)
			})
			switch got := kindOf(t, err); {
			case want == "" && got != WrongStatus:
				t.Errorf("%s of a code that is %s: %q, want %q", event, from.Code, got, WrongStatus)
			case want != "" && (got != "" || w.Code(pack+"abcdefg").Status.String() != want):
				t.Errorf("%s of a code that is %s: %v, %+v, want %s", event, from.Code, err, w.Code(pack+"abcdefg"), want)
			}
		}
	}
}

func TestTheLifeCycleOfOrdersIsWhole(t *testing.T) {
	statuses := declared(t, "OrderStatus")
	reached := map[OrderStatus]bool{OrderNew: true, OrderValidationFailed: true, OrderError: true} // where no row leads: the start, and what goes wrong
	left := map[OrderStatus]bool{}
	for _, m := range OrderMoves() {
		if !reached[m.From] {
			t.Errorf("the row from %s stands above every row that leads there", m.From)
		}
		if left[m.From] || m.After <= 0 || m.Source == "" {
			t.Errorf("the row from %s to %s is not the only one, or takes no time, or has no source", m.From, m.To)
		}
		left[m.From], reached[m.To] = true, true
	}
	for _, s := range statuses {
		if !reached[OrderStatus(s)] {
			t.Errorf("no row leads to %s", s)
		}
	}
	if len(reached) != len(statuses) {
		t.Errorf("the rows know %d statuses, declared are %d", len(reached), len(statuses))
	}
	for _, final := range []OrderStatus{OrderExpired, OrderValidationFailed, OrderError} {
		if left[final] {
			t.Errorf("%s is not the end", final)
		}
	}
}
