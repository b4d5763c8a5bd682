package control

import (
	"fmt"

	"github.com/mockismp/mockismp/state"
)

// pageIn asks for a page of a listing.
type pageIn struct {
	After string `query:"after"` // next of the page before
	Limit *int   `query:"limit"`
}

// page is a listing: next is what to send as after for the following page, and
// absent on the last one.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// paged lists records in order of their keys. scan visits them from a key on,
// that one included.
func paged[R, T any](in pageIn, scan func(from string, f func(*R) bool), key func(*R) string, show func(*R) T) (out page[T], err error) {
	limit, err := pageSize(in.Limit)
	if err != nil {
		return out, err
	}
	out.Items = []T{}
	last := in.After
	scan(in.After, func(r *R) bool {
		k := key(r)
		if k == in.After {
			return true
		}
		if len(out.Items) == limit {
			out.Next = last
			return false
		}
		out.Items, last = append(out.Items, show(r)), k
		return true
	})
	return out, nil
}

// one is the listing of one record, which may not be there.
func one[R, T any](r *R, show func(*R) T) page[T] {
	if r == nil {
		return page[T]{Items: []T{}}
	}
	return page[T]{Items: []T{show(r)}}
}

// pageSize is how many items a listing shows: 100 unless asked, 10,000 at most.
func pageSize(asked *int) (int, error) {
	const usual, most = 100, 10_000
	if asked == nil {
		return usual, nil
	}
	if *asked < 1 || *asked > most {
		return 0, state.Fail(badCall, fmt.Sprintf("limit is %d; it must lie between 1 and %d", *asked, most))
	}
	return *asked, nil
}
