//go:build !linux

package memory

// useLargePages has no way to ask for them.
func useLargePages() {}
