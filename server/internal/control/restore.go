package control

import (
	"errors"
	"fmt"
	"io"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/bots"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/outcomes"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

type restoreIn struct {
	Body io.Reader `body:"stream"`
}

// restore puts a snapshot in the world's place; what it restores to at a reset stays.
func (a *API) restore(c *pipeline.Call, in restoreIn) (pipeline.Reply, error) {
	return noContent, Import(in.Body, c.World.World, func(kept []mock.KeptFault, newest int) error { return a.Faults.Restore(c.World, kept, newest) })
}

// Import puts a snapshot in the world's place, or changes nothing. What
// it says of faults goes to restoreFaults, which may refuse it.
func Import(from io.Reader, w *state.World, restoreFaults func(kept []mock.KeptFault, newest int) error) error {
	r := newRecordReader(from)
	s := restoring{recordReader: r}
	err := s.head(func(clock state.ClockSetting) error {
		return w.Replace(clock, func(tx *state.Tx) error {
			s.tx, s.in = tx, tx.Import()
			if err := s.rest(); err != nil {
				return err
			}
			if err := s.in.Done(); err != nil {
				return err
			}
			if err := checkWhole(tx); err != nil {
				return err
			}
			return restoreFaults(s.faults, s.newestFault)
		})
	})
	if refused := (*state.Error)(nil); err == nil || errors.As(err, &refused) {
		return err
	}
	return state.Errorf(badCall, fmt.Sprintf("the snapshot does not fit at byte %d: %s", r.at, err))
}

// checkWhole looks at what can be looked at only once all records are there.
func checkWhole(tx *state.Tx) (err error) {
	tx.DocumentsInOrder(func(d *state.Document) bool {
		err = intake.CheckKept(tx.View, d)
		return err == nil
	})
	return err
}

// restoring is a snapshot on its way into a transaction.
type restoring struct {
	*recordReader
	tx          *state.Tx
	in          *state.Import
	faults      []mock.KeptFault
	newestFault int // its number
}

// head reads the two members that come first, and calls rest with the clock: a
// world cannot be replaced before its time is known.
func (s *restoring) head(rest func(state.ClockSetting) error) error {
	if _, err := s.take("{"); err != nil {
		return errors.New("it is no JSON object as GET /_mock/snapshot gives it")
	}
	var format int
	var c snapshotClock
	for _, m := range []struct {
		name string
		to   any
	}{{"format", &format}, {"clock", &c}} {
		var name string
		if err := s.decode(&name); err != nil || name != m.name {
			return fmt.Errorf("member %q is due here", m.name)
		}
		if _, err := s.take(":"); err != nil {
			return err
		}
		if err := s.decode(m.to); err != nil {
			return err
		}
		if m.name == "format" && format != snapshotFormat {
			return fmt.Errorf("it has format %d; this version reads format %d", format, snapshotFormat)
		}
		if _, err := s.take(","); err != nil {
			return err
		}
	}
	clock := state.ClockSetting{Offset: state.Moment(c.OffsetMS)}
	if c.Frozen {
		at, err := state.ParseMoment(c.Now)
		if err != nil {
			return err
		}
		clock = state.FrozenAt(at)
	}
	return rest(clock)
}

// rest reads the members behind the head, up to the end of the object.
func (s *restoring) rest() error {
	for {
		var name string
		if err := s.decode(&name); err != nil {
			return err
		}
		if _, err := s.take(":"); err != nil {
			return err
		}
		if err := s.member(name); err != nil {
			return err
		}
		if b, err := s.take(",}"); err != nil || b == '}' {
			return err
		}
	}
}

func (s *restoring) member(name string) error {
	tx := s.tx
	switch name {
	case "streams":
		var streams map[string]uint64
		if err := s.decode(&streams); err != nil {
			return err
		}
		for stream, n := range streams {
			s.in.Stream(stream, n)
		}
		return nil
	case "rules":
		var chosen map[rules.Name]string
		if err := s.decode(&chosen); err != nil {
			return err
		}
		set, err := rules.Set{}.With(chosen)
		tx.SetRules(set)
		return err
	case "prices":
		return s.prices()
	case "newest":
		return s.newest()
	case "participants":
		return each(s, func(p *mock.Participant) (state.Participant, error) { return participantRecord(*p), nil }, tx.PutParticipant)
	case "products":
		return each(s, productRecord, tx.PutProduct)
	case "codes":
		return s.codes()
	case "orders":
		return each(s, (*orderOut).record, s.in.Order)
	case "documents":
		return each(s, documentRecord, s.in.Document)
	case "receipts":
		return each(s, (*receiptOut).record, s.in.Receipt)
	case "challenges":
		return each(s, (*challengeOut).record, func(c *state.Challenge) error { s.in.Challenge(c); return nil })
	case "outcomes":
		return each(s, keptOutcome, func(k numbered[state.OutcomeRule]) error { return s.in.Outcome(k.record, k.number) })
	case "bots":
		return each(s, keptBot, func(k numbered[state.Bot]) error { return s.in.Bot(k.record, k.number) })
	case "faults":
		return each(s, func(f *mock.KeptFault) (mock.KeptFault, error) { return *f, nil }, func(f mock.KeptFault) error {
			s.faults = append(s.faults, f)
			return nil
		})
	case "due":
		return each(s, dueRecord, s.in.Due)
	}
	return fmt.Errorf("there is no member %q in a snapshot", name)
}

// mostNewest is far above every number that is counted.
const mostNewest = 1 << 31

func (s *restoring) newest() error {
	var n newestIDs
	if err := s.decode(&n); err != nil {
		return err
	}
	if min(n.Outcomes, n.Bots, n.Faults) < 0 || max(n.Outcomes, n.Bots, n.Faults) > mostNewest {
		return fmt.Errorf("newest is %+v; its numbers lie between 0 and %d", n, mostNewest)
	}
	s.in.Newest(state.Newest{Outcomes: n.Outcomes, Bots: n.Bots})
	s.newestFault = n.Faults
	return nil
}

// prices are those of the world, by product group.
func (s *restoring) prices() error {
	var prices map[string]state.Tiyn
	if err := s.decode(&prices); err != nil {
		return err
	}
	for group, price := range prices {
		if err := s.tx.SetPrice(group, price); err != nil {
			return err
		}
	}
	return nil
}

func (out *challengeOut) record() (*state.Challenge, error) {
	issued, err := state.ParseMoment(out.Issued)
	return &state.Challenge{UUID: out.UUID, Data: out.Data, Issued: issued}, err
}

// numbered is a record with the number in its id.
type numbered[R any] struct {
	record R
	number int
}

func keptOutcome(k *mock.KeptOutcome) (out numbered[state.OutcomeRule], err error) {
	out.record, out.number, err = outcomes.RestoredRule(k)
	return out, err
}

func keptBot(k *mock.KeptBot) (out numbered[state.Bot], err error) {
	out.record, out.number, err = bots.Restored(k)
	return out, err
}

// dueRecord is the inverse of dueOf.
func dueRecord(out *mock.Due) (state.Due, error) {
	at, err := state.ParseMoment(out.At)
	return state.Due{At: at, Kind: state.DueKind(out.Kind), Ref: out.Ref}, err
}

// each reads an array record by record, and puts each into the world.
func each[T, R any](s *restoring, record func(*T) (R, error), put func(R) error) error {
	return s.records(func(raw []byte) error {
		var out T
		if err := strictly(raw, &out); err != nil {
			return err
		}
		r, err := record(&out)
		if err != nil {
			return err
		}
		return put(r)
	})
}
