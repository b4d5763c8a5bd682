package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the helps in the scripts and the README's coverage anew; then read the diff")

// programs are what the tests are besides when they are called by another name.
var programs = map[string]func() int{
	"mockismp": mainCode,
	"patient":  func() int { return patientMain(os.Args[1]) },
}

// TestMain puts the program, and what scripts and the README need beside it,
// into PATH, so that a bare machine with a shell can run all tests.
func TestMain(m *testing.M) {
	// nohup and & of a script start the tests with signals ignored, which what
	// they start would inherit: a signal that is waited for is not.
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT} {
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
	if program := programs[filepath.Base(os.Args[0])]; program != nil {
		os.Exit(program())
	}
	dir, err := os.MkdirTemp("", "programs-")
	if err == nil {
		err = install(dir)
	}
	if err != nil {
		os.Exit(fail("tests", err))
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// install puts the programs into a directory, and that into PATH.
func install(dir string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for name := range programs {
		if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	if err := installCurl(filepath.Join(dir, "curl")); err != nil {
		return err
	}
	return os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
}

// TestScripts runs testdata/script, which have:
//
//	mockismp ARG…              runs the program in this process, see mockismp
//	http METHOD URL …          calls, see http
//	waitfile FILE…             waits until the files are there
//	waitgone FILE…             waits until the files are gone
//	halfsent URL               begins a request, waits until it is under way, and never ends it
//	setenv NAME FILE [KEY]     sets a variable to what a file (or stdout) holds, or to one key of its JSON
//	exits N mockismp ARG…      runs the program, which must end with status N
//	exits N exec COMMAND ARG…  runs a command, which must end with status N
//	answers NAME STATUS:BODY…  starts a server that gives these answers in turn, the last for ever, and sets NAME to its address; wait: answers nothing
func TestScripts(t *testing.T) {
	scripts, err := filepath.Abs("testdata/script") // others are read while this process is in the directory of one
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                scripts,
		UpdateScripts:      *update,
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, frugal...)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"mockismp": mockismp,
			"http":     httpCommand,
			"waitfile": waitfile,
			"waitgone": waitgone,
			"halfsent": halfsent,
			"setenv":   setenv,
			"exits":    exits,
			"answers":  answers,
		},
	})
}

// frugal are variables that make a start cheaper: many programs are started for a
// call or two. Under the race detector they do not sleep for a second at the end.
var frugal = []string{"GOMAXPROCS=1", "GORACE=atexit_sleep_ms=0"}

// longest is how long anything that a test waits for may take on a busy machine.
const longest = 20 * time.Second

func waitfile(ts *testscript.TestScript, _ bool, files []string) {
	for _, f := range files {
		ts.Check(waitFor(ts.MkAbs(f)))
	}
}

func waitgone(ts *testscript.TestScript, _ bool, files []string) {
	for _, f := range files {
		ts.Check(until("is still there: "+f, func() bool {
			_, err := os.Stat(ts.MkAbs(f))
			return err != nil
		}))
	}
}

func halfsent(ts *testscript.TestScript, _ bool, args []string) {
	c, err := net.Dial("tcp", strings.TrimPrefix(args[0], "http://"))
	ts.Check(err)
	ts.Defer(func() { _ = c.Close() })
	_, err = io.WriteString(c, "POST /_mock/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
	ts.Check(err)
	// It is under way when its body is asked for.
	answer, err := bufio.NewReader(c).ReadString('\n')
	ts.Check(err)
	if !strings.HasPrefix(answer, "HTTP/1.1 100 ") {
		ts.Fatalf("the server answers %q", answer)
	}
}

func waitFor(file string) error {
	return until("did not appear: "+file, func() bool {
		_, err := os.Stat(file)
		return err == nil
	})
}

// until waits for something to come true.
func until(otherwise string, done func() bool) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(longest); ; {
		if done() {
			return nil
		}
		select {
		case <-tick.C:
		case <-deadline:
			return fmt.Errorf("%s, %s later", otherwise, longest)
		}
	}
}

func setenv(ts *testscript.TestScript, _ bool, args []string) {
	value := strings.TrimSpace(ts.ReadFile(args[1]))
	if len(args) == 3 {
		var all map[string]any
		ts.Check(json.Unmarshal([]byte(value), &all))
		if all[args[2]] == nil {
			ts.Fatalf("%s has no %s: %s", args[1], args[2], value)
		}
		value = fmt.Sprint(all[args[2]])
	}
	ts.Setenv(args[0], value)
}

func answers(ts *testscript.TestScript, _ bool, args []string) {
	var asked atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := min(int(asked.Add(1)), len(args)-1)
		status, body, _ := strings.Cut(args[n], ":")
		if status == "wait" {
			<-r.Context().Done()
			return
		}
		code, _ := strconv.Atoi(status)
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}))
	ts.Defer(srv.Close)
	ts.Setenv(args[0], srv.URL)
}

func send(method, address string, body []byte, header http.Header) (int, []byte, error) {
	req, err := http.NewRequest(method, address, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header = header
	defer http.DefaultClient.CloseIdleConnections() // as a process does that ends
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	return resp.StatusCode, answer, err
}

func fail(command string, err error) int {
	fmt.Fprintf(os.Stderr, "%s: %s\n", command, err)
	return 2
}

// patientMain is a command that makes a file when it is up, and when it is asked
// to end cleans up and ends with a status of its own.
func patientMain(file string) int {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, heeded()...)
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		return fail("patient", err)
	}
	fmt.Println("cleaned up after", <-asked)
	return 9
}
