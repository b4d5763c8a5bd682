package steps

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"github.com/mockismp/mockismp/fixtures/source"
)

// expression is an expression of expr-lang/expr.
type expression struct {
	text    string
	at      source.Place
	program *vm.Program
}

// environment holds what expressions know by name.
type environment map[string]any

// with is the environment with some more names in it.
func (e environment) with(more map[string]any) environment {
	out := maps.Clone(e)
	maps.Copy(out, more)
	return out
}

// of gives the value of the expression.
func (e *expression) of(env environment) (any, error) {
	out, err := expr.Run(e.program, map[string]any(env))
	if err != nil {
		return nil, &failedExpression{e, why(err)}
	}
	return out, nil
}

// failedExpression is an expression that has no value here.
type failedExpression struct {
	*expression
	why string
}

func (f *failedExpression) Error() string { return fmt.Sprintf("${%s}: %s", f.text, f.why) }

// why is what expr says, without the drawing of the place.
func why(err error) string {
	var e *file.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}

// expression compiles a text, and reports names that nothing gives a value.
func (r *reader) expression(text string, at source.Place) *expression {
	tree, err := parser.Parse(text)
	if err != nil {
		r.Addf(at, "%.80q is no expression: %s", text, why(err))
		return nil
	}
	names := &names{declared: map[string]bool{}}
	ast.Walk(&tree.Node, names)
	known := true
	for _, name := range names.used {
		if !names.declared[name] && !r.known(name) {
			r.Addf(at, "nothing before this has the name %q%s", name, source.Advice(name, r.namesKnown()))
			known = false
		}
	}
	if !known {
		return nil
	}
	program, err := expr.Compile(text, expr.AllowUndefinedVariables(), expr.DisableBuiltin("now"), expr.DisableBuiltin("date"), expr.MaxNodes(1000))
	if err != nil {
		r.Addf(at, "%.80q is no expression: %s", text, why(err))
		return nil
	}
	return &expression{text, at, program}
}

// names collects the names that an expression uses.
type names struct {
	used     []string
	declared map[string]bool
}

// Visit is called for each node by ast.Walk.
func (n *names) Visit(node *ast.Node) {
	switch node := (*node).(type) {
	case *ast.IdentifierNode:
		if !slices.Contains(n.used, node.Value) {
			n.used = append(n.used, node.Value)
		}
	case *ast.VariableDeclaratorNode:
		n.declared[node.Name] = true
	}
}

// sides tells what stands on both sides of a comparison, for a report.
func (e *expression) sides(env environment) string {
	tree, err := parser.Parse(e.text)
	if err != nil {
		return ""
	}
	b, is := tree.Node.(*ast.BinaryNode)
	if !is {
		return ""
	}
	out := ""
	for _, side := range []ast.Node{b.Left, b.Right} {
		switch side.(type) {
		case *ast.IntegerNode, *ast.StringNode, *ast.BoolNode, *ast.FloatNode, *ast.NilNode, *ast.ArrayNode:
			continue // it says itself
		}
		value, err := expr.Eval(side.String(), map[string]any(env))
		if err == nil {
			out += fmt.Sprintf("; %s is %s", side, cut(jsonText(value)))
		}
	}
	return out
}
