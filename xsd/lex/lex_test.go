package lex_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/xsd/lex"
)

// tokens writes a document the way the lexer sees it, one token a word.
func tokens(doc string) (string, error) {
	var seen []string
	l := lex.New([]byte(doc))
	for {
		t, err := l.Next()
		switch {
		case errors.Is(err, io.EOF):
			return strings.Join(seen, " "), nil
		case err != nil:
			return strings.Join(seen, " "), err
		}
		switch t.Kind {
		case lex.Start:
			word := "<" + string(t.Name)
			for _, a := range t.Attrs {
				word += fmt.Sprintf(" %s=%q", a.Name, a.AppendValue(nil))
			}
			seen = append(seen, word+">")
		case lex.End:
			seen = append(seen, "</"+string(t.Name)+">")
		case lex.Text, lex.CData:
			seen = append(seen, fmt.Sprintf("%q", t.AppendBody(nil)))
		case lex.Other:
			seen = append(seen, fmt.Sprintf("(%s)", t.Body))
		}
	}
}

func TestTokens(t *testing.T) {
	for doc, want := range map[string]string{
		"<a/>":                            "<a> </a>",
		"<a />":                           "<a> </a>",
		"<a\n>b</a\t>":                    `<a> "b" </a>`,
		"<a><b/>c</a>":                    `<a> <b> </b> "c" </a>`,
		`<a b="c" d = 'e"'/>`:             `<a b="c" d="e\""> </a>`,
		`<a b=">"/>`:                      `<a b=">"> </a>`,
		`<x:a xmlns:x="y"/>`:              `<x:a xmlns:x="y"> </x:a>`,
		"<!-- <a> --><a/>":                "( <a> ) <a> </a>",
		`<?xml version="1.0"?><a/>`:       `(xml version="1.0") <a> </a>`,
		"<a><![CDATA[<b>&amp;]]></a>":     `<a> "<b>&amp;" </a>`,
		"<a><![CDATA[]]></a>":             `<a> "" </a>`,
		"<a>&lt;&#65;&#x416;&amp;lt;</a>": `<a> "<AЖ&lt;" </a>`,
		"<a>1\r\n2\r3\n4</a>":             `<a> "1\n2\n3\n4" </a>`,
		"<a><![CDATA[1\r\n2]]></a>":       `<a> "1\n2" </a>`,
		"<a b=\"1\r\n2\n3\t4&#10;5\"/>":   `<a b="1 2 3 4\n5"> </a>`,
		"<a b='&quot;&apos;&gt;'/>":       `<a b="\"'>"> </a>`,
		"\uFEFF<a/>":                      "<a> </a>",
		"<имя атр='знач'/>":               `<имя атр="знач"> </имя>`,
	} {
		got, err := tokens(doc)
		if err != nil || got != want {
			t.Errorf("%q\ngot  %s, %v\nwant %s", doc, got, err, want)
		}
	}
}

func TestErrors(t *testing.T) {
	for doc, want := range map[string]string{
		"<":                                     "syntax line 1: the document ends after <",
		"\n</0\n":                               "syntax line 2: </0> closes nothing",
		"<a>\n</a></b>":                         "syntax line 2: </b> closes nothing",
		"<a b></a>":                             `syntax line 1: an attribute of <a> is not of the form name="value"`,
		"<a\nb=c/>":                             "syntax line 2: the value of b is not quoted",
		"<a b='c":                               "syntax line 1: the value of b is never closed, or holds a < that is not written &lt;",
		"<a b='<c'/>":                           "syntax line 1: the value of b is never closed, or holds a < that is not written &lt;",
		"<a b='c'd='e'/>":                       "syntax line 1: the tag <a is broken, or never closed by >",
		"<a/ >":                                 "syntax line 1: after / in <a> a > is due",
		"< a/>":                                 "syntax line 1: after < a name is due; in text < is written &lt;",
		"<a></a b>":                             "syntax line 1: the closing tag </a is broken",
		"<?00\n":                                "syntax line 1: behind <? a name is due",
		"<a></0\n>":                             "syntax line 1: the closing tag </0 is broken",
		"</a b>":                                "syntax line 1: </a> closes nothing",
		"<a>\n\n<!-- ":                          "syntax line 3: <!-- is never closed by -->",
		"<a><![CDATA[ ]]</a>":                   "syntax line 1: <![CDATA[ is never closed by ]]>",
		"<?a":                                   "syntax line 1: <? is never closed by ?>",
		"<!ENTITY a 'b'>":                       `syntax line 1: a declaration "<!ENTITY a 'b'>" is not allowed here`,
		"<a>\n<!DOCTYPE a>":                     "doctype line 2: DOCTYPE is not allowed: leave it out, and every entity with it",
		"<a>\n\n&b;</a>":                        "syntax line 3: the entity &b; is not known: only &amp; &lt; &gt; &quot; &apos; are",
		"<a b='\n&c;'/>":                        "syntax line 2: the entity &c; is not known: only &amp; &lt; &gt; &quot; &apos; are",
		"<a>a & b</a>":                          "syntax line 1: & begins no reference: write &amp;",
		"<a>&#x1D;</a>":                         "syntax line 1: &#x1D; is no character that XML allows",
		"<a>&#xD800;</a>":                       "syntax line 1: &#xD800; is no character that XML allows",
		"<a>&#-1;</a>":                          "syntax line 1: &#-1; is no character that XML allows",
		"<a>&#99999999999999;</a>":              "syntax line 1: &#99999999999999; is no character that XML allows",
		"<a b='' b=''>":                         "syntax line 1: the attribute b stands twice",
		"<a\nxmlns:b='c'\nxmlns:b='d'>":         "syntax line 3: the attribute xmlns:b stands twice",
		"<a xmlns:b=''>":                        `syntax line 1: the declaration xmlns:b="" of a namespace is not allowed`,
		"<a xmlns:xml='b'>":                     `syntax line 1: the declaration xmlns:xml="b" of a namespace is not allowed`,
		"<a xmlns:xmlns='b'>":                   `syntax line 1: the declaration xmlns:xmlns="b" of a namespace is not allowed`,
		"<a xmlns='a b'>":                       `syntax line 1: the declaration xmlns="a b" of a namespace is not allowed`,
		"<a xmlns='http://a:b'>":                `syntax line 1: the declaration xmlns="http://a:b" of a namespace is not allowed`,
		"<1a/>":                                 "syntax line 1: 1a is no name",
		"<a\n:b='c'/>":                          "syntax line 2: in the name :b a colon is out of place",
		"<a:b:c/>":                              "syntax line 1: in the name a:b:c a colon is out of place",
		"<a:1/>":                                "syntax line 1: in the name a:1 a colon is out of place",
		"<a×/>":                                 "syntax line 1: a× is no name",
		"<a|b/>":                                "syntax line 1: the tag <a is broken, or never closed by >",
		"<!-- \n -- -->":                        "syntax line 2: -- cannot stand inside a comment",
		"<!-- --->":                             "syntax line 1: -- cannot stand inside a comment",
		"<![CDATA[]]>":                          "syntax line 1: a CDATA section cannot stand outside the root element",
		"<a/>\n<?xml version='1.0'?>":           "syntax line 2: <?xml … ?> can stand at the very start of the document only",
		"<?XML a?>":                             "syntax line 1: <?xml … ?> can stand at the very start of the document only",
		"<?xml version='1.0'\nencoding='a b'?>": "syntax line 2: the declaration <?xml … ?> is not well-formed",
		"<?xml?>":                               "syntax line 1: the declaration <?xml … ?> is not well-formed",
		"<?xml encoding='UTF-8'?>":              "syntax line 1: the declaration <?xml … ?> is not well-formed",
		"<?a|?>":                                "syntax line 1: behind <?a a blank or ?> is due",
		"<? a?>":                                "syntax line 1: behind <? a name is due",
		"<a>&;</a>":                             "syntax line 1: the entity &; is not known: only &amp; &lt; &gt; &quot; &apos; are",
	} {
		_, err := tokens(doc)
		found := new(lex.Error)
		if !errors.As(err, &found) || string(found.Code)+" "+found.Error() != want {
			t.Errorf("%q\ngot  %v\nwant %s", doc, err, want)
		}
	}
}

// passOver reads a document to its end, and keeps nothing.
func passOver(doc string) error {
	for l := lex.New([]byte(doc)); ; {
		switch _, err := l.Next(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

func TestLimits(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("<a>", n) }
	numbered := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	wide := func(n int) string { return "<a" + numbered(n, " b%d=''") + "/>" }
	long := func(before string, over int, after string) string { // a token, of so many bytes over the limit
		return before + strings.Repeat("a", lex.MaxToken+over-len(before)-len(after)) + after
	}
	for name, c := range map[string]struct {
		text func(over int) string
		code lex.Code
	}{
		"depth":      {func(over int) string { return deep(lex.MaxDepth + over) }, lex.Depth},
		"attributes": {func(over int) string { return wide(lex.MaxAttrs + over) }, lex.Attributes},
		"namespaces": {func(over int) string { return strings.Repeat("<a xmlns='b'/>", lex.MaxNamespaces+over) }, lex.Attributes},
		"text":       {func(over int) string { return long("", over, "") }, lex.Length},
		"value":      {func(over int) string { return long("<a b='", over, "'/>") }, lex.Length},
		"comment":    {func(over int) string { return long("<!--", over, "-->") }, lex.Length},
		"name":       {func(over int) string { return long("<", over, ">") }, lex.Length},
	} {
		if err := passOver(c.text(0)); err != nil {
			t.Errorf("%s: at the limit %s", name, err)
		}
		err := passOver(c.text(1))
		if found := new(lex.Error); !errors.As(err, &found) || found.Code != c.code || len(err.Error()) > 200 {
			t.Errorf("%s: over the limit %.300v", name, err)
		}
	}
}

// TestLimitText: the text between two tags counts as a whole, however many
// pieces it is in, and the pieces count as well.
func TestLimitText(t *testing.T) {
	const most = 5000
	half := strings.Repeat("b", most/2)
	for name, c := range map[string]struct{ inside, outside string }{
		"text":                 {strings.Repeat("b", most), strings.Repeat("b", most+1)},
		"blanks":               {strings.Repeat(" ", most), strings.Repeat(" ", most+1)},
		"CDATA":                {"<![CDATA[" + half + half + "]]>", "<![CDATA[" + half + half + "b]]>"},
		"pieces together":      {half + "<![CDATA[" + half + "]]>", half + "<![CDATA[b" + half + "]]>"},
		"around a comment":     {half + "<!-- -->" + half, half + "<!-- -->b" + half},
		"around an element":    {strings.Repeat(half+half+"<c/>", 5), half + "b" + half + "<c/>"},
		"value":                {"<c d='" + half + half + "'/>", "<c d='b" + half + half + "'/>"},
		"references":           {strings.Repeat("&lt;", lex.MaxPieces-1), strings.Repeat("&lt;", lex.MaxPieces)},
		"CDATA sections":       {strings.Repeat("<![CDATA[]]>", lex.MaxPieces), strings.Repeat("<![CDATA[]]>", lex.MaxPieces+1)},
		"between comments":     {strings.Repeat("b<!---->", lex.MaxPieces), strings.Repeat("b<!---->", lex.MaxPieces+1)},
		"between instructions": {strings.Repeat("b<?c?>", lex.MaxPieces), strings.Repeat("b<?c?>", lex.MaxPieces+1)},
		"elements":             {strings.Repeat("b<c/>", 2*lex.MaxPieces), strings.Repeat("b", most+1)},
	} {
		for text, fits := range map[string]bool{c.inside: true, c.outside: false} {
			l := lex.New([]byte("<a>" + text + "</a>" + strings.Repeat("\n", 2*most)))
			l.LimitText(most)
			_, err := content(l)
			found := new(lex.Error)
			if fits && err != nil || !fits && (!errors.As(err, &found) || found.Code != lex.Length) {
				t.Errorf("%s of %d bytes: %v", name, len(text), err)
			}
		}
	}
}

// TestEmptyElementsEndDepth: a hundred thousand beside each other are not deep.
func TestEmptyElementsEndDepth(t *testing.T) {
	if _, err := tokens("<a>" + strings.Repeat("<b/>", 100_000) + "</a>"); err != nil {
		t.Error(err)
	}
}

func TestLines(t *testing.T) {
	l := lex.New([]byte("<a>\n <b\n c=''/>\n<!-- \n --></a>"))
	var lines []int
	for {
		token, err := l.Next()
		if err != nil {
			break
		}
		if token.Kind != lex.Text {
			lines = append(lines, l.Line())
		}
	}
	// <a> <b> </b> <!-- --> </a>
	if fmt.Sprint(lines) != "[1 2 2 4 5]" {
		t.Errorf("lines %v", lines)
	}
}

// FuzzTokens: where encoding/xml and the lexer both take a document, they see
// the same in it.
func FuzzTokens(f *testing.F) {
	for _, doc := range []string{
		"<a b='c'>d&amp;<e/><![CDATA[<f>]]><!-- g --></a>",
		"<?xml version='1.0'?>\r\n<a b='1\r\n2\t3'>4\r5</a>",
		"<x:a xmlns:x='y' x:b='&#10;'/>", "<a><b></a></b>", "<a>&#x;</a>", "<!DOCTYPE a><a/>",
	} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		ours, err := content(lex.New(doc))
		if err != nil {
			return
		}
		if theirs, err := contentByXML(doc); err == nil && ours != theirs {
			t.Errorf("%q\nours   %q\ntheirs %q", doc, ours, theirs)
		}
	})
}

// blanks: XML and encoding/xml differ in line ends inside of values.
var blanks = strings.NewReplacer("\n", " ", "\t", " ", "\r", " ")

func content(l *lex.Lexer) (string, error) {
	var b bytes.Buffer
	for {
		t, err := l.Next()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch t.Kind {
		case lex.Start:
			fmt.Fprintf(&b, "<%s", t.Name)
			for _, a := range t.Attrs {
				fmt.Fprintf(&b, " %s=%q", a.Name, blanks.Replace(string(a.AppendValue(nil))))
			}
			b.WriteByte('>')
		case lex.End:
			fmt.Fprintf(&b, "</%s>", t.Name)
		case lex.Text, lex.CData:
			b.Write(t.AppendBody(nil))
		case lex.Other:
		}
	}
}

func contentByXML(doc []byte) (string, error) {
	name := func(n xml.Name) string {
		if n.Space != "" {
			return n.Space + ":" + n.Local
		}
		return n.Local
	}
	var b bytes.Buffer
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(doc, []byte("\uFEFF"))))
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			fmt.Fprintf(&b, "<%s", name(t.Name))
			for _, a := range t.Attr {
				fmt.Fprintf(&b, " %s=%q", name(a.Name), blanks.Replace(a.Value))
			}
			b.WriteByte('>')
		case xml.EndElement:
			fmt.Fprintf(&b, "</%s>", name(t.Name))
		case xml.CharData:
			b.Write(t)
		}
	}
}

// What a token is known to hold is what it holds for who has only its body.
func TestPlainTokensAreAsTheyStand(t *testing.T) {
	pieces := rapid.SliceOf(rapid.SampledFrom([]string{"a", "\r", "\n", "\r\n", "&amp;", "&#13;", "<![CDATA[&\r]]>", "<![CDATA[]]>", "<b c='\t&lt;'/>", "<!--\r&-->", " "}))
	rapid.Check(t, func(t *rapid.T) {
		text := "<a>" + strings.Join(pieces.Draw(t, "pieces"), "") + "</a>"
		l := lex.New([]byte(text))
		for {
			token, err := l.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			if token.Kind != lex.Text && token.Kind != lex.CData {
				continue
			}
			bare := lex.Token{Kind: token.Kind, Body: token.Body}
			got, want := token.AppendBody(nil), bare.AppendBody(nil)
			if !bytes.Equal(got, want) || token.Plain() != bytes.Equal(want, token.Body) {
				t.Fatalf("%q: %q is %q, plain %t, and should be %q", text, token.Body, got, token.Plain(), want)
			}
		}
	})
}
