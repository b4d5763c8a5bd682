package pipeline

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/mockismp/mockismp/internal/redact"
)

// keepLogged is how many bytes of a path and of a reason a line of the log has.
const keepLogged = 300

// log writes one line for a request: as a warning where it was refused. What is
// secret in the journal is secret here.
func (p *Pipeline) log(world string, e *Entry) {
	level := slog.LevelInfo
	if e.Status >= http.StatusBadRequest {
		level = slog.LevelWarn
	}
	if !p.Log.Enabled(context.Background(), level) {
		return
	}
	attrs := [...]slog.Attr{
		slog.String("world", cutAt(world, keepLogged)), slog.Int("status", e.Status),
		slog.String("method", cutAt(e.Method, keepLogged)), slog.String("path", loggedAddress(e.Path, e.RawQuery)),
	}
	line := attrs[:]
	for _, more := range []struct{ name, value string }{
		{"caller", e.BIN},
		{"rule", e.Rule},
		{"reason", cutAt(redact.Text(cutText(e.Why)), keepLogged)},
		{"warned", warnedRules(e)},
		{"notes", strings.Join(e.Notes, "; ")},
	} {
		if more.value != "" {
			line = append(line, slog.String(more.name, more.value))
		}
	}
	r := slog.NewRecord(p.Now(), level, "request", 0) // nobody asks from where in the program it comes, and finding out costs
	r.AddAttrs(line...)
	_ = p.Log.Handler().Handle(context.Background(), r) // there is nowhere to tell that it cannot be told
}

// loggedAddress is a path with its query. Both are cut before they are looked
// through, since a client can make them as long as it likes.
func loggedAddress(path, query string) string {
	path = redact.Address(cutText(path))
	if query != "" {
		path += "?" + redact.Address(cutText(query))
	}
	return cutAt(path, keepLogged)
}

// warnedRules names the rules that a request was let pass by.
func warnedRules(e *Entry) string {
	if len(e.Warnings) == 0 {
		return ""
	}
	var names []string
	for _, w := range cutWarnings(e.Warnings) {
		if w.Rule != "" {
			names = append(names, string(w.Rule))
		}
	}
	return cutAt(strings.Join(names, ","), keepLogged)
}
