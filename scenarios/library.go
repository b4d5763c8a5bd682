package scenarios

import (
	"embed"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/scenarios/steps"
)

//go:embed library/*.yaml
var library embed.FS

// Names lists the scenarios that come with the program.
func Names() (names []string) {
	entries, _ := library.ReadDir("library") // embedded: it is there
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	slices.Sort(names)
	return names
}

// Text is the file of a scenario that comes with the program.
func Text(name string) ([]byte, bool) {
	text, err := library.ReadFile("library/" + name + ".yaml")
	return text, err == nil
}

// Find reads a scenario: one that comes with the program, by its name, or a file.
func Find(name string) (*steps.File, error) {
	if text, known := Text(name); known {
		return steps.Parse(name+".yaml", text)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("scenario %q is neither one that comes with mockismp (mockismp scenario list) nor a file that can be read: %w", name, err)
	}
	return steps.Parse(name, text)
}
