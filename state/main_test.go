package state

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets garbage lie longer. The worlds of these tests are small and many, and it would be collected hundreds of
// times a second.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
