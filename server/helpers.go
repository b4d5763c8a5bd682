package server

import (
	"context"
	"sync"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/pki"
)

// What tests do with a server, in a line each. Everything here goes by the
// control API, as programs in other languages do it.

// Control is a client of the control API, for this world.
func (s *Server) Control() (*mock.Client, error) {
	return mock.New(s.URL, mock.WithControlToken(s.ControlToken()), mock.WithTransport(s.core.transport()))
}

// with makes a call of the control API.
func with[Out any](s *Server, call func(context.Context, *mock.Client) (Out, error)) (out Out, err error) {
	m, err := s.Control()
	if err != nil {
		return out, err
	}
	return call(context.Background(), m)
}

// testKeys are the keys that Key gave, which take a while to make: by BIN, a function that gives one.
var testKeys sync.Map

// Key gives the test key of a participant: an organisation's, by its BIN. It is made
// once in a process for each BIN: participants have the same key in every world, and
// at every server.
func (s *Server) Key(bin string) (client.Key, error) {
	made, _ := testKeys.LoadOrStore(bin, sync.OnceValues(func() (client.Key, error) {
		key, err := pki.Issue(pki.Request{BIN: bin, Name: "ТЕСТОВ ТЕСТ", Organisation: "ТОО " + bin})
		return client.Key{Key: key}, err
	}))
	return made.(func() (client.Key, error))()
}

// Sign signs as a participant: a CMS with the content inside, as sign-in wants
// it, or without (client.Detached), as documents want it.
func (s *Server) Sign(bin string, content []byte, form client.Form) ([]byte, error) {
	key, err := s.Key(bin)
	if err != nil {
		return nil, err
	}
	return key.Sign(context.Background(), content, form)
}

// As gives a client of this world's True-API that signs in, and signs, as a
// participant.
func (s *Server) As(bin string, options ...client.Option) (*client.Client, error) {
	key, err := s.Key(bin)
	if err != nil {
		return nil, err
	}
	return client.New(s.URL, append([]client.Option{client.WithSigner(key), client.WithTransport(s.core.transport())}, options...)...)
}

// Approve acts as the party that approves a document. Of a shipment accepted
// names the codes that are taken, all if none is named.
func (s *Server) Approve(id string, accepted ...string) (mock.Document, error) {
	return with(s, func(ctx context.Context, m *mock.Client) (mock.Document, error) {
		return m.Approve(ctx, id, accepted...)
	})
}

// Reject acts as the party that rejects a document.
func (s *Server) Reject(id string) (mock.Document, error) {
	return with(s, func(ctx context.Context, m *mock.Client) (mock.Document, error) { return m.Reject(ctx, id) })
}

// Withdraw acts as the party that withdraws a document.
func (s *Server) Withdraw(id string) (mock.Document, error) {
	return with(s, func(ctx context.Context, m *mock.Client) (mock.Document, error) { return m.Withdraw(ctx, id) })
}

// Document gives a document with all it consists of.
func (s *Server) Document(id string) (mock.Document, error) {
	return with(s, func(ctx context.Context, m *mock.Client) (mock.Document, error) { return m.Document(ctx, id) })
}

// Code gives a code, by any written form, with its history.
func (s *Server) Code(cis string) (mock.Code, error) {
	return with(s, func(ctx context.Context, m *mock.Client) (mock.Code, error) { return m.Code(ctx, cis) })
}

// Fault lets something go wrong from now on, and gives what the world keeps of
// it: one fault, or those of a preset.
func (s *Server) Fault(f mock.Fault) ([]mock.KeptFault, error) {
	return with(s, func(ctx context.Context, m *mock.Client) ([]mock.KeptFault, error) { return m.AddFault(ctx, f) })
}

// Outcome says how the next documents or orders that fit fare, and gives what
// the world keeps of it.
func (s *Server) Outcome(o mock.Outcome) (mock.KeptOutcome, error) {
	return with(s, func(ctx context.Context, m *mock.Client) (mock.KeptOutcome, error) { return m.AddOutcome(ctx, o) })
}

// Bot lets somebody answer documents from now on, or send shipments, and gives
// what the world keeps of it.
func (s *Server) Bot(b mock.Bot) (mock.KeptBot, error) {
	return with(s, func(ctx context.Context, m *mock.Client) (mock.KeptBot, error) { return m.AddBot(ctx, b) })
}

// Coverage tells what the calls so far touched, of all that there is.
func (s *Server) Coverage() (mock.Coverage, error) {
	return with(s, func(ctx context.Context, m *mock.Client) (mock.Coverage, error) { return m.Coverage(ctx) })
}

// Doctor tells what the calls so far tell about the client.
func (s *Server) Doctor() (mock.Diagnosis, error) {
	return with(s, func(ctx context.Context, m *mock.Client) (mock.Diagnosis, error) { return m.Doctor(ctx) })
}
