package state

import "testing"

// TestChallengesAreForgottenWhereTimeStandsStill, the oldest first, with what
// was due of them.
func TestChallengesAreForgottenWhereTimeStandsStill(t *testing.T) {
	w := NewWorld(Config{Seed: 1, Clock: FrozenAt(1_764_500_000_000)})
	var first, second *Challenge
	err := w.Update(func(tx *Tx) error {
		first, second = tx.NewChallenge(), tx.NewChallenge()
		for range mostChallenges - 1 {
			tx.NewChallenge()
		}
		return nil
	})
	v := w.Snapshot()
	if err != nil || v.challenges.Len() != mostChallenges || v.due.Len() != mostChallenges {
		t.Fatalf("%d challenges, %d due, %v", v.challenges.Len(), v.due.Len(), err)
	}
	if _, err := v.Challenge(first.UUID); err == nil {
		t.Error("the oldest is still known")
	}
	if _, err := v.Challenge(second.UUID); err != nil {
		t.Error(err)
	}
}
