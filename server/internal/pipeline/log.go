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
	line := make([]slog.Attr, 0, 9) // as many as there can be, so that none is moved
	line = append(line,
		slog.String("world", cutAt(world, keepLogged)), slog.Int("status", e.Status),
		slog.String("method", cutAt(e.Method, keepLogged)), slog.String("path", loggedAddress(e.Path, e.RawQuery)),
	)
	for _, more := range [...]struct{ name, value string }{
		{"caller", e.BIN},
		{"rule", e.Rule},
		{"reason", loggedReason(e.Why)},
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

// loggedReason is why a request was refused, "" for one that was not.
func loggedReason(why string) string {
	if why == "" {
		return ""
	}
	return cutAt(redact.Text(cutText(why)), keepLogged)
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
