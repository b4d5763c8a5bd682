package server

import (
	"crypto/subtle"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/server/internal/control"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// guard lets into the control API who knows the token, if there is one: as a
// bearer token, or as the password that a browser asks its user for. Where
// there is none, the server is on loopback and so is everybody who may call;
// but any web page that is open on this machine can make its browser call too,
// by another name for this machine (DNS rebinding) or as a form is sent.
func (c *core) guard(call *pipeline.Call) error {
	r := call.Request()
	if c.controlToken != "" {
		if _, password, basic := r.BasicAuth(); basic && same(password, c.controlToken) {
			return c.bySomeone(r)
		}
		return knows(c.controlToken, r.Header.Get("Authorization"))
	}
	if !loopbackName(r.Host) {
		return state.Errorf(control.Foreign, "the call was sent to host %q, which is no name of loopback; without a control token only programs of this machine are let in", r.Host)
	}
	return c.bySomeone(r)
}

// bySomeone refuses what a browser sends by itself: the pages of others can make
// it call, and it adds the password that it was once given.
func (c *core) bySomeone(r *http.Request) error {
	if err := c.sameOrigin(r); err != nil {
		return err
	}
	return labelled(r)
}

// secret is what the keys of tokens are made of beside seed and world, which are
// known: off loopback, where strangers call, nobody shall make a token.
func (c *core) secret() string {
	if loopback(c.options.Listen...) {
		return ""
	}
	return c.controlToken
}
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// knows tells whether the token was sent as a bearer token.
func knows(token, sent string) error {
	scheme, rest, _ := strings.Cut(sent, " ")
	if strings.EqualFold(scheme, "Bearer") && same(strings.TrimSpace(rest), token) {
		return nil
	}
	return state.Errorf(control.Denied, "this server's control API wants its token")
}

// loopbackName tells whether a Host names this machine only. No browser leaves
// it out, so that none is sent by a program.
func loopbackName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	ip, err := netip.ParseAddr(host)
	return host == "" || host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && ip.Unmap().IsLoopback()
}

var crossOrigin = http.NewCrossOriginProtection()

// sameOrigin refuses what pages of other origins make a browser send, but for
// those that --cors names. Reading is refused as well where an Origin tells that
// a script does it.
func (c *core) sameOrigin(r *http.Request) error {
	if slices.Contains(c.options.CORS, r.Header.Get("Origin")) {
		return nil
	}
	asked := r
	if r.Header.Get("Origin") != "" {
		changing := *r
		changing.Method = http.MethodPost
		asked = &changing
	}
	if crossOrigin.Check(asked) == nil {
		return nil
	}
	return state.Errorf(control.Foreign, "the call comes from a web page of another origin (Origin %q, Sec-Fetch-Site %q)", r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site"))
}

// simple are the labels of bodies that a browser sends for any page without asking first.
var simple = []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}

// labelled refuses bodies of browsers that are not labelled as what they are.
// Others, curl above all, label what they send as forms, and may.
func labelled(r *http.Request) error {
	if r.ContentLength == 0 || r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == "" {
		return nil
	}
	sent := r.Header.Get("Content-Type")
	media, _, err := mime.ParseMediaType(sent)
	if err == nil && !slices.Contains(simple, media) {
		return nil
	}
	return state.Errorf(pipeline.MediaType, "a browser sent the body as %q; the control API takes JSON from one", sent).With(sent)
}
