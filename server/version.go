package server

import (
	"cmp"
	"runtime"
	"runtime/debug"

	"github.com/mockismp/mockismp/xsd"
)

// Build is what the program, or a test that this module is linked into, was
// built from.
type Build struct {
	Version    string   `json:"version"`            // of the module, as Go writes it; "dev" where Go knows none
	Commit     string   `json:"commit,omitempty"`   // whole hash; "" unless built in a checkout of this module
	Date       string   `json:"date,omitempty"`     // of the commit, RFC 3339
	Modified   bool     `json:"modified,omitempty"` // the checkout differed from the commit
	Go         string   `json:"go"`                 // Go's version and what it built for: "go1.26.8 linux/amd64"
	XSDEngines []string `json:"xsdEngines"`         // what can check XML, the default first
}

// What the linker may write into builds for which Go knows no repository: make
// dist and the Dockerfile do.
var version, commit, date string

// Version is the version of the module; see [Build].
func Version() string { return ThisBuild().Version }

// ThisBuild tells what this program was built from.
func ThisBuild() Build {
	b := Build{Version: "dev", Go: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH, XSDEngines: xsd.Engines()}
	if info, ok := debug.ReadBuildInfo(); ok {
		b.learn(info)
	}
	b.Version, b.Commit, b.Date = cmp.Or(version, b.Version), cmp.Or(commit, b.Commit), cmp.Or(date, b.Date)
	return b
}

// learn takes what Go has written down of a build. The commit is that of the
// main module, which is another one where somebody's tests import this package.
func (b *Build) learn(info *debug.BuildInfo) {
	const path = "github.com/mockismp/mockismp"
	for _, m := range append(info.Deps, &info.Main) {
		if m.Path == path && m.Version != "" && m.Version != "(devel)" {
			b.Version = m.Version
		}
	}
	if info.Main.Path != path {
		return
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
}
