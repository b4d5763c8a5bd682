// Package server is the front door of mockismp as a library: Run starts it for
// a test, New for anything else. Underneath it wires the emulated systems.
//
//	srv := server.Run(t, server.WithWorld("spec"))
//	client := mine.NewClient(srv.TrueAPI())
package server
