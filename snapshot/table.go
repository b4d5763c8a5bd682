package snapshot

import (
	"reflect"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
)

// table is how the records of a table are found, shown, read and put back.
type table[R any] struct {
	name string
	of   state.Table
	each func(v state.View, f func(*R) bool)
	key  func(*R) string
	show func(*R) any
	read func(raw []byte) (*R, error)
	put  func(i *state.Import, r *R) error
}

var participants = table[state.Participant]{
	name: "participants", of: state.Participants,
	each: func(v state.View, f func(*state.Participant) bool) { v.Participants("", f) },
	key:  func(p *state.Participant) string { return p.BIN },
	show: func(p *state.Participant) any { return records.OfParticipant(p) },
	read: reads(func(out *mock.Participant) (state.Participant, error) { return records.Participant(*out), nil }),
	put:  func(i *state.Import, p *state.Participant) error { return i.Tx().PutParticipant(*p) },
}

var products = table[state.Product]{
	name: "products", of: state.Products,
	each: func(v state.View, f func(*state.Product) bool) { v.Products("", f) },
	key:  func(p *state.Product) string { return p.GTIN },
	show: func(p *state.Product) any { return records.OfProduct(p) },
	read: reads(records.Product),
	put:  func(i *state.Import, p *state.Product) error { return i.Tx().PutProduct(*p) },
}

var codes = table[state.Code]{
	name: "codes", of: state.Codes,
	each: func(v state.View, f func(*state.Code) bool) { v.Codes(cis.ID(""), f) },
	key:  func(c *state.Code) string { return c.CIS },
	show: func(c *state.Code) any { return records.OfCodeWithHistory(c) },
	read: func(raw []byte) (*state.Code, error) { c, err := anyCode(raw); return &c, err },
	put:  func(i *state.Import, c *state.Code) error { return i.Code(*c) },
}

var orders = table[state.Order]{
	name: "orders", of: state.Orders,
	each: func(v state.View, f func(*state.Order) bool) { v.Orders(func(o *state.Order) { f(o) }) },
	key:  func(o *state.Order) string { return o.UUID },
	show: func(o *state.Order) any { return records.OfOrder(o) },
	read: reads((*records.Order).Record),
	put:  func(i *state.Import, o *state.Order) error { return i.Order(*o) },
}

var documents = table[state.Document]{
	name: "documents", of: state.Documents,
	each: func(v state.View, f func(*state.Document) bool) { v.DocumentsInOrder(f) },
	key:  func(d *state.Document) string { return d.ID },
	show: func(d *state.Document) any { return records.OfWholeDocument(d) },
	read: func(raw []byte) (*state.Document, error) {
		var out mock.Document
		if err := strictly(raw, &out); err != nil {
			return nil, err
		}
		return records.Document(&out)
	},
	put: func(i *state.Import, d *state.Document) error { return i.Document(d) },
}

var receipts = table[state.Receipt]{
	name: "receipts", of: state.Receipts,
	each: func(v state.View, f func(*state.Receipt) bool) { v.Receipts("", f) },
	key:  func(r *state.Receipt) string { return r.DocumentID },
	show: func(r *state.Receipt) any { return records.OfReceipt(r) },
	read: reads((*records.KeptReceipt).Record),
	put:  func(i *state.Import, r *state.Receipt) error { return i.Receipt(*r) },
}

// reads makes a record of its JSON.
func reads[T, R any](record func(*T) (R, error)) func(raw []byte) (*R, error) {
	return func(raw []byte) (*R, error) {
		var out T
		if err := strictly(raw, &out); err != nil {
			return nil, err
		}
		r, err := record(&out)
		return &r, err
	}
}

func (t table[R]) section() section {
	return section{
		name: t.name, write: t.write, writeStart: t.writeStart,
		readStart: func(s *restoring) error { return t.readStart(s) },
		read: func(s *restoring, i *state.Import) error {
			err := s.records(func(raw []byte) error {
				r, err := t.read(raw)
				if err != nil {
					return err
				}
				return t.place(s, i, r)
			})
			if err != nil {
				return err
			}
			return t.placeGone(s)
		},
	}
}

func (t table[R]) write(out *jsonWriter, v state.View) {
	out.array(t.name, func(emit func(any)) {
		t.each(v, func(r *R) bool { emit(t.show(r)); return out.err == nil })
	})
}

// startOf is what the start has otherwise in a table than the present world. A
// record of the present stands in the start as well unless its key is among the
// absent, or, where most are absent, unless it is not among the present.
type startOf[R any] struct {
	absent, present map[string]bool
	was             map[string]*R // records that the start has in the place of the present ones, or alone
	order           []string      // of was
}

// has tells whether the start has a record under a key of the present.
func (s *startOf[R]) has(key string) bool {
	if s.present != nil {
		return s.present[key]
	}
	return !s.absent[key]
}

// writeStart writes what startOf holds, where there is any.
func (t table[R]) writeStart(out *jsonWriter, now, start state.View) {
	absent, was := []string{}, []*R{}
	now.Since(start, t.of, func(before, after any) bool {
		switch {
		case before == nil:
			absent = append(absent, t.key(after.(*R)))
		case after == nil || !reflect.DeepEqual(before, after):
			was = append(was, before.(*R))
		}
		return true
	})
	if len(absent)+len(was) == 0 {
		return
	}
	out.name(t.name)
	out.object(func() {
		t.writeKeys(out, now, absent)
		out.array("was", func(emit func(any)) {
			for _, r := range was {
				emit(t.show(r))
			}
		})
	})
}

// writeKeys writes the shorter one of two lists: the keys that are absent, or those
// that are present.
func (t table[R]) writeKeys(out *jsonWriter, now state.View, absent []string) {
	count := 0
	t.each(now, func(*R) bool { count++; return true })
	name, keys := "absent", absent
	if len(absent)*2 > count {
		name, keys = "present", t.others(now, absent, count)
	}
	out.array(name, func(emit func(any)) {
		for _, key := range keys {
			emit(key)
		}
	})
}

// others are the keys of all records but for those.
func (t table[R]) others(now state.View, these []string, all int) (keys []string) {
	if len(these) == all {
		return nil
	}
	left := make(map[string]bool, len(these))
	for _, key := range these {
		left[key] = true
	}
	t.each(now, func(r *R) bool {
		if key := t.key(r); !left[key] {
			keys = append(keys, key)
		}
		return true
	})
	return keys
}

// readStart is the inverse of writeStart.
func (t table[R]) readStart(s *restoring) error {
	st := &startOf[R]{absent: map[string]bool{}, was: map[string]*R{}}
	s.starts[t.name] = st
	keys := func(into map[string]bool) error {
		return s.records(func(raw []byte) error {
			var key string
			err := strictly(raw, &key)
			into[key] = true
			return err
		})
	}
	return s.members(func(name string) error {
		switch name {
		case "absent":
			return keys(st.absent)
		case "present":
			st.present = map[string]bool{}
			return keys(st.present)
		case "was":
			return s.records(func(raw []byte) error {
				r, err := t.read(raw)
				if err != nil {
					return err
				}
				st.was[t.key(r)], st.order = r, append(st.order, t.key(r))
				return nil
			})
		}
		return unknown(name, "absent", "present", "was")
	})
}

// standing is what the start has otherwise in this table.
func (t table[R]) standing(s *restoring) *startOf[R] {
	st, _ := s.starts[t.name].(*startOf[R])
	if st == nil {
		st = &startOf[R]{}
		s.starts[t.name] = st
	}
	return st
}

// place puts a record back, and into the start what stands there in its place.
func (t table[R]) place(s *restoring, i *state.Import, r *R) error {
	if s.begun == nil {
		return t.put(i, r)
	}
	st, key := t.standing(s), t.key(r)
	was := st.was[key]
	delete(st.was, key)
	same := was == nil && st.has(key)
	if same {
		kept := *r // putting a record back may change it
		was = &kept
	}
	if was != nil {
		if err := t.put(s.begun, was); err != nil {
			return err
		}
	}
	if same && s.onTop && t.of == state.Codes {
		return nil // it is below already
	}
	return t.put(i, r)
}

// placeGone puts into the start what the present has no more.
func (t table[R]) placeGone(s *restoring) error {
	if s.begun == nil {
		return nil
	}
	st := t.standing(s)
	for _, key := range st.order {
		if was := st.was[key]; was != nil {
			if err := t.put(s.begun, was); err != nil {
				return err
			}
		}
	}
	return nil
}
