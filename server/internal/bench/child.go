package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/mockismp/mockismp/server"
)

// owner of the published box; only they are shown all of it.
const owner = "940517350290"

// child is this program in another role. Client and servers do not share a
// heap: a collection of one must not stop the other.
type child struct {
	cmd *exec.Cmd
	in  io.Closer
	out *json.Decoder
}

// startChild starts a role and tells it what it needs to know, if anything.
func startChild(ctx context.Context, role string, tell any) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{cmd: exec.CommandContext(ctx, self, role)}
	c.cmd.Stderr = os.Stderr
	in, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.in, c.out = in, json.NewDecoder(out)
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	if err := json.NewEncoder(in).Encode(tell); err != nil {
		c.stop()
		return nil, fmt.Errorf("child %q: %w", role, err)
	}
	return c, nil
}

// hear reads the next thing that the child says.
func (c *child) hear(what any) error {
	if err := c.out.Decode(what); err != nil {
		return fmt.Errorf("child %q: %w", c.cmd.Args[1:], err)
	}
	return nil
}

// stop ends the child: servers live as long as their standard input, so that
// none survives this program, however it ends.
func (c *child) stop() {
	_ = c.in.Close()
	_ = c.cmd.Wait()
}

// cpu is the processor time that the child has used, user and kernel: of all its
// threads, which the Go runtime does not end.
func (c *child) cpu() (used time.Duration, err error) {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", c.cmd.Process.Pid))
	if err != nil || len(threads) == 0 {
		return 0, fmt.Errorf("no threads of process %d in /proc: %w", c.cmd.Process.Pid, err)
	}
	for _, thread := range threads {
		stat, err := os.ReadFile(thread)
		if err != nil {
			return 0, err
		}
		nanoseconds, _, _ := strings.Cut(string(stat), " ")
		n, err := strconv.ParseInt(nanoseconds, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", thread, err)
		}
		used += time.Duration(n)
	}
	return used, nil
}

// address is what a serving child says.
type address struct{ Addr, Path, Token string }

// answer is what the bare handler is told to say.
type answer struct {
	ContentType string
	Body        []byte
}

// serveMockismp is a server with its defaults and the world spec.
func serveMockismp(in io.Reader, out io.Writer) error {
	s, err := server.New(server.WithListen("127.0.0.1:0"), server.WithWorld("spec"))
	if err != nil {
		return err
	}
	token, err := s.IssueToken(owner)
	if err != nil {
		return err
	}
	return serve(s, in, out, addressOf(s, token))
}

func addressOf(s *server.Server, token string) address {
	addr, path, _ := strings.Cut(strings.TrimPrefix(s.TrueAPI(), "http://"), "/")
	return address{addr, "/" + path, token}
}

// serve tells of a server, which then lives as long as standard input.
func serve(s *server.Server, in io.Reader, out io.Writer, tell any) error {
	if err := json.NewEncoder(out).Encode(tell); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, in)
	return s.Close()
}

// serveBare is the fastest that net/http can do: no router, one answer.
func serveBare(in io.Reader, out io.Writer) error {
	var a answer
	told := json.NewDecoder(in)
	if err := told.Decode(&a); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	length := strconv.Itoa(len(a.Body))
	s := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > 1<<12 { // one that may come slowly: as little as can be is held meanwhile
			piece := make([]byte, 512)
			for more := true; more; {
				_, err := r.Body.Read(piece)
				more = err == nil
			}
		}
		w.Header().Set("Content-Type", a.ContentType)
		w.Header().Set("Content-Length", length)
		_, _ = w.Write(a.Body)
	})}
	go func() { _ = s.Serve(l) }()
	if err := json.NewEncoder(out).Encode(address{Addr: l.Addr().String()}); err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, in)
	return s.Close()
}
