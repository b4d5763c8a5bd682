package schema

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/xsd/lex"
)

func compiled(t *testing.T, body string) *Schema {
	t.Helper()
	s, err := Compile([]byte(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">`+"\n"+body+"</xs:schema>"),
		func(string) ([]byte, error) { return nil, errors.New("nothing lies beside it") })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const box = `<xs:element name="box"><xs:complexType><xs:sequence>
<xs:element name="code" maxOccurs="2"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="3"/></xs:restriction></xs:simpleType></xs:element>
<xs:element name="note" type="xs:int" minOccurs="0"/>
</xs:sequence><xs:attribute name="n" type="xs:int" use="required"/></xs:complexType></xs:element>`

func TestCheckTellsFaultsInOrder(t *testing.T) {
	s := compiled(t, box)
	for text, want := range map[string]string{
		`<box n="1"><code>abc</code></box>`:                        "",
		"<box n='1'>\n<code>a</code>\n<note> 7 </note>\n</box>":    "",
		"<box>\n<code>a</code></box>":                              "1 /box required",
		"<box n='x'>\n<code>abcd</code>\n<note>y</note></box>":     "1 /box value, 2 /box/code maxLength, 3 /box/note value",
		"<box n='1'>\n</box>":                                      "1 /box incomplete",
		"<box n='1'>\n<note>1</note></box>":                        "2 /box/note unexpected",
		"<box n='1'>\n<code>a</code><code>b</code>\n<code/></box>": "3 /box/code unexpected",
		"<box n='1' m=''>\n<code>a<b/></code>\n</box>":             "1 /box attribute, 2 /box/code childOfText",
		"<bag/>":                      "1 /bag root",
		"<box n='1'>\n<code>a</cod>":  "2  syntax",
		"<box n='1'><code>a</code>\n": "2  syntax",
	} {
		found, more, refused := s.Check(lex.New([]byte(text)), 10, nil)
		var told []string
		for _, f := range found {
			told = append(told, fmt.Sprintf("%d %s %s", f.Line, f.Path, f.Code))
		}
		if got := strings.Join(told, ", "); got != want || more > 0 || refused != nil {
			t.Errorf("%s\ngot  %s, %d more, %v\nwant %s", text, got, more, refused, want)
		}
	}
}

func TestCheckCountsWhatItDoesNotList(t *testing.T) {
	text := `<box n="1">` + strings.Repeat("<code>abcd</code>", 2) + "<note>x</note></box>"
	if found, more, _ := compiled(t, box).Check(lex.New([]byte(text)), 2, nil); len(found) != 2 || more != 1 {
		t.Errorf("%v and %d more", found, more)
	}
}

func TestCheckRefusesWhatTheLexerDoes(t *testing.T) {
	found, _, refused := compiled(t, box).Check(lex.New([]byte("<box>\n<!DOCTYPE a></box>")), 9, nil)
	if found != nil || refused == nil || refused.Code != lex.Doctype || refused.Line != 2 {
		t.Errorf("%v, %v", found, refused)
	}
}

// What a check passes over is what a lexer gives by itself.
func TestCheckShowsEveryToken(t *testing.T) {
	text := []byte("<?xml version='1.0'?><box n='1'>\n<!-- a --><code>a&amp;<![CDATA[b]]></code></box>\n")
	var seen, all []string
	note := func(l *lex.Lexer, t *lex.Token) string {
		return fmt.Sprint(l.Line(), t.Kind, string(t.Name), string(t.AppendBody(nil)), len(t.Attrs))
	}
	if found, _, _ := compiled(t, box).Check(lex.New(text), 9, func(l *lex.Lexer, t *lex.Token) { seen = append(seen, note(l, t)) }); found != nil {
		t.Fatal(found)
	}
	l := lex.New(text)
	for token, err := l.Next(); err == nil; token, err = l.Next() {
		all = append(all, note(l, token))
	}
	if fmt.Sprint(seen) != fmt.Sprint(all) {
		t.Errorf("seen\n%q\nof\n%q", seen, all)
	}
}

// TestCompileRefusesByNameAndLine: whatever a schema says that is not known.
func TestCompileRefusesByNameAndLine(t *testing.T) {
	for body, word := range map[string]string{
		"<xs:key name='a'/>":                                  "key",
		"<xs:import namespace='a'/>":                          "import",
		"<xs:element name='a' type='b'/>":                     "b",
		"<xs:element name='a' substitutionGroup='b'/>":        "substitutionGroup",
		"<xs:include schemaLocation='b.xsd'/>":                "b.xsd",
		"<xs:complexType name='a'><xs:any/></xs:complexType>": "any",
	} {
		_, err := Compile([]byte("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>\n"+body+"</xs:schema>"),
			func(string) ([]byte, error) { return nil, errors.New("there is no such file") })
		if err == nil || !strings.Contains(err.Error(), "line 2") || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v, which does not name line 2 and %s", body, err, word)
		}
	}
}

func TestBadCharacterIsTheFirst(t *testing.T) {
	pieces := rapid.SliceOf(rapid.SampledFrom([]string{"a", "Ж", "\n", "\t", "\r", " ", "abcdefgh", "\x01", "\uFFFD", "\uFFFE", "\uFFFF", "\x7f", "😀"}))
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(pieces.Draw(t, "pieces"), "")
		want := strings.IndexAny(text, "\x01\uFFFE\uFFFF")
		if want < 0 {
			want = len(text)
		}
		if got := badCharacter([]byte(text)); got != want {
			t.Fatalf("%q: %d, not %d", text, got, want)
		}
	})
}

// Every byte, wherever it stands among eight.
func TestBadCharacterKnowsEveryByte(t *testing.T) {
	for b := range 256 {
		for at := range 8 {
			text := bytes.Repeat([]byte{'a'}, 8)
			text[at] = byte(b)
			good := b >= ' ' || b == '\n' || b == '\t' || b == '\r'
			if want := map[bool]int{true: 8, false: at}[good]; badCharacter(text) != want {
				t.Errorf("byte %#x at %d: %d, not %d", b, at, badCharacter(text), want)
			}
		}
	}
}
