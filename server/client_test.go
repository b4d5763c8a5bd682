package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestClientStaysWithinItsHost(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the other host was called")
	}))
	defer elsewhere.Close()
	mux := http.NewServeMux()
	mux.Handle("/near", http.RedirectHandler("/here", http.StatusFound))
	mux.Handle("/far", http.RedirectHandler(elsewhere.URL, http.StatusFound))
	mux.Handle("/round", http.RedirectHandler("/round", http.StatusFound))
	mux.HandleFunc("/here", func(http.ResponseWriter, *http.Request) {})
	host := httptest.NewServer(mux)
	defer host.Close()

	client := Run(t).Client()
	for path, want := range map[string]int{"/near": http.StatusOK, "/far": http.StatusFound, "/round": http.StatusFound} {
		resp, err := client.Get(host.URL + path)
		if err != nil {
			t.Fatalf("%s: %s", path, err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: status %d, want %d", path, resp.StatusCode, want)
		}
	}
}
