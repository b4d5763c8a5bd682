package state

import (
	"time"
)

// Challenge is the random text that a participant signs to sign in
// (chapter «GET /auth/key»).
type Challenge struct {
	UUID   string
	Data   string // 30 upper-case Latin letters (observed)
	Issued Moment
}

const (
	challengeLetters = 30
	// challengeLife is how long a uuid can be used; real clients post it twice,
	// so it is not burnt at first use (sibling; the length is assumed).
	challengeLife = 5 * time.Minute
	// challengeMemory is how long a stale uuid is still known, so that the
	// refusal can say "too late" instead of "never heard of".
	challengeMemory = time.Hour
)

// mostChallenges is how many are kept: where time stands still none grows old.
const mostChallenges = 10_000

// NewChallenge makes and keeps a challenge, and forgets the oldest if there are too many.
func (tx *Tx) NewChallenge() *Challenge {
	if given := tx.streams.Given(challengeStream); given >= mostChallenges {
		tx.forgetEarly(tx.challengeID(given - mostChallenges))
	}
	c := &Challenge{UUID: tx.UUID(challengeStream), Data: tx.letters("challenge.data", challengeLetters), Issued: tx.now}
	tx.keepChallenge(c)
	return c
}

// keepChallenge keeps it until it is forgotten.
func (tx *Tx) keepChallenge(c *Challenge) {
	tx.restoreChallenge(c)
	tx.schedule(c.Issued.Add(challengeMemory), ForgetChallenge, c.UUID)
}

// restoreChallenge puts a challenge back as a snapshot kept it; the entry of
// the queue that forgets it is restored by itself.
func (tx *Tx) restoreChallenge(c *Challenge) { keep(tx, Challenges, tx.challenges, c.UUID, c) }

// forgetEarly takes a challenge out before it is due, and its entry out of the queue.
func (tx *Tx) forgetEarly(uuid string) {
	if c := at(tx.challenges, uuid); c != nil {
		tx.forgetChallenge(uuid)
		due := c.Issued.Add(challengeMemory)
		tx.due.Remove(int64(due), Due{At: due, Kind: ForgetChallenge, Ref: uuid})
	}
}

func (tx *Tx) forgetChallenge(uuid string) {
	if old, there := tx.challenges.Delete(uuid); there {
		tx.changes.note(Challenges, uuid, old)
	}
}

// Challenge finds the challenge that is still good at the present time.
// It fails with ChallengeUnknown or ChallengeStale.
func (v View) Challenge(uuid string) (*Challenge, error) {
	c := at(v.challenges, uuid)
	switch {
	case c == nil:
		return nil, Errorf(ChallengeUnknown, "uuid %q was not issued by GET /auth/key of world %q, or more than %s ago", uuid, v.world.name, challengeMemory).With(uuid)
	case v.now > c.Issued.Add(challengeLife):
		return nil, Errorf(ChallengeStale, "uuid %s was issued at %s and was good until %s; it is %s", uuid, c.Issued, c.Issued.Add(challengeLife), v.now).With(uuid)
	}
	return c, nil
}

// Challenges visits the kept challenges in order of uuid.
func (v View) Challenges(f func(*Challenge)) {
	v.challenges.Scan(func(_ string, c *Challenge) bool {
		f(c)
		return v.Here()
	})
}
