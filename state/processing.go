package state

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Processing is how long documents take from being sent to their first final
// status, in world time: a speed, and after commas the speeds of single types,
// as in "fast,divergence=instant". The empty one is Fast. With "registry=early"
// among them notices stand in the registry, as IN_PROGRESS, while they are
// processed; else they come there with their final status.
type Processing string

// The speeds. At instant everything has happened when the answer is written.
const (
	Instant   Processing = "instant"
	Fast      Processing = "fast"
	Realistic Processing = "realistic"
)

// speeds says how long processing takes in all; realistic after what
// integrators report (assumed).
var speeds = map[Processing]time.Duration{Instant: 0, Fast: time.Second, Realistic: 90 * time.Second}

const registryEarly = "registry=early"

// Check fails for what names no speed, or no type of documents.
func (p Processing) Check() error {
	for n, part := range strings.Split(string(p), ",") {
		name, speed, ofType := strings.Cut(part, "=")
		if !ofType {
			speed = name
		}
		switch _, known := speeds[Processing(speed)]; {
		case p == "", n > 0 && part == registryEarly:
		case name == "registry":
			return fmt.Errorf("%q: only %s can be said of the registry, behind the speed of all documents", part, registryEarly)
		case ofType != (n > 0):
			return fmt.Errorf("%q stands in the wrong place: first the speed of all documents, then TYPE=SPEED, as in \"fast,divergence=instant\"", part)
		case !known:
			return fmt.Errorf("%q is no speed; it is one of: %s, %s, %s", speed, Instant, Fast, Realistic)
		case ofType && DocTypeOf(DocType(name)).Type == "":
			return fmt.Errorf("%q is no type of documents; they are: %s", name, strings.Join(docTypeNames(), ", "))
		}
	}
	return nil
}

func docTypeNames() (names []string) {
	for _, row := range DocTypes() {
		names = append(names, string(row.Type))
	}
	return names
}

// early tells whether notices stand in the registry while they are processed.
func (p Processing) early() bool {
	return slices.Contains(strings.Split(string(p), ","), registryEarly)
}

// duration is how long documents of a type take.
func (p Processing) duration(t DocType) time.Duration {
	parts := strings.Split(string(p), ",")
	speed := Processing(parts[0])
	if i := slices.IndexFunc(parts, func(part string) bool { return strings.HasPrefix(part, string(t)+"=") }); i > 0 {
		_, own, _ := strings.Cut(parts[i], "=")
		speed = Processing(own)
	}
	if after, known := speeds[speed]; known {
		return after
	}
	return speeds[Fast]
}
