package server

import (
	"fmt"

	"github.com/mockismp/mockismp/server/internal/trueapi"
	"github.com/mockismp/mockismp/state"
)

// Banner is what the program prints at start: four lines that say where it
// answers and how it was set, and below them whatever else a user should know.
func (s *Server) Banner() []string {
	o, v := s.core.options, s.world.Snapshot()
	clock := "running"
	if v.Clock().Frozen {
		clock = "frozen"
	}
	strict := "lenient"
	if o.Strict {
		strict = "strict"
	}
	guard := "open to this machine"
	if s.core.controlToken != "" {
		guard = "Authorization: Bearer " + s.core.controlToken
	}
	n := v.Counts()
	routes := 0
	for _, r := range Routes() {
		if !r.Control {
			routes++
		}
	}
	lines := []string{
		fmt.Sprintf("mockismp %s answers at %s", Version(), s.TrueAPI()),
		fmt.Sprintf("control API at %s/_mock, %s", s.URL, guard),
		fmt.Sprintf("world %s, seed %d, clock %s at %s, signatures %s, %s, XSD engine %s", s.world.Name(), s.world.Seed(), clock, v.Now(), o.Signature, strict, s.core.schemas.Engine()),
		fmt.Sprintf("%s (%s), %s, %s; %s", several(n.Participants, "participant"), o.Participants, several(n.Products, "product"), several(n.Codes, "code"), several(routes, "method")),
	}
	if behind := v.Clock().Behind(); behind > trueapi.TokenLife {
		exp := v.Now() + state.Moment(trueapi.TokenLife.Milliseconds())
		lines = append(lines, fmt.Sprintf("tokens expire at %s, which is past by this machine's clock: a client that looks at exp itself signs in again and again; leave --clock out, or let it run from today (--clock T,run)", exp))
	}
	if s.core.secure != nil {
		lines = append(lines, s.core.secure.told(s.URL))
	}
	return lines
}

// several is a number of things: 1 code, 2 codes.
func several(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
