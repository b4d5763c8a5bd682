// Package state is a world of ИС МПТ: participants, products, codes, documents,
// receipts, tokens, a clock and a source of random values.
//
//	w := state.NewWorld(state.Config{Seed: 7, Clock: state.FrozenAt(at)})
//	err := w.Do(func(tx *state.Tx) error { return tx.PutProduct(product) })
//	code, err := w.Snapshot().Code("0104600266005755…")
//
// A world is a sequence of versions. A [Tx] works on a copy of the newest one,
// which is published whole or not at all; a [View] reads one version without a
// lock, for as long as it is held. Records are never changed, only replaced. What
// happens by itself (a document that moves on, a deadline) stands in a queue by
// world time, and happens when the clock comes there: see [Clock]. Equal seeds,
// clocks and calls give equal worlds.
//
// Errors carry a [Kind], for which each emulated system has its own status and
// text. The package knows no HTTP, JSON or XML.
package state
