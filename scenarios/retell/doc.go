// Package retell turns what somebody did by hand, as the journal of a world has
// it, into a scenario file that does it again: with the goods as they were at the
// start, and with identifiers, days and tokens that belong to the new run.
package retell
