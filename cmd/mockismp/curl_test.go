package main

import (
	"bufio"
	"bytes"
	"fmt"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// installCurl writes the program curl: a script of the shell that has its call made by
// these tests, since a start of them, or of the real one, costs several times as much.
func installCurl(file string) error {
	bash, err := exec.LookPath("bash")
	if err != nil {
		return err
	}
	desk, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() {
		for {
			asked, err := desk.Accept()
			if err != nil {
				return
			}
			go curlFor(asked)
		}
	}()
	return os.WriteFile(file, fmt.Appendf(nil, `#!%s
exec 3<>/dev/tcp/127.0.0.1/%d
printf '%%s\0' $(($# + 1)) "$PWD" "$@" >&3
read -r status <&3
[ "$status" = 0 ] || exec >&2
cat <&3
exit "$status"
`, bash, desk.Addr().(*net.TCPAddr).Port), 0o700)
}

// curlFor reads the number of words, the directory and the arguments of a call of curl,
// and writes its status on a line, then what it prints.
func curlFor(asked net.Conn) {
	defer func() { _ = asked.Close() }()
	in := bufio.NewReader(asked)
	word := func() string {
		text, _ := in.ReadString(0) // cut off, it is no call that there is
		return strings.TrimSuffix(text, "\x00")
	}
	n, err := strconv.Atoi(word())
	words := make([]string, 0, n)
	for range n {
		words = append(words, word())
	}
	var answer []byte
	if err == nil && n > 0 {
		answer, err = curl(words[0], words[1:])
	}
	if err != nil {
		_, _ = fmt.Fprintf(asked, "2\ncurl: %s\n", err)
		return
	}
	_, _ = fmt.Fprintf(asked, "0\n%s", answer)
}

// curl is as much of curl as the documents show: -s, -d, --data-binary @FILE,
// -H, -X, -F and a URL.
func curl(dir string, args []string) ([]byte, error) {
	method, address, body, header := http.MethodGet, "", []byte(nil), http.Header{}
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		switch {
		case arg == "-s" || arg == "-fsS":
		case arg == "-d" && len(args) > 0:
			method, body, args = http.MethodPost, []byte(args[0]), args[1:]
			if header.Get("Content-Type") == "" {
				header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
		case arg == "--data-binary" && len(args) > 0 && strings.HasPrefix(args[0], "@"):
			file := args[0][1:]
			if !filepath.IsAbs(file) {
				file = filepath.Join(dir, file)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			method, body, args = http.MethodPost, text, args[1:]
		case arg == "-X" && len(args) > 0:
			method, args = args[0], args[1:]
		case arg == "-F" && len(args) > 0:
			name, value, _ := strings.Cut(args[0], "=")
			if err := parts.WriteField(name, value); err != nil {
				return nil, err
			}
			method, args = http.MethodPost, args[1:]
			header.Set("Content-Type", parts.FormDataContentType())
		case arg == "-H" && len(args) > 0:
			name, value, _ := strings.Cut(args[0], ": ")
			header.Set(name, value)
			args = args[1:]
		case !strings.HasPrefix(arg, "-") && address == "":
			address = "http://" + strings.TrimPrefix(arg, "http://")
		default:
			return nil, fmt.Errorf("this stand-in does not know %q", arg)
		}
	}
	if form.Len() > 0 {
		_ = parts.Close() // a bytes.Buffer never fails
		body = form.Bytes()
	}
	_, answer, err := send(method, address, body, header)
	return answer, err
}
