// Package rules is the table of named rules, by which a world is made easier or
// harder for clients. A softness is something that the real system may or may
// not refuse, and has a severity. A reading is a place that the specification
// leaves open, and has named values. rows.go is the table; a [Set] is what one
// world has chosen.
package rules
