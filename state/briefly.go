package state

import "github.com/mockismp/mockismp/state/internal/engine"

// Signing in must not wait for a document of a million codes to be checked. So long
// changes are made aside, and small writers publish meanwhile; their challenges,
// and their draws from streams, are then joined to the long change.

// UpdateBriefly adds challenges and draws from streams, as Update does, and waits
// for no work aside; nothing that fell due is settled first. f may change nothing
// else: where it does, and where it fails, it is called again as f of Update.
func (w *World) UpdateBriefly(f func(*Tx) error) error {
	if w.briefly(f) {
		return nil
	}
	return w.Update(f)
}

func (w *World) briefly(f func(*Tx) error) bool {
	w.versions.LockBriefly()
	defer w.versions.UnlockBriefly()
	v := w.versions.Present()
	tx := w.begin(v, v.clock.now())
	if f(tx) != nil || !tx.changes.only(Challenges) {
		return false
	}
	w.publish(tx.version)
	return true
}

// UpdateAside is Update for a change that may take long: small writers need not wait for f. If one of them
// drew from a stream that f drew from, f is called again, and no writer runs beside it.
func (w *World) UpdateAside(f func(*Tx) error) error {
	w.versions.Lock()
	defer w.versions.Unlock()
	v := w.settled()
	tx, err := w.aloneOrAside(v, v.clock.now(), func(tx *Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		w.settle(tx)
		return nil
	})
	if err == nil {
		w.publish(tx.version)
	}
	return err
}

// aloneOrAside is a transaction behind v in which work is done: aside, and once more
// under the lock, which the caller holds, where that cannot be joined.
func (w *World) aloneOrAside(v *version, now Moment, work func(*Tx) error) (tx *Tx, err error) {
	tx = w.begin(v, now)
	w.versions.Aside(func() { err = work(tx) })
	if err != nil || tx.join(v, w.versions.Present()) {
		return tx, err
	}
	tx = w.begin(w.versions.Present(), now)
	return tx, work(tx)
}

const challengeStream = "challenge.uuid"

// join adds what small writers did between two versions to a transaction behind
// the first. It fails where both drew from one stream.
func (tx *Tx) join(before, present *version) bool {
	if before == present {
		return true
	}
	drawn, alone := drawnAlone(before, present, tx.version)
	if !alone {
		return false
	}
	for n := before.streams.Given(challengeStream); n < present.streams.Given(challengeStream); n++ {
		if n >= mostChallenges {
			tx.forgetEarly(tx.challengeID(n - mostChallenges))
		}
		if c := at(present.challenges, tx.challengeID(n)); c != nil {
			tx.keepChallenge(c)
		}
	}
	for stream, count := range drawn {
		tx.setStream(stream, count)
	}
	return true
}

// challengeID is the uuid of the n-th challenge.
func (tx *Tx) challengeID(n uint64) string {
	return engine.UUID(engine.Drawn(tx.settings.Seed, challengeStream, n))
}
