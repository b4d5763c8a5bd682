package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestOneCommandIsReadLikeAll: the parser of one command says what the parser of
// all commands says, of its help and of what does not fit.
func TestOneCommandIsReadLikeAll(t *testing.T) {
	lines := [][]string{
		nil,
		{""},
		{"-h"},
		{"--help"},
		{"--version"},
		{"--versoin"},
		{"help"},
		{"serv"},
		{"serve", "spec"},
		{"serve", "--worl", "spec"},
		{"serve", "--journal", "many", "--seed=few"},
		{"serve", "--tls"},
		{"--quiet", "serve"},
		{"keys"},
		{"keys", "sing"},
		{"keys", "issue", "--bni=1"},
		{"scenario", "run"},
		{"exec"},
		{"exec", "--", "true", "--help"},
		{"version", "--version"},
		{"completion", "fish"},
	}
	for _, command := range commandPaths(newParser().Model.Node, nil) {
		lines = append(lines, append(slices.Clone(command), "--help"))
	}
	for _, args := range lines {
		part := whatParserSays(args, parserFor)
		whole := whatParserSays(args, func(_ []string, options ...kong.Option) *kong.Kong { return newParser(options...) })
		if part != whole {
			t.Errorf("mockismp %s: the parser of the command says\n%s\nthat of all commands\n%s", strings.Join(args, " "), part, whole)
		}
	}
}

// TestOneCommandIsReadAlone: a command line is read without the other commands.
func TestOneCommandIsReadAlone(t *testing.T) {
	for _, command := range newParser().Model.Children {
		model := parserFor([]string{command.Name}).Model
		if len(model.Children) != 1 || model.Children[0].Name != command.Name {
			t.Errorf("mockismp %s is read with %d commands", command.Name, len(model.Children))
		}
	}
}

func commandPaths(node *kong.Node, path []string) (all [][]string) {
	for _, child := range node.Children {
		below := append(slices.Clone(path), child.Name)
		all = append(append(all, below), commandPaths(child, below)...)
	}
	return all
}

// whatParserSays is all that comes of a command line: what is printed, the exit
// status, and the error or the command.
func whatParserSays(args []string, parser func([]string, ...kong.Option) *kong.Kong) (said string) {
	var out strings.Builder
	type exit int
	defer func() {
		if status, ok := recover().(exit); ok {
			said = fmt.Sprintf("%sexit %d", &out, status)
		}
	}()
	call, err := parser(args, kong.Writers(&out, &out), kong.Exit(func(status int) { panic(exit(status)) })).Parse(args)
	if err != nil {
		return out.String() + err.Error()
	}
	return out.String() + call.Command()
}
