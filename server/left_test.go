package server

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// TestWalksEndWithTheirClients: a walk over more than a thousand records ends when
// the client has left.
func TestWalksEndWithTheirClients(t *testing.T) {
	s := Run(t, WithWorld("empty"), WithClock(goldenNow), WithJournal(3000))
	err := s.World().Update(func(tx *state.Tx) error {
		for i := range 3000 {
			if err := tx.PutParticipant(state.Participant{BIN: fmt.Sprintf("%012d", i), Name: "A"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.core.worlds.Get(pipeline.DefaultWorld)
	if err != nil {
		t.Fatal(err)
	}
	for range 3000 {
		w.Journal.Add(pipeline.Entry{Route: "none"})
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	for path, body := range map[string]string{
		"GET /_mock/participants?limit=10000": "",
		"GET /_mock/requests?route=other":     "",
		"POST /_mock/requests/count":          `{"route": "other"}`,
		"GET /_mock/requests/wait?count=1":    "",
	} {
		method, path, _ := strings.Cut(path, " ")
		for name, ctx := range map[string]context.Context{"gone": gone, "here": t.Context()} {
			if name == "here" && strings.Contains(path, "wait") {
				continue
			}
			r := httptest.NewRequest(method, path, strings.NewReader(body)).WithContext(ctx)
			r.Host = "127.0.0.1"
			answer := httptest.NewRecorder()
			left := ended(func() { s.core.http.Handler.ServeHTTP(answer, r) }) || answer.Code == 499
			if left != (name == "gone") || !left && answer.Code != http.StatusOK {
				t.Errorf("%s %s, the client is %s: %d %.100s", method, path, name, answer.Code, answer.Body)
			}
		}
	}
}

// ended tells whether a call ended as one whose stream broke.
func ended(call func()) (broken bool) {
	defer func() { broken = recover() != nil }()
	call()
	return false
}
