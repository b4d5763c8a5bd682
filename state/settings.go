package state

// Settings are how a world goes on besides its rules. They belong to its versions:
// a fork has those of its parent, a reset brings back those of the start.
type Settings struct {
	Seed             uint64     // what all random values come from
	OpenParticipants bool       // an unknown BIN becomes a participant of all groups
	Processing       Processing // how fast documents go on; fast if empty
}

// Settings are those of this version.
func (v View) Settings() Settings { return v.settings }

// SetSettings sets the settings for all calls after this transaction. An
// unknown speed of documents is refused with BadRecord.
func (tx *Tx) SetSettings(s Settings) error {
	if err := s.Processing.Check(); err != nil {
		return Errorf(BadRecord, "processing: %s", err)
	}
	tx.settings = s
	return nil
}
