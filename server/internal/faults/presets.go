package faults

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"

	"github.com/mockismp/mockismp/client/mock"
)

//go:embed presets.json
var presetsText []byte

// presets are faults by name, as they would be sent one by one.
var presets = func() (all map[string][]json.RawMessage) {
	if err := json.Unmarshal(presetsText, &all); err != nil {
		panic("presets.json: " + err.Error()) // it is a part of the program
	}
	return all
}()

// Presets names the presets.
func Presets() []string { return slices.Sorted(maps.Keys(presets)) }

// preset gives the faults of a preset, nil of one that is unknown.
func preset(name string) (out []mock.Fault) {
	for _, text := range presets[name] {
		var f mock.Fault
		if err := json.Unmarshal(text, &f); err != nil {
			panic("preset " + name + ": " + err.Error())
		}
		f.Preset = name
		out = append(out, f)
	}
	return out
}
