package faults

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/state"
)

// read makes faults of a call's body: one, or those of a preset with what the
// body says in the place of what they say.
func (f *Faults) read(text []byte) ([]mock.Fault, error) {
	said := make([]mock.Fault, 1)
	wrong := overlay(text, "", reflect.ValueOf(&said[0]).Elem())
	if name := said[0].Preset; name != "" && len(wrong) == 0 {
		if said = preset(name); said == nil {
			wrong = []string{fmt.Sprintf("preset: %q is none; there are %s", name, strings.Join(Presets(), ", "))}
		}
		for i := range said {
			_ = overlay(text, "", reflect.ValueOf(&said[i]).Elem())
		}
	}
	for i := range said {
		if len(wrong) == 0 || said[i].Preset == "" {
			wrong = append(wrong, f.mistakes(&said[i])...)
		}
	}
	return said, refused(wrong)
}

// refused makes one refusal of all mistakes, nil of none.
func refused(wrong []string) error {
	if len(wrong) == 0 {
		return nil
	}
	return state.Errorf(Bad, strings.Join(wrong, "; "))
}

// overlay writes a JSON object into a struct, over what stands there, and gives
// all that does not fit.
func overlay(text []byte, at string, into reflect.Value) (wrong []string) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil || members == nil {
		return []string{strings.TrimPrefix(at+": must be an object", ": ")}
	}
	fields := map[string]int{}
	for i := range into.NumField() {
		name, _, _ := strings.Cut(into.Type().Field(i).Tag.Get("json"), ",")
		fields[name] = i
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		i, ok := fields[name]
		if !ok {
			wrong = append(wrong, fmt.Sprintf("%s is unknown; there are %s", dotted(at, name), strings.Join(slices.Sorted(maps.Keys(fields)), ", ")))
			continue
		}
		wrong = append(wrong, overlayMember(members[name], dotted(at, name), into.Field(i))...)
	}
	return wrong
}

func overlayMember(text []byte, at string, field reflect.Value) []string {
	if field.Kind() == reflect.Pointer && string(text) != "null" {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	if _, reads := field.Addr().Interface().(json.Unmarshaler); field.Kind() == reflect.Struct && !reads {
		return overlay(text, at, field)
	}
	if err := json.Unmarshal(text, field.Addr().Interface()); err != nil {
		return []string{fmt.Sprintf("%s: %s does not fit: %s", at, text[:min(len(text), 60)], strings.TrimPrefix(err.Error(), "json: "))}
	}
	return nil
}

func dotted(at, name string) string { return strings.TrimPrefix(at+"."+name, ".") }

// momentOf reads a time of the world, 0 for none.
func momentOf(s string) (state.Moment, error) {
	if s == "" {
		return 0, nil
	}
	return state.ParseMoment(s)
}

// duration reads what is longer than nothing: 250ms, 1h30m, 5d.
func duration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 16)
		d = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || d < time.Millisecond {
		return 0, fmt.Errorf("%q is no duration such as 250ms, 90s, 36h or 5d", s)
	}
	return d, nil
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
	d, err := duration(s)
	if err == nil && d > longest {
		err = fmt.Errorf("%q is longer than %s", s, longest)
	}
	return d, err
}
