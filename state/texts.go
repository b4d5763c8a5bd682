package state

import "strings"

// Texts keeps short texts side by side, which costs the collector less than a
// piece of memory for each. They live as long as one of their neighbours.
type Texts struct{ chunk strings.Builder }

const chunkBytes = 64 << 10

// Keep gives a copy of the text.
func (t *Texts) Keep(text string) string {
	t.room(len(text))
	from := t.chunk.Len()
	t.chunk.WriteString(text) // never beyond its memory, so what was given stays
	return t.chunk.String()[from:]
}

// KeepBytes gives a copy of the text.
func (t *Texts) KeepBytes(text []byte) string {
	t.room(len(text))
	from := t.chunk.Len()
	t.chunk.Write(text)
	return t.chunk.String()[from:]
}

func (t *Texts) room(n int) {
	if t.chunk.Cap()-t.chunk.Len() < n {
		t.chunk = strings.Builder{}
		t.chunk.Grow(max(chunkBytes, n))
	}
}
