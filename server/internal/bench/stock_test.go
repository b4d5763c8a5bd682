package main

import (
	"strings"
	"testing"

	"github.com/mockismp/mockismp/pki"
)

// stockedIn plays a stocked server inside the test.
func stockedIn(t testing.TB, o stockOrder) (s stock) {
	t.Helper()
	tellInto(t, "stocked", o, &s)
	return s
}

func TestStockedServerKnowsItsPages(t *testing.T) {
	s := stockedIn(t, stockOrder{Boxes: 1, Sample: 20, All: []int{1, 3}, Packs: []int{1, 6}})
	if two := stockedIn(t, stockOrder{Boxes: 2}); two.Codes != s.Codes+551 {
		t.Errorf("one box more is %d codes more", two.Codes-s.Codes)
	}
	if len(s.Packs) != 20 {
		t.Errorf("%d packs named", len(s.Packs))
	}
	for _, list := range [][]page{s.Pages[:2], s.Pages[2:]} {
		if list[0].After != "" || list[1].After == "" || list[0].Holds == list[1].Holds {
			t.Errorf("pages %+v", list)
		}
		for _, p := range list {
			one, err := newSeries(s.address, []question{{pageRequest(s.address, p), []byte(p.Holds)}})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = one.conn.Close() }()
			if err := one.next(); err != nil {
				t.Errorf("page behind %q: %s", p.After, err)
			}
		}
	}
}

func TestRowsOfStockedServers(t *testing.T) {
	s := stockedIn(t, stockOrder{Boxes: 2, Sample: 1000, All: []int{1, 2}})
	rows, err := compareWorlds(t.Context(), s, s)
	if err != nil {
		t.Fatal(err)
	}
	thousand, err := askThousand(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := turnPages(t.Context(), s, "all", s.Pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range append(rows, thousand, pages) {
		if r.target == "" || r.measured == "" || strings.HasPrefix(r.measured, "0.00") {
			t.Errorf("row %+v", r)
		}
	}
}

func TestSeriesNoticesAnotherAnswer(t *testing.T) {
	at := play(t, "bare", answer{"text/plain", []byte("one")})
	one, err := newSeries(at, []question{{infoRequest(at, "x"), []byte("one")}, {infoRequest(at, "x"), []byte("two")}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = one.conn.Close() }()
	if err := interleave(t.Context(), 1, one); err == nil || !strings.Contains(err.Error(), `does not hold "two"`) {
		t.Errorf("error %v", err)
	}
}

func TestTradeGivesEveryPackAway(t *testing.T) {
	var m market
	tellInto(t, "trade", 6, &m)
	if err := m.allGiven(); err == nil {
		t.Error("nothing was given yet")
	}
	all, first, err := newTraders(m, 2, pki.RSA)
	if err != nil {
		t.Fatal(err)
	}
	if err := runAll(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if err := m.allGiven(); err != nil {
		t.Error(err)
	}
	const cpu, wall = 10e6, 1e9
	if r := tellActs(all, pki.RSA, 6, wall, cpu); r.measured != "6/s" || !strings.Contains(r.note, "6 acts on 2 connections") {
		t.Errorf("row %+v", r)
	}
	shares, err := tellShares(first, all[0].title, cpu)
	if err != nil || len(shares) != 4 {
		t.Fatalf("%+v, %v", shares, err)
	}
	for _, r := range shares {
		if !strings.HasPrefix(r.what, "  share of ") || !strings.HasSuffix(r.measured, " %") {
			t.Errorf("row %+v", r)
		}
	}
}
