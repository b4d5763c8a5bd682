package state

import (
	"fmt"
	"slices"
)

// ruleList are rules of a world by their ids, in the order in which they are
// tried. It is replaced, never changed: other versions have the same one.
type ruleList[T any] struct {
	rules []*T
	last  int // number of the newest one
}

// ruleKind tells one kind of rules from others.
type ruleKind[T any] struct {
	name         string // as refusals have it
	letter       string // that ids begin with
	most         int    // that a world may have
	bad, unknown Kind
	id           func(*T) *string
}

// add puts a rule behind the others, under a new id.
func (l *ruleList[T]) add(k *ruleKind[T], rule T) (*T, error) {
	*k.id(&rule) = fmt.Sprintf("%s%d", k.letter, l.last+1)
	return &rule, l.restore(k, rule, l.last+1)
}

// restore puts a rule back under its own id, which has this number.
func (l *ruleList[T]) restore(k *ruleKind[T], rule T, number int) error {
	id := *k.id(&rule)
	if len(l.rules) >= k.most {
		return Errorf(k.bad, "the world has %d %ss, and may have no more", k.most, k.name)
	}
	if l.index(k, id) >= 0 {
		return Errorf(k.bad, "%s %s is there twice", k.name, id)
	}
	l.rules = append(slices.Clip(l.rules), &rule)
	l.last = max(l.last, number)
	return nil
}

// index is where a rule stands, -1 for nowhere.
func (l *ruleList[T]) index(k *ruleKind[T], id string) int {
	return slices.IndexFunc(l.rules, func(r *T) bool { return *k.id(r) == id })
}

// drop takes a rule away, or fails with the kind's unknown.
func (l *ruleList[T]) drop(k *ruleKind[T], id, world string) error {
	i := l.index(k, id)
	if i < 0 {
		return Errorf(k.unknown, "there is no %s %q in world %q", k.name, id, world).With(id)
	}
	l.rules = slices.Delete(slices.Clone(l.rules), i, i+1)
	return nil
}

// put replaces the rule at a place.
func (l *ruleList[T]) put(i int, rule T) {
	l.rules = slices.Clone(l.rules)
	l.rules[i] = &rule
}

// Newest are the numbers of the newest outcome and the newest bot that a world
// had: an id is given once, though what had it is gone.
type Newest struct{ Outcomes, Bots int }

// Newest are those numbers.
func (v View) Newest() Newest { return Newest{v.outcomes.last, v.bots.last} }
