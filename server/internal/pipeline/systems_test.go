package pipeline

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mockismp/mockismp/state"
)

// station is a system unlike any other that is here: two bases, one with a
// parameter, a header of its own that says who calls, and its own shape of
// errors.
func station() *System {
	shape := Wrap(func(status int, text string) any {
		return map[string]any{"success": false, "fieldErrors": []string{}, "globalErrors": []string{text}, "code": status}
	})
	problem := func(k state.Kind, status int) Problem {
		return Problem{Kind: k, Status: status, Text: string(k), Shape: shape}
	}
	type ping struct {
		Extension string `path:"extension"`
		OMSID     string `query:"omsId,required"`
	}
	type order struct {
		Body struct {
			GTIN string `json:"gtin"`
		} `body:"json"`
	}
	type streamIn struct {
		Begun bool   `query:"begun"`
		Ends  string `query:"ends"`
	}
	return &System{
		Name: "order station", Bases: []string{"/api/v2/{extension}", "/oms"}, Limit: 1000, Journaled: true, Negotiates: true,
		SignIn: func(c *Call) (*Caller, error) {
			switch c.Header("clientToken") {
			case "":
				return nil, state.Errorf(TokenMissing, "no clientToken")
			case "mine":
				return &Caller{BIN: "123456789012"}, nil
			}
			return nil, state.Errorf(TokenBad, "another clientToken")
		},
		Decode: func(c *Call, dst any) error {
			if sent := c.Header("Content-Type"); sent != "application/json" {
				return state.Errorf(MediaType, "it is %q", sent)
			}
			if err := json.Unmarshal(c.Body, dst); err != nil {
				return state.Errorf(BodyUnreadable, "%s", err)
			}
			return nil
		},
		Problems: []Problem{
			problem(TokenMissing, 401), problem(TokenBad, 401), problem(RouteUnknown, 404), problem(NotAcceptable, 406), problem(BodyTooLarge, 413), problem(MediaType, 415),
			problem(BodyUnreadable, 400), problem(ParamMissing, 400), problem(Internal, 500), problem(state.WorldUnknown, 404),
		},
		Routes: []Route{
			{Method: "GET", Path: "/ping", Name: "oms.ping", Access: Bearer, Handler: Handle(func(c *Call, in ping) (any, error) {
				return map[string]string{"omsId": in.OMSID, "extension": in.Extension, "caller": c.Caller.BIN}, nil
			})},
			{Method: "POST", Path: "/orders", Name: "oms.orders", Access: Bearer, Handler: Handle(func(_ *Call, in order) (any, error) {
				if in.Body.GTIN == "" {
					panic("no GTIN")
				}
				return map[string]string{"orderId": in.Body.GTIN}, nil
			})},
			{Method: "GET", Path: "/stream", Name: "oms.stream", Access: Open, Handler: Handle(func(_ *Call, in streamIn) (any, error) {
				return Stream{ContentType: "text/plain", Write: func(w *StreamWriter) error {
					if in.Begun {
						_, _ = w.Write(begun)
					}
					switch in.Ends {
					case "refusal":
						return state.Errorf(NotAcceptable, "it does not come")
					case "panic":
						panic("it does not come")
					}
					return nil
				}}, nil
			})},
		},
	}
}

// neighbour is another system, mounted first, whose answers must not be met on
// the station's addresses.
func neighbour() *System {
	plain := Wrap(func(int, string) any { return "the neighbour" })
	return &System{
		Name: "neighbour", Bases: []string{"/api"}, Limit: 10, Journaled: true,
		Problems: []Problem{{Kind: RouteUnknown, Status: 418, Shape: plain}, {Kind: Internal, Status: 500, Shape: plain}, {Kind: state.WorldUnknown, Status: 404, Shape: plain}},
		Routes:   []Route{{Method: "GET", Path: "/v3", Name: "v3", Access: Open, Handler: Handle(func(*Call, struct{}) (any, error) { return "v3", nil })}},
	}
}

type stand struct {
	*httptest.Server
	pipeline *Pipeline
	world    *World
}

func standOf(t *testing.T) *stand {
	t.Helper()
	world := NewWorld(state.NewWorld(state.Config{Name: DefaultWorld}), NewJournals(100).New())
	p := &Pipeline{Worlds: NewWorlds(world, 10), Log: slog.New(slog.DiscardHandler), Now: time.Now}
	e := echo.New()
	for _, s := range []*System{neighbour(), station()} {
		p.Mount(e, s)
	}
	e.HTTPErrorHandler = p.Unknown
	s := &stand{httptest.NewServer(e), p, world}
	t.Cleanup(s.Close)
	return s
}

// ask sends a call, with the station's token unless header says otherwise.
func (s *stand) ask(t *testing.T, method, path, body string, header ...string) (status int, text string) {
	t.Helper()
	r, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("clientToken", "mine")
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp.StatusCode, err.Error()
	}
	return resp.StatusCode, string(got)
}

func failed(kind state.Kind, status int) string {
	return fmt.Sprintf(`{"code":%d,"fieldErrors":[],"globalErrors":["%s"],"success":false}`, status, kind)
}

// TestASecondSystem answers in its own way, whatever goes wrong on its
// addresses, and the journal names it.
func TestASecondSystem(t *testing.T) {
	s := standOf(t)
	for name, c := range map[string]struct {
		method, path, body string
		header             []string
		status             int
		answer             string
		below              string // as the journal has it
	}{
		"a call":                  {"GET", "/api/v2/tobacco/ping?omsId=1", "", nil, 200, `{"caller":"123456789012","extension":"tobacco","omsId":"1"}`, "/ping"},
		"its other base":          {"GET", "/oms/ping?omsId=1", "", nil, 200, `{"caller":"123456789012","extension":"","omsId":"1"}`, "/ping"},
		"in a world by name":      {"GET", "/w/default/api/v2/milk/ping?omsId=1", "", nil, 200, `{"caller":"123456789012","extension":"milk","omsId":"1"}`, "/ping"},
		"no token":                {"GET", "/api/v2/tobacco/ping?omsId=1", "", []string{"clientToken", ""}, 401, failed(TokenMissing, 401), "/ping"},
		"another token":           {"GET", "/api/v2/tobacco/ping?omsId=1", "", []string{"clientToken", "x"}, 401, failed(TokenBad, 401), "/ping"},
		"a token of the other":    {"GET", "/api/v2/tobacco/ping?omsId=1", "", []string{"clientToken", "", "Authorization", "Bearer x"}, 401, failed(TokenMissing, 401), "/ping"},
		"no parameter":            {"GET", "/api/v2/tobacco/ping", "", nil, 400, failed(ParamMissing, 400), "/ping"},
		"an unknown path":         {"GET", "/api/v2/tobacco/nothing", "", nil, 404, failed(RouteUnknown, 404), "/nothing"},
		"an unknown path, base 2": {"GET", "/oms/nothing", "", nil, 404, failed(RouteUnknown, 404), "/nothing"},
		"an unknown method":       {"DELETE", "/api/v2/tobacco/ping", "", nil, 404, failed(RouteUnknown, 404), "/ping"},
		"an unknown world":        {"GET", "/w/none/api/v2/tobacco/ping", "", nil, 404, failed(state.WorldUnknown, 404), ""},
		"Accept":                  {"GET", "/api/v2/tobacco/ping?omsId=1", "", []string{"Accept", "text/csv"}, 406, failed(NotAcceptable, 406), "/ping"},
		"a large body":            {"POST", "/api/v2/tobacco/orders", strings.Repeat(" ", 1001), nil, 413, failed(BodyTooLarge, 413), "/orders"},
		"a body of another type":  {"POST", "/api/v2/tobacco/orders", "<order/>", []string{"Content-Type", "text/xml"}, 415, failed(MediaType, 415), "/orders"},
		"a broken body":           {"POST", "/api/v2/tobacco/orders", "{", nil, 400, failed(BodyUnreadable, 400), "/orders"},
		"a panic":                 {"POST", "/api/v2/tobacco/orders", "{}", nil, 500, failed(Internal, 500), "/orders"},
		"the other's path":        {"GET", "/api/v3", "", nil, 200, `"v3"`, "/v3"},
		"the other's unknown":     {"GET", "/api/v3/nothing", "", nil, 418, `"the neighbour"`, "/v3/nothing"},
		"nobody's path":           {"GET", "/omsx", "", nil, 418, `"the neighbour"`, "/omsx"},
	} {
		t.Run(name, func(t *testing.T) {
			s.world.Journal.Clear()
			if status, text := s.ask(t, c.method, c.path, c.body, c.header...); status != c.status || text != c.answer {
				t.Fatalf("%d %s", status, text)
			}
			kept, _ := s.world.Journal.Entries()
			if c.below == "" {
				return // a world that is not there has no journal
			}
			want := "order station"
			if c.status == 418 || c.below == "/v3" {
				want = "neighbour"
			}
			if len(kept) != 1 || kept[0].System != want || kept[0].Path != c.below {
				t.Errorf("the journal has %+v", kept)
			}
		})
	}
}

// TestPhases: an intervention at each phase sees what is known by then, and can
// take the place of what follows.
func TestPhases(t *testing.T) {
	s := standOf(t)
	order := `{"gtin":"04600266005755"}`
	var seen []string
	s.pipeline.Intervene = func(c *Call, ph Phase) (Intervention, bool) {
		seen = append(seen, fmt.Sprint(ph, " caller ", c.Caller != nil, " body ", len(c.Body)))
		return Intervention{}, false
	}
	if status, _ := s.ask(t, "POST", "/oms/orders", order); status != 200 {
		t.Fatal(status)
	}
	want := []string{"received caller false body 0", "authenticated caller true body 0", "decoded caller true body 25", "handled caller true body 25", "written caller true body 25"}
	if fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("phases:\n%q\n%q", seen, want)
	}
	for _, ph := range []Phase{Received, Authenticated, Decoded, Handled, Written} {
		for name, c := range map[string]struct {
			does   Intervention
			status int
			text   string
		}{
			"error":    {Intervention{Err: state.Errorf(BodyUnreadable, "on purpose"), Note: "x"}, 400, failed(BodyUnreadable, 400)},
			"reply":    {Intervention{Reply: &Reply{Status: 202, Body: "instead"}, Note: "x"}, 202, `"instead"`},
			"delay":    {Intervention{Delay: time.Millisecond, Note: "x"}, 200, `{"orderId":"04600266005755"}`},
			"truncate": {Intervention{Cut: Truncated, Note: "x"}, 200, io.ErrUnexpectedEOF.Error()},
			"empty":    {Intervention{Cut: Nothing, Note: "x"}, 0, "EOF"},
		} {
			s.pipeline.Intervene = func(_ *Call, at Phase) (Intervention, bool) { return c.does, at == ph }
			s.world.Journal.Clear()
			if status, text := s.ask(t, "POST", "/oms/orders", order); status != c.status || text != c.text {
				t.Errorf("%s at %s: %d %s", name, ph, status, text)
			}
			if kept, _ := s.world.Journal.Entries(); len(kept) != 1 || fmt.Sprint(kept[0].Notes) != "[x]" {
				t.Errorf("%s at %s: the journal has %+v", name, ph, kept)
			}
		}
	}
}

// TestAReset is told from an orderly end.
func TestAReset(t *testing.T) {
	s := standOf(t)
	s.pipeline.Intervene = func(_ *Call, at Phase) (Intervention, bool) { return Intervention{Cut: Reset}, at == Received }
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = fmt.Fprintf(conn, "GET /oms/ping HTTP/1.1\r\nHost: x\r\n\r\n")
	if _, err := io.ReadAll(conn); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the connection ends with %v", err)
	}
}

// TestABodyThatNobodyWants is read to its end and not kept, so that a client
// that sends first sees the refusal; one that asks first sends nothing.
func TestABodyThatNobodyWants(t *testing.T) {
	s := standOf(t)
	for name, size := range map[string]int{"within the limit": 1000, "over it": 5 << 20} {
		status, text := s.ask(t, "POST", "/oms/orders", strings.Repeat(" ", size), "clientToken", "x")
		if status != 401 || text != failed(TokenBad, 401) {
			t.Errorf("%s: %d %s", name, status, text)
		}
		kept, _ := s.world.Journal.Entries()
		if e := kept[len(kept)-1]; e.RequestSize != 0 {
			t.Errorf("%s: the journal keeps %d bytes", name, e.RequestSize)
		}
	}
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = fmt.Fprintf(conn, "POST /oms/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "401") {
		t.Errorf("asked before it is sent: %q, %v", line, err)
	}
}

// TestWaitingEnds when the client leaves.
func TestWaitingEnds(t *testing.T) {
	s := standOf(t)
	entered := make(chan bool)
	s.pipeline.Intervene = func(_ *Call, at Phase) (Intervention, bool) {
		if at == Received {
			entered <- true
		}
		return Intervention{Delay: time.Hour}, at == Received
	}
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, _ = fmt.Fprintf(conn, "GET /oms/ping HTTP/1.1\r\nHost: x\r\n\r\n")
	<-entered
	_ = conn.Close()
	s.Close() // waits for all calls
}

// begun is more than waits to be sent.
var begun = bytes.Repeat([]byte("begun "), 10_000)

// TestStreams: one that fails before its first byte is answered as any other call
// that fails; one that fails later ends the connection, so that nobody takes what
// came for the whole. Either stands in the journal once, under its method.
func TestStreams(t *testing.T) {
	s := standOf(t)
	for ask, want := range map[string]struct {
		status  int
		text    string
		problem state.Kind
	}{
		"":                         {200, "", ""},
		"?begun=true":              {200, string(begun), ""},
		"?ends=refusal":            {406, failed(NotAcceptable, 406), NotAcceptable},
		"?ends=panic":              {500, failed(Internal, 500), Internal},
		"?begun=true&ends=refusal": {200, "unexpected EOF", ""},
		"?begun=true&ends=panic":   {200, "unexpected EOF", ""},
	} {
		status, text := s.ask(t, "GET", "/oms/stream"+ask, "")
		entries, _ := s.world.Journal.Entries()
		if status != want.status || text != want.text {
			t.Errorf("%s: %d %.100q", ask, status, text)
		}
		if e := entries[len(entries)-1]; len(entries) != 1 || e.Route != "oms.stream" || e.Problem != string(want.problem) || e.Status != want.status {
			t.Errorf("%s: the journal has %d entries, the last %s %d %s %s", ask, len(entries), e.Route, e.Status, e.Problem, e.Why)
		}
		s.world.Journal.Clear()
	}
}
