package contract

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/mockismp/mockismp/contract/diff"
)

// Write writes a comparison as text or json.
func (c *Comparison) Write(w io.Writer, format string) error {
	if format == "json" {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(c)
	}
	var out strings.Builder
	for _, d := range c.Differences {
		out.WriteString(told(d))
	}
	for _, u := range c.Uncompared {
		fmt.Fprintf(&out, "not compared: %s, in %q: %s\n", u.Call, u.Case, u.Reason)
	}
	for _, a := range c.Useless {
		fmt.Fprintf(&out, "accepted, but not there any more: %s %s %s %s (%s)\n", a.Kind, a.Method, a.Path, a.Field, a.Owner)
	}
	fmt.Fprintf(&out, "%s and %s: %d calls compared, %d differences, %d of them accepted\n", c.Left, c.Right, c.Compared, len(c.Differences), len(c.Differences)-len(c.Open()))
	_, err := io.WriteString(w, out.String())
	return err
}

// told is a difference in words.
func told(d diff.Difference) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s: %s %s %s (%d×)\n    left   %s\n    right  %s\n", d.Kind, d.Method, d.Path, d.Field, d.Count, d.Left, d.Right)
	for _, row := range d.Ledger {
		fmt.Fprintf(&out, "    ledger %s: %s [%s]\n", row.Area, row.Behaviour, row.Evidence)
	}
	if len(d.Rules) > 0 {
		fmt.Fprintf(&out, "    rules  %s\n", strings.Join(d.Rules, ", "))
	}
	if d.Accepted != "" {
		fmt.Fprintf(&out, "    accepted: %s\n", d.Accepted)
	}
	return out.String()
}
