// Package scenarios holds what acts on a world by itself: scenario files, which
// are a world, a story and a test in one, and those that come with the program.
//
// A scenario is read by package steps, which also plays its steps over HTTP.
// docs/scenarios.md describes the format.
package scenarios
