// Package diff tells in what two systems answer the same calls differently:
// status, headers that matter, shape, enumerations, formats of dates, texts, and
// the order in which a document goes through its statuses. Identifiers and times
// differ between any two systems: they are matched by reference, which is that
// what was the same on one side is the same on the other.
package diff
