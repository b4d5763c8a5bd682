package trueapi

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// signIn finds out who calls. Besides «Bearer X» real Kazakh clients send
// «BearerX», «Bearer:X» (printed in the billing samples) and the bare token
// (the tables say «Authorization: clientToken»).
func (a *API) signIn(c *pipeline.Call) (*pipeline.Caller, error) {
	sent := strings.TrimSpace(c.Header("Authorization"))
	token := sent
	if len(sent) >= len("bearer") && strings.EqualFold(sent[:len("bearer")], "bearer") {
		token = strings.TrimLeft(sent[len("bearer"):], ": ")
	}
	if token == "" {
		return nil, state.Errorf(pipeline.TokenMissing, "there is no token in the Authorization header; sign in with GET /auth/key and POST /auth/simpleSignIn, or take one from POST /_mock/tokens")
	}
	if scheme, rest, _ := strings.Cut(sent, " "); !strings.EqualFold(scheme, "Bearer") || rest != token { // RFC 9110 11.1: in any letter case
		why := fmt.Sprintf("Authorization is spelt %q…; the header is \"Bearer <token>\"", sent[:min(len(sent), 12)])
		if err := c.Soften(rules.Bearer, state.Errorf(pipeline.TokenMissing, "%s", why)); err != nil {
			return nil, err
		}
	}
	b, err := a.tokens.Of(c.World).verify(token, c.World.Clock().Now())
	if err != nil {
		return nil, err
	}
	return &b.Caller, nil
}

// bearerOf is what the token says of the caller of a route that demands one.
func bearerOf(c *pipeline.Call) *bearer { return c.Caller.Knows.(*bearer) }

type tokenDress struct {
	is    *regexp.Regexp
	about string
}

// tokenDresses are ways in which clients send a token that none can be read in
// (sibling).
var tokenDresses = sync.OnceValue(func() []tokenDress {
	return []tokenDress{
		{regexp.MustCompile(`^["'` + "`" + `]`), "it stands in quotation marks: take them off, they are of the JSON"},
		{regexp.MustCompile(`^\{\s*"`), "it is the whole answer of the sign-in: send the value of its field token"},
		{regexp.MustCompile(`(?i)^bearer\b`), "the word Bearer stands there twice"},
		{regexp.MustCompile(`(?i)^<?(token|undefined|null|none|nil|string|\$\{?\w+\}?|\{\{.*\}\}|%.*%|\[object \w+\])>?$`), "the placeholder was never filled in"},
		{regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}$`), "it is a UUID: a token of the order station, or the uuid of GET /auth/key"},
		{regexp.MustCompile(`%[0-9A-Fa-f]{2}`), "it is escaped for a URL"},
		{regexp.MustCompile(`\\[nr"]`), "it holds line breaks or quotation marks written as escapes"},
		{regexp.MustCompile(`^[<(\[]`), "it stands in brackets: take them off"},
		{regexp.MustCompile(`\s`), "there are blanks in it"},
		{regexp.MustCompile(`^[A-Za-z0-9+/]{4,}=*$`), "it has no points: it was cut, or is in base64"},
		{regexp.MustCompile(`^[\w-]+\.[\w-]+$`), "its third part, the signature, is missing"},
		{regexp.MustCompile(`^[\w-]+\.[\w-]+\.[\w-]{0,42}$`), "its third part, the signature, is too short: it was cut"},
		{regexp.MustCompile(`[+/=]`), "it was made anew in base64: the alphabet of tokens is base64url, without ="},
	}
})

// tokenLooks says what a token looks like that is none.
func tokenLooks(token string) string {
	for _, d := range tokenDresses() {
		if d.is.MatchString(token) {
			return "; " + d.about
		}
	}
	return ""
}
