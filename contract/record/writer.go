package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// Writer writes exchanges to a file, which is a whole HAR after each of them: a
// recording that is cut off is as good as one that ended well.
type Writer struct {
	to  io.WriterAt
	end int64 // where the next entry goes
	any bool
}

const tail = "\n]}}\n"

// NewWriter begins a recording by a version of this program.
func NewWriter(to io.WriterAt, version string) (*Writer, error) {
	creator, err := json.Marshal(harCreator{"mockismp", version})
	if err != nil {
		return nil, err
	}
	w := &Writer{to: to}
	return w, w.write(fmt.Appendf(nil, `{"log":{"version":"1.2","creator":%s,"entries":[`, creator))
}

// Write adds an exchange.
func (w *Writer) Write(e Exchange) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(entryOf(e)); err != nil {
		return err
	}
	comma := "\n"
	if w.any {
		comma = ",\n"
	}
	w.any = true
	return w.write(append([]byte(comma), bytes.TrimRight(text.Bytes(), "\n")...))
}

func (w *Writer) write(text []byte) error {
	if _, err := w.to.WriteAt(append(text, tail...), w.end); err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	w.end += int64(len(text))
	return nil
}
