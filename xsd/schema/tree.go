package schema

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"

	"github.com/mockismp/mockismp/xsd/lex"
)

// node is an element of a schema file, known to the grammar.
type node struct {
	word     string
	line     int
	attrs    map[string]string
	children []*node
	spaces   map[string]string // prefixes in scope
	file     *file
}

// file is a file of a schema. Its declarations belong to the namespace.
type file struct {
	name, target string
	qualified    map[string]bool // whether local "element"s and "attribute"s belong to the namespace
	borrowed     bool            // the namespace is that of the file that includes it
	tag          string          // in front of its errors, if it is an included one
}

// fault is an error with the place it was found at.
func (n *node) fault(format string, args ...any) error {
	where := fmt.Sprintf("line %d: ", n.line)
	if n.file.tag != "" {
		where = n.file.tag + ": " + where
	}
	return errors.New(where + fmt.Sprintf(format, args...))
}

// parse reads a file into a tree of known words.
func parse(f *file, text []byte) (*node, error) {
	l := lex.New(text)
	root := &node{file: f, spaces: map[string]string{"xml": xmlSpace}}
	open := []*node{root}
	ignored := 0 // depth inside of an annotation
	for {
		token, err := l.Next()
		top := open[len(open)-1]
		switch {
		case errors.Is(err, io.EOF) && len(root.children) == 1 && top == root:
			return root.children[0], nil
		case errors.Is(err, io.EOF):
			return nil, fmt.Errorf("line %d: the file ends before its elements are closed", l.Line())
		case err != nil:
			return nil, err
		}
		switch {
		case token.Kind == lex.Start && (ignored > 0 || localName(token.Name) == "annotation" && top != root):
			ignored++
		case token.Kind == lex.End && ignored > 0:
			ignored--
		case token.Kind == lex.Start:
			n, err := begin(l, top, token)
			if err != nil {
				return nil, err
			}
			top.children = append(top.children, n)
			open = append(open, n)
		case token.Kind == lex.End:
			open = open[:len(open)-1]
		case (token.Kind == lex.Text || token.Kind == lex.CData) && ignored == 0 && len(bytes.TrimSpace(token.Body)) > 0:
			return nil, fmt.Errorf("line %d: text %.40q between elements", l.Line(), bytes.TrimSpace(token.Body))
		}
	}
}

func localName(name []byte) string {
	if _, local, prefixed := bytes.Cut(name, []byte(":")); prefixed {
		return string(local)
	}
	return string(name)
}

// begin makes a node of a start tag, and holds it against the grammar.
func begin(l *lex.Lexer, parent *node, token *lex.Token) (*node, error) {
	n := &node{file: parent.file, line: l.Line(), spaces: parent.spaces, attrs: map[string]string{}}
	owned := map[string]string{}
	for _, a := range token.Attrs {
		name, value := string(a.Name), string(a.AppendValue(nil))
		prefix, isSpace := strings.CutPrefix(name, "xmlns")
		switch {
		case isSpace && (prefix == "" || prefix[0] == ':'):
			owned[strings.TrimPrefix(prefix, ":")] = value
		case strings.Contains(name, ":"): // of other languages, and xml:lang
		default:
			if _, twice := n.attrs[name]; twice {
				return nil, n.fault("<%s> has the attribute %s twice", token.Name, name)
			}
			n.attrs[name] = strings.Join(strings.Fields(value), " ")
			if exact[name] {
				n.attrs[name] = value
			}
		}
	}
	if len(owned) > 0 {
		n.spaces = maps.Clone(n.spaces)
		maps.Copy(n.spaces, owned)
	}
	prefix, local, prefixed := strings.Cut(string(token.Name), ":")
	if !prefixed {
		prefix, local = "", prefix
	}
	n.word = local
	if n.spaces[prefix] != xsSpace {
		return nil, n.fault("<%s> is no element of %s", token.Name, xsSpace)
	}
	return n, n.check(parent)
}

// exact are the attributes whose blanks count.
var exact = map[string]bool{"value": true, "default": true, "fixed": true}

// resolve gives the name that a reference means.
func (n *node) resolve(reference string) (Name, error) {
	prefix, local, prefixed := strings.Cut(reference, ":")
	if !prefixed {
		prefix, local = "", prefix
	}
	space, known := n.spaces[prefix]
	switch {
	case !known && prefixed:
		return Name{}, n.fault("the prefix of %s is not declared", reference)
	case !known && n.file.borrowed:
		space = n.file.target
	}
	return Name{space, local}, nil
}

// own is the name of a global declaration.
func (n *node) own() Name { return Name{n.file.target, n.attrs["name"]} }
