package main

import (
	"slices"
	"strings"
	"text/template"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh" help:"bash or zsh."`
}

// completionScript works in bash, and in zsh through its bashcompinit. The words
// in front of the cursor that are no flags say which command it is; what that
// command takes stands in the table.
var completionScript = template.Must(template.New("").Parse(`{{if eq .Shell "zsh"}}autoload -Uz compinit bashcompinit
compinit
bashcompinit
{{end}}_mockismp() {
  local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="" words="" i=1
  if [ "$before" = "=" ]; then before="${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [ "$current" = "=" ]; then current=""; fi
  while [ "$i" -lt "$COMP_CWORD" ]; do
    case "${COMP_WORDS[i]}" in
      -*) break ;;
      *) command="$command ${COMP_WORDS[i]}" ;;
    esac
    i=$((i + 1))
  done
  case "$before" in
{{- range .Choices}}
    {{.Name}}) COMPREPLY=($(compgen -W "{{.Words}}" -- "$current")); return ;;
{{- end}}
    {{.Files}}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case "$command" in
{{- range .Commands}}
    "{{.Name}}") words="{{.Words}}" ;;
{{- end}}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _mockismp mockismp
`))

// completions is a name with the words that can follow it.
type completions struct{ Name, Words string }

// Run prints the script.
func (c *completionCmd) Run(r *run) error {
	table := struct {
		Shell             string
		Choices, Commands []completions
		Files             string
	}{Shell: c.Shell}
	var files []string
	choices := map[string]bool{}
	_ = kong.Visit(newParser().Model, func(node kong.Visitable, next kong.Next) error {
		switch node := node.(type) {
		case *kong.Application:
			table.Commands = append(table.Commands, completionsOf(node.Node, ""))
		case *kong.Node:
			table.Commands = append(table.Commands, completionsOf(node, " "+node.Path()))
		case *kong.Flag:
			name := "--" + node.Name
			switch {
			case node.Enum != "" && !choices[name]:
				choices[name] = true
				table.Choices = append(table.Choices, completions{name, strings.Join(node.EnumSlice(), " ")})
			case strings.Contains(node.PlaceHolder, "FILE") || strings.Contains(node.PlaceHolder, "DIR"):
				files = append(files, name)
			}
		}
		return next(nil)
	})
	slices.Sort(files)
	table.Files = strings.Join(slices.Compact(files), "|")
	return completionScript.Execute(r.out, table)
}

// completionsOf is what can follow a command: its own commands, else its flags
// and the choices of its arguments.
func completionsOf(node *kong.Node, name string) completions {
	var words []string
	for _, child := range node.Children {
		words = append(words, child.Name)
	}
	for _, arg := range node.Positional {
		words = append(words, arg.EnumSlice()...)
	}
	for _, flag := range node.Flags {
		words = append(words, "--"+flag.Name)
	}
	if len(node.Children) == 0 {
		words = append(words, "--help")
	}
	return completions{name, strings.Join(words, " ")}
}
