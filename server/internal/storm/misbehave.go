package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/mockismp/mockismp/server"
)

// addFault lets something go wrong for a while; where clients are to be served
// well, on a path that nobody calls.
func addFault(c *client, w *world) *call {
	text := `{"match": {"path": "/nobody/*"}, "status": 404}`
	if w.faulty {
		text = c.fault()
	}
	k := c.call(w, "mock.faults.add").json("%s", text)
	k.then = func(status int, body []byte) {
		var made struct{ Items []struct{ ID string } }
		if status != 201 || json.Unmarshal(body, &made) != nil || w.faulty && c.chance(20) {
			return
		}
		for _, f := range made.Items {
			c.queue = append(c.queue, c.call(w, "mock.faults.drop", f.ID))
		}
	}
	return k
}

// misdeeds are all that a fault can do, as members of it.
var misdeeds = []string{
	`"status": 503, "retryAfter": 5`, `"status": 429`, `"status": 204`, `"body": {"ok": true}`, `"status": 502, "body": "<html></html>"`,
	`"delay": "3ms"`, `"delay": {"uniform": ["1ms", "9ms"]}`, `"delay": {"lognormal": {"median": "2ms", "sigma": 0.5}}`,
	`"drop": "reset"`, `"drop": "empty"`, `"drop": "truncate"`, `"phase": "written", "drop": "reset"`, `"phase": "written", "drop": "empty"`,
	`"phase": "written", "status": 500`, `"phase": "handled", "status": 500`, `"phase": "decoded", "error": "no-answer"`,
	`"dribble": "9ms"`, `"stale": "1m"`, `"without": "pid"`, `"preset": "late-documents"`, `"preset": "lagging-codes"`,
	`"expireToken": true`, `"rate": {"calls": 3, "per": "1m"}`, `"preset": "maintenance"`, `"preset": "flaky-network"`,
}

// printed are the kinds of all errors that are printed.
var printed = func() (kinds []string) {
	for _, p := range server.Problems() {
		kinds = append(kinds, p.Kind)
	}
	return kinds
}()

// fault is one that goes wrong for some calls, and in its time goes away.
func (c *client) fault() string {
	keys := []string{fmt.Sprintf(`"times": %d`, 1+c.IntN(9))}
	if c.chance(30) {
		keys = append(keys, `"probability": 0.3`)
	}
	if c.chance(30) {
		keys = append(keys, fmt.Sprintf(`"bin": %q`, one(c, traders)))
	}
	if c.chance(30) {
		keys = append(keys, one(c, []string{`"path": "/edo-api/*"`, `"path": "/cises/*"`, `"method": "POST"`, `"route": "edo.formal"`}))
	}
	does := one(c, misdeeds)
	if c.chance(30) {
		does = fmt.Sprintf(`"error": %q`, one(c, printed))
	}
	return fmt.Sprintf(`{"match": {%s}, "ttl": "10m", %s}`, strings.Join(keys, ", "), does)
}

// expected tells whether a fault may have made that a call ended so. That it
// hangs, none does.
func (k *call) expected(err error) bool {
	if !k.world.faulty || k.isControl() {
		return false
	}
	late := net.Error(nil)
	return err == nil || !errors.As(err, &late) || !late.Timeout()
}
