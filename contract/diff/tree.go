package diff

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// nodeKind is what a node of an answer is.
type nodeKind string

const (
	object  nodeKind = "object"
	array   nodeKind = "list"
	text    nodeKind = "string"
	number  nodeKind = "number"
	boolean nodeKind = "boolean"
	null    nodeKind = "null"
)

// node is a value of an answer. The fields of an object keep their order.
type node struct {
	kind   nodeKind
	text   string // of a string, a number or a boolean
	names  []string
	fields map[string]*node
	items  []*node
}

// body is what an answer holds.
type body struct {
	media string // JSON, XML, HTML, text, ZIP, bytes, or nothing
	root  *node
	odd   string // what is unusual about its characters
}

const bom = "\xEF\xBB\xBF"

// deepest is how deep an answer may be nested, and longestZIP how long a file in
// a ZIP may be.
const (
	deepest    = 200
	longestZIP = 64 << 20
)

// bodyOf reads an answer by what it is, whatever its label says.
func bodyOf(raw []byte) body {
	b := body{odd: oddity(raw)}
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(raw, []byte(bom)))
	if len(trimmed) == 0 {
		return body{media: "nothing"}
	}
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		if root, err := readZIP(raw); err == nil {
			return body{media: "ZIP", root: root}
		}
	}
	if root, err := readJSON(trimmed); err == nil {
		b.media, b.root = "JSON", root
		return b
	}
	if trimmed[0] == '<' {
		if low := bytes.ToLower(trimmed[:min(len(trimmed), 100)]); bytes.Contains(low, []byte("<html")) || bytes.Contains(low, []byte("<!doctype html")) {
			return body{media: "HTML", root: leaf(string(trimmed)), odd: b.odd}
		}
		if root, err := readXML(trimmed); err == nil {
			return body{media: "XML", root: root, odd: b.odd}
		}
	}
	if plain, err := base64.StdEncoding.DecodeString(string(trimmed)); err == nil && bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(plain, []byte(bom))), []byte("<")) {
		if root, err := readXML(bytes.TrimPrefix(plain, []byte(bom))); err == nil {
			return body{media: "XML in base64", root: root, odd: b.odd}
		}
	}
	if !utf8.Valid(trimmed) {
		return body{media: "bytes", root: leaf(fmt.Sprintf("%d bytes", len(raw))), odd: b.odd}
	}
	return body{media: "text", root: leaf(string(trimmed)), odd: b.odd}
}

// oddity is what is unusual about the characters of an answer.
func oddity(raw []byte) string {
	switch {
	case bytes.HasPrefix(raw, []byte(bom)):
		return "UTF-8 with a byte order mark"
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return ""
	case !utf8.Valid(raw):
		return "not UTF-8"
	case escapesLetters(raw):
		return `letters as \uXXXX`
	}
	return ""
}

// escapesLetters tells whether JSON writes Cyrillic letters as \u04XX.
func escapesLetters(raw []byte) bool {
	return bytes.Contains(raw, []byte(`\u04`))
}

func leaf(s string) *node { return &node{kind: text, text: s} }

func (n *node) add(name string, value *node) {
	if n.fields == nil {
		n.fields = map[string]*node{}
	}
	if _, twice := n.fields[name]; !twice {
		n.names = append(n.names, name)
	}
	n.fields[name] = value
}

func readJSON(raw []byte) (*node, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	n, err := readValue(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more behind the value")
	}
	return n, nil
}

func readValue(d *json.Decoder, depth int) (*node, error) {
	if depth > deepest {
		return nil, errors.New("nested too deep")
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Delim:
		return readNested(d, v, depth)
	case string:
		return leaf(v), nil
	case json.Number:
		return &node{kind: number, text: v.String()}, nil
	case bool:
		return &node{kind: boolean, text: strconv.FormatBool(v)}, nil
	}
	return &node{kind: null}, nil
}

func readNested(d *json.Decoder, open json.Delim, depth int) (*node, error) {
	n := &node{kind: object}
	if open == '[' {
		n.kind = array
	}
	for d.More() {
		name := ""
		if n.kind == object {
			token, err := d.Token()
			if err != nil {
				return nil, err
			}
			name, _ = token.(string)
		}
		value, err := readValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		if n.kind == object {
			n.add(name, value)
		} else {
			n.items = append(n.items, value)
		}
	}
	_, err := d.Token()
	return n, err
}

// readXML reads elements as fields, attributes as fields with @, and elements of
// one name as a list.
func readXML(raw []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	root := &node{kind: object}
	open := []*node{root}
	var said strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && len(open) == 1 && len(root.names) > 0 {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		switch v := token.(type) {
		case xml.StartElement:
			if len(open) > deepest {
				return nil, errors.New("nested too deep")
			}
			n := &node{kind: object}
			for _, a := range v.Attr {
				n.add("@"+a.Name.Local, leaf(a.Value))
			}
			open[len(open)-1].child(v.Name.Local, n)
			open = append(open, n)
			said.Reset()
		case xml.CharData:
			said.Write(v)
		case xml.EndElement:
			n := open[len(open)-1]
			if s := strings.TrimSpace(said.String()); len(n.names) == 0 {
				n.kind, n.text = text, s
			}
			said.Reset()
			open = open[:len(open)-1]
		}
	}
}

// child puts an element into another: the second of a name makes them a list.
func (n *node) child(name string, value *node) {
	before := n.fields[name]
	switch {
	case before == nil:
		n.add(name, value)
	case before.kind == array:
		before.items = append(before.items, value)
	default:
		n.fields[name] = &node{kind: array, items: []*node{before, value}}
	}
}

// readZIP reads the files of a ZIP in their order.
func readZIP(raw []byte) (*node, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, err
	}
	files := &node{kind: array}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(io.LimitReader(r, longestZIP))
		_ = r.Close()
		if err != nil {
			return nil, err
		}
		inside := bodyOf(content)
		if inside.root == nil {
			inside.root = &node{kind: null}
		}
		files.items = append(files.items, inside.root)
	}
	return files, nil
}
