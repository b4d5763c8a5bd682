package server

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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
		sets, err := datasets(name)
		l.datasets, wrong = append(l.datasets, sets...), append(wrong, err)
	}
	for _, file := range o.Codes {
		set, err := codes(file)
		l.datasets, wrong = append(l.datasets, set), append(wrong, err)
	}
	l.schemas, err = xsd.Load(xsd.Config{Dir: o.XSDDir, Engine: xsd.Engine(o.XSDEngine)})
	wrong = append(wrong, err)
	if l.trust, err = pki.ReadTrust(o.Trust...); err != nil {
		err = fmt.Errorf("trust %w", err)
	}
	return l, errors.Join(append(wrong, err)...)
}

// wrongDatasets are the mistakes in the datasets themselves.
func (l *loaded) wrongDatasets() (all []error) {
	for _, set := range l.datasets {
		if set != nil {
			all = append(all, set.Err())
		}
	}
	return all
}

// firstWorld makes the default world from the datasets that the options name.
func firstWorld(o *Options, sets []*fixtures.Dataset, send fixtures.Sender) (*state.World, error) {
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
	var wrong []error
	for _, set := range sets {
		if len(wrong) > 0 { // what a later one names may be in one that is not there
			wrong = append(wrong, set.Err())
			continue
		}
		if err := w.Update(set.LoadWith(send)); err != nil {
			wrong = append(wrong, err)
		}
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	w.MarkStart()
	return w, nil
}

// datasets reads an embedded world, the file of that name, or the files of the
// directory of that name in order of their names.
func datasets(name string) (sets []*fixtures.Dataset, err error) {
	if slices.Contains(fixtures.Worlds(), name) {
		set, err := fixtures.World(name)
		return []*fixtures.Dataset{set}, err
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("world %q is neither an embedded world (%s) nor a file or directory that can be read: %w", name, strings.Join(fixtures.Worlds(), ", "), err)
	}
	if !info.IsDir() {
		set, err := dataset(name)
		return []*fixtures.Dataset{set}, err
	}
	entries, err := os.ReadDir(name) // sorted
	wrong := []error{err}
	for _, e := range entries {
		if e.IsDir() || !slices.Contains(datasetFiles, strings.ToLower(filepath.Ext(e.Name()))) {
			continue
		}
		set, err := dataset(filepath.Join(name, e.Name()))
		sets, wrong = append(sets, set), append(wrong, err)
	}
	if len(sets) == 0 && err == nil {
		return nil, fmt.Errorf("world %q is a directory without a file that ends in %s", name, strings.Join(datasetFiles, ", "))
	}
	return sets, errors.Join(wrong...)
}

// datasetFiles are the endings of the files of a directory that are datasets.
var datasetFiles = []string{".yaml", ".yml", ".json", ".csv"}

// dataset reads a file.
func dataset(name string) (*fixtures.Dataset, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("world %q: %w", name, err)
	}
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		return fixtures.ParseCSV(name, text, nil)
	}
	return fixtures.Read(name, text), nil
}

// codes reads FILE.csv,NAME=VALUE,…: a file of codes, and values for columns that
// it has not.
func codes(file string) (*fixtures.Dataset, error) {
	given := map[string]string{}
	for {
		at := strings.LastIndexByte(file, ',')
		name, value, ok := strings.Cut(file[at+1:], "=")
		if at < 0 || !ok {
			break
		}
		given[name], file = value, file[:at]
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("codes %q: %w", file, err)
	}
	return fixtures.ParseCSV(file, text, given)
}
