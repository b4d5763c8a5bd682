package main

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/server"
)

// TestShutDown: calls that do not end are cut off when the patience is over,
// which is no failure; the sentence says how many they were.
func TestShutDown(t *testing.T) {
	for _, c := range []struct {
		name     string
		begun    []string
		underWay int
		stderr   string
	}{
		{"nothing under way", nil, 0, ""},
		{"an idle connection", []string{"GET /_mock/ready HTTP/1.1\r\nHost: localhost\r\n\r\n"}, 0, ""},
		{"half a head and half a body", []string{
			"GET /_mock/ready HTTP/1.1\r\nHost: loc",
			"POST /_mock/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
		}, 2, "mockismp: calls still under way 1ms after the signal, and cut off: 2\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := server.Run(t)
			for _, text := range c.begun {
				conn, err := net.Dial("tcp", strings.TrimPrefix(srv.URL, "http://"))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = conn.Close() })
				if _, err := io.WriteString(conn, text); err != nil {
					t.Fatal(err)
				}
				if strings.HasSuffix(text, "\r\n\r\n") {
					if _, err := conn.Read(make([]byte, 1)); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := until("the calls are not under way", func() bool { return srv.UnderWay() == c.underWay }); err != nil {
				t.Fatal(err)
			}
			var stderr bytes.Buffer
			if err := shutDown(&run{errOut: &stderr}, srv, time.Millisecond); err != nil {
				t.Errorf("ends with %s", err)
			}
			if stderr.String() != c.stderr {
				t.Errorf("says %q", &stderr)
			}
			if err := srv.Wait(); err != nil {
				t.Errorf("the server ended with %s", err)
			}
		})
	}
}
