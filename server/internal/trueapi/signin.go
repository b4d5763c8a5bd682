package trueapi

import (
	"fmt"
	"strings"

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
		if err := c.Soften(rules.Bearer, state.Errorf(pipeline.TokenMissing, why)); err != nil {
			return nil, err
		}
	}
	claims, err := a.tokens.Of(c.World).verify(token, c.World.Clock().Now())
	if err != nil {
		return nil, err
	}
	return &claims.caller, nil
}

// claimsOf is what the token says of the caller of a route that demands one.
func claimsOf(c *pipeline.Call) *Claims { return c.Caller.Knows.(*Claims) }
