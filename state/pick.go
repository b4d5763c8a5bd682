package state

import (
	"crypto/sha256"
	"encoding/binary"
)

// Pick says on which of the things that fit a rule acts: calls, documents, orders.
type Pick struct {
	Nth         int      // from the n-th on; that one alone, unless Times says how many. 0: the first
	Times       int      // at most so often, 0: always
	Probability *float64 // of each, nil: all
	From, Until Moment   // world time, 0 for no end on that side; Until is no longer in it
}

// Open tells whether a moment lies in the window of the rule.
func (p *Pick) Open(now Moment) bool { return now >= p.From && (p.Until == 0 || now < p.Until) }

// Takes tells whether a rule acts on the n-th thing that fits, where it has
// acted so often before. Chance depends on the seed, the rule's id and n alone.
func (p *Pick) Takes(seed uint64, id string, n, acted int) bool {
	times := p.Times
	if p.Nth != 0 && times == 0 {
		times = 1
	}
	return n >= p.Nth && (times == 0 || acted < times) &&
		(p.Probability == nil || Share(seed, "probability", id, n) < *p.Probability)
}

// count counts something that fits a rule, and tells whether the rule acts on it.
func (p *Pick) count(seed uint64, id string, matched, acted *int) bool {
	*matched++
	acts := p.Takes(seed, id, *matched, *acted)
	if acts {
		*acted++
	}
	return acts
}

// Share is a number in [0, 1) that depends on what it is given alone: chance
// that draws from no stream.
func Share(seed uint64, about, id string, n int) float64 {
	head := binary.BigEndian.AppendUint64(nil, seed)
	head = binary.BigEndian.AppendUint64(head, uint64(n))
	sum := sha256.Sum256(append(head, about+" "+id...))
	return float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53)
}
