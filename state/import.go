package state

// Import puts records back into a transaction as an export of a world kept them,
// with their numbers, histories and places. A codec of worlds uses it.
type Import struct {
	tx    *Tx
	codes Batch
}

// importedAtOnce is up to how many codes wait for being registered.
const importedAtOnce = 10_000

// Import begins to put records back. Call Done behind the last one; when
// anything fails, the transaction must fail as a whole.
func (tx *Tx) Import() *Import { return &Import{tx: tx, codes: Batch{Tx: tx}} }

// Code puts a code back, in batches. It refuses codes that cannot be read, and
// products and participants that are not there.
func (i *Import) Code(c Code) error {
	if err := i.codes.restore(c); err != nil || i.codes.Len() < importedAtOnce {
		return err
	}
	return i.codes.Flush()
}

// Done registers the codes that wait, and fails with BadRecord unless packages
// and what is in them agree. The codes share the texts that name them from then on.
func (i *Import) Done() error {
	if err := i.codes.Flush(); err != nil {
		return err
	}
	return i.tx.joinPackages()
}

// Document puts a document back. It refuses a type or reason that there is not,
// a name that something has already, lines about goods that it has not, and
// titles where nobody decides.
func (i *Import) Document(d *Document) error { return i.tx.restoreDocument(d) }

// Receipt puts a receipt back, and refuses an id that something has already.
func (i *Import) Receipt(r Receipt) error { return i.tx.restoreReceipt(r) }

// Order puts an order back.
func (i *Import) Order(o Order) error { return i.tx.restoreOrder(o) }

// Challenge puts a challenge back.
func (i *Import) Challenge(c *Challenge) { i.tx.restoreChallenge(c) }

// Outcome puts a rule of outcomes back under its own id, which has this number.
func (i *Import) Outcome(r OutcomeRule, number int) error { return i.tx.restoreOutcome(r, number) }

// Bot puts a bot back under its own id, which has this number. What it will do
// comes back with the queue.
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
