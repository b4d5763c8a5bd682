package scenarios

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/mockismp/mockismp/scenarios/steps"
)

// recordFormat is the version of the format; a later one is refused.
const recordFormat = 1

// Record is a scenario with all that its run needs to be repeated on another
// machine, and what happened.
type Record struct {
	Version string // of the program that wrote it
	Name    string
	Seed    uint64
	Clock   string // of the world at its start, where it stands still
	Text    []byte // the scenario
	Start   []byte // what the world was at its start: a snapshot of it
	Lines   [][]byte
}

type (
	recordHead struct {
		Record  string `json:"record"`
		Format  int    `json:"format"`
		Version string `json:"version"`
		Name    string `json:"name"`
		Seed    uint64 `json:"seed"`
		Clock   string `json:"clock"`
	}
	recordText struct {
		Scenario string `json:"scenario"`
	}
	recordStart struct {
		Start json.RawMessage `json:"start"`
	}
	recordEnd struct {
		End    int    `json:"end"` // how many requests there are
		SHA256 string `json:"sha256"`
	}
)

const recordKind = "mockismp scenario"

// beforeRequests is how many lines stand before the first request.
const beforeRequests = 3

// Bytes writes the record as lines of JSON: the head, the scenario, the start, the
// requests one by one, and the end with a digest of all before it.
func (r *Record) Bytes() ([]byte, error) {
	var out bytes.Buffer
	write := func(v any) error {
		line, err := json.Marshal(v)
		out.Write(append(line, '\n'))
		return err
	}
	for _, v := range []any{recordHead{recordKind, recordFormat, r.Version, r.Name, r.Seed, r.Clock}, recordText{string(r.Text)}, recordStart{r.Start}} {
		if err := write(v); err != nil {
			return nil, err
		}
	}
	for _, line := range r.Lines {
		out.Write(append(slices.Clone(line), '\n'))
	}
	if err := write(recordEnd{len(r.Lines), fmt.Sprintf("%x", sha256.Sum256(out.Bytes()))}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// ReadRecord reads a record. One that was cut off, edited, or written by a later
// version is refused, with the line.
func ReadRecord(path string, text []byte) (*Record, error) {
	lines := bytes.SplitAfter(text, []byte("\n"))
	if len(lines[len(lines)-1]) == 0 {
		lines = lines[:len(lines)-1]
	}
	refuse := func(line int, format string, args ...any) (*Record, error) {
		return nil, fmt.Errorf("%s:%d: %s", path, line, fmt.Sprintf(format, args...))
	}
	var head recordHead
	if len(lines) == 0 || json.Unmarshal(lines[0], &head) != nil || head.Record != recordKind {
		return refuse(1, "this is no record of a scenario: mockismp scenario run --record FILE writes one")
	}
	if head.Format > recordFormat {
		return refuse(1, "mockismp %s wrote this in format %d, and this version reads formats up to %d: update it", head.Version, head.Format, recordFormat)
	}
	var end recordEnd
	last := len(lines) - 1
	if last < beforeRequests || json.Unmarshal(lines[last], &end) != nil || end.SHA256 == "" {
		return refuse(len(lines), "the record is cut off here: its last line, with the digest, is missing")
	}
	if n := last - beforeRequests; end.End != n {
		return refuse(len(lines), "the end tells of %d requests, and there are %d: lines were taken out or put in", end.End, n)
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(bytes.Join(lines[:last], nil))); sum != end.SHA256 {
		return refuse(len(lines), "the digest does not fit: the record was edited after it was written")
	}
	var scenario recordText
	if err := json.Unmarshal(lines[1], &scenario); err != nil {
		return refuse(2, "this is no scenario: %s", err)
	}
	var start recordStart
	if err := json.Unmarshal(lines[2], &start); err != nil || !bytes.HasPrefix(start.Start, []byte("{")) {
		return refuse(3, "this is no snapshot of the world at the start")
	}
	r := &Record{head.Version, head.Name, head.Seed, head.Clock, []byte(scenario.Scenario), start.Start, nil}
	for _, line := range lines[beforeRequests:last] {
		r.Lines = append(r.Lines, bytes.TrimSuffix(line, []byte("\n")))
	}
	return r, nil
}

// File is the scenario of the record.
func (r *Record) File() (*steps.File, error) { return steps.Parse(r.Name+".yaml", r.Text) }

// Differ tells the first request that went otherwise, among the first until (all,
// if 0). "": none did.
func (r *Record) Differ(lines [][]byte, until int) string {
	most := max(len(r.Lines), len(lines))
	if until > 0 {
		most = min(most, until)
	}
	for i := range most {
		switch {
		case i >= len(lines):
			return fmt.Sprintf("request %d did not come: it was\n  %s", i+1, r.Lines[i])
		case i >= len(r.Lines):
			return fmt.Sprintf("request %d was not there:\n  %s", i+1, lines[i])
		case !bytes.Equal(lines[i], r.Lines[i]):
			return fmt.Sprintf("request %d went otherwise:\n  was %s\n  is  %s", i+1, r.Lines[i], lines[i])
		}
	}
	return ""
}
