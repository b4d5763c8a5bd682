package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/server"
)

type execCmd struct {
	running
	reviewed
	Log     string   `default:"off" enum:"text,json,off" help:"Form of the log on standard error, with a line for each request: text, json or off (${default})."`
	Command []string `arg:"" optional:"" passthrough:"partial" help:"The command and its arguments, behind --. It finds MOCKISMP_URL, TRUE_API_URL and, where the control API wants a token, MOCKISMP_CONTROL_TOKEN; NO_PROXY and no_proxy name this machine as well. With --tls, SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and NODE_EXTRA_CA_CERTS let it trust the emulator, and MOCKISMP_CA_FILE names the authority."`
}

// words are the command and its arguments: kong hands -- on with them.
func (e *execCmd) words() []string {
	if len(e.Command) > 0 && e.Command[0] == "--" {
		return e.Command[1:]
	}
	return e.Command
}

// Validate is asked by kong, as part of reading the flags.
func (e *execCmd) Validate() error {
	if len(e.words()) == 0 {
		return errors.New("a command is missing behind --, as in: mockismp exec -- npm test")
	}
	return nil
}

// Run runs the command and ends with its exit status.
func (e *execCmd) Run(r *run) error {
	words := e.words()
	path, err := exec.LookPath(words[0])
	if err != nil {
		return notRun(words[0], err)
	}
	if slices.Equal(e.Listen, server.Defaults().Listen) {
		e.Listen = []string{"127.0.0.1:0"} // commands that run at once get a port each
	}
	srv, err := e.start(logTo(r.errOut, e.Log, false))
	if err != nil {
		return err
	}
	defer func() { _ = srv.Close() }()
	if err := e.announce(srv.URL, srv.ControlToken()); err != nil {
		return err
	}
	defer e.withdraw()
	cmd := exec.Command(path, words[1:]...)
	cmd.Args[0] = words[0]
	cmd.Stdin, cmd.Stdout, cmd.Stderr = r.in, r.out, r.errOut
	env, forget, err := e.environment(srv)
	if err != nil {
		return err
	}
	defer forget()
	cmd.Env = env
	if err := supervise(r, cmd, patience); err != nil {
		return err // the command's own status counts
	}
	return e.tell(r, srv)
}

// environment is this program's own, and what a command needs to find the emulator and to trust it. forget removes the
// files that it names.
func (e *execCmd) environment(srv *server.Server) (env []string, forget func(), err error) {
	env = append(os.Environ(), "MOCKISMP_URL="+srv.URL, "TRUE_API_URL="+srv.TrueAPI())
	if token := srv.ControlToken(); token != "" {
		env = append(env, "MOCKISMP_CONTROL_TOKEN="+token)
	}
	at, _ := url.Parse(srv.URL) // the server has made it
	env, forget = append(env, direct(os.Getenv("NO_PROXY"), os.Getenv("no_proxy"), at.Hostname())...), func() {}
	authority := srv.TLSAuthority()
	if authority == nil {
		return env, forget, nil
	}
	dir, err := os.MkdirTemp("", "mockismp-tls-")
	if err != nil {
		return nil, nil, err
	}
	forget = func() { _ = os.RemoveAll(dir) }
	trust, err := trustIn(dir, authority)
	if err != nil {
		forget()
		return nil, nil, err
	}
	return append(env, trust...), forget, nil
}

// direct gives NO_PROXY and no_proxy with loopback, and the emulator's host,
// added to what they held. Some programs read one of them, some the other, so
// one that is empty gets what the other had.
func direct(upper, lower, host string) []string {
	extended := func(list, other string) string {
		if list == "" {
			list = other
		}
		for _, h := range []string{"127.0.0.1", "localhost", "::1", host} {
			if !strings.Contains(","+list+",", ","+h+",") {
				list = strings.TrimPrefix(list+","+h, ",")
			}
		}
		return list
	}
	return []string{"NO_PROXY=" + extended(upper, lower), "no_proxy=" + extended(lower, upper)}
}

// supervise runs a command in a process group of its own. A signal to this
// program goes on to the whole group; when the patience after it is over, or at
// the next signal, what is left of the group is killed.
func supervise(r *run, cmd *exec.Cmd, patience time.Duration) error {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, heeded()...)
	defer signal.Stop(signals)
	r.stop() // from here on, signals are the command's
	group, err := startGroup(cmd)
	if err != nil {
		return notRun(cmd.Args[0], err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	var late <-chan time.Time
	for signalled := false; ; {
		select {
		case err := <-ended:
			return err
		case sig := <-signals:
			if signalled {
				group.kill()
				continue
			}
			signalled, late = true, time.After(patience)
			group.pass(sig)
		case <-late:
			_, _ = fmt.Fprintf(r.errOut, "mockismp: %s did not end within %s of the signal, and was killed\n", cmd.Args[0], patience)
			group.kill()
		}
	}
}

// notRunError is a command that could not be started; it has the status that
// shells give.
type notRunError struct {
	text string
	code int
}

func (e *notRunError) Error() string { return e.text }

func notRun(command string, err error) error {
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return &notRunError{fmt.Sprintf("there is no command %q in PATH", command), 127}
	case errors.Is(err, fs.ErrNotExist):
		return &notRunError{fmt.Sprintf("there is no command %q, or what its first line names is not there", command), 127}
	}
	if why := (*exec.Error)(nil); errors.As(err, &why) {
		err = why.Err
	}
	if why := (*fs.PathError)(nil); errors.As(err, &why) {
		err = why.Err
	}
	return &notRunError{fmt.Sprintf("command %q cannot be run: %s", command, err), 126}
}
