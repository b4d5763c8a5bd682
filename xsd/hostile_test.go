package xsd_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/lex"
)

const (
	// soon is for a busy machine and AddressSanitizer. Nothing here takes a second
	// of its own; what is not refused at once takes hours.
	soon = 30 * time.Second

	head     = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	megabyte = 1 << 20
)

func encode16(order binary.AppendByteOrder, text string) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return b
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// long is a text in which a piece stands many times.
type long struct {
	before, piece string
	times         int
	after         string
}

// in writes it, in a room that the ones before it have used: to touch memory for
// the first time costs more than most checks.
func (l long) in(room *[]byte) []byte {
	b := append(slices.Grow((*room)[:0], len(l.before)+len(l.piece)*l.times+len(l.after)), l.before...)
	for from, end := len(b), len(b)+len(l.piece)*l.times; len(b) < end; {
		if len(b) == from {
			b = append(b, l.piece...)
		}
		b = append(b, b[from:min(len(b), from+end-len(b))]...)
	}
	*room = append(b, l.after...)
	return *room
}

// around gives a text in the place of what separates two.
func (l long) around(text, separator string) long {
	before, after, _ := strings.Cut(text, separator)
	return long{before + l.before, l.piece, l.times, l.after + after}
}

// hostile are short documents that have to be refused, and with what code.
func hostile(t testing.TB) []struct{ name, code, text string } {
	act := string(good(t))
	inAct := func(s string) string { return strings.Replace(act, "<productList>", "<productList>"+s, 1) }
	declared := func(encoding string) string { return strings.Replace(act, "UTF-8", encoding, 1) }
	cp1251 := strings.NewReplacer("ИП Получатель", "\xC8\xCF", "ТОО", "\xD2\xCE\xCE", "Поставщик", "\xCF")
	return []struct{ name, code, text string }{
		{"billion laughs", "doctype", head + `<!DOCTYPE l [<!ENTITY a "lol">` + numbered(9, `<!ENTITY b%d "&a;&a;&a;">`) + `]><l>&b8;</l>`},
		{"external entity", "doctype", `<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>`},
		{"parameter entity", "doctype", `<!DOCTYPE l [<!ENTITY % a SYSTEM "http://127.0.0.1:1/a.dtd"> %a;]><l/>`},
		{"external subset", "doctype", `<!DOCTYPE file SYSTEM "http://127.0.0.1:1/act.dtd">` + strings.TrimPrefix(act, head)},
		{"mere doctype", "doctype", head + "<!DOCTYPE file>" + strings.TrimPrefix(act, head)},
		{"doctype behind a comment", "doctype", head + "<!-- a --><?b c?>\n<!DOCTYPE file>" + strings.TrimPrefix(act, head)},
		{"doctype inside", "doctype", inAct("<!DOCTYPE file>")},
		{"depth over the limit", "depth", strings.Repeat("<a>", lex.MaxDepth+1) + strings.Repeat("</a>", lex.MaxDepth+1)},
		{"65 kB of text", "length", inAct(`<iCode count="1">` + strings.Repeat("a", lex.MaxText+1) + "</iCode>")},
		{"65 kB of a code in two sections", "length", inAct(`<iCode count="1">` + strings.Repeat("<![CDATA["+strings.Repeat("a", lex.MaxText/2+1)+"]]>", 2) + "</iCode>")},
		{"65 kB of an attribute", "length", inAct(`<iCode count="` + strings.Repeat("1", lex.MaxText+1) + `"/>`)},
		{"NUL in text", "encoding", inAct("\x00")},
		{"NUL behind the root", "encoding", act + "\x00<more/>"},
		{"UTF-16, little end first", "encoding", "\xFF\xFE" + string(encode16(binary.LittleEndian, act))},
		{"UTF-16, big end first", "encoding", "\xFE\xFF" + string(encode16(binary.BigEndian, act))},
		{"UTF-16 without mark", "encoding", string(encode16(binary.BigEndian, act))},
		{"UTF-16 without mark, little end first", "encoding", string(encode16(binary.LittleEndian, act))},
		{"UTF-32", "encoding", "\x00\x00\xFE\xFF\x00\x00\x00<"},
		{"windows-1251", "encoding", cp1251.Replace(declared("windows-1251"))},
		{"windows-1251 declared, UTF-8 sent", "encoding", declared("windows-1251")},
		{"UTF-8 declared, windows-1251 sent", "encoding", cp1251.Replace(act)},
		{"nothing declared, windows-1251 sent", "encoding", strings.TrimPrefix(cp1251.Replace(act), head)},
		{"UTF-16 declared, UTF-8 sent", "encoding", declared("UTF-16")},
		{"UTF-7", "encoding", declared("UTF-7")},
		{"EBCDIC", "encoding", "\x4C\x6F\xA7\x94\x93"},
		{"overlong UTF-8", "encoding", inAct("\xC0\xBC")},
		{"surrogate in UTF-8", "encoding", inAct("\xED\xA0\x80")},
		{"XML 1.1", "encoding", strings.Replace(act, `"1.0"`, `"1.1"`, 1)},
		{"two marks", "syntax", "\uFEFF\uFEFF" + act},
		{"nothing", "syntax", ""},
		{"blanks", "syntax", " \n "},
		{"no XML", "syntax", `{"document": "PD94bWw"}`},
		{"base64", "syntax", "PD94bWwgdmVyc2lvbj0iMS4wIiBlbmNvZGluZz0iVVRGLTgiPz4K"},
		{"half a tag", "syntax", "<"},
		{"half a declaration", "syntax", "<?xml"},
		{"open CDATA", "syntax", inAct(strings.Repeat("<![CDATA[ ", 5_000))},
		{"entity of another world", "syntax", inAct("<iCode>&nbsp;</iCode>")},
		{"surrogate as a reference", "syntax", inAct("<iCode>&#xD800;</iCode>")},
		{"entity without doctype", "syntax", inAct(`<!ENTITY a "b">`)},
		{"attributes without a blank", "syntax", inAct(`<iCode a="1"b="2"/>`)},
	}
}

// hostileAndLong are those that are long.
func hostileAndLong(t testing.TB) []struct {
	name, code string
	text       long
} {
	act := string(good(t))
	inAct := func(before, piece string, times int, after string) long {
		return long{"<productList>" + before, piece, times, after}.around(act, "<productList>")
	}
	return []struct {
		name, code string
		text       long
	}{
		{"quadratic blowup", "doctype", long{`<!DOCTYPE l [<!ENTITY a "` + strings.Repeat("a", 100_000) + `">]><l>`, "&a;", 100_000, `</l>`}},
		{"depth of a million", "depth", long{"", "<a>", 1_000_000, ""}},
		{"11 MB of text", "length", inAct("", "a", 11*megabyte, "")},
		{"11 MB of CDATA", "length", inAct("<![CDATA[", "a", 11*megabyte, "]]>")},
		{"11 MB of comment", "length", inAct("<!--", "a", 11*megabyte, "-->")},
		{"11 MB of instruction", "length", inAct("<?a ", "a", 11*megabyte, "?>")},
		{"11 MB of attribute", "length", inAct(`<iCode count="`, "1", 11*megabyte, `"/>`)},
		{"11 MB of name", "length", inAct("<", "a", 11*megabyte, "/>")},
		{"a million references", "length", inAct(`<iCode count="1">`, "&#49;", 1_000_000, "</iCode>")},
		{"a million CDATA sections", "length", inAct(`<iCode count="1">`, "<![CDATA[]]>", 1_000_000, "</iCode>")},
		{"a million comments in a text", "length", inAct(`<iCode count="1">`, "1<!---->", 1_000_000, "</iCode>")},
		{"a million instructions in a text", "length", inAct(`<iCode count="1">`, "1<?a?>", 1_000_000, "</iCode>")},
		{"a million attributes", "attributes", inAct("<iCode ", `a="" `, 1_000_000, "/>")},
		{"20,000 namespaces", "attributes", inAct("<iCode "+numbered(20_000, `xmlns:a%d="b" `), "", 0, "/>")},
		{"many namespaces for many elements", "attributes", long{
			strings.Repeat("<n0:a "+numbered(lex.MaxAttrs, "xmlns:n%d='b' ")+">", lex.MaxDepth), "<n0:a/>", megabyte, "",
		}},
		{"long declaration", "encoding", long{"", "a", megabyte, ""}.around(act, "UTF-8")},
		{"open comments", "syntax", inAct("", "<!-- ", megabyte, "")},
		{"open tags", "syntax", inAct("", "<iCode ", megabyte, "")},
		{"open attribute", "syntax", inAct(`<iCode count="`, "1", megabyte, "")},
		{"ampersands", "syntax", inAct("", "&", 9*megabyte, "")},
		{"huge reference", "syntax", inAct("<iCode>&#", "9", megabyte, ";</iCode>")},
	}
}

func TestHostileDocumentsAreRefusedSoon(t *testing.T) {
	set := embedded(t)
	refused := func(name, code string, text []byte) {
		t.Run(name, func(t *testing.T) {
			found := checkSoon(t, set, actSchema, text)
			if len(found) == 0 {
				t.Fatal("taken")
			}
			last, lines := found[len(found)-1], 1+bytes.Count(text, []byte("\n"))
			if last.Code != code {
				t.Errorf("%s: %s, not %s", last.Code, last, code)
			}
			if last.Line < 1 || last.Line > lines {
				t.Errorf("line %d of %d", last.Line, lines)
			}
			if len(last.Message) > 2000 || len(last.Detail) > 2000 {
				t.Errorf("a message of %d bytes", len(last.Message))
			}
		})
	}
	for _, h := range hostile(t) {
		refused(h.name, h.code, []byte(h.text))
	}
	var room []byte
	for _, h := range hostileAndLong(t) {
		refused(h.name, h.code, h.text.in(&room))
	}
}

func checkSoon(t *testing.T, set *xsd.Set, schema string, text []byte) []xsd.Violation {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	answer := make(chan []xsd.Violation, 1)
	go func() { answer <- set.Check(schema, text) }()
	select {
	case found := <-answer:
		return found
	case <-ctx.Done():
		t.Fatalf("no answer within %s", soon)
		return nil
	}
}

// TestLinesOfRefusals: what is refused before an engine sees it is told with
// its line too.
func TestLinesOfRefusals(t *testing.T) {
	set := embedded(t)
	for what, line := range map[string]int{
		"<a>\n<b>\xC0\n</b></a>":                  2,
		"<a>\n\n\x00</a>":                         3,
		"<!-- \n\n -->\n<!DOCTYPE a>\n<a/>":       4,
		strings.Repeat("<a>\n", lex.MaxDepth+100): lex.MaxDepth + 1,
		"<a\n>\n</a\n>\n<!DOCTYPE a>":             5,
	} {
		if found := set.Check(actSchema, []byte(what)); len(found) == 0 || found[len(found)-1].Line != line {
			t.Errorf("%.30q: %v, not line %d", what, found, line)
		}
	}
}

// TestLimitsLetPass what lies just inside of them: then the schema speaks.
func TestLimitsLetPass(t *testing.T) {
	set := embedded(t)
	inside := lex.MaxDepth - len([]string{"file", "document", "productList"})
	for name, content := range map[string]string{
		"depth":      strings.Repeat("<a>", inside) + strings.Repeat("</a>", inside),
		"attributes": "<a " + numbered(lex.MaxAttrs, `b%d="" `) + "/>",
		"text":       "<a>" + strings.Repeat("b", lex.MaxText) + "</a>",
		"comment":    "<!--" + strings.Repeat("b", lex.MaxToken-len("<!---->")) + "--><a/>",
	} {
		text := bytes.Replace(good(t), []byte("<productList>"), []byte("<productList>"+content), 1)
		for _, v := range set.Check(actSchema, text) {
			if v.Code == name || v.Code == "length" || v.Code == xsd.Syntax {
				t.Errorf("%s: %s %s", name, v.Code, v)
			}
		}
	}
}

// TestTruncated: no beginning of a document is a document.
func TestTruncated(t *testing.T) {
	set := embedded(t)
	text := bytes.TrimSpace(good(t))
	for n := range text {
		if len(set.Check(actSchema, text[:n])) == 0 {
			t.Fatalf("the first %d bytes of %d are taken", n, len(text))
		}
	}
}

// TestManyErrorsAreCountedSoon: 20,000 wrong codes are counted, not kept.
func TestManyErrorsAreCountedSoon(t *testing.T) {
	text := bytes.ReplaceAll(bigAct(20_000), []byte(`count="1"`), []byte(`count="x"`))
	found := checkSoon(t, embedded(t), actSchema, text)
	if found[len(found)-1].Detail != "and 19900 more" {
		t.Errorf("the last of %d is %s", len(found), found[len(found)-1])
	}
}
