package main

import (
	"testing"

	"github.com/mockismp/mockismp/pki"
)

// The benchmarks are there for profiles (docs/performance.md): what the table
// tells comes from servers in processes of their own.

func BenchmarkInfoOf1000(b *testing.B) {
	s := stockedIn(b, stockOrder{Boxes: 20, Sample: 5000})
	one, err := newSeries(s.address, thousandQuestions(s))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = one.conn.Close() }()
	b.ResetTimer()
	if err := interleave(b.Context(), b.N, one); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkSmallAct(b *testing.B) {
	var m market
	tellInto(b, "trade", b.N, &m)
	all, _, err := newTraders(m, 1, pki.RSA)
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	if err := runAll(b.Context(), all); err != nil {
		b.Fatal(err)
	}
}
