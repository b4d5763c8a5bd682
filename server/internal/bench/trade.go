package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
)

const (
	traders = 4
	acts    = 150 // of each trader
)

// market is what a trading server says: the packs to be given away, and the
// token of who takes them beside that of the owner.
type market struct {
	address
	Consignee string
	Packs     []string
}

// serveTrade is a server that checks signatures as far as its default says, and
// processes at once, so that no world time passes between the calls of an act.
func serveTrade(in io.Reader, out io.Writer) error {
	var packs int
	if err := json.NewDecoder(in).Decode(&packs); err != nil {
		return err
	}
	s, err := server.New(server.WithListen("127.0.0.1:0"), server.WithWorld("spec"), server.WithProcessing(state.Instant))
	if err != nil {
		return err
	}
	var m market
	err = s.World().Update(func(tx *state.Tx) (err error) {
		m.Packs, err = fixtures.Generate{GTIN: packGTIN, OwnerBIN: owner, Status: dict.Applied, Count: packs}.Into(tx)
		return err
	})
	if err != nil {
		return err
	}
	token, err := s.IssueToken(owner)
	if err != nil {
		return err
	}
	m.address = addressOf(s, token)
	if m.Consignee, err = s.IssueToken(consignee); err != nil {
		return err
	}
	return serve(s, in, out, m)
}

// trader gives packs away, one by one, and takes them in the name of the consignee.
type trader struct {
	*caller
	market
	key     *pki.Key // the consignee's
	acts    [][]byte // requests
	took    [3]time.Duration
	signing time.Duration
	title   signed // the last
}

// trade is the whole life of acts of one code over HTTP, signed with RSA.
func trade(ctx context.Context) ([]row, error) { return tradeWith(ctx, pki.RSA) }

// tradeGOST is trade signed with national keys.
func tradeGOST(ctx context.Context) ([]row, error) { return tradeWith(ctx, pki.GOST2015) }

func tradeWith(ctx context.Context, algorithm pki.Algorithm) ([]row, error) {
	c, err := startChild(ctx, "trade", traders*acts)
	if err != nil {
		return nil, err
	}
	defer c.stop()
	var m market
	if err := c.hear(&m); err != nil {
		return nil, err
	}
	all, first, err := newTraders(m, traders, algorithm)
	if err != nil {
		return nil, err
	}
	before, err := c.cpu()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := runAll(ctx, all); err != nil {
		return nil, err
	}
	took := time.Since(began)
	after, err := c.cpu()
	if err != nil {
		return nil, err
	}
	if err := m.allGiven(); err != nil {
		return nil, err
	}
	done := len(m.Packs)
	perAct := (after - before) / time.Duration(done)
	rows := []row{tellActs(all, algorithm, done, took, perAct)}
	shares, err := tellShares(first, all[0].title, perAct)
	return append(rows, shares...), err
}

// newTraders signs all acts beforehand; first is one of them.
func newTraders(m market, n int, algorithm pki.Algorithm) (all []*trader, first signed, err error) {
	supplier, err := pki.Issue(pki.Request{BIN: owner, Algorithm: algorithm})
	if err != nil {
		return nil, first, err
	}
	key, err := pki.Issue(pki.Request{BIN: consignee, Algorithm: algorithm})
	if err != nil {
		return nil, first, err
	}
	for range n {
		all = append(all, &trader{market: m, key: key})
	}
	for i, cis := range m.Packs {
		text, err := actText(packGTIN, []doc.ICode{{CIS: cis, Count: 1}})
		if err != nil {
			return nil, first, err
		}
		act, err := sign(supplier, text)
		if err != nil {
			return nil, first, err
		}
		if i == 0 {
			first = act
		}
		contentType, body, err := act.form()
		if err != nil {
			return nil, first, err
		}
		t := all[i%n]
		t.acts = append(t.acts, wire(m.address, http.MethodPost, "/edo-api/outgoing-documents/formal", contentType, body))
	}
	for _, t := range all { // last: the server hangs up on who says nothing for ten seconds
		if t.caller, err = dial(m.Addr, nil); err != nil {
			return nil, first, err
		}
	}
	return all, first, nil
}

func runAll(ctx context.Context, all []*trader) error {
	errs := make([]error, len(all))
	var wg sync.WaitGroup
	for i, t := range all {
		wg.Go(func() {
			defer func() { _ = t.conn.Close() }()
			for _, act := range t.acts {
				if errs[i] = errors.Join(ctx.Err(), t.give(act)); errs[i] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// give sends an act, has the title of its approval made, signs it, and sends
// the signature.
func (t *trader) give(act []byte) error {
	if err := t.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	sent, err := t.timed(0, act)
	if err != nil {
		return err
	}
	var document struct{ ID string }
	if err := json.Unmarshal(sent.body, &document); err != nil {
		return fmt.Errorf("formal answers %s: %w", sent.body, err)
	}
	at := t.address
	at.Token = t.Consignee
	approve := "/edo-api/incoming-documents/" + document.ID + "/events/approve"
	made, err := t.timed(1, wire(at, http.MethodPost, approve, "application/json", ""))
	if err != nil {
		return err
	}
	text, err := base64.StdEncoding.DecodeString(string(made.body))
	if err != nil {
		return fmt.Errorf("the title is %s: %w", made.body, err)
	}
	began := time.Now()
	if t.title, err = sign(t.key, text); err != nil {
		return err
	}
	t.signing += time.Since(began)
	_, signature := t.title.base64()
	_, err = t.timed(2, wire(at, http.MethodPost, approve+"/signature", "text/plain", signature))
	return err
}

func (t *trader) timed(call int, request []byte) (received, error) {
	t.request = request
	began := time.Now()
	got, err := t.call()
	t.took[call] += time.Since(began)
	return got, err
}

// allGiven fails unless every pack now is the consignee's.
func (m market) allGiven() error {
	at := m.address
	at.Token = m.Consignee
	for _, cis := range m.Packs {
		q := question{infoRequest(at, cis), []byte(fmt.Sprintf(`"ownerBin":%q`, consignee))}
		got, err := ask(at.Addr, q.request)
		if err != nil {
			return err
		}
		if err := q.fits(got); err != nil {
			return err
		}
	}
	return nil
}

func tellActs(all []*trader, algorithm pki.Algorithm, done int, took, perAct time.Duration) row {
	var calls [3]time.Duration
	var signing time.Duration
	for _, t := range all {
		signing += t.signing
		for i := range calls {
			calls[i] += t.took[i]
		}
	}
	n := time.Duration(done)
	return row{
		fmt.Sprintf("acts of one code, end to end, crypto, %s", algorithm), "", fmt.Sprintf("%.0f/s", float64(done)/took.Seconds()),
		fmt.Sprintf("%d acts on %d connections; means: formal %s, title %s, signature %s, the client's own signing %s; server's CPU %s an act",
			done, len(all), inMillis(calls[0]/n), inMillis(calls[1]/n), inMillis(calls[2]/n), inMillis(signing/n), inMillis(perAct)),
	}
}

// tellShares measures the parts by themselves, on the same bytes; the rest is
// three requests, the world, and rendering the title.
func tellShares(act, title signed, perAct time.Duration) (rows []row, err error) {
	schemas, err := xsd.Embedded()
	if err != nil {
		return nil, err
	}
	used := map[string]time.Duration{}
	for _, p := range append(actParts(schemas, act), verifying(title)) {
		took, err := cpuOf(p)
		if err != nil {
			return nil, err
		}
		used[p.name] += took
	}
	used["rest"] = perAct - used["CMS"] - used["XSD"] - used["reading"]
	for _, name := range []string{"CMS", "XSD", "reading", "rest"} {
		rows = append(rows, row{"  share of " + name, "", fmt.Sprintf("%.0f %%", 100*used[name].Seconds()/perAct.Seconds()), inMicros(used[name]) + " of the server's CPU"})
	}
	return rows, nil
}
