package state

import "errors"

// Savepoint runs f, which changes the transaction. When f fails, all that it
// changed is taken back, and its error is returned. Views of the transaction,
// taken before or by f, then show what was there before.
func (tx *Tx) Savepoint(f func() error) error {
	before, changes, made := tx.version.copy(), tx.changes, tx.made
	err := f()
	if err != nil {
		*tx.version = *before // in place: views hold the version itself
		tx.changes, tx.made = changes, made
	}
	return err
}

// errTakenBack makes a savepoint take back what is told in another way.
var errTakenBack = errors.New("taken back")

// mustSucceed panics with an error that checks have ruled out: a table and a check
// disagree, which is a fault of this program. A panic in a transaction or in an
// entry of the queue changes nothing, and is reported; a lost error would not be.
func mustSucceed(err error) {
	if err != nil {
		panic(err)
	}
}
