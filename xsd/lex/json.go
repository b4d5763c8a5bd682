package lex

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of one JSON document beside MaxDepth and MaxToken. A number that is
// written in seven bytes may take a megabyte as soon as somebody computes with
// it; names of one object are compared each with each.
const (
	MaxNames    = 100 // names of one object
	MaxNumber   = 64  // bytes of one number
	MaxExponent = 3   // digits of its exponent
)

// Codes of errors that only JSON has.
const (
	Duplicate Code = "duplicate" // a name twice in one object
	Names     Code = "names"     // more of them than MaxNames
	Number    Code = "number"    // outside of the limits, though well-formed
)

// JSONKind is the kind of a [JSONToken].
type JSONKind uint8

const (
	ObjectStart JSONKind = iota + 1
	ObjectEnd
	ArrayStart
	ArrayEnd
	Name // of a member; its value is the next token
	Str
	Num
	True
	False
	Null
)

// JSONToken is one piece of a document. Commas and colons are none.
type JSONToken struct {
	Kind    JSONKind
	Start   int    // offset of its first byte, behind a byte order mark
	Body    []byte // as written, without quotes; points into the document
	escaped bool
}

// state is what may stand next.
type state uint8

const (
	wantValue      state = iota // of the document, of a name, behind a comma of an array
	wantFirstValue              // or the end of the array
	wantName                    // behind a comma of an object
	wantFirstName               // or the end of the object
	wantSeparator               // a comma, or the end of what is open
	wantNothing                 // the document is whole
)

var due = [...]string{
	wantValue: "a value", wantFirstValue: "a value or ]", wantName: "a name in quotes",
	wantFirstName: "a name in quotes or }", wantSeparator: "a comma or the closing bracket", wantNothing: "nothing",
}

// JSON walks over a JSON document, as strictly as RFC 8259 is written. A name
// that stands twice in one object is refused: readers differ in which one counts.
type JSON struct {
	source
	state state
	open  []byte      // { and [ that are open
	names []JSONToken // of all objects that are open
	first []int       // for each that is open, where its names begin
}

// NewJSON gives a lexer over doc, which must not change while it is used. A byte
// order mark is passed over.
func NewJSON(doc []byte) *JSON { return &JSON{source: newSource(doc)} }

// Offset is where the last token ends, behind a byte order mark.
func (l *JSON) Offset() int { return l.pos }

// Next gives the next token. At the end of the document the error is [io.EOF],
// any other is an [*Error].
func (l *JSON) Next() (JSONToken, error) {
	l.blanks()
	if l.state == wantSeparator && l.take(',') {
		l.state = wantValue
		if l.open[len(l.open)-1] == '{' {
			l.state = wantName
		}
		l.blanks()
	}
	l.at = l.pos
	if l.pos == len(l.doc) {
		if l.state == wantNothing {
			return JSONToken{}, io.EOF
		}
		return JSONToken{}, l.fail(Syntax, l.at, "the document ends where %s is due", due[l.state])
	}
	c := l.doc[l.pos]
	inside := l.state == wantFirstName || l.state == wantFirstValue || l.state == wantSeparator
	switch {
	case inside && c == l.open[len(l.open)-1]+2: // of both brackets, in ASCII
		return l.close(c), nil
	case (l.state == wantName || l.state == wantFirstName) && c == '"':
		return l.name()
	case l.state == wantValue || l.state == wantFirstValue:
		return l.value(c)
	}
	return JSONToken{}, l.unexpected()
}

func (l *JSON) unexpected() error {
	r, _ := utf8.DecodeRune(l.doc[l.pos:])
	return l.fail(Syntax, l.pos, "%q stands where %s is due", r, due[l.state])
}

func (l *JSON) push(c byte, next state) error {
	if len(l.open) == MaxDepth {
		return l.fail(Depth, l.at, "%c lies deeper than %d brackets", c, MaxDepth)
	}
	l.open = append(l.open, c)
	l.first = append(l.first, len(l.names))
	l.state = next
	l.pos++
	return nil
}

func (l *JSON) close(c byte) JSONToken {
	last := len(l.open) - 1
	l.names = l.names[:l.first[last]]
	l.open, l.first = l.open[:last], l.first[:last]
	l.pos++
	l.after()
	if c == '}' {
		return JSONToken{Kind: ObjectEnd, Start: l.at}
	}
	return JSONToken{Kind: ArrayEnd, Start: l.at}
}

// after is called behind every value.
func (l *JSON) after() {
	l.state = wantSeparator
	if len(l.open) == 0 {
		l.state = wantNothing
	}
}

func (l *JSON) name() (JSONToken, error) {
	t, err := l.text(Name)
	if err != nil {
		return t, err
	}
	own := l.names[l.first[len(l.first)-1]:]
	if len(own) == MaxNames {
		return t, l.fail(Names, l.at, "an object of more than %d names", MaxNames)
	}
	for _, n := range own {
		if n.equal(t) {
			return t, l.fail(Duplicate, l.at, "the name %.60q stands twice in one object", t.Body)
		}
	}
	l.names = append(l.names, t)
	l.blanks()
	if !l.take(':') {
		return t, l.fail(Syntax, l.pos, "no colon behind the name %.60q", t.Body)
	}
	l.state = wantValue
	return t, nil
}

func (l *JSON) value(c byte) (t JSONToken, err error) {
	switch {
	case c == '{':
		return JSONToken{Kind: ObjectStart, Start: l.at}, l.push(c, wantFirstName)
	case c == '[':
		return JSONToken{Kind: ArrayStart, Start: l.at}, l.push(c, wantFirstValue)
	case c == '"':
		t, err = l.text(Str)
	case c == '-' || isDigit(c):
		t, err = l.number()
	case l.word("true"):
		t = JSONToken{Kind: True, Start: l.at}
	case l.word("false"):
		t = JSONToken{Kind: False, Start: l.at}
	case l.word("null"):
		t = JSONToken{Kind: Null, Start: l.at}
	default:
		return t, l.unexpected()
	}
	l.after()
	return t, err
}

func (l *JSON) word(w string) bool {
	if !bytes.HasPrefix(l.doc[l.pos:], []byte(w)) {
		return false
	}
	l.pos += len(w)
	return true
}

func (l *JSON) digits() int {
	from := l.pos
	for l.pos < len(l.doc) && isDigit(l.doc[l.pos]) {
		l.pos++
	}
	return l.pos - from
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func (l *JSON) number() (JSONToken, error) {
	l.take('-')
	whole := l.pos
	n := l.digits()
	ok := n == 1 || n > 1 && l.doc[whole] != '0'
	if l.take('.') {
		ok = ok && l.digits() > 0
	}
	exponent := 0
	if ok && (l.take('e') || l.take('E')) {
		_ = l.take('+') || l.take('-')
		exponent = l.digits()
		ok = exponent > 0
	}
	t := JSONToken{Kind: Num, Start: l.at, Body: l.doc[l.at:l.pos]}
	switch {
	case !ok:
		return t, l.fail(Syntax, l.at, "%.60q is no number as JSON writes it", t.Body)
	case len(t.Body) > MaxNumber || exponent > MaxExponent:
		return t, l.fail(Number, l.at, "the number %.60s is too long, or its exponent is", t.Body)
	}
	return t, nil
}

// text reads what stands in quotes.
func (l *JSON) text(kind JSONKind) (JSONToken, error) {
	l.pos++
	t := JSONToken{Kind: kind, Start: l.at}
	for l.pos < len(l.doc) {
		switch c := l.doc[l.pos]; {
		case c == '"':
			t.Body = l.doc[l.at+1 : l.pos]
			l.pos++
			if len(t.Body) > MaxToken {
				return t, l.fail(Length, l.at, "a string of %d bytes, at most %d are taken", len(t.Body), MaxToken)
			}
			return t, nil
		case c < ' ':
			return t, l.fail(Syntax, l.pos, "%q stands in a string: write it as an escape", c)
		case c == '\\':
			_, size := unescape(l.doc[l.pos:])
			if size == 0 {
				return t, l.fail(Syntax, l.pos, "%s is no escape that is allowed", escape(l.doc[l.pos:]))
			}
			t.escaped = true
			l.pos += size
		default:
			l.pos++
		}
	}
	return t, l.fail(Syntax, l.at, "a string is never closed by a quote")
}

// escape is a broken escape, for a message.
func escape(rest []byte) string { return fmt.Sprintf("%q", rest[:min(len(rest), len(`\u0000`))]) }

// simple are the escapes of one letter.
var simple = map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescape reads an escape: its size is 0 if it is broken, half a pair of
// surrogates, or NUL, which no text of the exchange holds.
func unescape(rest []byte) (r rune, size int) {
	if len(rest) < 2 {
		return 0, 0
	}
	if r, ok := simple[rest[1]]; ok {
		return r, 2
	}
	r, ok := unit(rest)
	if !ok || r == 0 {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	low, ok := unit(rest[6:])
	if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}

// unit reads \uXXXX.
func unit(rest []byte) (rune, bool) {
	if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(rest[2:6]), 16, 16)
	return rune(n), err == nil
}

// AppendText appends what the token means: a string or name with its escapes
// resolved, a number as written.
func (t JSONToken) AppendText(to []byte) []byte {
	if !t.escaped {
		return append(to, t.Body...)
	}
	for rest := t.Body; len(rest) > 0; {
		if rest[0] != '\\' {
			n := bytes.IndexByte(rest, '\\')
			if n < 0 {
				n = len(rest)
			}
			to, rest = append(to, rest[:n]...), rest[n:]
			continue
		}
		r, size := unescape(rest)
		to, rest = utf8.AppendRune(to, r), rest[size:]
	}
	return to
}

func (t JSONToken) equal(u JSONToken) bool {
	if !t.escaped && !u.escaped {
		return bytes.Equal(t.Body, u.Body)
	}
	return bytes.Equal(t.AppendText(nil), u.AppendText(nil))
}
