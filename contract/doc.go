// Package contract plays one suite of cases against the double and against the
// real systems, and tells in what two of them differ.
//
// [Run] plays the suite and reports how each case fared. [Compare] plays it on one
// system, or takes what was recorded of one, sends the same calls to another, and
// lists the differences (package diff). Packages record and diff are what both
// stand on.
package contract
