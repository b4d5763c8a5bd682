// Package pipeline is the one path of a request, for every emulated system:
//
//	world from the path → request id → body within its limit → journal →
//	Accept → sign-in → decoding → the handler → encoding or the one writer of errors
//
// A system brings a table of routes and a table of problems; a handler is a
// typed function func(*Call, In) (Out, error) and fills in only what is its own.
// Echo is seen here and in package server, nowhere else.
package pipeline
