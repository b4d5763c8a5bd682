package server

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/mockismp/mockismp/server/internal/pipeline"
)

// lastEntry is the journal's last one.
func lastEntry(t *testing.T, s *Server) pipeline.Entry {
	t.Helper()
	kept, _ := s.world.Journal.Entries()
	if len(kept) == 0 {
		t.Fatal("the journal is empty")
	}
	return kept[len(kept)-1]
}

// TestBadInput: a clear error in the system's shape, nothing changed, and a
// line in the journal that names the rule.
func TestBadInput(t *testing.T) {
	s := frozen(t)
	other := s.Fork(t)
	good := s.Token(owner)
	expired := s.Token(owner)
	untouched := unchanged(s)
	for _, c := range []struct {
		name, token, body string
		status            int
		rule              string
	}{
		{"no body", good, "", 400, "body.missing"},
		{"an empty array", good, "[]", 400, "codes.none"},
		{"1001 codes", good, "[" + strings.Repeat(`"a",`, 1000) + `"a"]`, 400, "codes.too-many"},
		{"an object for an array", good, "{}", 400, "body.unreadable"},
		{"broken UTF-8", good, "[\"\xff\"]", 400, "body.unreadable"},
		{"a NUL byte", good, "[\"\x00\"]", 400, "body.unreadable"},
		{"a compressed body", good, "\x1f\x8b\x08\x00\x00", 400, "body.unreadable"},
		{"deep JSON", good, strings.Repeat("[", 1_000_000), 400, "body.unreadable"},
		{"31 MB", good, strings.Repeat(" ", 31<<20), 413, "body.too-large"},
		{"a token of another world", other.Token(owner), `["a"]`, 401, "token.bad"},
		{"a token with a changed byte", flip(good), `["a"]`, 401, "token.bad"},
		{"a token without a signature", "eyJhbGciOiJub25lIn0.eyJpbm4iOiI5NDA1MTczNTAyOTAifQ.", `["a"]`, 401, "token.bad"},
		{"no token", "", `["a"]`, 401, "token.missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			want(t, s, c.status, "POST", "/api/v3/true-api/cises/info", c.body, "Authorization", "Bearer "+c.token)
			if e := lastEntry(t, s); e.Rule != c.rule || e.Why == "" || e.Status != c.status {
				t.Errorf("the journal says %d %q: %q", e.Status, e.Rule, e.Why)
			}
		})
	}
	if !untouched() {
		t.Error("bad input changed the world")
	}
	want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "10h"}`)
	want(t, s, 401, "POST", "/api/v3/true-api/cises/info", `["a"]`, "Authorization", "Bearer "+expired)
	if e := lastEntry(t, s); e.Rule != "token.expired" {
		t.Errorf("an old token is refused by %q", e.Rule)
	}
}

// flip changes one character in the middle of a token's claims.
func flip(token string) string {
	b := []byte(token)
	at := len(b) / 2
	if b[at]++; b[at] == 'z'+1 {
		b[at] = 'a'
	}
	return string(b)
}

// TestAHugeBodyIsAnswered: also a client that sends 100 MB before it listens
// gets to read the refusal.
func TestAHugeBodyIsAnswered(t *testing.T) {
	s := frozen(t)
	for _, size := range []int64{31 << 20, 100 << 20} {
		req, err := http.NewRequest("POST", s.TrueAPI()+"/cises/info", io.LimitReader(zeros{}, size))
		if err != nil {
			t.Fatal(err)
		}
		req.ContentLength = size
		req.Header.Set("Authorization", "Bearer "+s.Token(owner)) // nobody's body is read before they are known
		resp, err := s.Client().Do(req)
		if err != nil {
			t.Fatalf("%d MB: %s", size>>20, err)
		}
		text, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != 413 || string(text) != `{"error_message":"Слишком большой запрос"}` {
			t.Errorf("%d MB: %d %s %v", size>>20, resp.StatusCode, text, err)
		}
		_ = resp.Body.Close()
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// raw sends bytes as they are and gives the status line.
func raw(t *testing.T, s *Server, request string) string {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.core.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		t.Fatalf("%q is not answered: %s", request, err)
	}
	return strings.TrimSpace(line)
}

func TestOddRequests(t *testing.T) {
	s := frozen(t)
	for name, c := range map[string]struct{ request, want string }{
		"a body that breaks off":        {"POST /api/v3/true-api/auth/simpleSignIn HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab\r\nzz\r\n", "HTTP/1.1 400 Bad Request"},
		"a path with a broken escape":   {"GET /api/v3/true-api/%zz HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400 Bad Request"},
		"a path of slashes":             {"GET //// HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK"},
		"a path that climbs":            {"GET /w/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 Not Found"},
		"a method nobody knows":         {"BREW /api/v3/true-api/auth/key HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 Not Found"},
		"HEAD of a GET":                 {"HEAD /api/v3/true-api/auth/key HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK"},
		"a world without a name":        {"GET /w//api/v3/true-api/auth/key HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 Not Found"},
		"a world whose name is escaped": {"GET /w/%2e%2e/api/v3/true-api/auth/key HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 Not Found"},
		"headers of 2 MB":               {"GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 2<<20) + "\r\n\r\n", "HTTP/1.1 431 Request Header Fields Too Large"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := raw(t, s, c.request); got != c.want {
				t.Errorf("answered %q, not %q", got, c.want)
			}
		})
	}
	want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "") // still there
}

// TestHalfOpenConnections: clients that stop in the middle hold nobody up.
func TestHalfOpenConnections(t *testing.T) {
	s := frozen(t)
	for i := range 200 {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.core.base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		if _, err := fmt.Fprintf(c, "POST /api/v3/true-api/cises/info HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n[", 1<<20+i); err != nil {
			t.Fatal(err)
		}
	}
	if status, text := info(t, s, owner, pack); status != 200 {
		t.Errorf("%d %s", status, text)
	}
}

// TestThousandsOfParallelCalls read while others sign in and worlds come and go.
func TestThousandsOfParallelCalls(t *testing.T) {
	t.Parallel()
	s := frozen(t)
	token := s.Token(owner)
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			for n := range 40 {
				switch {
				case i == 0:
					name := fmt.Sprintf("w%d", n)
					want(t, s, 201, "POST", "/_mock/worlds", fmt.Sprintf(`{"name": %q}`, name))
					want(t, s, 200, "GET", "/w/"+name+"/_mock/ready", "")
					want(t, s, 204, "DELETE", "/_mock/worlds/"+name, "")
				case i%2 == 0:
					want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
				default:
					text := want(t, s, 200, "POST", "/api/v3/true-api/cises/info", `["`+pack+`"]`, "Authorization", "Bearer "+token)
					if !strings.Contains(text, `"status":"APPLIED"`) {
						t.Errorf("answered %s", text)
					}
				}
			}
		})
	}
	all.Wait()
	if n := len(s.World().Snapshot().Upcoming(10_000)); n != 31*40 {
		t.Errorf("%d keys were kept of %d: an update was lost", n, 31*40)
	}
}

func TestTheJournalKeepsNoSecrets(t *testing.T) {
	s := frozen(t)
	token := s.Token(owner)
	want(t, s, 401, "POST", "/api/v3/true-api/cises/info?token="+token, `[]`, "Authorization", "Bearer "+flip(token))
	want(t, s, 200, "POST", "/_mock/clock/advance", `{"by": "10h"}`)
	want(t, s, 401, "POST", "/api/v3/true-api/cises/info", `[]`, "Authorization", "Bearer "+token)
	want(t, s, 400, "POST", "/api/v3/true-api/auth/simpleSignIn", `{"password": "geheim", "data": "`+token+`"}`)
	list := want(t, s, 200, "GET", "/_mock/requests?bodies=true", "")
	for _, secret := range []string{token, flip(token), "geheim"} {
		if strings.Contains(list, secret) {
			t.Errorf("%.20s… stands in the journal:\n%s", secret, list)
		}
	}
	if strings.Count(list, "[redacted]") < 3 {
		t.Errorf("nothing is redacted in %s", list)
	}
}

func TestBinaryBodiesInTheJournal(t *testing.T) {
	s := frozen(t)
	want(t, s, 400, "POST", "/api/v3/true-api/auth/simpleSignIn", "\xff\xfe", "Content-Type", "application/json")
	list := want(t, s, 200, "GET", "/_mock/requests?bodies=true", "")
	if got := field(t, list, "items", 0, "request"); got != "base64://4=" {
		t.Errorf("shown as %v", got)
	}
	long := bytes.Repeat([]byte("a"), 100_000)
	want(t, s, 400, "POST", "/api/v3/true-api/auth/simpleSignIn", string(long))
	if e := lastEntry(t, s); e.RequestSize != 100_000 || len(e.RequestBody) != 64<<10 {
		t.Errorf("of %d bytes %d are kept", e.RequestSize, len(e.RequestBody))
	}
}
