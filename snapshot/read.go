package snapshot

import (
	"errors"
	"fmt"
	"io"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/outcomes"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Read puts a snapshot in the world's place, or changes nothing. check looks at all
// that came back; what it says of faults goes to restoreFaults. Both may refuse it.
func Read(from io.Reader, w *state.World, check func(state.View) error, restoreFaults func(kept []mock.KeptFault, newest int) error) error {
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
			if err := check(tx.View); err != nil {
				return err
			}
			return restoreFaults(s.faults, s.newestFault)
		})
	})
	if refused := (*state.Error)(nil); err == nil || errors.As(err, &refused) {
		return err
	}
	return state.Errorf(state.BadRecord, fmt.Sprintf("the snapshot does not fit at byte %d: %s", r.at, err))
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
		return each(s, func(p *mock.Participant) (state.Participant, error) { return records.Participant(*p), nil }, tx.PutParticipant)
	case "products":
		return each(s, records.Product, tx.PutProduct)
	case "codes":
		return s.codes()
	case "orders":
		return each(s, (*records.Order).Record, s.in.Order)
	case "documents":
		return each(s, records.Document, s.in.Document)
	case "receipts":
		return each(s, (*records.KeptReceipt).Record, s.in.Receipt)
	case "challenges":
		return each(s, (*records.Challenge).Record, func(c *state.Challenge) error { s.in.Challenge(c); return nil })
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
		return each(s, records.Due, s.in.Due)
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
	out.record, out.number, err = outcomes.RestoredBot(k)
	return out, err
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
