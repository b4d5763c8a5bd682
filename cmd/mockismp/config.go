package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
)

// readConfig lets the file of --config give the flags of a command that neither
// the command line nor a variable gives. All that is wrong in it is told at once.
func readConfig(ctx *kong.Context) error {
	flags := map[string]*kong.Flag{}
	for _, flag := range ctx.Flags() {
		flags[flag.Name] = flag
	}
	config := flags["config"]
	if config == nil || ctx.FlagValue(config) == "" {
		return nil
	}
	file := ctx.FlagValue(config).(string)
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("--config: %w", err)
	}
	var given map[string]any
	if err := yaml.Unmarshal(text, &given); err != nil {
		return fmt.Errorf("--config %s is not a list of NAME: VALUE: %s", file, strings.TrimSpace(yaml.FormatError(err, false, false)))
	}
	var wrong []error
	values := map[*kong.Value]any{}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		flag := flags[name]
		if flag == nil || slices.Contains([]string{"help", "version", "config"}, name) {
			wrong = append(wrong, fmt.Errorf("--config %s: there is no setting %q", file, name))
			continue
		}
		value := asWritten(given[name])
		values[flag.Value] = value
		if err := try(flag, value); err != nil {
			wrong = append(wrong, fmt.Errorf("--config %s: %w", file, err))
		}
	}
	ctx.AddResolver(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		for _, name := range flag.Envs {
			if _, set := os.LookupEnv(name); set {
				return nil, nil
			}
		}
		return values[flag.Value], nil
	}))
	return errors.Join(wrong...)
}

// try reads a value as the flag would, and throws it away.
func try(flag *kong.Flag, value any) error {
	scratch := *flag.Value
	return scratch.Parse(kong.Scan().PushTyped(value, kong.FlagValueToken), reflect.New(flag.Target.Type()).Elem())
}

// asWritten gives a value as the command line would have it: a text, or a list
// of texts. An object is a list of NAME=VALUE.
func asWritten(value any) any {
	switch value := value.(type) {
	case []any:
		list := []any{}
		for _, item := range value {
			list = append(list, fmt.Sprint(item))
		}
		return list
	case map[string]any:
		list := []any{}
		for _, name := range slices.Sorted(maps.Keys(value)) {
			list = append(list, fmt.Sprintf("%s=%v", name, value[name]))
		}
		return list
	case nil:
		return ""
	default:
		return fmt.Sprint(value)
	}
}
