package client_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/client"
)

// deaf loses every answer to a signature of a decision, and to the lists, until it is told to hear.
type deaf struct{ hears bool }

func (d *deaf) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if !d.hears && err == nil && (strings.HasSuffix(r.URL.Path, "/signature") || strings.HasSuffix(r.URL.Path, "-documents")) {
		_ = resp.Body.Close()
		return nil, io.ErrUnexpectedEOF
	}
	return resp, err
}

// TestADecisionInDoubt: a decision whose answer is lost, and that cannot be looked for, is uncertain;
// taken again it is found. One that another program took is an error, and Decided tells of it.
func TestADecisionInDoubt(t *testing.T) {
	s := world(t)
	for _, row := range []struct {
		decision client.Decision
		stands   client.Status
	}{{client.Approve, client.StatusApproved}, {client.Reject, client.StatusRejected}, {client.Withdraw, client.StatusWithdrawn}} {
		t.Run(string(row.decision), func(t *testing.T) {
			id := must[client.Sent](t)(as(t, s, trader).Send(ctx(t), must[*client.Document](t)(client.NewAct(handOver(pairs(t, s, 1, "INTRODUCED")[0]))))).ID
			decider := receiver
			if row.decision == client.Withdraw {
				decider = trader
			}
			network := new(deaf)
			c := as(t, s, decider, client.WithTransport(network))
			if err := c.Decide(ctx(t), id, row.decision); !errors.Is(err, client.ErrUncertain) {
				t.Fatalf("nothing was heard: %v", err)
			}
			network.hears = true
			if err := c.Decide(ctx(t), id, row.decision); err != nil {
				t.Errorf("it was decided: %v", err)
			}
			failed := new(client.Error)
			if err := c.Decide(ctx(t), id, row.decision); !errors.As(err, &failed) || failed.Status != 400 {
				t.Errorf("decided once more: %v", err)
			}
			another := as(t, s, decider)
			if err := another.Decide(ctx(t), id, row.decision); !errors.As(err, &failed) || failed.Status != 400 {
				t.Errorf("decided by another program: %v", err)
			}
			for _, d := range []client.Decision{client.Approve, client.Reject, client.Withdraw} {
				taken := must[bool](t)(another.Decided(ctx(t), strings.ToUpper(id), d))
				if taken != (d == row.decision) {
					t.Errorf("Decided(%s) is %v", d, taken)
				}
			}
			if d, err := s.Document(id); err != nil || d.Status != int(row.stands) {
				t.Errorf("the act stands at %d, %v", d.Status, err)
			}
		})
	}
}
