package server

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// atOnce posts the same body many times in parallel and counts the statuses.
func atOnce(t *testing.T, s *Server, times int, path, token, body string) map[int]int {
	t.Helper()
	var (
		all      sync.WaitGroup
		lock     sync.Mutex
		statuses = map[int]int{}
	)
	for range times {
		all.Go(func() {
			req, err := http.NewRequest("POST", s.URL+path, strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Authorization", "Bearer "+token)
			resp, err := s.Client().Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			_ = resp.Body.Close()
			lock.Lock()
			statuses[resp.StatusCode]++
			lock.Unlock()
		})
	}
	all.Wait()
	return statuses
}

// TestOneNoticeOfManyIsTaken: a fileId sent many times at once makes one
// document, and moves the code once.
func TestOneNoticeOfManyIsTaken(t *testing.T) {
	s := frozen(t)
	xml := draft{bin: owner, reason: "1", goods: []string{box}}.notice()
	statuses := atOnce(t, s, 20, "/api/v3/true-api"+writeOffPath, s.Token(owner), envelope(t, owner, xml))
	if statuses[200] != 1 || statuses[422] != 19 {
		t.Errorf("answers: %v", statuses)
	}
	if err := s.Clock().AdvanceToDocument(noticeID); err != nil {
		t.Fatal(err)
	}
	if c := s.World().Code(box); c.Status != dict.WrittenOff || c.Prev == nil || c.Prev.Status != dict.Applied {
		t.Errorf("the box is %s, and was %+v", c.Status, c.Prev)
	}
}

// TestOneAcceptanceOfManyPasses: all are taken, and all but one find the
// shipment accepted.
func TestOneAcceptanceOfManyPasses(t *testing.T) {
	s := frozen(t)
	s.Token(trader)
	codes := shoes(1)
	id := arrives(t, s, codes)
	statuses := atOnce(t, s, 20, acceptancesPath, s.Token(trader), envelope(t, trader, acceptance(id, codes)))
	if statuses[200] != 20 {
		t.Fatalf("answers: %v", statuses)
	}
	if err := s.Clock().Advance(60e9); err != nil {
		t.Fatal(err)
	}
	came := map[state.RegistryStatus]int{}
	s.World().Snapshot().Documents("", func(d *state.Document) bool {
		if d.Type == state.Acceptance {
			came[d.Registry]++
		}
		return true
	})
	if came[state.CheckedOK] != 1 || came[state.CheckedNotOK] != 19 {
		t.Errorf("the acceptances came to %v", came)
	}
	if c := s.World().Code(codes[0]); c.OwnerBIN != trader || c.Prev.Status != dict.Exported {
		t.Errorf("the code is of %s, and was %s", c.OwnerBIN, c.Prev.Status)
	}
}
