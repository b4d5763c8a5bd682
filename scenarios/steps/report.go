package steps

import (
	"fmt"
	"io"
	"strings"
)

// Write writes what was wrong: where, what, and what went over the wire.
func (f *Failure) Write(to io.Writer, file *File) {
	where := file.Path
	if f.Line > 0 {
		where = fmt.Sprintf("%s:%d", file.Path, f.Line)
	}
	_, _ = fmt.Fprintf(to, "%s: %s\n  %s\n", where, f.Step, f.What)
	for _, part := range []struct{ name, text string }{{"request", f.Request}, {"answer", f.Answer}} {
		if part.text != "" {
			_, _ = fmt.Fprintf(to, "  %s:\n    %s\n", part.name, strings.ReplaceAll(part.text, "\n", "\n    "))
		}
	}
}
