package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

type restoreIn struct {
	Body io.Reader `body:"stream"`
}

// restore puts a snapshot in the world's place; what it restores to at a reset stays.
func (a *API) restore(c *pipeline.Call, in restoreIn) (pipeline.Reply, error) {
	return noContent, ReadSnapshot(in.Body, c.World.World)
}

// ReadSnapshot puts the snapshot in the world's place, or changes nothing.
func ReadSnapshot(r io.Reader, w *state.World) error {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	clock, err := readHead(d)
	if err != nil {
		return badSnapshot(d, err)
	}
	return w.Replace(clock, func(tx *state.Tx) error {
		for d.More() {
			if err := readMember(d, tx); err != nil {
				return badSnapshot(d, err)
			}
		}
		if _, err := d.Token(); err != nil {
			return badSnapshot(d, err)
		}
		return checkWhole(tx.View)
	})
}

// checkWhole looks at what can be looked at only once all records are there.
func checkWhole(v state.View) (err error) {
	if err := v.CheckPackages(); err != nil {
		return err
	}
	v.DocumentsInOrder(func(d *state.Document) bool {
		err = intake.CheckKept(v, d)
		return err == nil
	})
	return err
}

func badSnapshot(d *json.Decoder, err error) error {
	var refused *state.Error
	if errors.As(err, &refused) {
		return err
	}
	return state.Fail(badCall, fmt.Sprintf("the snapshot does not fit at byte %d: %s", d.InputOffset(), err))
}

// readHead reads the two members that come first.
func readHead(d *json.Decoder) (clock state.ClockSetting, err error) {
	var format int
	var c snapshotClock
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return clock, errors.New("it is no JSON object as GET /_mock/snapshot gives it")
	}
	for _, m := range []struct {
		name string
		to   any
	}{{"format", &format}, {"clock", &c}} {
		if t, err := d.Token(); err != nil || t != m.name {
			return clock, fmt.Errorf("member %q is due here", m.name)
		}
		if err := d.Decode(m.to); err != nil {
			return clock, err
		}
	}
	if format != snapshotFormat {
		return clock, fmt.Errorf("it has format %d; this version reads format %d", format, snapshotFormat)
	}
	if !c.Frozen {
		return state.ClockSetting{Offset: state.Moment(c.OffsetMS)}, nil
	}
	at, err := state.ParseMoment(c.Now)
	return state.FrozenAt(at), err
}

func readMember(d *json.Decoder, tx *state.Tx) error {
	name, err := d.Token()
	if err != nil {
		return err
	}
	switch name {
	case "streams":
		var streams map[string]uint64
		if err := d.Decode(&streams); err != nil {
			return err
		}
		for s, n := range streams {
			tx.SetStream(s, n)
		}
		return nil
	case "participants":
		return each(d, func(p participantOut) error { return tx.PutParticipant(p.record()) })
	case "products":
		return eachRecord(d, (*productOut).record, tx.PutProduct)
	case "codes":
		return eachRecord(d, (*codeOut).recordWithHistory, tx.RestoreCode)
	case "orders":
		return eachRecord(d, (*orderOut).record, tx.RestoreOrder)
	case "documents":
		return eachRecord(d, (*documentOut).record, tx.RestoreDocument)
	case "receipts":
		return eachRecord(d, (*receiptOut).record, tx.RestoreReceipt)
	case "challenges":
		return each(d, func(c challengeOut) error {
			issued, err := state.ParseMoment(c.Issued)
			tx.RestoreChallenge(&state.Challenge{UUID: c.UUID, Data: c.Data, Issued: issued})
			return err
		})
	case "due":
		return each(d, func(o dueOut) error {
			at, err := state.ParseMoment(o.At)
			if err != nil {
				return err
			}
			return tx.RestoreDue(state.Due{At: at, Kind: o.Kind, Ref: o.Ref})
		})
	}
	return fmt.Errorf("there is no member %q in a snapshot", name)
}

// each reads an array record by record, so that none is held twice.
func each[T any](d *json.Decoder, put func(T) error) error {
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return fmt.Errorf("an array is due here, and %v is there", t)
	}
	for d.More() {
		var record T
		if err := d.Decode(&record); err != nil {
			return err
		}
		if err := put(record); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// eachRecord is each for records of the world that can be refused.
func eachRecord[T, R any](d *json.Decoder, record func(*T) (R, error), put func(R) error) error {
	return each(d, func(t T) error {
		r, err := record(&t)
		if err != nil {
			return err
		}
		return put(r)
	})
}
