package server

import (
	"fmt"
	"strings"
	"testing"
)

const balancePath = "/api/v3/true-api/elk/product-groups/balance/all"

// takes tells whether a world lets a token in.
func takes(t *testing.T, s *Server, base, token string) bool {
	t.Helper()
	status, text := call(t, s, "GET", base+balancePath, "", "Authorization", "Bearer "+token)
	if status != 200 && status != 401 {
		t.Fatalf("%d %s", status, text)
	}
	return status == 200
}

// TestTokensAreMadeByWhoKnowsTheControlToken: off loopback the key of tokens is made of control token, seed and name of the
// world. Who knows the last two alone, which anybody can, makes none; a program that starts with the same three takes
// those of the one before.
func TestTokensAreMadeByWhoKnowsTheControlToken(t *testing.T) {
	token := frozen(t, WithListen("0.0.0.0:0"), WithControlToken("secret"), WithSeed(3)).Token(owner)
	forged := frozen(t, WithSeed(3)).Token(owner) // as anybody makes it who has the program
	for name, c := range map[string]struct {
		options []Option
		takes   bool
	}{
		"started again":         {[]Option{WithListen("0.0.0.0:0"), WithControlToken("secret"), WithSeed(3)}, true},
		"another control token": {[]Option{WithListen("0.0.0.0:0"), WithControlToken("changed"), WithSeed(3)}, false},
		"one that is made up":   {[]Option{WithListen("0.0.0.0:0"), WithSeed(3)}, false},
		"another seed":          {[]Option{WithListen("0.0.0.0:0"), WithControlToken("secret"), WithSeed(4)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := frozen(t, c.options...)
			if got := takes(t, s, "", token); got != c.takes {
				t.Errorf("it takes the token of the one before: %v", got)
			}
			if takes(t, s, "", forged) {
				t.Error("it takes a token of somebody who knows seed and name")
			}
			want(t, s, 201, "POST", "/_mock/worlds", `{"name":"other"}`, "Authorization", "Bearer "+s.ControlToken())
			if takes(t, s, "/w/other", token) {
				t.Error("its other world takes it")
			}
		})
	}
	if again := frozen(t, WithSeed(3), WithControlToken("secret")); !takes(t, again, "", forged) {
		t.Error("on loopback a token does not outlive a restart")
	}
}

// TestTokensDieWithTheirWorld: one of the same name and seed, made when it was dropped, does not take them.
func TestTokensDieWithTheirWorld(t *testing.T) {
	s := frozen(t)
	made := func() string {
		want(t, s, 201, "POST", "/_mock/worlds", `{"name":"mine","seed":5}`)
		return field(t, want(t, s, 200, "POST", "/w/mine/_mock/tokens", `{"bin":"`+owner+`"}`), "token").(string)
	}
	token := made()
	if !takes(t, s, "/w/mine", token) {
		t.Fatal("it does not take its own")
	}
	want(t, s, 204, "DELETE", "/_mock/worlds/mine", "")
	if status, text := call(t, s, "GET", "/w/mine"+balancePath, "", "Authorization", "Bearer "+token); status != 404 {
		t.Errorf("without its world: %d %s", status, text)
	}
	if next := made(); takes(t, s, "/w/mine", token) || !takes(t, s, "/w/mine", next) {
		t.Error("the next world of the name takes its token")
	}
}

// TestWorldsAreBounded by --max-worlds, the default one counted; one that is dropped makes room.
func TestWorldsAreBounded(t *testing.T) {
	s := frozen(t, WithMaxWorlds(3))
	for i := range 2 {
		want(t, s, 201, "POST", "/_mock/worlds", fmt.Sprintf(`{"name":"w%d"}`, i))
	}
	for _, body := range []string{`{"name":"w2"}`, `{"name":"w2","dataset":"empty"}`} {
		if text := want(t, s, 409, "POST", "/_mock/worlds", body); !strings.Contains(text, "--max-worlds") || !strings.Contains(text, "3") {
			t.Errorf("the refusal is %s", text)
		}
	}
	want(t, s, 204, "DELETE", "/_mock/worlds/w0", "")
	want(t, s, 201, "POST", "/_mock/worlds", `{"name":"w2"}`)
}
