package state

// Import puts records back into a transaction as an export of a world kept them,
// with their numbers, histories and places. A codec of worlds uses it.
type Import struct {
	tx    *Tx
	codes Batch
	start *Import // what a reset shall bring back, nil: what it brought back before
	onTop bool    // the codes of this version are those of the start, but for those given here
	later []Code  // which are put on top once the start has all of its own
}

// importedAtOnce is how many codes are collected before they are registered.
const importedAtOnce = 10_000

// Import begins to put records back. Call Done after the last one; if anything
// fails, the transaction must fail as a whole.
func (tx *Tx) Import() *Import { return &Import{tx: tx, codes: Batch{Tx: tx}} }

// Restore replaces the whole content of the world. f begins with an empty
// version, whose clock, rules and settings stay unless f sets others; the start
// stays, too, unless f gives another one. It blocks no transaction, and nothing
// changes if f fails.
func (w *World) Restore(f func(*Import) error) error {
	present := w.versions.Present()
	i := w.onEmpty(present.clock, present).Import()
	if err := f(i); err != nil {
		return err
	}
	w.replace(i)
	return nil
}

// Replace is Restore for what writes by a transaction, under the given clock.
func (w *World) Replace(clock ClockSetting, f func(*Tx) error) error {
	return w.Restore(func(i *Import) error {
		if err := i.Clock(clock); err != nil {
			return err
		}
		return f(i.tx)
	})
}

// onEmpty is a transaction on a version without records.
func (w *World) onEmpty(clock ClockSetting, like *version) *Tx {
	return &Tx{View: View{version: newVersion(clock, like.rules, like.settings), world: w, now: clock.now()}}
}

func (w *World) replace(i *Import) {
	w.versions.Lock()
	defer w.versions.Unlock()
	w.past.forget()
	if i.start != nil {
		w.versions.Mark(i.start.tx.version)
	}
	w.publish(i.tx.version)
}

// Tx is the transaction into which the records go.
func (i *Import) Tx() *Tx { return i.tx }

// Clock sets the time of the version, and that of the transaction.
func (i *Import) Clock(c ClockSetting) error {
	if err := c.check(); err != nil {
		return err
	}
	i.tx.clock, i.tx.now = c, c.now()
	return nil
}

// Start begins the version that a reset brings back. Done of this import ends
// both.
func (i *Import) Start() *Import {
	i.start = i.tx.world.onEmpty(i.tx.clock, i.tx.version).Import()
	return i.start
}

// OnTopOfStart lets the codes of this version be those of the start, but for those
// that this import is given: the versions then share the memory of what they have
// in common.
func (i *Import) OnTopOfStart() { i.onTop = true }

// Code puts a code back, in batches. It refuses codes that cannot be read, and
// products and participants that are not there.
func (i *Import) Code(c Code) error {
	if i.onTop {
		i.later = append(i.later, c)
		return nil
	}
	if err := i.codes.restore(c); err != nil || i.codes.Len() < importedAtOnce {
		return err
	}
	return i.codes.Flush()
}

// Done registers the codes that wait, and fails with BadRecord unless packages
// and what is in them agree. The codes share the texts that name them from then on.
func (i *Import) Done() error {
	if i.start != nil {
		if err := i.start.Done(); err != nil {
			return err
		}
	}
	if i.onTop {
		i.onTop, i.codes.under = false, i.start.tx.version
		i.tx.shareCodes(i.start.tx.version)
		for _, c := range i.later {
			if err := i.Code(c); err != nil {
				return err
			}
		}
		i.later = nil
	}
	if err := i.codes.Flush(); err != nil {
		return err
	}
	return i.tx.joinPackages()
}

// shareCodes takes over the codes of another version, which is not in use yet.
func (tx *Tx) shareCodes(of *version) {
	next := of.copy()
	tx.codes, tx.emitted, tx.kinds, tx.odd, tx.unpaid = next.codes, next.emitted, next.kinds, next.odd, next.unpaid
}

// Document puts a document back. It refuses an unknown type or reason, a name
// that is taken, lines about goods that the document lacks, and titles of a
// kind that no party decides on.
func (i *Import) Document(d *Document) error { return i.tx.restoreDocument(d) }

// Receipt puts a receipt back, and refuses an id that something has already.
func (i *Import) Receipt(r Receipt) error { return i.tx.restoreReceipt(r) }

// Order puts an order back.
func (i *Import) Order(o Order) error { return i.tx.restoreOrder(o) }

// Challenge puts a challenge back.
func (i *Import) Challenge(c *Challenge) { i.tx.restoreChallenge(c) }

// Outcome puts a rule of outcomes back under its own id, which has this number.
func (i *Import) Outcome(r OutcomeRule, number int) error { return i.tx.restoreOutcome(r, number) }

// Bot puts a bot back under its own id, which has this number. Its planned
// actions come back with the queue.
func (i *Import) Bot(b Bot, number int) error { return i.tx.restoreBot(b, number) }

// Due puts an entry of the queue back, due or overdue. It refuses kinds that
// nothing settles.
func (i *Import) Due(d Due) error { return i.tx.restoreDue(d) }

// Stream sets how many values a random stream gave.
func (i *Import) Stream(stream string, count uint64) { i.tx.setStream(stream, count) }

// Newest sets the numbers of the newest rules, unless those put back are newer.
func (i *Import) Newest(n Newest) {
	o, b := &i.tx.outcomes, &i.tx.bots
	o.last, b.last = max(o.last, n.Outcomes), max(b.last, n.Bots)
}
