package client

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// session is the token that a client works with.
type session struct {
	lock    chan struct{} // holds one thing while nobody looks at what follows: a wait for it ends with a context
	token   string
	expires time.Time // zero: not known
}

func newSession() session {
	s := session{lock: make(chan struct{}, 1)}
	s.lock <- struct{}{}
	return s
}

// ready puts a token in that was got elsewhere: it is used until it is refused.
func (s *session) ready(token string) {
	<-s.lock
	s.token, s.expires = strings.TrimSpace(token), time.Time{}
	s.lock <- struct{}{}
}

// drop forgets a token that was refused, unless another call has replaced it.
func (s *session) drop(token string) {
	<-s.lock
	if s.token == token {
		s.token = ""
	}
	s.lock <- struct{}{}
}

// beforeExpiry is how long before its end a token is replaced: a call that is
// under way must not see it end.
const beforeExpiry = 5 * time.Minute

// Token gives the token that the client works with. It signs in when there is
// none, or when the one there is ends within five minutes.
func (c *Client) Token(ctx context.Context) (string, error) {
	s := &c.token
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-s.lock:
	}
	defer func() { s.lock <- struct{}{} }()
	if s.token != "" && (s.expires.IsZero() || c.now().Before(s.expires.Add(-beforeExpiry))) {
		return s.token, nil
	}
	if c.signs == nil {
		return "", errors.New("nobody is signed in: give New a signer or a token that is still good (WithSigner, WithToken)")
	}
	token, err := c.signIn(ctx)
	if err != nil {
		return "", err
	}
	s.token, s.expires = token, expiry(token)
	if !s.expires.After(c.now().Add(beforeExpiry)) {
		s.expires = time.Time{} // the system lives in another time, or its tokens are short: 401 will tell
	}
	return token, nil
}

// signIn is the ceremony of the chapter «Инструкция для получения токена в API ИС МПТ».
func (c *Client) signIn(ctx context.Context) (string, error) {
	challenge, err := c.AuthKey(ctx)
	if err != nil {
		return "", err
	}
	cms, err := c.Sign(ctx, []byte(challenge.Data), Attached)
	if err != nil {
		return "", err
	}
	return c.SimpleSignIn(ctx, challenge.UUID, cms)
}

// Challenge is random text to sign.
type Challenge struct {
	UUID string `json:"uuid"`
	Data string `json:"data"`
}

func (c Challenge) missing() string { return absent("uuid", c.UUID, "data", c.Data) }

// AuthKey asks for random text to sign: «GET /auth/key». Token does all of it.
func (c *Client) AuthKey(ctx context.Context) (Challenge, error) {
	return ask[Challenge](ctx, c, &request{method: "GET", path: "/auth/key", open: true})
}

type tokenAnswer struct {
	Token string `json:"token"`
}

func (t tokenAnswer) missing() string { return absent("token", t.Token) }

// SimpleSignIn gives a token for a signed challenge: «POST /auth/simpleSignIn».
// cms is the CMS, with the text inside, over the challenge's data.
func (c *Client) SimpleSignIn(ctx context.Context, uuid string, cms []byte) (string, error) {
	r := withJSON("POST", "/auth/simpleSignIn", map[string]string{"uuid": uuid, "data": base64.StdEncoding.EncodeToString(cms)})
	r.open = true
	out, err := ask[tokenAnswer](ctx, c, r)
	return out.Token, err
}

// expiry reads when a JWT ends, zero if it does not say.
func expiry(token string) time.Time {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return time.Time{}
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return time.Time{}
	}
	var claims struct {
		Exp float64 `json:"exp"`
	}
	const year9999 = 253402300799
	if json.Unmarshal(text, &claims) != nil || claims.Exp <= 0 || claims.Exp > year9999 {
		return time.Time{}
	}
	return time.Unix(int64(claims.Exp), 0)
}
