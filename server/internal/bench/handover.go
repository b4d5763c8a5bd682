package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
)

// boxesGiven is a tenth of what an act of 5,000,000 packs has.
const boxesGiven = 1000

// spell is how long something took, and what a reader of the world went through
// meanwhile.
type spell struct {
	Took    time.Duration
	CPU     time.Duration // of the process, the reader's included
	Waited  time.Duration // the longest look-up
	LookUps int
	SignIn  time.Duration // the longest wait of who asks for a text to sign
}

// given is what the child says of a large act.
type given struct {
	Packs                   int
	Idle, Checked, Approved spell
}

// handover lets an act of many boxes be approved while somebody reads.
func handover(ctx context.Context) ([]row, error) {
	c, err := startChild(ctx, "handover", boxesGiven)
	if err != nil {
		return nil, err
	}
	defer c.stop()
	var g given
	if err := c.hear(&g); err != nil {
		return nil, err
	}
	what := fmt.Sprintf("an act of %d boxes, %d packs: ", boxesGiven, g.Packs)
	tell := func(name, target string, s spell) []row {
		return []row{
			{what + name, "", inMillis(s.Took), fmt.Sprintf("processor time %s, %.0f ns a pack", inMillis(s.CPU), float64(s.CPU.Nanoseconds())/float64(g.Packs))},
			{"  a reader's longest wait meanwhile", target, inMillis(s.Waited), fmt.Sprintf("of %d look-ups; with nothing else going on %s of %d", s.LookUps, inMillis(g.Idle.Waited), g.Idle.LookUps)},
			{"  the longest wait of who signs in", target, inMillis(s.SignIn), "with nothing else going on " + inMillis(g.Idle.SignIn)},
		}
	}
	return append(tell("checked when due", "none", g.Checked), tell("approved", "none", g.Approved)...), nil
}

// measureHandover runs in a child, without HTTP.
func measureHandover(in io.Reader, out io.Writer) error {
	var count int
	if err := json.NewDecoder(in).Decode(&count); err != nil {
		return err
	}
	w, err := emptyWorld()
	if err != nil {
		return err
	}
	codes, err := fill(w, count)
	if err != nil {
		return err
	}
	id, err := submitBoxes(w, codes)
	if err != nil {
		return err
	}
	g := given{Packs: count * packsInBox}
	for _, one := range []struct {
		spell *spell
		f     func() error
	}{
		{&g.Checked, func() error { return w.Clock().AdvanceToDocument(id) }},
		{&g.Approved, func() error { return approve(w, id) }},
		{&g.Idle, func() error { <-time.After(g.Approved.Took); return nil }},
	} {
		if *one.spell, err = whileReading(w, codes, one.f); err != nil {
			return err
		}
	}
	if c := w.Code(codes[count-1]); c.OwnerBIN != consignee {
		return fmt.Errorf("the act was approved, and %s owns %s", c.OwnerBIN, c.CIS)
	}
	return json.NewEncoder(out).Encode(g)
}

// submitBoxes gives all boxes away with one act, unsigned.
func submitBoxes(w *state.World, boxes []string) (id string, err error) {
	goods := make([]doc.ICode, len(boxes))
	for i, cis := range boxes {
		goods[i] = doc.ICode{CIS: cis, Count: packsInBox}
	}
	text, err := actText(packGTIN, goods)
	if err != nil {
		return "", err
	}
	schemas, err := xsd.Embedded()
	if err != nil {
		return "", err
	}
	content, _ := signed{text: text}.base64()
	s := &intake.Submission{Content: content, Signature: "MAA=", Caller: owner, Level: pki.Off, Schemas: schemas}
	if err := s.Read(); err != nil {
		return "", err
	}
	err = w.Update(func(tx *state.Tx) error {
		d, err := s.Admit(tx)
		if err == nil {
			id = d.ID
		}
		return err
	})
	return id, err
}

func approve(w *state.World, id string) error {
	return w.UpdateAside(func(tx *state.Tx) error {
		d, err := tx.BeginDecision(id, consignee, state.Approve)
		if err != nil {
			return err
		}
		d, err = tx.Decide(id, consignee, state.Approve, d.Title(state.Approve).FileUUID, nil)
		if err == nil && d.Registry != state.CheckedOK {
			err = fmt.Errorf("the act came to %s: %v", d.Registry, d.Errors)
		}
		return err
	})
}

// every so often the reader looks up a code: one that never rests would have
// the processors that the writer needs.
const every = 200 * time.Microsecond

// whileReading runs f while a reader looks up one code after the other. What it
// waits for is a lock, a processor, or its share of collecting garbage.
func whileReading(w *state.World, codes []string, f func() error) (s spell, err error) {
	var stop atomic.Bool
	reading, ended := make(chan struct{}), make(chan struct{})
	signedIn := make(chan time.Duration)
	go signInUntil(w, &stop, signedIn)
	go func() {
		defer close(ended)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for ; !stop.Load(); <-tick.C {
			began := time.Now()
			_ = w.Code(codes[s.LookUps%len(codes)])
			s.Waited = max(s.Waited, time.Since(began))
			if s.LookUps++; s.LookUps == 1 {
				close(reading)
			}
		}
	}()
	<-reading
	before, unknown := usedCPU()
	began := time.Now()
	err = f()
	s.Took = time.Since(began)
	after, stillUnknown := usedCPU()
	s.CPU = after - before
	stop.Store(true)
	<-ended
	s.SignIn = <-signedIn
	return s, errors.Join(err, unknown, stillUnknown)
}

// signInUntil asks for a text to sign, again and again, and tells how long that took at most.
func signInUntil(w *state.World, stop *atomic.Bool, longest chan<- time.Duration) {
	tick, most := time.NewTicker(5*every), time.Duration(0)
	defer tick.Stop()
	for ; !stop.Load(); <-tick.C {
		began := time.Now()
		_ = w.UpdateBriefly(func(tx *state.Tx) error { tx.NewChallenge(); return nil })
		most = max(most, time.Since(began))
	}
	longest <- most
}
