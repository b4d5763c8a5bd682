package contract

import (
	"net/http"
	"strings"
	"sync"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/contract/diff"
	"github.com/mockismp/mockismp/server"
)

// routes are the methods of the emulated systems: those without parameters first,
// since a parameter fits any word.
var routes = sync.OnceValue(func() []diff.Route {
	var plain, with []diff.Route
	for _, r := range server.Routes() {
		route := diff.Route{Method: r.Method, Path: r.Path, Name: r.Name}
		switch {
		case r.Control:
		case strings.Contains(r.Path, "{"):
			with = append(with, route)
		default:
			plain = append(plain, route)
		}
	}
	return append(plain, with...)
})

// routeOf finds the method of a call.
func routeOf(method, path string) diff.Route { return diff.RouteOf(routes(), method, path) }

func isControl(req *http.Request) bool { return isControlPath(req.URL.Path) }

// isControlPath tells whether a call is one of the control API of a double.
func isControlPath(path string) bool {
	return strings.HasPrefix(path, "/_mock/") || strings.HasPrefix(path, mock.WorldPath) && strings.Contains(path, "/_mock/")
}

// tables are what differences may touch.
func tables() diff.Tables {
	var t diff.Tables
	for i, b := range server.Fidelity() {
		t.Ledger = append(t.Ledger, diff.Row{Area: b.Area, Behaviour: b.Behaviour, Evidence: b.Evidence, Source: b.Source, Line: i + 2})
	}
	for _, r := range server.Rules() {
		t.Rules = append(t.Rules, diff.Rule{Name: string(r.Name), About: r.About, Source: r.Source})
	}
	for _, p := range server.Problems() {
		t.Problems = append(t.Problems, diff.Problem{Route: p.Route, Kind: p.Kind, Text: p.Text, Status: p.Status})
	}
	t.ClaimLines = server.ClaimLines
	for _, c := range server.Claims() {
		claim := diff.Claim{ID: c.ID, Text: c.Text, File: c.File, Line: c.Line, Open: c.Open != ""}
		switch {
		case c.Test != "":
			claim.Proof = "proven by " + c.Test
		case c.Rule != "":
			claim.Proof = "rule " + c.Rule
		case c.Recorded != "":
			claim.Proof = c.Recorded
		default:
			claim.Proof = "open: " + c.Open
		}
		t.Claims = append(t.Claims, claim)
	}
	return t
}
