package xsd

import (
	"strconv"

	"github.com/mockismp/mockismp/xsd/lex"
)

// find walks over a value and fills in the offsets of the values that stand
// under these pointers. One that is a member is said to stand at its name.
func find(value []byte, offsets map[string]int) {
	f := finder{tokens: lex.NewJSON(value), offsets: offsets, left: len(offsets)}
	f.value(f.next(), 0)
}

type finder struct {
	tokens  *lex.JSON
	offsets map[string]int
	left    int // that are not found yet
	path    []byte
}

func (f *finder) next() lex.JSONToken {
	t, _ := f.tokens.Next()
	return t
}

// value passes a value that is found at an offset.
func (f *finder) value(t lex.JSONToken, offset int) {
	if offset == 0 {
		offset = t.Start
	}
	if _, wanted := f.offsets[string(f.path)]; wanted {
		f.offsets[string(f.path)] = offset
		f.left--
	}
	length := len(f.path)
	switch t.Kind {
	case lex.ObjectStart:
		for t := f.next(); t.Kind == lex.Name && f.left > 0; t = f.next() {
			f.path = append(append(f.path, '/'), pointer(string(t.AppendText(nil)))...)
			f.value(f.next(), t.Start)
			f.path = f.path[:length]
		}
	case lex.ArrayStart:
		t := f.next()
		for i := int64(0); t.Kind != lex.ArrayEnd && f.left > 0; i++ {
			f.path = strconv.AppendInt(append(f.path, '/'), i, 10)
			f.value(t, 0)
			f.path = f.path[:length]
			t = f.next()
		}
	}
}
