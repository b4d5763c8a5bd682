package snapshot

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mockismp/mockismp/state"
)

// Read replaces the world by a snapshot, its start included, or changes nothing. It
// refuses a snapshot that does not fit, and one of whose world check finds fault;
// check may be nil. Records are checked as if they were added. Sections of other
// packages go to the parts of that name.
func Read(from io.Reader, w *state.World, check func(state.View) error, parts ...Part) error {
	s := &restoring{recordReader: newRecordReader(from), parts: parts, found: map[string]part{}, starts: map[string]any{}}
	err := w.Restore(func(i *state.Import) error {
		s.in = i
		if err := s.read(); err != nil {
			return err
		}
		if err := i.Done(); err != nil {
			return err
		}
		if check != nil {
			if err := check(i.Tx().View); err != nil {
				return err
			}
		}
		return s.giveParts()
	})
	if refused := (*state.Error)(nil); err == nil || errors.As(err, &refused) {
		return err
	}
	return state.Errorf(state.BadRecord, "the snapshot does not fit at byte %d: %s", s.at, err)
}

// restoring is a snapshot on its way into a world.
type restoring struct {
	*recordReader
	in     *state.Import
	begun  *state.Import  // of the start, nil before the section start, and in the old format
	onTop  bool           // the codes lie on top of those of the start
	starts map[string]any // *startOf of each table that the start has otherwise
	parts  []Part
	found  map[string]part
}

// part is what was read for somebody else.
type part struct {
	version int
	value   json.RawMessage
}

var errNoSnapshot = errors.New("it is no JSON object as GET /_mock/snapshot gives it")

// read reads the whole object.
func (s *restoring) read() error {
	if _, err := s.take("{"); err != nil {
		return errNoSnapshot
	}
	var form int
	if err := s.dueMember("format", &form); err != nil {
		return err
	}
	switch form {
	case format:
		return s.readSections()
	case oldFormat:
		return s.readOld()
	}
	return fmt.Errorf("it has format %d; this program reads formats %d and %d", form, oldFormat, format)
}

// dueMember reads the member that has to come here.
func (s *restoring) dueMember(name string, to any) error {
	if err := s.dueName(name); err != nil {
		return err
	}
	return s.decode(to)
}

func (s *restoring) dueName(due string) error {
	var name string
	if err := s.decode(&name); err != nil {
		return fmt.Errorf("member %q is due here", due)
	}
	if name != due {
		return fmt.Errorf("member %q is due here, not %q", due, name)
	}
	_, err := s.take(":")
	return err
}

// readSections reads the sections that the heading announces.
func (s *restoring) readSections() error {
	var given []heading
	if _, err := s.take(","); err != nil {
		return err
	}
	if err := s.dueMember("sections", &given); err != nil {
		return err
	}
	if err := check(given, s.parts); err != nil {
		return err
	}
	for _, h := range given {
		if _, err := s.take(","); err != nil {
			return err
		}
		if err := s.dueName(h.Name); err != nil {
			return err
		}
		if err := s.section(h); err != nil {
			return err
		}
	}
	return s.end()
}

// end is that of the whole object: all that sections lists was read.
func (s *restoring) end() error {
	end, err := s.take(",}")
	if err != nil || end == '}' {
		return err
	}
	var name string
	if err := s.decode(&name); err != nil {
		return err
	}
	return fmt.Errorf("member %q is no section that \"sections\" lists", name)
}

func (s *restoring) section(h heading) error {
	if one, ours := sectionOf(h.Name); ours {
		return one.read(s, s.in)
	}
	raw, err := s.raw()
	s.found[h.Name] = part{h.Version, append(json.RawMessage(nil), raw...)}
	return err
}

// start reads what the start of the world has otherwise.
func (s *restoring) start(i *state.Import) error {
	begun, seen := i.Start(), map[string]bool{}
	err := s.members(func(name string) error {
		one, ours := sectionOf(name)
		if !ours || name == start || seen[name] {
			return fmt.Errorf("the start has no member %q, or has it already", name)
		}
		if seen[name] = true; one.readStart != nil {
			return one.readStart(s)
		}
		return one.read(s, begun)
	})
	for _, one := range sections() {
		if err == nil && one.write != nil && one.writeStart == nil && !seen[one.name] {
			err = fmt.Errorf("the start lacks its member %q", one.name)
		}
	}
	if s.begun = begun; codes.standing(s).present == nil {
		s.onTop = true
		i.OnTopOfStart()
	}
	return err
}

// giveParts hands out what belongs to others.
func (s *restoring) giveParts() error {
	for _, p := range s.parts {
		if found, ok := s.found[p.Name]; ok {
			if err := p.Read(found.version, found.value); err != nil {
				return err
			}
		}
	}
	return nil
}

// members reads the members of an object, whose values f reads.
func (s *restoring) members(f func(name string) error) error {
	if _, err := s.take("{"); err != nil {
		return err
	}
	for {
		if b, err := s.peek(); err == nil && b == '}' {
			_, err := s.take("}")
			return err
		}
		var name string
		if err := s.decode(&name); err != nil {
			return err
		}
		if _, err := s.take(":"); err != nil {
			return err
		}
		if err := f(name); err != nil {
			return err
		}
		if b, err := s.take(",}"); err != nil || b == '}' {
			return err
		}
	}
}

func unknown(name string, there ...string) error {
	return fmt.Errorf("there is no member %q; there are %s", name, strings.Join(there, ", "))
}
