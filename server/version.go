package server

import "runtime/debug"

// version is set by the linker for releases.
var version = ""

// Version is the program's version: the release, or the module's version where
// another module depends on it, or "dev".
func Version() string {
	if version != "" {
		return version
	}
	const path = "github.com/mockismp/mockismp"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range append(info.Deps, &info.Main) {
			if m.Path == path && m.Version != "" && m.Version != "(devel)" {
				return m.Version
			}
		}
	}
	return "dev"
}
