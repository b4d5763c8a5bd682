package pipeline

import (
	"encoding/json"
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/mockismp/mockismp/state"
)

// Writer is an answer that writes itself, field by field in the order printed.
// What is asked most does, straight from the world's records, and is not read
// by reflection; everything else goes through encoding/json.
type Writer interface {
	WriteJSON(j *JSON)
}

// JSON is a JSON text in the making, written as encoding/json does without HTML
// escaping. It puts the commas.
type JSON struct {
	text []byte
	err  error // of a value that encoding/json refuses
}

// Open begins an object with '{', or an array with '['.
func (j *JSON) Open(with byte) {
	j.comma()
	j.text = append(j.text, with)
}

// Close ends it, with '}' or ']'.
func (j *JSON) Close(with byte) { j.text = append(j.text, with) }

// comma separates what comes from what stands before it.
func (j *JSON) comma() {
	if n := len(j.text); n > 0 {
		switch j.text[n-1] {
		case '{', '[', ':':
		default:
			j.text = append(j.text, ',')
		}
	}
}

// Name begins a member of an object; its value comes next. The name is one of the
// API's own, in which nothing is to be escaped.
func (j *JSON) Name(name string) {
	j.comma()
	j.text = append(append(append(j.text, '"'), name...), `":`...)
}

// Key is Name for any name.
func (j *JSON) Key(name string) {
	j.Text(name)
	j.text = append(j.text, ':')
}

// Text writes a string.
func (j *JSON) Text(s string) {
	j.comma()
	j.text = appendText(j.text, s)
}

// Number writes a whole number.
func (j *JSON) Number(n int64) {
	j.comma()
	j.text = strconv.AppendInt(j.text, n, 10)
}

// Bool writes true or false.
func (j *JSON) Bool(b bool) {
	j.comma()
	j.text = strconv.AppendBool(j.text, b)
}

// Texts writes an array of strings, and null for none at all.
func (j *JSON) Texts(all []string) {
	if all == nil {
		j.Value(nil)
		return
	}
	j.Open('[')
	for _, s := range all {
		j.Text(s)
	}
	j.Close(']')
}

// Value writes anything else.
func (j *JSON) Value(v any) {
	switch v := v.(type) {
	case Writer:
		v.WriteJSON(j)
	case string:
		j.Text(v)
	case int:
		j.Number(int64(v))
	default:
		j.comma()
		if err := encodeTo(j, v); err != nil && j.err == nil {
			j.err = err
		}
	}
}

// Field is a member with a string.
func (j *JSON) Field(name, value string) {
	j.Name(name)
	j.Text(value)
}

// Some is a member that is left out where it is empty.
func (j *JSON) Some(name, value string) {
	if value != "" {
		j.Field(name, value)
	}
}

// Moment is a member with a time, left out where there is none.
func (j *JSON) Moment(name string, m state.Moment) {
	if m == 0 {
		return
	}
	j.Name(name)
	j.text = append(j.text, '"')
	j.text = m.Append(j.text)
	j.text = append(j.text, '"')
}

// List is a member with an array of strings, left out where it is empty.
func (j *JSON) List(name string, all []string) {
	if len(all) > 0 {
		j.Name(name)
		j.Texts(all)
	}
}

// Write makes it what encoding/json can write to.
func (j *JSON) Write(p []byte) (int, error) {
	j.text = append(j.text, p...)
	return len(p), nil
}

func encodeTo(j *JSON, v any) error {
	enc := json.NewEncoder(j)
	enc.SetEscapeHTML(false) // codes hold < > &
	if err := enc.Encode(v); err != nil {
		return err
	}
	j.text = j.text[:len(j.text)-len("\n")]
	return nil
}

// Marshal gives what w writes, for use within what encoding/json writes.
func Marshal(w Writer) ([]byte, error) {
	var j JSON
	w.WriteJSON(&j)
	return j.text, j.err
}

// plainByte is in escapes what is written as it is.
const plainByte = 1

// escapes are the characters below the blank, and what else is never written as
// it is; 0 stands for \u00XX, and for what is no ASCII.
var escapes = func() (table [256]byte) {
	for c := range table {
		table[c] = plainByte
		if c < ' ' || c >= utf8.RuneSelf {
			table[c] = 0
		}
	}
	for c, short := range map[byte]byte{'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'} {
		table[c] = short
	}
	return table
}()

// plainWord tells whether eight bytes are written as they are, looking at all of
// them at once: what is below n borrows from its highest bit.
func plainWord(s string) bool {
	const each, highest = 0x0101010101010101, 0x8080808080808080
	_ = s[7]
	x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	quote, slash := x^each*'"', x^each*'\\'
	return (x|(x-each*' ')|(quote-each)|(slash-each))&highest == 0
}

// appendText writes a string in quotes. What is no UTF-8 becomes U+FFFD, and
// the line ends of Unicode, which JavaScript does not take, are escaped.
func appendText(to []byte, s string) []byte {
	const hex = "0123456789abcdef"
	to = append(to, '"')
	begin := 0
	for i := 0; ; {
		for i+8 <= len(s) && plainWord(s[i:i+8]) {
			i += 8
		}
		for i < len(s) && escapes[s[i]] == plainByte {
			i++
		}
		if i == len(s) {
			break
		}
		c := s[i]
		if c < utf8.RuneSelf {
			short := escapes[c]
			i++
			to = append(to, s[begin:i-1]...)
			if short == 0 {
				to = append(to, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			} else {
				to = append(to, '\\', short)
			}
			begin = i
			continue
		}
		if c >= 0xC2 && c <= 0xDF && i+1 < len(s) && s[i+1]&0xC0 == 0x80 {
			i += 2 // Cyrillic, as names are: well-formed, and nothing to escape
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			to = append(append(to, s[begin:i]...), `\ufffd`...)
			begin = i + size
		case r == '\u2028' || r == '\u2029':
			to = append(append(to, s[begin:i]...), '\\', 'u', '2', '0', '2', hex[r&15])
			begin = i + size
		}
		i += size
	}
	to = append(to, s[begin:]...)
	return append(to, '"')
}

// bodies are lent to answers: a new one for each would keep the collector at
// work. The journal copies what it keeps of them.
var bodies = sync.Pool{New: func() any { return new(JSON) }}

// maxText is up to what size a text waits for the next answer.
const maxText = 4 << 20

// encodeBody writes the body of an answer. Give it back when it is sent and in
// the journal.
func encodeBody(v any) (*JSON, error) {
	j := bodies.Get().(*JSON)
	j.text, j.err = j.text[:0], nil
	j.Value(v)
	return j, j.err
}

func giveBack(j *JSON) {
	if j != nil && cap(j.text) <= maxText {
		bodies.Put(j)
	}
}
