// Package steps reads scenario files and plays their steps: requests of the
// True-API with what is expected of their answers. It works over HTTP only, by
// package client, so that the same file can be played against the double and
// against a real system.
//
//	file, err := steps.Parse("act.yaml", text)
//	runner := steps.Runner{Target: steps.Double(control)}
//	result := runner.Run(ctx, file)
//
// What a file needs of its target beside the True-API (the clock, faults,
// outcomes and so on) it tells by File.Needs; a target that lacks some of it
// gets the whole file back as skipped, with the reason.
package steps
