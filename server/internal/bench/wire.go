package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/mockismp/mockismp/client/mock"
)

// measureWire measures what clients that mean harm, or mean nothing, cost a program. It prints the tables of docs/reliability.md:
//
//	go run ./server/internal/bench wire bin/mockismp
func measureWire(ctx context.Context, out io.Writer, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("wire needs one program; given are %q", args)
	}
	rows := []row{machine()}
	for _, part := range []func(context.Context, string) ([]row, error){besideIdle, hostile, droppedWorlds} {
		more, err := part(ctx, args[0])
		if err != nil {
			return err
		}
		rows = append(rows, more...)
	}
	return printed(out, rows)
}

// attack is a request whose cost must grow with its length only.
type attack struct {
	what string
	n    int // pieces of the smaller one; the larger one has twice as many
	body func(n int, s *served) (path, contentType, body string)
}

func attacks() []attack {
	act := func(list string) func(int, *served) (string, string, string) {
		return func(n int, _ *served) (string, string, string) {
			return "/edo-api/outgoing-documents/formal", "multipart/form-data; boundary=x", multipartOf(actAround(strings.Repeat(list, n)))
		}
	}
	signIn := func(cms func(n int) []byte) func(int, *served) (string, string, string) {
		return func(n int, _ *served) (string, string, string) {
			return "/auth/simpleSignIn", jsonType, fmt.Sprintf(`{"uuid":"00000000-0000-4000-8000-000000000000","data":%q}`, base64.StdEncoding.EncodeToString(cms(n)))
		}
	}
	info := func(form string) func(int, *served) (string, string, string) {
		return func(n int, _ *served) (string, string, string) {
			return "/cises/info", jsonType, strings.Repeat(form, n)
		}
	}
	return []attack{
		{"XML: elements that no schema knows", 250_000, act("<a/>")},
		{"XML: character references in one code", 250_000, func(n int, s *served) (string, string, string) {
			return act(`<iCode count="1">`+strings.Repeat("&#49;", n)+`</iCode>`)(1, s)
		}},
		{"XML: CDATA sections in one code", 100_000, func(n int, s *served) (string, string, string) {
			return act(`<iCode count="1">`+strings.Repeat("<![CDATA[1]]>", n)+`</iCode>`)(1, s)
		}},
		{"XML: depth", 250_000, act("<a>")},
		{"XML: attributes of one element", 100_000, func(n int, s *served) (string, string, string) {
			return act("<iCode "+strings.Repeat(`count="1" `, n)+"/>")(1, s)
		}},
		{"CMS: a long OID", 400_000, signIn(func(n int) []byte {
			return tagged(0x30, tagged(6, append(append([]byte{0x2a}, []byte(strings.Repeat("\xff", n))...), 0x7f)))
		})},
		{"CMS: depth", 100_000, signIn(func(n int) []byte { return []byte(strings.Repeat("\x30\x80", n)) })},
		{"JSON: depth", 1_000_000, info("[")},
		{"JSON: a text of NUL", 1_000_000, info(`\u0000`)},
		{"form: boundaries", 250_000, func(n int, _ *served) (string, string, string) {
			return "/edo-api/outgoing-documents/formal", "multipart/form-data; boundary=x", strings.Repeat("--x\r\n", n)
		}},
		{"query: one code", 450_000, func(n int, _ *served) (string, string, string) {
			return "/cises/history?code=" + strings.Repeat("9", n), "", ""
		}},
		{"base64: blanks", 2_000_000, func(n int, _ *served) (string, string, string) {
			return "/documents/writeOff", jsonType, `{"document":"` + strings.Repeat("PGE+ ", n) + `","signature":"AA=="}`
		}},
	}
}

const jsonType = "application/json"

// tagged is a DER element.
func tagged(tag byte, content []byte) []byte {
	n := len(content)
	return append([]byte{tag, 0x83, byte(n >> 16), byte(n >> 8), byte(n)}, content...)
}

// actAround is an act with a product list.
func actAround(list string) string {
	text, _ := actText(packGTIN, nil)
	head, tail, _ := strings.Cut(string(text), "</productList>")
	if tail == "" {
		head, tail, _ = strings.Cut(string(text), "<productList/>")
		head += "<productList>"
	}
	return head + list + "</productList>" + tail
}

func multipartOf(document string) string {
	part := func(name, value string) string {
		return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
	}
	return part("content", base64.StdEncoding.EncodeToString([]byte(document))) + part("signature", "AA==") + "--x--\r\n"
}

// hostile tells what each attack costs, and twice of it.
func hostile(ctx context.Context, path string) (rows []row, err error) {
	for _, a := range attacks() {
		var costs [2]time.Duration
		peak, size, said := 0, 0, ""
		for i := range costs {
			s, err := serveProgram(ctx, a.what, path)
			if err != nil {
				return nil, err
			}
			costs[i], size, said, err = s.cost(ctx, a, a.n<<i)
			peak = s.memory("VmHWM")
			s.stop()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", a.what, err)
			}
		}
		rows = append(rows, row{
			a.what, "≤ 2.5 times", fmt.Sprintf("%.1f times", float64(costs[1])/float64(max(costs[0], time.Millisecond))),
			fmt.Sprintf("%d and %d ms for n and 2n, %.1f MB; peak of RSS %d MB; %s", costs[0].Milliseconds(), costs[1].Milliseconds(), float64(size)/1e6, peak, said),
		})
	}
	return rows, nil
}

// cost is the least processor time of three requests.
func (s *served) cost(ctx context.Context, a attack, n int) (least time.Duration, size int, said string, err error) {
	path, contentType, body := a.body(n, s)
	method := http.MethodPost
	if contentType == "" {
		method = http.MethodGet
	}
	for range 3 {
		before, err := s.cpu()
		if err != nil {
			return 0, 0, "", err
		}
		request, err := http.NewRequestWithContext(ctx, method, "http://"+s.Addr+s.Path+path, strings.NewReader(body))
		if err != nil {
			return 0, 0, "", err
		}
		request.Header.Set("Content-Type", contentType)
		request.Header.Set("Authorization", "Bearer "+s.Token)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return 0, 0, "", err
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
		after, err := s.cpu()
		if err != nil {
			return 0, 0, "", err
		}
		if took := after - before; least == 0 || took < least {
			least = took
		}
		said = fmt.Sprintf("answered %d", answer.StatusCode)
	}
	return least, len(body) + len(path), said, nil
}

// memory is a line of /proc/PID/status, in MB.
func (s *served) memory(line string) (mb int) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	_, rest, _ := strings.Cut(string(text), line+":")
	kb := 0
	_, _ = fmt.Sscan(rest, &kb)
	return kb / 1000
}

// settling is how long connections hang before they are measured: long enough to be idle.
const settling = 4 * time.Second

// besideIdle asks for a code with nobody else there, and beside 1000 connections that are idle and 1000 that send a byte of
// a body every second.
func besideIdle(ctx context.Context, path string) ([]row, error) {
	s, err := serveProgram(ctx, "idle", path)
	if err != nil {
		return nil, err
	}
	defer s.stop()
	look := question{wire(s.address, "POST", "/cises/info", jsonType, `["00000046082251!JaUzqG"]`), []byte(`"cis"`)}
	lookUps := func() (time.Duration, error) {
		calls, err := newSeries(s.address, []question{look})
		if err != nil {
			return 0, err
		}
		defer func() { _ = calls.conn.Close() }()
		err = interleave(ctx, 4000, calls)
		return sorted(calls.took, 0.99)[0], err
	}
	var alone, beside []time.Duration
	if _, err := lookUps(); err != nil { // warms up
		return nil, err
	}
	before, cost := s.memory("VmRSS"), 0
	for range 3 {
		took, err := lookUps()
		if err != nil {
			return nil, err
		}
		alone = append(alone, took)
		hung, err := hang(ctx, s)
		if err == nil {
			took, err = lookUps()
		}
		cost = max(cost, s.memory("VmRSS")-before)
		for _, conn := range hung {
			_ = conn.Close()
		}
		if err != nil {
			return nil, err
		}
		beside = append(beside, took)
	}
	a, b := sorted(alone, 0.5)[0], sorted(beside, 0.5)[0]
	floor, err := bareIdle(ctx)
	if err != nil {
		return nil, err
	}
	return []row{
		{"2000 idle and trickling connections", "≤ 40 MB", fmt.Sprintf("%d MB", cost), fmt.Sprintf("RSS over %d MB", before)},
		{"– with a bare net/http server", "a figure", fmt.Sprintf("%d MB", floor), fmt.Sprintf("of which mockismp's are %.2f", float64(cost)/float64(max(floor, 1)))},
		{"– p99 of a look-up beside them", "≤ 1.5 of without", fmt.Sprintf("%.2f", float64(b)/float64(a)), fmt.Sprintf("medians of three turns: %s and %s", a, b)},
	}, nil
}

// bareIdle is what the same connections cost a server that is nothing but net/http.
func bareIdle(ctx context.Context) (cost int, err error) {
	bare, err := startChild(ctx, "bare", answer{"text/plain", []byte("one")})
	if err != nil {
		return 0, err
	}
	defer bare.stop()
	s := &served{child: bare, name: "bare"}
	if err := bare.hear(&s.address); err != nil {
		return 0, err
	}
	before := s.memory("VmRSS")
	hung, err := hang(ctx, s)
	cost = s.memory("VmRSS") - before
	for _, conn := range hung {
		_ = conn.Close()
	}
	return cost, err
}

// hang opens the connections: each has made a call, and every second one has begun another that it goes on with slowly.
func hang(ctx context.Context, s *served) (all []net.Conn, err error) {
	begun := "POST " + s.Path + "/cises/info HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\nAuthorization: Bearer " + s.Token + "\r\n\r\n"
	for i := range 2000 {
		conn, err := net.Dial("tcp", s.Addr)
		if err != nil {
			return all, err
		}
		all = append(all, conn)
		if _, err = conn.Write([]byte("GET /_mock/ready HTTP/1.1\r\nHost: localhost\r\n\r\n")); err != nil {
			return all, err
		}
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			return all, err
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		if i%2 == 0 {
			continue
		}
		if _, err := conn.Write([]byte(begun)); err != nil {
			return all, err
		}
		go func() {
			for tick := time.Tick(time.Second); ; {
				select {
				case <-ctx.Done():
					return
				case <-tick:
					if _, err := conn.Write([]byte(" ")); err != nil {
						return
					}
				}
			}
		}()
	}
	select {
	case <-ctx.Done():
	case <-time.After(settling):
	}
	return all, ctx.Err()
}

// droppedWorlds makes worlds of 10,000 codes each, drops them, and tells what is left of them.
func droppedWorlds(ctx context.Context, path string) ([]row, error) {
	s, err := serveProgram(ctx, "worlds", path)
	if err != nil {
		return nil, err
	}
	defer s.stop()
	const worlds, codes = 50, 10_000
	var rss []int
	for range 4 {
		for i := range worlds {
			var none any
			name := fmt.Sprintf("w%d", i)
			if err := s.post(ctx, "/_mock/worlds", map[string]any{"name": name, "seed": i}, &none); err != nil {
				return nil, err
			}
			order := map[string]any{"productGroup": "tobacco", "gtin": packGTIN, "ownerBin": owner, "status": "APPLIED", "count": codes}
			if err := s.post(ctx, mock.WorldPath+name+"/_mock/codes/generate", order, &none); err != nil {
				return nil, err
			}
		}
		rss = append(rss, s.memory("VmRSS"))
		for i := range worlds {
			request, err := http.NewRequestWithContext(ctx, http.MethodDelete, fmt.Sprintf("http://%s/_mock/worlds/w%d", s.Addr, i), nil)
			if err != nil {
				return nil, err
			}
			answer, err := http.DefaultClient.Do(request)
			if err != nil {
				return nil, err
			}
			_ = answer.Body.Close()
		}
	}
	return []row{{
		"50 worlds of 10,000 codes, made and dropped four times", "no growth", fmt.Sprintf("%d, %d, %d, %d MB", rss[0], rss[1], rss[2], rss[3]), "RSS while they are there",
	}}, nil
}
