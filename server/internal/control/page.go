package control

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// pageIn asks for a page of a listing.
type pageIn struct {
	After string `query:"after"` // next of the page before
	Limit *int   `query:"limit"`
}

// listing is how records of a kind are listed.
type listing[R, T any] struct {
	scan func(from string, f func(*R) bool) // visits them in order of their keys, from one on, that one included
	keep func(*R) bool                      // nil for all
	key  func(*R) string
	show func(*R) T
}

// paged gives a page of a listing, as far as it came when the client left.
func paged[R, T any](c *pipeline.Call, in pageIn, l listing[R, T]) (out mock.Page[T], err error) {
	limit, err := pageSize(in.Limit)
	if err != nil {
		return out, err
	}
	out.Items = []T{}
	last := in.After
	l.scan(in.After, func(r *R) bool {
		if !c.Here() {
			return false
		}
		k := l.key(r)
		if k == in.After || l.keep != nil && !l.keep(r) {
			return true
		}
		if len(out.Items) == limit {
			out.Next = last
			return false
		}
		out.Items, last = append(out.Items, l.show(r)), k
		return true
	})
	return out, err
}

// one is the listing of one record, which may not be there.
func one[R, T any](r *R, show func(*R) T) mock.Page[T] {
	if r == nil {
		return mock.Page[T]{Items: []T{}}
	}
	return mock.Page[T]{Items: []T{show(r)}}
}

// pageSize is how many items a listing shows: 100 unless asked, 10,000 at most.
func pageSize(asked *int) (int, error) {
	const usual, most = 100, 10_000
	if asked == nil {
		return usual, nil
	}
	if *asked < 1 || *asked > most {
		return 0, state.Errorf(badCall, "limit is %d; it must lie between 1 and %d", *asked, most)
	}
	return *asked, nil
}
