package steps

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
)

// Target is what files are played against.
type Target struct {
	// Control is the control API of a world of the double; nil against a real system.
	Control *mock.Client

	// URL is where a real system answers, as client.New takes it. The double has
	// its own.
	URL string
	// Signer gives who signs as a participant of the file, by name and BIN, of a
	// real system. The double issues test keys.
	Signer func(ctx context.Context, name, bin string) (client.Option, error)
	// Vars take the place of participants, goods and vars of the file by name.
	// Against a real system all goods must be among them.
	Vars map[string]any
	// Lacks are needs that the target cannot meet, beside those that only a
	// double can: see File.Needs.
	Lacks []string
	// Now is the time of a real system: that of the machine.
	Now func() time.Time

	Transport http.RoundTripper // under every request; nil for the usual one
	Every     time.Duration     // how often a real system is asked again; 2s if 0
}

// Double is the target that a world of the double is.
func Double(control *mock.Client) Target { return Target{Control: control} }

// Missing says why the target cannot play a file, "" if it can.
func (t *Target) Missing(f *File) string {
	for _, n := range f.needs {
		if n.What == NeedsInside {
			continue
		}
		if slices.Contains(t.Lacks, n.What) || t.Control == nil {
			return fmt.Sprintf("line %d %s: needs a double", n.Line, needs[n.What])
		}
	}
	if t.Control != nil {
		return ""
	}
	for _, g := range f.goods {
		if _, named := t.Vars[g.name]; !named {
			return fmt.Sprintf("line %d needs codes under the name %q: give them as a variable", g.at.Line, g.name)
		}
	}
	return ""
}
