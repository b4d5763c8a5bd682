package server

import (
	"context"
	"time"

	"github.com/mockismp/mockismp/client/mock"
)

// Journal is the record of the requests of one world, newest first: which method was
// called, by whom, what was answered and why, and what it changed. It is bounded, and
// says what it may have lost. Calls of the control API are not in it.
type Journal struct{ server *Server }

// Journal is the record of the world's requests.
func (s *Server) Journal() Journal { return Journal{s} }

// Requests gives the requests that fit, newest first, with their bodies (the first
// 64 KB of each). Complete and Evicted say what the journal may have lost.
func (j Journal) Requests(f mock.RequestFilter) (mock.Requests, error) {
	return with(j.server, func(ctx context.Context, m *mock.Client) (mock.Requests, error) { return m.Requests(ctx, f) })
}

// Count counts the requests that fit.
func (j Journal) Count(f mock.RequestFilter) (mock.RequestCount, error) {
	return with(j.server, func(ctx context.Context, m *mock.Client) (mock.RequestCount, error) { return m.CountRequests(ctx, f) })
}

// Wait returns as soon as count requests fit, including those that the journal holds
// already. It fails when the timeout, at most a minute, is over.
func (j Journal) Wait(f mock.RequestFilter, count int, timeout time.Duration) (mock.RequestCount, error) {
	return with(j.server, func(ctx context.Context, m *mock.Client) (mock.RequestCount, error) {
		return m.WaitForRequests(ctx, f, count, timeout)
	})
}

// Clear empties the journal: what is counted afterwards came afterwards.
func (j Journal) Clear() error {
	_, err := with(j.server, func(ctx context.Context, m *mock.Client) (struct{}, error) { return struct{}{}, m.ClearRequests(ctx) })
	return err
}
