package contract

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/contract/record"
	"github.com/mockismp/mockismp/scenarios/steps"
)

// worldText is the dataset that runs on the double play in.
//
//go:embed world.yaml
var worldText []byte

// worldTime is where the clock of that world stands.
const worldTime = "2026-11-22T12:00:00.000Z"

// The parties of cases.
const (
	ownerRole   = "owner"   // who signs; on the double the owner of the box
	partnerRole = "partner" // who gets acts
	traderRole  = "trader"  // who brings shoes in, on the double
)

// trader is the participant of shoes in the world of the double.
const trader = "820215300112"

// Unfit is why a target cannot be played against.
type Unfit string

// The reasons, each with an exit status of its own.
const (
	Down     Unfit = "down"     // nobody answers
	WebPage  Unfit = "web page" // a gateway, or a login, answers with HTML
	Refused  Unfit = "refused"  // the sign-in
	Stranger Unfit = "stranger" // something answers that is not ИС МПТ
)

// UnfitError tells in one sentence why a target cannot be played against.
type UnfitError struct {
	Reason Unfit
	Said   string
}

func (e *UnfitError) Error() string { return e.Said }

// target is a system that a run plays against.
type target struct {
	url       string
	double    *mock.Client // of the run's own world; nil for a real system
	vars      Vars
	clients   map[string]*client.Client
	bins      map[string]string        // of the parties, on a double
	signers   map[string]client.Option // of the parties, at a real system
	now       func() time.Time
	at        time.Time // of the world, whose clock is frozen
	transport http.RoundTripper
	scenarios *steps.Runner               // nil before the first one
	drop      func(context.Context) error // of the world
}

// open finds out what answers at an address, and signs in.
func (o *Options) open(ctx context.Context, transport http.RoundTripper) (*target, error) {
	address, production, err := client.SystemAddress(o.Target)
	if err != nil {
		return nil, err
	}
	if production && !o.Production {
		return nil, fmt.Errorf("%s is the production system, where calls have consequences in law: --i-know-this-is-production plays against it all the same", o.Target)
	}
	t := &target{url: address, clients: map[string]*client.Client{}, bins: map[string]string{}, transport: transport, now: time.Now, drop: func(context.Context) error { return nil }}
	m, err := mock.New(address, mock.WithControlToken(o.ControlToken), mock.WithTransport(record.As("control", transport)))
	if err != nil {
		return nil, err
	}
	if about, err := m.Ready(ctx); err == nil && about.Version != "" {
		return t, t.ownWorld(ctx, m)
	}
	if err := t.look(ctx); err != nil {
		return nil, err
	}
	return t, o.knownParties(ctx, t)
}

// ownWorld makes a world for this run on a double.
func (t *target) ownWorld(ctx context.Context, m *mock.Client) error {
	dataset, err := yaml.YAMLToJSON(worldText)
	if err != nil {
		return err
	}
	name := "contract-" + client.NewUUID()
	if _, err := m.CreateWorld(ctx, mock.NewWorld{Name: name, Dataset: json.RawMessage(dataset)}); err != nil {
		return err
	}
	t.double, t.vars = m.In(name), ofTheDouble()
	t.url = t.double.URL()
	t.drop = func(ctx context.Context) error { return m.DropWorld(ctx, name) }
	now, frozen := worldTime, true
	if _, err := t.double.SetClock(ctx, mock.SetClock{Now: &now, Frozen: &frozen}); err != nil {
		return err
	}
	if t.at, err = time.Parse(time.RFC3339, worldTime); err != nil {
		return err
	}
	t.now = func() time.Time { return t.at }
	for role, bin := range map[string]string{ownerRole: t.vars["owner"], partnerRole: t.vars["partner"], traderRole: trader} {
		signer, err := t.double.Signer(ctx, bin)
		if err != nil {
			return err
		}
		if err := t.add(role, client.WithSigner(signer)); err != nil {
			return err
		}
		t.bins[role] = bin
	}
	return nil
}

// knownParties are those who sign at a real system.
func (o *Options) knownParties(ctx context.Context, t *target) error {
	if o.Signers[ownerRole] == nil {
		return errors.New("say who signs: --signer, such as p12:KEY.p12")
	}
	t.vars, t.signers = o.Vars, o.Signers
	for role, signer := range o.Signers {
		if err := t.add(role, signer); err != nil {
			return err
		}
	}
	if _, err := t.clients[ownerRole].Token(ctx); err != nil {
		return refusedSignIn(o.Target, err)
	}
	return nil
}

func refusedSignIn(name string, err error) error {
	if failed := new(client.Error); errors.As(err, &failed) && failed.Status >= http.StatusBadRequest {
		return &UnfitError{Refused, fmt.Sprintf("%s refuses the sign-in: %s", name, failed)}
	}
	return fmt.Errorf("signing in: %w", err)
}

// add makes the client of a party.
func (t *target) add(role string, signer client.Option) error {
	c, err := client.New(t.base(), signer, client.WithTransport(record.As(role, t.transport)), client.WithClock(t.now), client.WithRetry(once()))
	if err == nil {
		t.clients[role] = c
	}
	return err
}

// base is what client.New takes: the production system goes by its name.
func (t *target) base() string {
	if _, production, err := client.SystemAddress(t.url); err == nil && production {
		return client.Production
	}
	return t.url
}

// once repeats nothing, so that every answer of the system is seen.
func once() client.Retry {
	r := client.DefaultRetry()
	r.Attempts, r.Settle = 1, 0
	return r
}

// look asks for a challenge, which every system of the family gives to everybody.
func (t *target) look(ctx context.Context) error {
	c, err := client.New(t.base(), client.WithTransport(t.transport), client.WithRetry(once()))
	if err != nil {
		return err
	}
	_, err = c.AuthKey(ctx)
	failed := new(client.Error)
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &failed) || failed.Status == 0:
		return &UnfitError{Down, fmt.Sprintf("nobody answers at %s: %s", t.url, err)}
	case isHTML(failed.ContentType, failed.Body):
		return &UnfitError{WebPage, fmt.Sprintf("%s answers with a web page (status %d): a gateway or a login stands before it, or the address is another one", t.url, failed.Status)}
	case failed.Status >= http.StatusInternalServerError:
		return &UnfitError{Down, fmt.Sprintf("%s answers %d to GET /auth/key: it is down", t.url, failed.Status)}
	}
	return &UnfitError{Stranger, fmt.Sprintf("what answers at %s is not ИС МПТ: GET /auth/key is answered %d, %.60q", t.url, failed.Status, failed.Body)}
}

func isHTML(contentType string, body []byte) bool {
	start := strings.ToLower(string(body[:min(len(body), 200)]))
	return strings.HasPrefix(contentType, "text/html") || strings.Contains(start, "<html") || strings.Contains(start, "<!doctype html")
}
