package client

import (
	"fmt"
	"iter"
	"reflect"
	"strings"
)

// keyed walks over a list whose pages begin behind a row. page gives the rows
// behind last, nil for the first page; key names a row. limit is how many rows a
// page was asked to have, 0 if nothing was said.
//
// A page that is short is the last one; one that only repeats what was there
// ends the walk with an error, for it would never end.
func keyed[Row any](page func(last *Row) ([]Row, error), key func(Row) string, limit int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		var none Row
		var last *Row
		before := map[string]bool{} // what the page before had: some systems begin with its last row
		for {
			rows, err := page(last)
			if err != nil {
				yield(none, err)
				return
			}
			seen, fresh := make(map[string]bool, len(rows)), 0
			for _, row := range rows {
				seen[key(row)] = true
				if before[key(row)] {
					continue
				}
				fresh++
				if !yield(row, nil) {
					return
				}
			}
			switch {
			case len(rows) == 0 || len(rows) < limit:
				return
			case fresh == 0:
				yield(none, fmt.Errorf("the pages do not go on: behind %q the same %d rows come again", key(*last), len(rows)))
				return
			}
			last, before = &rows[len(rows)-1], seen
		}
	}
}

// counted walks over a list whose pages begin at a number of rows. It stops at a
// page that is empty, or shorter than size. Rows that the page before had are
// left out, because a row that comes in meanwhile shifts the others.
func counted[Row any](start, size int, page func(offset int) ([]Row, error), key func(Row) string) iter.Seq2[Row, error] {
	offset := start - size
	return keyed(func(*Row) ([]Row, error) {
		offset += size
		return page(offset)
	}, key, size)
}

// jsonNames are the names under which a struct's fields stand in JSON.
func jsonNames[Struct any]() (names []string) {
	t := reflect.TypeFor[Struct]()
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}
