package snapshot

import (
	"fmt"

	"github.com/mockismp/mockismp/internal/outcomes"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// The sections that are small: each is written and read as a whole, of the present
// world and of its start.

// settings are how a world goes on, in the words of the program's flags.
type settings struct {
	Seed         uint64 `json:"seed"`
	Participants string `json:"participants"`
	Processing   string `json:"processing"`
}

const (
	openWorld   = "open"
	closedWorld = "known"
)

func writeSettings(out *jsonWriter, v state.View) {
	s := v.Settings()
	shown := settings{s.Seed, closedWorld, string(s.Processing)}
	if s.OpenParticipants {
		shown.Participants = openWorld
	}
	out.member("settings", shown)
}

func readSettings(s *restoring, i *state.Import) error {
	var in settings
	if err := s.decode(&in); err != nil {
		return err
	}
	if in.Participants != openWorld && in.Participants != closedWorld {
		return fmt.Errorf("participants is %q, and must be %s or %s", in.Participants, openWorld, closedWorld)
	}
	return i.Tx().SetSettings(state.Settings{Seed: in.Seed, OpenParticipants: in.Participants == openWorld, Processing: state.Processing(in.Processing)})
}

type clock struct {
	Frozen   bool   `json:"frozen"`
	Now      string `json:"now,omitempty"`
	OffsetMS int64  `json:"offsetMs,omitempty"`
}

func writeClock(out *jsonWriter, v state.View) {
	c := v.Clock()
	if c.Frozen {
		out.member("clock", clock{Frozen: true, Now: c.At.String()})
		return
	}
	out.member("clock", clock{OffsetMS: int64(c.Offset)})
}

func readClock(s *restoring, i *state.Import) error {
	var c clock
	if err := s.decode(&c); err != nil {
		return err
	}
	if !c.Frozen {
		return i.Clock(state.ClockSetting{Offset: state.Moment(c.OffsetMS)})
	}
	at, err := state.ParseMoment(c.Now)
	if err != nil {
		return err
	}
	return i.Clock(state.FrozenAt(at))
}

func writeStreams(out *jsonWriter, v state.View) {
	streams := map[string]uint64{}
	v.Streams(func(name string, n uint64) { streams[name] = n })
	out.member("streams", streams)
}

func readStreams(s *restoring, i *state.Import) error {
	var streams map[string]uint64
	if err := s.decode(&streams); err != nil {
		return err
	}
	for stream, n := range streams {
		i.Stream(stream, n)
	}
	return nil
}

// writeRules writes the rules that are not as they are by default, with their values.
func writeRules(out *jsonWriter, v state.View) {
	set, chosen := v.Rules(), map[rules.Name]string{}
	for _, row := range rules.All() {
		if value := set.Value(row.Name); value != row.Default {
			chosen[row.Name] = value
		}
	}
	out.member("rules", chosen)
}

func readRules(s *restoring, i *state.Import) error {
	var chosen map[rules.Name]string
	if err := s.decode(&chosen); err != nil {
		return err
	}
	set, err := rules.Set{}.With(chosen)
	i.Tx().SetRules(set)
	return err
}

func writePrices(out *jsonWriter, v state.View) { out.member("prices", v.Prices()) }

// readPrices reads those of the world, by product group.
func readPrices(s *restoring, i *state.Import) error {
	var prices map[string]state.Tiyn
	if err := s.decode(&prices); err != nil {
		return err
	}
	for group, price := range prices {
		if err := i.Tx().SetPrice(group, price); err != nil {
			return err
		}
	}
	return nil
}

// newest are the numbers of the newest of what has ids that are counted, so that
// none is given twice.
type newest struct {
	Outcomes int `json:"outcomes"`
	Bots     int `json:"bots"`
}

// mostNewest is far above every number that is counted.
const mostNewest = 1 << 31

func (n newest) check() error {
	if min(n.Outcomes, n.Bots) < 0 || max(n.Outcomes, n.Bots) > mostNewest {
		return fmt.Errorf("newest is %+v; its numbers lie between 0 and %d", n, mostNewest)
	}
	return nil
}

func writeNewest(out *jsonWriter, v state.View) {
	out.member("newest", newest{v.Newest().Outcomes, v.Newest().Bots})
}

func readNewest(s *restoring, i *state.Import) error {
	var n newest
	if err := s.decode(&n); err != nil {
		return err
	}
	if err := n.check(); err != nil {
		return err
	}
	i.Newest(state.Newest(n))
	return nil
}

func writeChallenges(out *jsonWriter, v state.View) {
	out.array("challenges", func(emit func(any)) {
		v.Challenges(func(c *state.Challenge) { emit(records.OfChallenge(c)) })
	})
}

func readChallenges(s *restoring, i *state.Import) error {
	return each(s, (*records.Challenge).Record, func(c *state.Challenge) error { i.Challenge(c); return nil })
}

func writeDue(out *jsonWriter, v state.View) {
	writeEach(out, "due", v.Upcoming(int(^uint(0)>>1)), records.OfDue)
}

func readDue(s *restoring, i *state.Import) error { return each(s, records.Due, i.Due) }

func writeOutcomes(out *jsonWriter, v state.View) {
	writeEach(out, "outcomes", v.Outcomes(), outcomes.Show)
}

func readOutcomes(s *restoring, i *state.Import) error {
	return eachNumbered(s, outcomes.RestoredRule, i.Outcome)
}

func writeBots(out *jsonWriter, v state.View) {
	writeEach(out, "bots", v.Bots(), outcomes.ShowBot)
}

func readBots(s *restoring, i *state.Import) error {
	return eachNumbered(s, outcomes.RestoredBot, i.Bot)
}

// writeEach writes an array of what is shown of each record.
func writeEach[R, T any](out *jsonWriter, name string, all []R, show func(R) T) {
	out.array(name, func(emit func(any)) {
		for _, r := range all {
			emit(show(r))
		}
	})
}

// eachNumbered is each for records that are put back with the number in their id.
func eachNumbered[T, R any](s *restoring, record func(*T) (R, int, error), put func(R, int) error) error {
	type numbered struct {
		record R
		number int
	}
	keep := func(k *T) (out numbered, err error) {
		out.record, out.number, err = record(k)
		return out, err
	}
	return each(s, keep, func(k numbered) error { return put(k.record, k.number) })
}

// each reads an array record by record, and puts each into the world.
func each[T, R any](s *restoring, record func(*T) (R, error), put func(R) error) error {
	read := reads(record)
	return s.records(func(raw []byte) error {
		r, err := read(raw)
		if err != nil {
			return err
		}
		return put(*r)
	})
}
