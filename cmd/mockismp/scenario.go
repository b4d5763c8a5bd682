package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/scenarios"
	"github.com/mockismp/mockismp/scenarios/steps"
)

type scenarioCmd struct {
	List   scenarioListCmd   `cmd:"" help:"List the scenarios that come with the program."`
	Show   scenarioShowCmd   `cmd:"" help:"Print one of them, to read or to begin with."`
	Check  scenarioCheckCmd  `cmd:"" help:"Check scenario files without playing them."`
	Run    scenarioRunCmd    `cmd:"" help:"Play scenarios, each in a world of its own."`
	Replay scenarioReplayCmd `cmd:"" help:"Play a recorded scenario again, and stop at the first difference."`
	New    scenarioNewCmd    `cmd:"" help:"Write a scenario to begin with."`

	FromJournal scenarioFromJournalCmd `cmd:"" help:"Write what was done by hand against a running emulator as a scenario, and play it in a new world."`
}

type scenarioListCmd struct {
	listing
	Tag string `placeholder:"TAG" help:"Those with this tag only."`
}

// Run prints a line for each.
func (c *scenarioListCmd) Run(r *run) error {
	files, err := library(nil, c.Tag)
	if err != nil {
		return err
	}
	type row struct {
		Name  string      `json:"name"`
		Tags  []string    `json:"tags"`
		About steps.About `json:"about"`
	}
	rows := []row{}
	for _, f := range files {
		rows = append(rows, row{f.Name, f.Tags, f.About})
	}
	return list(r, c.listing, rows, "NAME TAGS ABOUT", func(row row) []any {
		return []any{row.Name, strings.Join(row.Tags, ","), row.About.English}
	})
}

type scenarioShowCmd struct {
	Name string `arg:"" help:"Its name, as scenario list prints it."`
}

// Run prints the file.
func (c *scenarioShowCmd) Run(r *run) error {
	text, known := scenarios.Text(c.Name)
	if !known {
		return fmt.Errorf("no scenario %q comes with mockismp; there are %s", c.Name, strings.Join(scenarios.Names(), ", "))
	}
	r.printf("%s", text)
	return nil
}

// chosen are the scenarios that a command is about.
type chosen struct {
	Names []string `arg:"" optional:"" help:"Files, directories with files, or names of scenarios that come with the program; all of those if none is given."`
	Tag   string   `placeholder:"TAG" help:"Those with this tag only."`
}

func (c *chosen) files() ([]*steps.File, error) { return library(c.Names, c.Tag) }

// library reads scenarios. All mistakes in all of them come out at once.
func library(names []string, tag string) (files []*steps.File, err error) {
	if len(names) == 0 {
		names = scenarios.Names()
	}
	paths, err := inDirectories(names)
	if err != nil {
		return nil, err
	}
	var bad []error
	for _, path := range paths {
		f, err := scenarios.Find(path)
		if err != nil {
			bad = append(bad, err)
		} else if tag == "" || slices.Contains(f.Tags, tag) {
			files = append(files, f)
		}
	}
	if bad == nil && len(files) == 0 {
		bad = append(bad, fmt.Errorf("no scenario has the tag %q", tag))
	}
	return files, errors.Join(bad...)
}

// inDirectories puts the files of a directory, and of those in it, in its place.
func inDirectories(names []string) (paths []string, err error) {
	for _, name := range names {
		info, err := os.Stat(name)
		if _, embedded := scenarios.Text(name); embedded || err != nil || !info.IsDir() {
			paths = append(paths, name)
			continue
		}
		before := len(paths)
		err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
			if ext := filepath.Ext(path); err == nil && !d.IsDir() && (ext == ".yaml" || ext == ".yml") {
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(paths) == before {
			return nil, fmt.Errorf("there is no file *.yaml in %s", name)
		}
	}
	return paths, nil
}

type scenarioNewCmd struct {
	Name string `arg:"" help:"Its name, of small letters, digits and hyphens; it is written to NAME.yaml."`
}

// Run writes a file that is there already never over.
func (c *scenarioNewCmd) Run(r *run) error {
	text := scenarios.Begin(c.Name)
	if _, err := steps.Parse(c.Name+".yaml", text); err != nil {
		return err
	}
	file, err := os.OpenFile(c.Name+".yaml", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := file.Write(text); err != nil {
		return errors.Join(err, file.Close())
	}
	r.printf("%s.yaml is written; play it with: mockismp scenario run %s.yaml\n", c.Name, c.Name)
	return file.Close()
}

type scenarioCheckCmd struct{ chosen }

// Run reads them all.
func (c *scenarioCheckCmd) Run(r *run) error {
	files, err := c.files()
	if err != nil {
		return err
	}
	r.printf("%d well written\n", len(files))
	return nil
}
