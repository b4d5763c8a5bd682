package server

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd"
)

// loaded is what the options name, read from files or from the program itself.
type loaded struct {
	datasets []*fixtures.Dataset
	schemas  *xsd.Set
	trust    *pki.Trust
}

// load reads what the options name. Its error tells of all that cannot be read.
func (o *Options) load() (l loaded, err error) {
	var wrong []error
	for _, name := range o.World {
		set, err := dataset(name)
		l.datasets, wrong = append(l.datasets, set), append(wrong, err)
	}
	l.schemas, err = xsd.Load(xsd.Config{Dir: o.XSDDir, Engine: xsd.Engine(o.XSDEngine)})
	wrong = append(wrong, err)
	if l.trust, err = pki.ReadTrust(o.Trust...); err != nil {
		err = fmt.Errorf("trust %w", err)
	}
	return l, errors.Join(append(wrong, err)...)
}

// firstWorld makes the default world from the datasets that the options name.
func firstWorld(o *Options, sets []*fixtures.Dataset) (*state.World, error) {
	clock, err := o.clock()
	if err != nil {
		return nil, err
	}
	chosen, err := o.rules()
	if err != nil {
		return nil, err
	}
	w := state.NewWorld(state.Config{
		Name: pipeline.DefaultWorld, Seed: o.Seed, Clock: clock, OpenParticipants: o.Participants == "open", Processing: o.Processing, Rules: chosen,
	})
	for _, set := range sets {
		if err := w.Update(set.Load); err != nil {
			return nil, err
		}
	}
	w.MarkStart()
	return w, nil
}

// dataset reads an embedded world, or the file of that name.
func dataset(name string) (*fixtures.Dataset, error) {
	for _, embedded := range fixtures.Worlds() {
		if name == embedded {
			return fixtures.World(name)
		}
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("world %q is neither an embedded world (%s) nor a file that can be read: %w", name, strings.Join(fixtures.Worlds(), ", "), err)
	}
	return fixtures.Parse(name, text)
}
