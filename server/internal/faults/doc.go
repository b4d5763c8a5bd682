// Package faults makes things go wrong on purpose: each world has a list of
// faults, of which every call tries those of each phase in order. A rule is made
// in read.go, finds its calls in rule.go, and acts in act.go.
package faults
