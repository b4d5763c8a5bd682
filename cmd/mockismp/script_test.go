package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// mockismp is a command of scripts: it runs the program in this process, which
// costs a small part of a start. What a process of its own is needed for is started
// with exec mockismp: to serve in the background, to be sent signals, to read input,
// to print a help, which ends the process.
func mockismp(ts *testscript.TestScript, not bool, args []string) {
	status := runHere(ts, args)
	if (status != 0) != not {
		ts.Fatalf("mockismp ended with %d", status)
	}
}

// exits is a command of scripts: exits N mockismp ARG…, or exits N exec COMMAND ARG….
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	switch args[1] {
	case "mockismp":
		got = runHere(ts, args[2:])
	case "exec":
		if err := ts.Exec(args[2], args[3:]...); err != nil {
			exit, ok := err.(*exec.ExitError)
			if !ok {
				ts.Fatalf("%s", err)
			}
			got = exit.ExitCode()
		}
	default:
		ts.Fatalf("exits knows mockismp and exec, not %q", args[1])
	}
	if got != want {
		ts.Fatalf("%s ended with %d, not %d", strings.Join(args[1:], " "), got, want)
	}
}

// here is held by the run that has this process's directory and variables.
var here sync.Mutex

// runHere runs the program in this process as a script would start it: in the
// script's directory, with its variables.
func runHere(ts *testscript.TestScript, args []string) int {
	script := reflect.ValueOf(ts).Elem()
	if script.FieldByName("stdin").Len() > 0 {
		ts.Fatalf("a program that is to read input is started with exec")
	}
	variables := map[string]string{}
	for env, i := script.FieldByName("env"), 0; i < env.Len(); i++ {
		name, value, _ := strings.Cut(env.Index(i).String(), "=")
		variables[name] = value
	}
	here.Lock()
	defer here.Unlock()
	before, err := os.Getwd()
	ts.Check(err)
	ts.Check(os.Chdir(ts.MkAbs(".")))
	defer func() { ts.Check(os.Chdir(before)) }()
	defer setVariables(setVariables(variables))
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var out, errOut shared
	status := program(&run{ctx: ctx, stop: func() {}, in: strings.NewReader(""), out: &out, errOut: &errOut, now: time.Now}, args)
	http.DefaultClient.CloseIdleConnections() // as a process does that ends
	out.copyTo(ts.Stdout())
	errOut.copyTo(ts.Stderr())
	return status
}

// setVariables makes this process's variables these ones, and gives those that
// were. One that stays is not touched: others read PATH meanwhile.
func setVariables(now map[string]string) (before map[string]string) {
	before = map[string]string{}
	for _, v := range os.Environ() {
		name, value, _ := strings.Cut(v, "=")
		before[name] = value
		if _, stays := now[name]; !stays {
			_ = os.Unsetenv(name)
		}
	}
	for name, value := range now {
		if was, is := before[name]; !is || was != value {
			_ = os.Setenv(name, value)
		}
	}
	return before
}

// shared is what several goroutines write.
type shared struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *shared) copyTo(w io.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.text.WriteTo(w)
}

// httpCommand is a command of scripts, http METHOD URL [BODY-FILE] [HEADER: VALUE…]:
// it prints the status, then the body.
func httpCommand(ts *testscript.TestScript, _ bool, args []string) {
	var body []byte
	header := http.Header{}
	for _, arg := range args[2:] {
		if name, value, ok := strings.Cut(arg, ": "); ok {
			header.Set(name, value)
			continue
		}
		body = []byte(ts.ReadFile(arg))
		header.Set("Content-Type", "application/json")
	}
	status, answer, err := send(args[0], args[1], body, header)
	ts.Check(err)
	_, _ = fmt.Fprintf(ts.Stdout(), "%d\n%s\n", status, answer)
}

// TestVariablesComeBack: what a script sets is seen by the program, and by nobody
// behind it.
func TestVariablesComeBack(t *testing.T) {
	t.Setenv("SCRIPT_STAYS", "1")
	t.Setenv("SCRIPT_CHANGES", "1")
	t.Setenv("SCRIPT_GOES", "1")
	seen := func() (all []string) {
		for _, v := range os.Environ() {
			if strings.HasPrefix(v, "SCRIPT_") {
				all = append(all, strings.TrimPrefix(v, "SCRIPT_"))
			}
		}
		slices.Sort(all)
		return all
	}
	all := len(os.Environ())
	before := setVariables(map[string]string{"SCRIPT_STAYS": "1", "SCRIPT_CHANGES": "2", "SCRIPT_COMES": "3"})
	if got := seen(); !slices.Equal(got, []string{"CHANGES=2", "COMES=3", "STAYS=1"}) {
		t.Errorf("the program sees %q", got)
	}
	setVariables(before)
	if got := seen(); len(os.Environ()) != all || !slices.Equal(got, []string{"CHANGES=1", "GOES=1", "STAYS=1"}) {
		t.Errorf("behind it there are %q, %d of %d", got, len(os.Environ()), all)
	}
}
