package client

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// Sent is a document that the system took.
type Sent struct {
	// ID is the id by which the methods know the document: the one that the system
	// answered, or the fileId of a notice.
	ID string
	// Processing is the internal number that the system answers to some notices.
	Processing string
	// Errors is what a method of recognition finds wrong with a document that it takes.
	Errors []CodedError
	// Found says that no answer came, and that the document was found where it
	// had been sent: Processing and Errors are not known then.
	Found bool
}

// Send signs a document and sends it by the method of its kind:
//
//	act, corrective-act, divergence,
//	import-transit, -correction        POST /edo-api/outgoing-documents/formal
//	import-third-country               POST /documents/transit/import/third_countries
//	introduce-goods                    POST /documents/transit/introduce-goods/create
//	withdrawal                         POST /documents/writeOff
//	shipment                           POST /edo-api/shipments
//	acceptance                         POST /documents/import/acceptancies
//
// A document that was taken may still fail: its status says whether it is registered.
//
// A document takes effect once: it is neither repeated nor lost. When the answer does not
// come, or cannot be understood, Send looks for the document for a while
// (Retry.Settle). Where it finds nothing, it sends the same bytes again, with
// the same fileId; that a document with it is registered already is then as good
// as an answer. What Send could not find out is ErrUncertain: give the same
// Document to Send once more, and it looks first. A shipment has nothing to be found by: its lost
// answer is ErrUncertain at once.
func (c *Client) Send(ctx context.Context, d *Document) (Sent, error) {
	cms, err := c.Sign(ctx, d.Text, Detached)
	if err != nil {
		return Sent{}, err
	}
	return c.SendSigned(ctx, d, cms)
}

// SendSigned is Send for a signature that was made elsewhere: a detached CMS over
// the document's text. nil sends none, as a divergence notice may be.
func (c *Client) SendSigned(ctx context.Context, d *Document, cms []byte) (sent Sent, err error) {
	row, known := kinds[d.Kind]
	if !known {
		return Sent{}, fmt.Errorf("%q is no kind of documents; there are %v", d.Kind, Kinds())
	}
	r, err := envelope(row, d, cms)
	if err != nil {
		return Sent{}, err
	}
	var look func(context.Context) (string, error)
	if row.look != nil && d.findable() {
		look = func(ctx context.Context) (string, error) { return row.look(ctx, c, row, d) }
	}
	found, err := c.careful(ctx, r, d.unsure.Load(), func(a *answer) error {
		if !a.succeeded() {
			return refusal(a)
		}
		sent = Sent{ID: d.FileID}
		return row.taken(&sent, a)
	}, look)
	d.unsure.Store(errors.Is(err, ErrUncertain))
	switch {
	case err != nil:
		return Sent{}, err
	case found != "" && found != sent.ID:
		sent = Sent{ID: found, Found: true}
	case sent.ID == "" && row.number == 0: // registered already, and not to be seen yet
		sent = Sent{ID: d.FileID, Found: true}
	case sent.ID == "":
		d.unsure.Store(true)
		return Sent{}, uncertain(fmt.Errorf("the %s %s is registered, but not to be seen in the lists yet", d.Kind, d.FileID))
	}
	return sent, nil
}

func (d *Document) findable() bool { return d.FileID != "" || d.head.shipment != "" }

// Find looks whether a document was taken before, for example by a program that
// ended before it read the answer. It gives the id that Send would have given,
// or "" if the document was not taken. It cannot tell this of a shipment.
func (c *Client) Find(ctx context.Context, d *Document) (id string, err error) {
	row := kinds[d.Kind]
	if row.look == nil || !d.findable() {
		return "", fmt.Errorf("a %s with the fileId %q has nothing to be found by", d.Kind, d.FileID)
	}
	return row.look(ctx, c, row, d)
}

// envelope is the request that carries a document.
func envelope(row kindRow, d *Document, cms []byte) (*request, error) {
	if !row.form {
		return withJSON(http.MethodPost, row.path, map[string]string{"document": string(base64Of(d.Text)), "signature": string(base64Of(cms))}), nil
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	err := form.WriteField("content", string(base64Of(d.Text)))
	if len(cms) > 0 && err == nil {
		err = form.WriteField("signature", string(base64Of(cms)))
	}
	if err == nil {
		err = form.Close()
	}
	return &request{method: http.MethodPost, path: row.path, contentType: form.FormDataContentType(), body: body.Bytes()}, err
}

func base64Of(b []byte) []byte { return base64.StdEncoding.AppendEncode(nil, b) }

// careful sends a request that must not take effect twice. look gives the name
// under which the system has it, "" if it does not; look is nil if that cannot
// be found out. sent says that the request may have been sent before. The result
// is what look found, or "" if the answer came at once.
func (c *Client) careful(ctx context.Context, r *request, sent bool, answered func(*answer) error, look func(context.Context) (string, error)) (found string, err error) {
	r.once = true
	round := 1
	if sent && look != nil {
		switch found, err := c.settle(ctx, look); {
		case err != nil:
			return "", uncertain(err)
		case found != "":
			return found, nil
		}
		round++
	}
	for ; ; round++ {
		err := c.do(ctx, r, answered)
		switch {
		case round == 1 && (err == nil || untaken(err)):
			return "", err
		case err == nil:
			// If two are taken under one name, the first one counts.
			found, _ = look(ctx)
			return found, nil
		case look == nil:
			return "", uncertain(err)
		}
		found, lookErr := c.settle(ctx, look)
		refused := refusedWith(err)
		switch {
		case found != "":
			return found, nil
		case lookErr != nil:
			return "", uncertain(fmt.Errorf("%w; looking for it: %w", err, lookErr))
		case refused != nil && registered.MatchString(refused.Message):
			return "", nil
		case refused != nil:
			return "", err // as the first attempt was, whose answer was lost
		case round >= c.retry.Attempts || ctx.Err() != nil:
			return "", uncertain(err)
		}
	}
}

// registered is how the system says that a document of this name is there.
// Source: methods of acts and notices; the words of the second one are a guess.
var registered = regexp.MustCompile(`уже (зарегистрирован|существует)`)

// refusedWith is the refusal that err is, nil if it is something else: then the
// request may have been taken, or was not sent.
func refusedWith(err error) *Error {
	failed := new(Error)
	if errors.As(err, new(signInError)) || !errors.As(err, &failed) || !failed.refused() {
		return nil
	}
	return failed
}

// untaken tells whether what err is about was surely not taken.
func untaken(err error) bool { return errors.As(err, new(signInError)) || refusedWith(err) != nil }

// uncertain marks the error of a request that may have taken effect.
func uncertain(err error) error { return fmt.Errorf("%w: %w", ErrUncertain, err) }

// settle looks until something is found, or its time is over: a request that
// was sent a moment ago may take some time to show.
func (c *Client) settle(ctx context.Context, look func(context.Context) (string, error)) (string, error) {
	var waited time.Duration
	for attempt := 1; ; attempt++ {
		found, err := look(ctx)
		if found != "" || err != nil {
			return found, err
		}
		wait := min(c.retry.wait(attempt), c.retry.Settle-waited)
		if wait <= 0 {
			return "", nil
		}
		if err := pause(ctx, wait); err != nil {
			return "", err
		}
		waited += wait
	}
}

// lookup finds a document whose answer was lost.
type lookup func(ctx context.Context, c *Client, row kindRow, d *Document) (id string, err error)

// lookBack is how many of the newest documents to one partner are looked at.
const lookBack = 20

// lookInList finds a document of the lists by the fileId in its body; the oldest
// one, if there are more.
func lookInList(ctx context.Context, c *Client, row kindRow, d *Document) (id string, err error) {
	page, err := c.OutgoingDocuments(ctx, ListFilter{Limit: lookBack, PartnerBIN: row.partner(d.head), Types: []int{row.number}})
	if err != nil {
		return "", err
	}
	for _, item := range page.Items {
		body, err := c.listedBody(ctx, item.ID)
		if err != nil {
			return "", err
		}
		if strings.EqualFold(headOf(body).fileID, d.FileID) {
			id = item.ID
		}
	}
	return id, nil
}

// listedBody reads what a list has shown: a 404 denies it for a moment only, where
// readings lag behind one another.
func (c *Client) listedBody(ctx context.Context, id string) ([]byte, error) {
	for attempt := 1; ; attempt++ {
		body, err := c.OutgoingBody(ctx, id)
		if !errors.Is(err, ErrNotFound) || attempt >= c.retry.Attempts {
			return body, err
		}
		if err := pause(ctx, c.retry.wait(attempt)); err != nil {
			return nil, err
		}
	}
}

// lookInRegistry finds a notice by its fileId.
func lookInRegistry(ctx context.Context, c *Client, _ kindRow, d *Document) (id string, err error) {
	switch _, err = c.DocumentInfo(ctx, d.FileID); {
	case errors.Is(err, ErrNotFound):
		return "", nil
	case err != nil:
		return "", err
	}
	return d.FileID, nil
}

// lookInShipment finds an acceptance by the shipment that it is about.
func lookInShipment(ctx context.Context, c *Client, _ kindRow, d *Document) (id string, err error) {
	s, err := c.ImportShipment(ctx, d.head.shipment)
	for _, linked := range s.LinkedDoc {
		if linked.Type == "LP_ACCEPT_GOODS" {
			id = linked.ID
		}
	}
	return id, err
}

func takenFormal(s *Sent, a *answer) error {
	var out struct {
		ID         string `json:"id"`
		DocumentID string `json:"documentId"` // as the table spells it
	}
	err := readJSON(a.body, &out)
	if s.ID = cmpOr(out.ID, out.DocumentID); err == nil && s.ID == "" {
		err = errors.New("the answer has no id")
	}
	return err
}

// takenBlank: «в ответ приходит пустое содержимое " "».
func takenBlank(_ *Sent, a *answer) error {
	if len(bytes.TrimSpace(a.body)) > 0 {
		return errors.New("a blank was to come")
	}
	return nil
}

var digits = regexp.MustCompile(`^"?([0-9]*)"?$`)

// takenNumber: «внутренний номер обработки», or a blank.
func takenNumber(s *Sent, a *answer) error {
	m := digits.FindSubmatch(bytes.TrimSpace(a.body))
	if m == nil {
		return errors.New("a number or a blank was to come")
	}
	s.Processing = string(m[1])
	return nil
}

func takenShipment(s *Sent, a *answer) error { return s.takeID(a, "shipmentId") }

func takenAcceptance(s *Sent, a *answer) error { return s.takeID(a, "acceptionId") }

func (s *Sent) takeID(a *answer, name string) error {
	var out map[string]json.RawMessage
	if err := readJSON(a.body, &out); err != nil {
		return err
	}
	var id Text
	if out[name] == nil || json.Unmarshal(out[name], &id) != nil || id == "" {
		return fmt.Errorf("the answer has no %s", name)
	}
	s.ID = string(id)
	if out["errors"] == nil {
		return nil
	}
	if err := json.Unmarshal(out["errors"], &s.Errors); err != nil {
		return fmt.Errorf("the errors of the answer: %w", err)
	}
	return nil
}
