package faults

import (
	"fmt"
	"strings"
	"time"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/said"
)

// read makes faults of a call's body: one, or those of a preset with what the
// body says in the place of what they say.
func (f *Faults) read(text []byte) ([]mock.Fault, error) {
	all := make([]mock.Fault, 1)
	wrong := said.Overlay(text, &all[0])
	if name := all[0].Preset; name != "" && len(wrong) == 0 {
		if all = preset(name); all == nil {
			wrong = []string{fmt.Sprintf("preset: %q is none; there are %s", name, strings.Join(Presets(), ", "))}
		}
		for i := range all {
			_ = said.Overlay(text, &all[i])
		}
	}
	for i := range all {
		if len(wrong) == 0 || all[i].Preset == "" {
			wrong = append(wrong, f.mistakes(&all[i])...)
		}
	}
	return all, said.Refused(Bad, wrong)
}

// delayOf makes of a delay what it is for a share of [0, 1).
func delayOf(d *mock.Delay) (func(share float64) time.Duration, error) {
	switch {
	case d.LogNormal != nil && d.Uniform == nil:
		median, err := wall(d.LogNormal.Median)
		sigma := d.LogNormal.Sigma
		if err == nil && (sigma <= 0 || sigma > 3) {
			err = fmt.Errorf("sigma is %g; it must be above 0 and at most 3", sigma)
		}
		return func(share float64) time.Duration { return logNormal(median, sigma, share) }, err
	case len(d.Uniform) == 2 && d.LogNormal == nil:
		least, err := wall(d.Uniform[0])
		if err != nil {
			return nil, err
		}
		greatest, err := wall(d.Uniform[1])
		if err == nil && greatest < least {
			err = fmt.Errorf("uniform goes from %s to %s, which is less", least, greatest)
		}
		return func(share float64) time.Duration { return least + time.Duration(share*float64(greatest-least)) }, err
	case d.Fixed != "":
		fixed, err := wall(d.Fixed)
		return func(float64) time.Duration { return fixed }, err
	}
	return nil, fmt.Errorf(`it is "250ms", {"uniform": ["100ms", "2s"]} or {"lognormal": {"median": "200ms", "sigma": 0.5}}`)
}

// wall reads a wall time that a client can be asked to wait.
func wall(s string) (time.Duration, error) {
	d, err := said.Duration(s)
	if err == nil && d > longest {
		err = fmt.Errorf("%q is longer than %s", s, longest)
	}
	return d, err
}
