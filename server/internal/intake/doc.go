// Package intake leads a document from the bytes of a request to a record of
// the world, and back: envelope, schema, signature, parties, references, codes.
// checks.go is the one ordered table of all that is looked at, with what
// answers at once and what ends in a status later.
package intake
