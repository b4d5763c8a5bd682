// Package control is the control API below /_mock: what a test does to a world
// that no client of the real system can. routes.go is its table of contents.
package control
