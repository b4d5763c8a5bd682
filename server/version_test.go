package server

import (
	"reflect"
	"runtime/debug"
	"testing"
)

func TestBuildLearns(t *testing.T) {
	const path = "github.com/mockismp/mockismp"
	vcs := []debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "5a1b"}, {Key: "vcs.time", Value: "2026-11-22T12:00:00Z"}, {Key: "vcs.modified", Value: "true"}}
	for name, c := range map[string]struct {
		info debug.BuildInfo
		want Build
	}{
		"a release": {
			debug.BuildInfo{Main: debug.Module{Path: path, Version: "v1.2.3"}, Settings: vcs},
			Build{Version: "v1.2.3", Commit: "5a1b", Date: "2026-11-22T12:00:00Z", Modified: true},
		},
		"a checkout": {
			debug.BuildInfo{Main: debug.Module{Path: path, Version: "(devel)"}, Settings: vcs[:3]},
			Build{Version: "dev", Commit: "5a1b", Date: "2026-11-22T12:00:00Z"},
		},
		"somebody's tests": { // the commit is theirs
			debug.BuildInfo{
				Main: debug.Module{Path: "example.org/shop", Version: "v9.0.0"}, Settings: vcs,
				Deps: []*debug.Module{{Path: "example.org/other", Version: "v3.0.0"}, {Path: path, Version: "v1.2.3"}},
			},
			Build{Version: "v1.2.3"},
		},
		"without modules": {debug.BuildInfo{}, Build{Version: "dev"}},
	} {
		got := Build{Version: "dev"}
		got.learn(&c.info)
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
