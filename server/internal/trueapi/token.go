package trueapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// TokenLife is how long a token is good (sibling: clients of three countries
// count on ten hours).
const TokenLife = 10 * time.Hour

// Claims is the payload of a token, in the order of the printed and the
// observed ones. There is no iat.
type Claims struct {
	ProductGroupInfo   []GroupClaim           `json:"product_group_info"`
	UserStatus         string                 `json:"user_status"`
	UserName           string                 `json:"user_name"` // "sed" in all printed tokens
	INN                string                 `json:"inn"`
	PID                int64                  `json:"pid,omitempty"` // none of a token without it
	Authorities        []string               `json:"authorities"`
	ClientID           string                 `json:"client_id"`
	FullName           string                 `json:"full_name"`
	Scope              []string               `json:"scope"`
	ID                 int64                  `json:"id"`
	Exp                int64                  `json:"exp"` // seconds since 1970
	OrganisationStatus dict.ParticipantStatus `json:"organisation_status"`
	JTI                string                 `json:"jti"`
}

// bearer is what the claims of a verified token say that anybody asks for.
type bearer struct {
	pipeline.Caller
	pid int64
	exp int64 // seconds since 1970
}

// GroupClaim is what the bearer may do in one product group.
type GroupClaim struct {
	Name   string      `json:"name"`
	Status *string     `json:"status"` // "5": contract in force, null: none (observed values, meaning assumed)
	Types  []dict.Role `json:"types"`
}

// The methods that make Claims a jwt.Claims. Only the end of life counts.

func (c *Claims) GetExpirationTime() (*jwt.NumericDate, error) {
	return jwt.NewNumericDate(time.Unix(c.Exp, 0)), nil
}
func (c *Claims) GetIssuedAt() (*jwt.NumericDate, error)  { return nil, nil }
func (c *Claims) GetNotBefore() (*jwt.NumericDate, error) { return nil, nil }
func (c *Claims) GetIssuer() (string, error)              { return "", nil }
func (c *Claims) GetSubject() (string, error)             { return c.INN, nil }
func (c *Claims) GetAudience() (jwt.ClaimStrings, error)  { return nil, nil }

// authorities are rights that real tokens list, in their order; no method of the True-API asks for one.
var authorities = []string{
	"CRPT-KM-ORDERS.ORDER-FACADE-CONTROLLER.MODIFYING.WRITE",
	"CRPT-FACADE.DOC-CONTROLLER.SHIPMENT.CREATE", "CRPT-FACADE.DOC-CONTROLLER.REAGGREGATION.CREATE", "ELK-REGISTRATION.READ", "ROLE_USER", "ROLE_HEAD_TP", "ROLE_SUZ",
}

// Token admits the participant to the world, by BIN or IIN, under the given name
// if it is new, and gives it a token that is good from now on.
func (a *API) Token(tx *state.Tx, w *pipeline.World, bin, name string) (string, error) {
	p, err := tx.Admit(bin, name)
	if err != nil {
		return "", err
	}
	return a.tokens.Of(w).issue(tx, p)
}

// tokenFor is Token of a call that signs in, which may get one without pid.
func (a *API) tokenFor(tx *state.Tx, c *pipeline.Call, bin, name string) (string, error) {
	p, err := tx.Admit(bin, name)
	if err != nil {
		return "", err
	}
	if c.Without(pipeline.PID) {
		bare := *p
		bare.PID, p = 0, &bare
	}
	return a.tokens.Of(c.World).issue(tx, p)
}

// IssueToken is Token in a transaction of its own.
func (a *API) IssueToken(w *pipeline.World, bin string) (token string, err error) {
	err = w.UpdateBriefly(func(tx *state.Tx) (err error) {
		token, err = a.Token(tx, w, bin, "")
		return err
	})
	return token, err
}

func (t *tokens) issue(tx *state.Tx, p *state.Participant) (string, error) {
	inForce := "5"
	groups := make([]GroupClaim, 0, len(p.Groups))
	for _, m := range p.Groups {
		g := GroupClaim{Name: m.Group, Status: &inForce, Types: m.Roles}
		if m.NoContract {
			g.Status = nil
		}
		groups = append(groups, g)
	}
	claims := &Claims{
		ProductGroupInfo: groups, UserStatus: "ACTIVE", UserName: "sed", INN: p.BIN, PID: p.PID,
		Authorities: append(append([]string(nil), authorities...), "INN_"+p.BIN),
		ClientID:    "crpt-service", FullName: p.Name, Scope: []string{"trusted"}, ID: tx.Number("token.id"),
		Exp: tx.Now().Add(TokenLife).Time().Unix(), OrganisationStatus: p.Status, JTI: tx.UUID("token.jti"),
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(t.key)
}

// tokens verifies the tokens of one world and remembers those that passed: the
// signature of a token never changes its mind, only its end of life comes.
type tokens struct {
	key            []byte
	mu             sync.RWMutex
	verified, last map[string]*bearer // what passed lately, and what did before that
}

// keptTokens bounds either memory, of a kilobyte for each token. When that of
// lately is full it takes the place of the one before: who goes on calling stays
// in one of them.
const keptTokens = 500

// tokensOf derives the key from the server's secret, the seed and the world's
// name, so that a token belongs to one world and survives its reset and the
// program's restart. A world that follows others which were dropped has another
// key: the tokens of one of the same name died with it.
func tokensOf(secret string) func(*pipeline.World) *tokens {
	return func(w *pipeline.World) *tokens {
		key := sha256.Sum256(append(binary.BigEndian.AppendUint64([]byte("token"), w.Seed()), w.Name()...))
		if w.Follows > 0 {
			key = sha256.Sum256(binary.BigEndian.AppendUint64(key[:], w.Follows))
		}
		if secret != "" {
			mac := hmac.New(sha256.New, []byte(secret))
			mac.Write(key[:])
			copy(key[:], mac.Sum(nil))
		}
		return &tokens{key: key[:], verified: map[string]*bearer{}}
	}
}

// verify gives who bears a token that is genuine and alive at now. It fails with
// TokenExpired or TokenBad.
func (t *tokens) verify(token string, now state.Moment) (*bearer, error) {
	t.mu.RLock()
	b, lately := t.verified[token]
	if !lately {
		b = t.last[token]
	}
	t.mu.RUnlock()
	if b == nil {
		c := new(Claims)
		_, err := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithoutClaimsValidation()).
			ParseWithClaims(token, c, func(*jwt.Token) (any, error) { return t.key, nil })
		if err != nil {
			return nil, state.Errorf(pipeline.TokenBad, "%s%s", badToken(err), tokenLooks(token))
		}
		b = &bearer{pipeline.Caller{BIN: c.INN}, c.PID, c.Exp}
		b.Knows = b
	}
	if !lately {
		t.remember(token, b)
	}
	if now.Time().Unix() >= b.exp {
		return nil, state.Errorf(pipeline.TokenExpired, "the token of %s was good until %s; it is %s", b.BIN, time.Unix(b.exp, 0).UTC().Format(time.RFC3339), now).With(token)
	}
	return b, nil
}

// Reset forgets who passed: the world is back at its start, and old tokens are
// verified when they come again.
func (t *tokens) Reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.verified, t.last = map[string]*bearer{}, nil
}

func (t *tokens) remember(token string, b *bearer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.verified) >= keptTokens {
		t.verified, t.last = map[string]*bearer{}, t.verified
	}
	t.verified[token] = b
}

// badToken says for the journal what the real service keeps to itself.
func badToken(err error) string {
	switch {
	case errors.Is(err, jwt.ErrTokenMalformed):
		return "the token is no JWT: " + err.Error()
	case errors.Is(err, jwt.ErrTokenSignatureInvalid):
		return "the token's signature is not this world's: it was changed, or issued by another world or seed: " + err.Error()
	}
	return "the token cannot be verified: " + err.Error()
}
