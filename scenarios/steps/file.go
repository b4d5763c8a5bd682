package steps

import (
	"slices"

	"github.com/mockismp/mockismp/fixtures/source"
)

// File is a scenario file that was read and checked.
type File struct {
	Name  string
	About About
	Tags  []string

	// Text is the file as it was read, Path what it is called in messages.
	Text []byte
	Path string

	participants []named // BINs
	members      []value // those of them that are written out
	goods        []named // orders of codes
	vars         []named
	given        []step // what is done to the world first: verbs of the world
	timeline     []at   // verbs of the world at offsets of its time
	steps        []step
	undo         []step // takes back, at a real system, what the steps did
	needs        []Need
	lines        source.Lines
}

// About says what a scenario tells, for people.
type About struct {
	English string `json:"en,omitempty"`
	Russian string `json:"ru,omitempty"`
}

// named is a value with its name.
type named struct {
	name  string
	at    source.Place
	value value
}

// at is a verb of the timeline.
type at struct {
	after string // since the scenario was started: 90s, 36h, 5d
	step
}

// step is one verb with what is around it.
type step struct {
	line   int
	title  string
	as     string // participant who calls
	verb   *verb
	arg    value            // of the verb
	more   map[string]value // the fields beside it
	expect expectation
	save   []saved
	poll   *poll
	loop   *loop
	inside []step // of a loop, or of what happens together
}

// saved is what later steps know of an answer.
type saved struct {
	name string
	from *expression // nil: the whole of it
}

// poll asks again until something holds.
type poll struct {
	until  *expression
	within string // in the time of the world
	every  string
}

// loop does its steps for each value of a list.
type loop struct {
	over value
}

// Needs is what the file needs of its target beside the True-API, by line.
func (f *File) Needs() []Need { return f.needs }

// Given are the names of what a real system has to be told of: participants, and
// goods.
func (f *File) Given() (participants, goods []string) {
	for _, n := range f.participants {
		participants = append(participants, n.name)
	}
	for _, n := range f.goods {
		goods = append(goods, n.name)
	}
	return participants, goods
}

// Callers are the participants who call in the steps, and so have to sign.
func (f *File) Callers() (names []string) {
	var walk func([]step)
	walk = func(list []step) {
		for _, s := range list {
			if s.as != "" && !slices.Contains(names, s.as) {
				names = append(names, s.as)
			}
			walk(s.inside)
		}
	}
	walk(f.steps)
	walk(f.undo)
	return names
}

// Takes tells whether a name has a value in the file that a variable may replace.
func (f *File) Takes(name string) bool {
	for _, list := range [][]named{f.participants, f.vars, f.goods} {
		for _, n := range list {
			if n.name == name {
				return true
			}
		}
	}
	return false
}

// Verbs are the verbs that the file uses in its steps, by name.
func (f *File) Verbs() []string {
	seen := map[string]bool{}
	var all []string
	var walk func([]step)
	walk = func(list []step) {
		for _, s := range list {
			if !seen[s.verb.name] {
				seen[s.verb.name] = true
				all = append(all, s.verb.name)
			}
			walk(s.inside)
		}
	}
	walk(f.steps)
	return all
}
