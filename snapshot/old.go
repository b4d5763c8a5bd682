package snapshot

import (
	"encoding/json"
	"fmt"

	"github.com/mockismp/mockismp/state"
)

// The format before the sections: clock, streams and tables as they are now, without
// settings and start, which stay those of the world that it comes into. The faults
// are an array, and the number of the newest stands beside those of others.

// oldFaults is the part that the old format knows.
const oldFaults = "faults"

func (s *restoring) readOld() error {
	if _, err := s.take(","); err != nil {
		return err
	}
	if err := s.dueName("clock"); err != nil {
		return err
	}
	if err := readClock(s, s.in); err != nil {
		return err
	}
	var numbers struct {
		newest
		Faults int `json:"faults"`
	}
	faults := json.RawMessage("[]")
	for {
		if b, err := s.take(",}"); err != nil {
			return err
		} else if b == '}' {
			break
		}
		var name string
		if err := s.decode(&name); err != nil {
			return err
		}
		if _, err := s.take(":"); err != nil {
			return err
		}
		err := error(nil)
		switch one, ours := sectionOf(name); {
		case name == oldFaults:
			var raw []byte
			raw, err = s.raw()
			faults = append(json.RawMessage(nil), raw...)
		case name == "newest":
			err = s.decode(&numbers)
		case !ours || name == start || name == "settings" || name == "clock":
			err = fmt.Errorf("there is no member %q in a snapshot of format %d", name, oldFormat)
		default:
			err = one.read(s, s.in)
		}
		if err != nil {
			return err
		}
	}
	if err := numbers.check(); err != nil {
		return err
	}
	s.in.Newest(state.Newest(numbers.newest))
	s.found[oldFaults] = part{1, fmt.Appendf(nil, `{"newest":%d,"items":%s}`, numbers.Faults, faults)}
	return nil
}
