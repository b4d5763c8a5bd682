package main

import (
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/server"
)

type versionCmd struct {
	JSON bool `help:"Print JSON."`
}

// Run prints what the program was built from.
func (c *versionCmd) Run(r *run) error {
	if c.JSON {
		return printJSON(r, server.ThisBuild())
	}
	r.printf("%s\n", versionText(server.ThisBuild()))
	return nil
}

// versionText leaves out what the build does not know.
func versionText(b server.Build) string {
	text := "mockismp " + b.Version
	if b.Commit != "" {
		text += "\ncommit " + b.Commit
		if b.Modified {
			text += ", modified"
		}
	}
	if b.Date != "" {
		text += "\ndate " + b.Date
	}
	return text + fmt.Sprintf("\ngo %s\nxsd engine %s", strings.TrimPrefix(b.Go, "go"), strings.Join(b.XSDEngines, ", "))
}
