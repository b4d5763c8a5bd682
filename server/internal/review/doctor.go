package review

import (
	"net/http"
	"slices"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// Severities of findings.
const (
	harm    = "error"   // goods or documents are at stake
	warning = "warning" // the real system will slow down, or refuse
	note    = "note"    // works until something else changes
)

// habit is one thing that a client may do badly.
type habit struct {
	name     string
	severity string
	advice   string
	// find looks through the calls of one participant, oldest first, and gives
	// what it saw, "" for nothing, with the calls that show it.
	find func(calls []*pipeline.Entry, view state.View) (what string, evidence []*pipeline.Entry)
}

// habits is the list of what the doctor knows.
func habits() []habit {
	return []habit{
		{"sends-twice", harm, "look for the document before it is sent again (its fileId in the lists or in the registry), and send the same bytes", sendsTwice},
		{"token-in-url", harm, "send the token in the header Authorization: addresses stand in the logs of every server on the way", tokenInURL},
		{"ignores-errors", harm, "read the errors of a document that failed: documents/{document_id}/info, or doc/listV2", ignoresErrors},
		{"token-per-call", warning, "keep the token: it is good for ten hours, and signing in costs two calls and a signature", tokenPerCall},
		{"polls-without-pause", warning, "wait a second or more between two questions for a status", pollsWithoutPause},
		{"ignores-retry-after", warning, "wait as long as Retry-After says", ignoresRetryAfter},
		{"batches-of-one", warning, "ask for many codes in one call: cises/info takes up to a thousand", batchesOfOne},
		{"first-page-only", warning, "go on to the next page while there is more: offset, or pageDir with the last item", firstPageOnly},
		{"relies-on-order", note, "find the item by its id, or ask for an order: without one the first item is any", reliesOnOrder},
	}
}

// Doctor tells what the journal of a world tells about its clients.
func Doctor(w *pipeline.World) mock.Diagnosis {
	entries, evicted := w.Journal.Entries()
	out := mock.Diagnosis{Requests: len(entries), Complete: evicted == 0, Evicted: evicted, Findings: []mock.Habit{}}
	calls := map[string][]*pipeline.Entry{}
	var bins []string
	for i := range entries {
		bin := whose(entries, i)
		if calls[bin] == nil {
			bins = append(bins, bin)
		}
		calls[bin] = append(calls[bin], &entries[i])
	}
	slices.Sort(bins)
	view := w.Snapshot()
	for _, h := range habits() {
		for _, bin := range bins {
			what, evidence := h.find(calls[bin], view)
			if what == "" {
				continue
			}
			f := mock.Habit{Name: h.name, Severity: h.severity, BIN: bin, What: what, Advice: h.advice}
			for _, e := range evidence[:min(len(evidence), mostEvidence)] {
				f.Evidence = append(f.Evidence, e.ID)
			}
			out.Findings = append(out.Findings, f)
		}
	}
	return out
}

// whose call an entry is. One that was refused before anybody looked who calls is
// theirs who came back to the method.
func whose(entries []pipeline.Entry, i int) string {
	e := &entries[i]
	if e.BIN != "" || e.RetryAfter == 0 {
		return e.BIN
	}
	for j := range entries[i+1:] {
		if next := &entries[i+1+j]; next.Route == e.Route && next.BIN != "" {
			return next.BIN
		}
	}
	return ""
}

// mostEvidence is how many calls a finding names.
const mostEvidence = 20

// taken tells whether a call did what it was to do.
func taken(e *pipeline.Entry) bool { return e.Status < http.StatusBadRequest }
