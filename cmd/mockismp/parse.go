package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/alecthomas/kong"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/server"
)

// prefix is what the variables begin with that set flags.
const prefix = "MOCKISMP"

// newParser makes the parser of the program's command lines.
func newParser(options ...kong.Option) *kong.Kong { return parserOf(&commands{}, options) }

// parserFor makes the parser of one command line. Reading the tags of all commands
// takes longer than all else that a start does, and a command line has one of them:
// what the parser says of it, its help too, is what the parser of all would say.
func parserFor(args []string, options ...kong.Option) *kong.Kong {
	return parserOf(commandsFor(args), options)
}

// commandsFor is a part of commands: the command that the arguments begin with, and
// the flags that all have. It is the whole where they begin with none.
func commandsFor(args []string) any {
	all := reflect.TypeFor[commands]()
	var part []reflect.StructField
	found := false
	for field := range all.Fields() {
		_, command := field.Tag.Lookup("cmd")
		asked := command && len(args) > 0 && strings.ToLower(field.Name) == args[0]
		if asked || !command {
			part = append(part, field)
		}
		found = found || asked
	}
	if !found {
		return &commands{}
	}
	return reflect.New(reflect.StructOf(part)).Interface()
}

func parserOf(commands any, options []kong.Option) *kong.Kong {
	parser, err := kong.New(commands, append([]kong.Option{
		kong.Name("mockismp"),
		kong.Description("A local test double of ИС МПТ. Every flag can also be set as MOCKISMP_<FLAG>."),
		kong.DefaultEnvars(prefix),
		kong.Vars{
			"worlds": strings.Join(fixtures.Worlds(), ", "), "signers": client.SignerSpecs, "systems": client.Stage + " and " + client.Production,
			"version": versionText(server.ThisBuild()),
		},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.KindMapper(reflect.Int, number(func(text string, to reflect.Value) error {
			n, err := strconv.ParseInt(text, 10, to.Type().Bits())
			to.SetInt(n)
			return worded(err, "%q is not a whole number that fits", text)
		})),
		kong.KindMapper(reflect.Uint64, number(func(text string, to reflect.Value) error {
			n, err := strconv.ParseUint(text, 10, 64)
			to.SetUint(n)
			return worded(err, "%q is not a whole number from 0 to 18446744073709551615", text)
		})),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), number(func(text string, to reflect.Value) error {
			d, err := time.ParseDuration(text)
			to.SetInt(int64(d))
			return worded(err, "%q is not a duration such as 500ms, 30s or 2m", text)
		})),
		kong.WithBeforeResolve(readConfig),
	}, options...)...)
	if err != nil {
		panic(err) // the struct does not fit kong: every start would show it
	}
	return parser
}

// number maps what is written behind a flag, a minus in front of it included.
func number(read func(text string, to reflect.Value) error) kong.MapperFunc {
	return func(ctx *kong.DecodeContext, to reflect.Value) error {
		token := ctx.Scan.Pop()
		if token.IsEOL() {
			return errors.New("the value is missing")
		}
		return read(fmt.Sprint(token.Value), to)
	}
}

func worded(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format, args...)
}

// parse reads flags, variables and the configuration file. Its error tells all
// that does not fit, a line each.
func parse(args []string) (*kong.Context, error) {
	call, err := parserFor(args).Parse(args)
	if err == nil {
		return call, nil
	}
	wrong := eachWrong(args)
	if len(wrong) == 0 {
		wrong = []string{err.Error()}
	}
	return nil, fmt.Errorf("%s (see mockismp --help)", strings.Join(wrong, "\n"))
}

// eachWrong tries every variable and every flag by itself, since the parser
// stops at the first that does not fit. It leaves no variables of ours behind:
// the program ends.
func eachWrong(args []string) (wrong []string) {
	command, flags, rest := apart(args)
	variables := slices.DeleteFunc(os.Environ(), func(v string) bool { return !strings.HasPrefix(v, prefix+"_") })
	for _, v := range variables {
		name, _, _ := strings.Cut(v, "=")
		_ = os.Unsetenv(name)
	}
	without := tried(slices.Concat(command, rest))
	note := func(text string) {
		if text != "" && text != without && !strings.HasPrefix(text, "missing flags") && !slices.Contains(wrong, text) {
			wrong = append(wrong, text)
		}
	}
	for _, v := range variables {
		name, value, _ := strings.Cut(v, "=")
		_ = os.Setenv(name, value)
		note(tried(slices.Concat(command, rest)))
		_ = os.Unsetenv(name)
	}
	for _, flag := range flags {
		note(tried(slices.Concat(command, flag, rest)))
	}
	return wrong
}

// tried is what the parser has against a command line, "" for nothing. It
// prints no help, and does not end the program.
func tried(args []string) string {
	if _, err := parserFor(args, kong.Exit(func(int) {}), kong.Writers(io.Discard, io.Discard)).Parse(args); err != nil {
		return err.Error()
	}
	return ""
}

// apart takes a command line to pieces: what stands in front of the first flag,
// each flag with what follows it, and all from -- on.
func apart(args []string) (command []string, flags [][]string, rest []string) {
	if i := slices.Index(args, "--"); i >= 0 {
		args, rest = args[:i], args[i:]
	}
	for _, arg := range args {
		_, err := strconv.ParseFloat(arg, 64)
		switch {
		case strings.HasPrefix(arg, "-") && arg != "-" && err != nil:
			flags = append(flags, []string{arg})
		case len(flags) == 0:
			command = append(command, arg)
		default:
			flags[len(flags)-1] = append(flags[len(flags)-1], arg)
		}
	}
	return command, flags, rest
}

// strangers warns of variables that look as if they set something, and do not. The
// other commands are read only where there is one that the called one does not take.
func strangers(called *kong.Kong) (warnings []string) {
	its, all := variables(called), sync.OnceValue(func() map[string]bool { return variables(newParser()) })
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		flag, ours := strings.CutPrefix(name, prefix+"_")
		if !ours || name == authorityVariable { // exec sets that, for others
			continue
		}
		if !its[name] && !all()[name] {
			flag = strings.ToLower(strings.ReplaceAll(flag, "_", "-"))
			why := cmp.Or(tried([]string{"serve", "--" + flag}), "no flag takes a variable of that name")
			warnings = append(warnings, fmt.Sprintf("%s sets nothing: %s", name, why))
		}
	}
	return warnings
}

// variables are those that the flags of a parser's commands take.
func variables(parser *kong.Kong) map[string]bool {
	known := map[string]bool{}
	_ = kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			for _, name := range flag.Envs {
				known[name] = true
			}
		}
		return next(nil)
	})
	return known
}
