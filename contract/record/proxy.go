package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
)

// NewProxy gives a handler that passes requests on by via, to the systems of the
// allow-list only: to the first of them what names no other host, as a client
// does whose base URL is the proxy's, and to any of them what a client asks for
// whose HTTP proxy it is. Redirects are answered as they came.
func NewProxy(allow []string, via http.RoundTripper) (http.Handler, error) {
	var systems []*url.URL
	for _, address := range allow {
		u, err := SystemURL(address)
		if err != nil {
			return nil, err
		}
		systems = append(systems, u)
	}
	if len(systems) == 0 {
		return nil, fmt.Errorf("the proxy has nobody to pass requests on to")
	}
	return serve(proxied{systems, via}, func(r *httputil.ProxyRequest) {
		if r.In.URL.Host == "" {
			r.SetURL(systems[0])
		}
		r.Out.Header.Del("Accept-Encoding") // the transport asks for gzip by itself, and takes it off
	}), nil
}

// SystemURL reads the address of a system: a scheme and a host.
func SystemURL(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return nil, fmt.Errorf("%q is no address of a system, such as https://stage.ismet.kz", address)
	}
	return u, nil
}

// serve answers by a transport. Queries go on as they came: codes hold ; and %.
func serve(by http.RoundTripper, rewrite func(*httputil.ProxyRequest)) http.Handler {
	return &httputil.ReverseProxy{
		Transport: by,
		ErrorLog:  log.New(io.Discard, "", 0), // a client that left
		Rewrite: func(r *httputil.ProxyRequest) {
			rewrite(r)
			r.Out.URL.RawQuery = r.In.URL.RawQuery
		},
	}
}

// proxied sends to the systems of a list, and to no others.
type proxied struct {
	systems []*url.URL
	via     http.RoundTripper
}

// RoundTrip sends, or answers why it does not.
func (p proxied) RoundTrip(req *http.Request) (*http.Response, error) {
	if !slices.ContainsFunc(p.systems, func(u *url.URL) bool { return u.Scheme == req.URL.Scheme && u.Host == req.URL.Host }) {
		return told(req, http.StatusForbidden, "this proxy does not pass on requests to "+req.URL.Host, "start it with --allow for this address too, if it is meant"), nil
	}
	resp, err := p.via.RoundTrip(req)
	if err != nil {
		return told(req, http.StatusBadGateway, fmt.Sprintf("%s does not answer: %s", req.URL.Host, err), "look whether the system is up, and reached from here"), nil
	}
	return resp, nil
}

// told is an answer of this program's own.
func told(req *http.Request, status int, wrong, hint string) *http.Response {
	body, err := json.Marshal(map[string]string{"error": wrong, "hint": hint})
	if err != nil {
		body = nil // strings always fit
	}
	return &http.Response{
		StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json;charset=UTF-8"}}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}
}
