// Package mock controls a double of ИС МПТ: it calls /_mock, which the double has
// beside the API that it emulates, for one of its worlds.
//
//	m, err := mock.New(srv.URL)
//	codes, err := m.Generate(ctx, mock.Generate{GTIN: gtin, OwnerBin: bin, Status: "INTRODUCED", Count: 3})
//	c, err := m.As(ctx, bin) // a client of the True-API that signs as a participant
//	…
//	err = m.AdvanceToDocument(ctx, id)
//	document, err := m.Document(ctx, id)
//
// In gives the same for another world. The types of requests and answers are
// those that the double itself reads and writes; docs/control.md describes them.
// Call makes calls that have no method here.
package mock
