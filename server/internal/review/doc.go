// Package review reads a journal: what the calls of a client touched, and what
// they tell about the client.
package review
