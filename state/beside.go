package state

// UpdateBeside adds codes, products and participants, as Update does, and does not
// block other writers meanwhile: f works on a private copy without the writer's lock.
// f must not change anything else. If another writer changed codes, products or
// participants first, f is called again, under the lock.
func (w *World) UpdateBeside(f func(*Tx) error) error {
	tx, before := w.aside()
	if err := f(tx); err != nil {
		return err
	}
	if w.joined(tx, before) {
		return nil
	}
	return w.Update(f)
}

// aside is a transaction that no other one waits for, and the version that it began
// with.
func (w *World) aside() (tx *Tx, before *version) {
	w.versions.Lock()
	defer w.versions.Unlock()
	before = w.settled()
	return w.begin(before, before.clock.now()), before
}

// joined publishes the changes of a transaction aside to goods, unless another
// one changed goods meanwhile, or drew from the same streams.
func (w *World) joined(tx *Tx, before *version) bool {
	w.versions.Lock()
	defer w.versions.Unlock()
	present := w.settled()
	if present.goods != before.goods {
		return false
	}
	drawn, alone := drawnAlone(before, tx.version, present)
	if !alone {
		return false
	}
	next := w.begin(present, present.clock.now())
	next.participants, next.products, next.goods = tx.participants, tx.products, tx.goods
	next.codes, next.emitted, next.kinds, next.odd, next.unpaid = tx.codes, tx.emitted, tx.kinds, tx.odd, tx.unpaid
	for stream, count := range drawn {
		next.setStream(stream, count)
	}
	w.publish(next.version)
	return true
}

// drawnAlone are the streams that one side drew from since a version, with how much
// they have given by now; alone is false where the other side drew from one of them.
func drawnAlone(before, side, other *version) (drawn map[string]uint64, alone bool) {
	drawn, alone = map[string]uint64{}, true
	side.streams.Each(func(stream string, count uint64) bool {
		if was := before.streams.Given(stream); count != was {
			drawn[stream] = count
			alone = other.streams.Given(stream) == was
		}
		return alone
	})
	return drawn, alone
}
