// Package pipeline is the one path of a request, for any number of emulated
// systems:
//
//	world from the path → received → Accept, who calls → authenticated →
//	body within its limit, decoding → decoded → handled → the handler →
//	encoding, or the one writer of errors → written → journal
//
// It knows no system. A [System] brings what differs: its addresses, who calls,
// its table of routes, its table of problems and their shapes, its limits. A
// handler is a typed function func(*Call, In) (Out, error). At each named phase
// an [Intervention] may act. Echo is seen here and in package server, nowhere
// else.
package pipeline
