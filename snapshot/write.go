package snapshot

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// Write writes the snapshot as JSON, one record a line.
func (s *Snapshot) Write(w io.Writer) error {
	out := &jsonWriter{w: bufio.NewWriter(w)}
	out.enc = jsonEncoder(out.w)
	out.object(func() {
		out.member("format", format)
		out.array("sections", func(emit func(any)) {
			for _, h := range headings(s.parts) {
				emit(h)
			}
		})
		for _, one := range sections() {
			if one.name == start {
				out.name(start)
				out.object(func() { s.writeStart(out) })
				continue
			}
			one.write(out, s.now)
		}
		for _, p := range s.parts {
			out.member(p.Name, p.Value)
		}
	})
	out.raw("\n")
	if out.err != nil {
		return out.err
	}
	return out.w.Flush()
}

func (s *Snapshot) writeStart(out *jsonWriter) {
	for _, one := range sections() {
		switch {
		case one.writeStart != nil:
			one.writeStart(out, s.now, s.start)
		case one.name != start:
			one.write(out, s.start)
		}
	}
}

// jsonEncoder writes values as all snapshots have them.
func jsonEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// jsonWriter writes a large object member by member and remembers the first failure.
type jsonWriter struct {
	w       *bufio.Writer
	enc     *json.Encoder
	members int // of the object that is being written
	err     error
}

func (j *jsonWriter) raw(s string) {
	if j.err == nil {
		_, j.err = j.w.WriteString(s)
	}
}

func (j *jsonWriter) value(v any) {
	if j.err == nil {
		j.err = j.enc.Encode(v) // ends in a newline: one record a line, which diffs well
	}
}

func (j *jsonWriter) name(name string) {
	if j.members++; j.members > 1 {
		j.raw(",")
	}
	j.raw(fmt.Sprintf("%q:", name))
}

func (j *jsonWriter) member(name string, v any) {
	j.name(name)
	j.value(v)
}

// object writes an object whose members fill writes.
func (j *jsonWriter) object(fill func()) {
	outer := j.members
	j.members = 0
	j.raw("{")
	fill()
	j.raw("}")
	j.members = outer
}

func (j *jsonWriter) array(name string, fill func(emit func(any))) {
	j.name(name)
	j.raw("[")
	first := true
	fill(func(v any) {
		if !first {
			j.raw(",")
		}
		first = false
		j.value(v)
	})
	j.raw("]")
}
