package client

import (
	"context"
	"time"
)

// machineClock is the only place of this package that reads the machine's clock:
// against the real system there is no other.
func machineClock() time.Time { return time.Now() }

// pause waits for d, or until ctx ends, and then says why it did.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return ctx.Err()
	}
}
