// Package retell turns calls that were made by hand, as the journal of a world
// has them, into a scenario file that makes them again: with the goods as they
// were at the start, and with identifiers, days and tokens that belong to the new
// run.
package retell
