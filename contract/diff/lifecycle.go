package diff

import (
	"slices"
	"strings"

	"github.com/mockismp/mockismp/contract/record"
)

// lifeCycle compares what a status was while somebody waited for it: each status
// once, in the order in which it came.
func (c *call) lifeCycle(left, right []record.Exchange) {
	ours, theirs := statuses(left), statuses(right)
	for at, seen := range ours {
		if len(seen) < 2 && len(theirs[at]) < 2 || len(theirs[at]) == 0 {
			continue
		}
		c.polled[at] = true
		if !slices.Equal(seen, theirs[at]) {
			c.note(LifeCycle, at, strings.Join(seen, " → "), strings.Join(theirs[at], " → "))
		}
	}
}

// statuses gives, by place, the statuses that answers in a row showed.
func statuses(answers []record.Exchange) map[string][]string {
	out := map[string][]string{}
	for _, e := range answers {
		if b := bodyOf(e.Answer); b.root != nil {
			collect("", b.root, out)
		}
	}
	return out
}

// collect adds the statuses of a value that changed.
func collect(at string, n *node, out map[string][]string) {
	switch n.kind {
	case object:
		for _, name := range n.names {
			collect(below(at, name), n.fields[name], out)
		}
	case array:
		if len(n.items) == 1 { // of several nobody knows which one is waited for
			collect(at+"[]", n.items[0], out)
		}
	case text, number:
		isStatus := strings.HasSuffix(strings.ToLower(lastName(at)), "status") || at == "" && formOf(n.text).class == enums
		if seen := out[at]; isStatus && (len(seen) == 0 || seen[len(seen)-1] != n.text) {
			out[at] = append(seen, n.text)
		}
	}
}

// SameStatus tells whether two answers show the same statuses, or none.
func SameStatus(left, right record.Exchange) bool {
	ours, theirs := statuses([]record.Exchange{left}), statuses([]record.Exchange{right})
	for at, seen := range ours {
		if !slices.Equal(seen, theirs[at]) {
			return false
		}
	}
	return left.Status == right.Status
}
