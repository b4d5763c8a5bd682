package state

import "github.com/mockismp/mockismp/state/rules"

// Soften judges what the real system may refuse by a softness of the set: it is
// refused, or added to the warnings, or passes. The refusal, or the warning,
// carries the rule's name.
func Soften(set rules.Set, n rules.Name, refusal *Error, warnings *[]rules.Warning) error {
	switch set.Value(n) {
	case rules.Refuse:
		refusal.Rule = string(n)
		return refusal
	case rules.Warn:
		*warnings = append(*warnings, rules.Warning{Rule: n, Why: refusal.Why})
	}
	return nil
}

// Tolerate notes what passes by a softness that cannot refuse.
func Tolerate(set rules.Set, n rules.Name, warnings *[]rules.Warning, whys ...string) {
	for _, why := range whys {
		if set.Is(n, rules.Warn) {
			*warnings = append(*warnings, rules.Warning{Rule: n, Why: why})
		}
	}
}
