package client

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Chapter «Методы работы с документами»: documents that two parties exchange.

// Status is where a document of the lists stands.
type Status int

// The statuses of acts and EAEU notices. Source: «Статусы для Акта ПП».
const (
	StatusSent        Status = 1
	StatusNew         Status = 2 // of a divergence notice
	StatusWaiting     Status = 3 // registered; waits for a decision
	StatusApproved    Status = 4
	StatusRejected    Status = 5
	StatusDivergence  Status = 8  // there is a divergence notice about it
	StatusFailed      Status = 10 // its codes, owners, counts or totals were wrong
	StatusWithdrawn   Status = 16
	StatusCancelled   Status = 17 // there is a corrective act
	StatusCounting    Status = 18
	StatusCounted     Status = 19
	StatusRegistering Status = 20
)

// The types of documents in the lists.
const (
	TypeAct                     = 1000
	TypeDivergence              = 1005
	TypeCorrectiveAct           = 1100
	TypeImportTransit           = 1200
	TypeImportTransitCorrection = 1300
)

// ListFilter narrows OutgoingDocuments and IncomingDocuments. A field that is not
// set filters nothing. Types is the exception: without it the outgoing list has
// acts, corrective acts and EAEU notices, and the incoming list has acts only.
type ListFilter struct {
	Offset      int
	Limit       int    // up to 10 000, which 0 is, too
	SortBy      string // values are not printed
	Ascending   bool   // newest first otherwise
	CreatedFrom UnixTime
	CreatedTo   UnixTime
	PartnerBIN  string // the other party
	Statuses    []Status
	Types       []int
}

func (f ListFilter) values() url.Values {
	q := query("offset", number(f.Offset), "limit", number(f.Limit), "sortBy", f.SortBy, "partner_inn", f.PartnerBIN)
	if f.Ascending {
		q.Set("asc", "true")
	}
	for name, at := range map[string]UnixTime{"create_from": f.CreatedFrom, "create_to": f.CreatedTo} {
		if !at.IsZero() {
			q.Set(name, strconv.FormatInt(at.Unix(), 10))
		}
	}
	for _, s := range f.Statuses {
		q.Add("statuses", strconv.Itoa(int(s)))
	}
	for _, t := range f.Types {
		q.Add("type", strconv.Itoa(t))
	}
	return q
}

// ListedDocument is a row of the lists.
type ListedDocument struct {
	ID        string   `json:"id"`
	Status    Status   `json:"status"`
	Number    string   `json:"number"` // of registration, under which the registry has it in the end
	Date      UnixTime `json:"date"`   // of registration
	Type      int      `json:"type"`
	CreatedAt UnixTime `json:"created_at"`
}

// DocumentPage is a page of the lists.
type DocumentPage struct {
	Items []ListedDocument `json:"items"`
	Count int              `json:"count"`
}

// OutgoingDocuments gives a page of what the caller sent: «GET
// /edo-api/outgoing-documents».
func (c *Client) OutgoingDocuments(ctx context.Context, f ListFilter) (DocumentPage, error) {
	return ask[DocumentPage](ctx, c, get("/edo-api/outgoing-documents", f.values()))
}

// IncomingDocuments gives a page of what was sent to the caller: «GET
// /edo-api/incoming-documents».
func (c *Client) IncomingDocuments(ctx context.Context, f ListFilter) (DocumentPage, error) {
	return ask[DocumentPage](ctx, c, get("/edo-api/incoming-documents", f.values()))
}

// AllOutgoingDocuments walks over all pages of OutgoingDocuments, from Offset on.
func (c *Client) AllOutgoingDocuments(ctx context.Context, f ListFilter) iter.Seq2[ListedDocument, error] {
	return allDocuments(ctx, f, c.OutgoingDocuments)
}

// AllIncomingDocuments walks over all pages of IncomingDocuments, from Offset on.
func (c *Client) AllIncomingDocuments(ctx context.Context, f ListFilter) iter.Seq2[ListedDocument, error] {
	return allDocuments(ctx, f, c.IncomingDocuments)
}

func allDocuments(ctx context.Context, f ListFilter, page func(context.Context, ListFilter) (DocumentPage, error)) iter.Seq2[ListedDocument, error] {
	const size = 1000
	if f.Limit == 0 {
		f.Limit = size
	}
	return counted(f.Offset, f.Limit, func(offset int) ([]ListedDocument, error) {
		f.Offset = offset
		p, err := page(ctx, f)
		return p.Items, err
	}, func(d ListedDocument) string { return d.ID })
}

// OutgoingBody gives the XML of a document that the caller sent, as the system
// keeps it: «GET /edo-api/outgoing-documents/{documentId}/base64».
func (c *Client) OutgoingBody(ctx context.Context, id string) ([]byte, error) {
	return askBase64(ctx, c, get(pathOf("/edo-api/outgoing-documents/%s/base64", id), nil))
}

// IncomingBody gives the XML of a document that was sent to the caller: «GET
// /edo-api/incoming-documents/{documentId}/base64».
func (c *Client) IncomingBody(ctx context.Context, id string) ([]byte, error) {
	return askBase64(ctx, c, get(pathOf("/edo-api/incoming-documents/%s/base64", id), nil))
}

// Decision is what can be decided of a document.
type Decision string

// The receiver approves or rejects; the sender withdraws. EAEU notices are
// approved by the importer who sent them.
const (
	Approve  Decision = "approve"
	Reject   Decision = "reject"
	Withdraw Decision = "withdraw"
)

// event is where the title of a decision stands, below the document.
func event(id string, d Decision) string {
	if d == Withdraw {
		return pathOf("/edo-api/outgoing-documents/%s/events/withdraw", id)
	}
	return pathOf("/edo-api/incoming-documents/%s/events/%s", id, string(d))
}

// Title reads the XML of a decision back: «GET
// /edo-api/incoming-documents/{documentId}/events/{decision}/base64», or the
// outgoing one for a withdrawal, which gives whatever was decided.
func (c *Client) Title(ctx context.Context, id string, d Decision) ([]byte, error) {
	return askBase64(ctx, c, get(event(id, d)+"/base64", nil))
}

// BeginDecision makes the title of a decision, the XML that is to be signed:
// «POST /edo-api/incoming-documents/{documentId}/events/{decision}», or
// «POST /edo-api/outgoing-documents/{documentId}/events/withdraw».
func (c *Client) BeginDecision(ctx context.Context, id string, d Decision) (title []byte, err error) {
	return askBase64(ctx, c, &request{method: http.MethodPost, path: event(id, d), contentType: "text/plain"})
}

// SignDecision takes a decision by cms, a detached CMS over its title: «POST
// …/events/{decision}/signature», of a withdrawal «POST
// /edo-api/outgoing-documents/{documentId}/events/signature».
//
// A decision is taken once, as a document is sent once: when the answer is lost, SignDecision
// looks whether it was taken (Retry.Settle), and signs again if it was not.
// ErrUncertain is what it cannot find out; called again, it looks first.
func (c *Client) SignDecision(ctx context.Context, id string, d Decision, cms []byte) error {
	path := event(id, d) + "/signature"
	if d == Withdraw {
		path = pathOf("/edo-api/outgoing-documents/%s/events/signature", id)
	}
	r := &request{method: http.MethodPost, path: path, contentType: "text/plain", body: base64Of(cms), once: true}
	_, unsure := c.unsure.Load(decided{id, d})
	_, err := c.careful(ctx, r, unsure, func(a *answer) error {
		switch {
		case !a.succeeded():
			return refusal(a)
		case len(a.body) > 0 && a.status != http.StatusCreated:
			return errors.New("201 with nothing in it was to come")
		}
		return nil
	}, c.lookDecided(id, d))
	if errors.Is(err, ErrUncertain) {
		c.unsure.Store(decided{id, d}, nil)
	} else {
		c.unsure.Delete(decided{id, d})
	}
	return err
}

// Decide makes the title of a decision, signs it, and takes the decision. After
// ErrUncertain call it again: it finds a decision that was taken meanwhile.
func (c *Client) Decide(ctx context.Context, id string, d Decision) error {
	title, err := c.BeginDecision(ctx, id, d)
	if err != nil {
		return c.unlessDecided(ctx, id, d, err)
	}
	cms, err := c.Sign(ctx, title, Detached)
	if err != nil {
		return err
	}
	return c.SignDecision(ctx, id, d, cms)
}

// unlessDecided is err, the refusal to make a title, unless this client signed
// one before and lost the answer: the system makes no title for a decided
// document.
func (c *Client) unlessDecided(ctx context.Context, id string, d Decision, err error) error {
	if _, unsure := c.unsure.Load(decided{id, d}); !unsure || refusedWith(err) == nil {
		return err
	}
	found, lookErr := c.settle(ctx, c.lookDecided(id, d))
	if lookErr != nil {
		return uncertain(fmt.Errorf("%w; looking for it: %w", err, lookErr))
	}
	c.unsure.Delete(decided{id, d})
	if found != "" {
		return nil
	}
	return err
}

// Approve is Decide with the receiver's yes.
func (c *Client) Approve(ctx context.Context, id string) error { return c.Decide(ctx, id, Approve) }

// Reject is Decide with the receiver's no.
func (c *Client) Reject(ctx context.Context, id string) error { return c.Decide(ctx, id, Reject) }

// Withdraw is Decide for the sender who takes a document back.
func (c *Client) Withdraw(ctx context.Context, id string) error { return c.Decide(ctx, id, Withdraw) }

// decided names a decision.
type decided struct {
	id       string
	decision Decision
}

// decidedStatus is where a document stands after a decision.
var decidedStatus = map[Decision]Status{Approve: StatusApproved, Reject: StatusRejected, Withdraw: StatusWithdrawn}

var allTypes = []int{TypeAct, TypeDivergence, TypeCorrectiveAct, TypeImportTransit, TypeImportTransitCorrection}

// Decided looks whether a decision of a document was taken, by a program that
// ended before it read the answer, say.
func (c *Client) Decided(ctx context.Context, id string, d Decision) (bool, error) {
	found, err := c.lookDecided(id, d)(ctx)
	return found != "", err
}

// lookDecided finds a document among those of which a decision was taken.
func (c *Client) lookDecided(id string, d Decision) func(context.Context) (string, error) {
	all, status := c.AllIncomingDocuments, decidedStatus[d]
	if d == Withdraw {
		all = c.AllOutgoingDocuments
	}
	return func(ctx context.Context) (string, error) {
		for item, err := range all(ctx, ListFilter{Statuses: []Status{status}, Types: allTypes}) {
			if err != nil {
				return "", err
			}
			if strings.EqualFold(item.ID, id) && item.Status == status {
				return id, nil
			}
		}
		return "", nil
	}
}
