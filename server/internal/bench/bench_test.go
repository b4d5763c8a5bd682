package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

func TestSplit(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
	for text, want := range map[string]string{
		head + "[]":               "whole",
		head + "[":                "part",
		head:                      "part",
		head[:len(head)-1]:        "part",
		head + "[]H":              "1 bytes follow the answer",
		"HTTP/1.1 401 \r\n\r\n":   "the answer is not 200",
		"HTTP/1.1 200 OK\r\n\r\n": "the answer has no Content-Length",
		"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n": "Content-Length: strconv",
	} {
		got, ok, err := split([]byte(text))
		switch {
		case err != nil:
			if !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%q: error %q, want %q", text, err, want)
			}
		case ok && want != "whole", !ok && want != "part":
			t.Errorf("%q: all there is %t, want %s", text, ok, want)
		case ok && string(got.head)+string(got.body) != text:
			t.Errorf("%q: split into %q and %q", text, got.head, got.body)
		}
	}
}

// play runs a serving role inside the test, until the test ends.
func play(t *testing.T, role string, tell any) (at address) {
	t.Helper()
	tellInto(t, role, tell, &at)
	return at
}

// tellInto is play for roles that say more than an address.
func tellInto(t testing.TB, role string, tell, says any) {
	t.Helper()
	in, hear := io.Pipe()
	say, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := roles()[role](in, out)
		_ = out.CloseWithError(err)
		ended <- err
	}()
	t.Cleanup(func() {
		_ = hear.Close()
		if err := <-ended; err != nil {
			t.Errorf("role %s: %s", role, err)
		}
	})
	go func() { _ = json.NewEncoder(hear).Encode(tell) }() // a role that is told nothing reads it at its end
	if err := json.NewDecoder(say).Decode(says); err != nil {
		t.Fatalf("role %s: %s", role, err)
	}
}

func TestBothServersAnswerTheSameBytes(t *testing.T) {
	mock := play(t, "mockismp", nil)
	for _, call := range calls {
		request := infoRequest(mock, call.cis)
		want, err := ask(mock.Addr, request)
		if err != nil {
			t.Fatal(err)
		}
		if cis := fmt.Sprintf(`"cis":%q`, call.cis); !strings.Contains(string(want.body), cis) {
			t.Errorf("%s: the answer holds no %s: %s", call.name, cis, want.body)
		}
		bare := play(t, "bare", answer{want.contentType(), want.body})
		got, err := ask(bare.Addr, request)
		if err != nil {
			t.Fatal(err)
		}
		if got.undated() != want.undated() {
			t.Errorf("%s: the bare handler answers\n%s\nand mockismp\n%s", call.name, got.undated(), want.undated())
		}
	}
}

func TestCallUntilNoticesAnotherAnswer(t *testing.T) {
	at := play(t, "bare", answer{"text/plain", []byte("one")})
	c, err := dial(at.Addr, infoRequest(at, "x"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.conn.Close() }()
	c.want = []byte("two")
	if err := c.callUntil(time.Now().Add(time.Minute)); err == nil || !strings.Contains(err.Error(), "the answer changed") {
		t.Errorf("error %v, want: the answer changed", err)
	}
}

func TestReportTellsTheMedianOfPairs(t *testing.T) {
	took := []time.Duration{1, 2, 3}
	a := &contestant{name: "a", rates: []float64{10, 60, 90}, took: took, cpuUsed: 6 * time.Microsecond}
	b := &contestant{name: "b", rates: []float64{100, 100, 100}, took: took, cpuUsed: 3 * time.Microsecond}
	got := report("x", 3, a, b)[0]
	if got.measured != "0.60" || !strings.Contains(got.note, "0.10 to 0.90; by server's CPU alone 0.50") {
		t.Errorf("row %+v", got)
	}
}

func TestSorted(t *testing.T) {
	if got := fmt.Sprint(sorted([]float64{3, 1, 2}, 0, 0.5, 1)); got != "[1 2 3]" {
		t.Errorf("least, median and greatest are %s", got)
	}
}
