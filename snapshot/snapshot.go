// Package snapshot is the one file format of a whole world.
//
// A snapshot is a JSON object whose members come in a fixed order, so that two
// snapshots of equal worlds are equal bytes, and one of any size is written and
// read record by record. First come the format and the sections that follow, each
// with its version and its owner, who knows what is in it; a reader refuses those
// that it does not know before it has read anything else. The start of the world,
// which a reset brings back, is kept as what is otherwise there. Neither journal
// nor tokens are in a snapshot.
package snapshot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/state"
)

// format is written; oldFormat, without sections, settings and start, is read as well.
const (
	format    = 2
	oldFormat = 1
)

// Part is a section of a world that is kept outside package state.
type Part struct {
	Name    string // of the section
	Owner   string // who keeps it
	Version int    // of what is in it, from 1 on
	Value   any    // what Take writes, as JSON

	// Read puts back what was written, which may be of an earlier version. Parts are
	// read last, when nothing else can fail: one that refuses must have changed nothing.
	Read func(version int, value json.RawMessage) error
}

// Snapshot is a world at one moment, which may be written later.
type Snapshot struct {
	now, start state.View
	parts      []Part
}

// Take takes the world as it stands. It blocks no transaction, and later changes of
// the world do not show in it.
func Take(w *state.World, parts ...Part) *Snapshot {
	return &Snapshot{now: w.Snapshot(), start: w.Start(), parts: parts}
}

// owner is who knows the sections of this package.
const owner = "state"

// section is a part of a snapshot that this package knows.
type section struct {
	name  string
	write func(out *jsonWriter, v state.View)
	read  func(s *restoring, i *state.Import) error

	// The rows of a table that differ at the start; nil if the start has a whole table
	// of its own.
	writeStart func(out *jsonWriter, now, start state.View)
	readStart  func(s *restoring) error
}

// heading is what a snapshot says of a section before it comes.
type heading struct {
	Name    string `json:"name"`
	Version int    `json:"version"`
	Owner   string `json:"owner"`
}

// start is the name of the section with the start of the world, which comes before
// the tables: see startOf.
const start = "start"

// sections are those of this package, in their order.
func sections() []section {
	return []section{
		{name: "settings", write: writeSettings, read: readSettings},
		{name: "clock", write: writeClock, read: readClock},
		{name: "streams", write: writeStreams, read: readStreams},
		{name: "rules", write: writeRules, read: readRules},
		{name: "prices", write: writePrices, read: readPrices},
		{name: "newest", write: writeNewest, read: readNewest},
		{name: start, read: (*restoring).start},
		participants.section(),
		products.section(),
		codesSection(),
		orders.section(),
		documents.section(),
		receipts.section(),
		{name: "challenges", write: writeChallenges, read: readChallenges},
		{name: "due", write: writeDue, read: readDue},
		{name: "outcomes", write: writeOutcomes, read: readOutcomes},
		{name: "bots", write: writeBots, read: readBots},
	}
}

// sectionOf finds a section of this package.
func sectionOf(name string) (section, bool) {
	all := sections()
	i := slices.IndexFunc(all, func(s section) bool { return s.name == name })
	if i < 0 {
		return section{}, false
	}
	return all[i], true
}

// headings are the sections of this package and the given parts, in their order.
func headings(parts []Part) (all []heading) {
	for _, s := range sections() {
		all = append(all, heading{s.name, 1, owner})
	}
	for _, p := range parts {
		all = append(all, heading{p.Name, p.Version, p.Owner})
	}
	return all
}

// check refuses sections that are unknown, newer than this program, missing, or in
// another order.
func check(given []heading, parts []Part) error {
	expected := headings(parts)
	for _, g := range given {
		i := slices.IndexFunc(expected, func(h heading) bool { return h.Name == g.Name })
		switch {
		case i < 0:
			return fmt.Errorf("section %q of %q is unknown to this program, which reads %s: read it with the program that wrote it", g.Name, g.Owner, names(expected))
		case g.Version < 1 || g.Version > expected[i].Version:
			return fmt.Errorf("section %q has version %d, and this program reads versions up to %d: read it with the program that wrote it", g.Name, g.Version, expected[i].Version)
		}
	}
	for i, h := range expected {
		if i >= len(given) || given[i].Name != h.Name {
			return fmt.Errorf("section %q is due at place %d: a snapshot has %s", h.Name, i+1, names(expected))
		}
	}
	if len(given) > len(expected) {
		return fmt.Errorf("section %q stands there twice", given[len(expected)].Name)
	}
	return nil
}

func names(all []heading) string {
	var out []string
	for _, h := range all {
		out = append(out, h.Name)
	}
	return strings.Join(out, ", ")
}
