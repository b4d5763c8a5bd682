package server

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/xsd/doc"
)

// others are programs of testdata/clients, each on top of a library that somebody else wrote. All of them say the same.
var others = map[string][]string{
	"axios":             {"node", "axios.mjs"},
	"got":               {"node", "got.mjs"},
	"undici":            {"node", "undici.mjs"},
	"fetch of Node":     {"node", "fetch.mjs"},
	"newman":            {"node", "newman.mjs"},
	"requests":          {"/usr/bin/python3", "-B", "with_requests.py"},
	"httpx":             {"/usr/bin/python3", "-B", "with_httpx.py"},
	"PHP curl":          {"php", "with_curl.php"},
	"Guzzle":            {"php", "with_guzzle.php"},
	"HttpClient":        {"java", "Talk.java", "httpclient"},
	"HttpURLConnection": {"java", "Talk.java", "urlconnection"},
	"curl":              {"sh", "-e", "shell.sh", "curl"},
	"wget":              {"sh", "-e", "shell.sh", "wget"},
}

// conversation is what each of them prints of a world whose box it gives away.
const conversation = `key 30
token 3
balance 1
info 2
list 2
act 201 36
documents 1
body true
history 404 КМ не найдены
anonymous 401 true
`

const theirs = "970425450202"

// TestOtherClients lets them talk to a world each: straight, by TLS, behind nginx (which speaks TLS and HTTP/2) and
// behind haproxy. make test-clients brings them here.
func TestOtherClients(t *testing.T) {
	if os.Getenv("TEST_CLIENTS_DIR") == "" {
		t.Skip("TEST_CLIENTS_DIR names no folder with packages of npm: make test-clients")
	}
	w := newWorkshop(t)
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	options := []Option{WithWorld("spec"), WithProcessing("instant")}
	plain, secure := Run(t, options...), Run(t, append(options, WithTLS("auto"))...)
	for _, s := range []*Server{plain, secure} {
		s.Token(theirs) // whom the act goes to is there before
	}
	proxy := w.certificate(t)
	for _, way := range []struct {
		name   string
		server *Server
		at     string // where clients go, "" for the server itself
		trust  []byte
	}{
		{"straight", plain, "", nil},
		{"TLS", secure, "", secure.TLSAuthority()},
		{"nginx", plain, "https://" + w.proxy(t, plain, "nginx.conf", "nginx", "-p", w.dir, "-c"), proxy},
		{"haproxy", plain, "http://" + w.proxy(t, plain, "haproxy.cfg", "haproxy", "-q", "-f"), nil},
	} {
		env := w.env(t, way.name, way.trust)
		for _, name := range slices.Sorted(maps.Keys(others)) {
			t.Run(way.name+" "+name, func(t *testing.T) {
				here(t, others[name])
				world := way.server.Fork(t)
				api := world.TrueAPI()
				if way.at != "" {
					api = way.at + strings.TrimPrefix(api, way.server.URL)
				}
				w.talks(t, others[name], append(env, "TRUE_API_URL="+api), world)
			})
		}
	}
}

// here skips a client that is not installed, where make test-clients was told to go
// on without.
func here(t *testing.T, words []string) {
	t.Helper()
	if os.Getenv("TEST_CLIENTS_PARTLY") == "" {
		return
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		t.Skip(err)
	}
	if library, isNode := strings.CutSuffix(words[1], ".mjs"); isNode && library != "fetch" {
		if _, err := os.Stat(filepath.Join(os.Getenv("TEST_CLIENTS_DIR"), "node_modules", library)); err != nil {
			t.Skip(err)
		}
	}
}

// workshop is a folder with all that the programs need.
type workshop struct{ dir string }

func newWorkshop(t *testing.T) *workshop {
	t.Helper()
	w := &workshop{t.TempDir()}
	if err := os.CopyFS(w.dir, os.DirFS("testdata/clients")); err != nil {
		t.Fatal(err)
	}
	s := Run(t, WithWorld("spec"))
	key := sure(s.Key(owner))(t)
	act := sure(client.NewAct(doc.Act{
		SupplierInfo: doc.Party{IdentificationCode: owner}, ConsigneeInfo: doc.Party{IdentificationCode: theirs},
		ProductList: []doc.ICode{{CIS: box, Count: 500}}, ProductTotals: []doc.GTIN{{GTIN: "00000046082251", Count: 500}},
	}))(t)
	cms := sure(s.Sign(owner, act.Text, client.Detached))(t)
	secret := sure(x509.MarshalPKCS8PrivateKey(key.Private))(t)
	w.put(t, "content", []byte(base64.StdEncoding.EncodeToString(act.Text)))
	w.put(t, "signature", []byte(base64.StdEncoding.EncodeToString(cms)))
	w.put(t, "key.pem", append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: key.Certificate.Raw})...))
	w.put(t, "sign", []byte("#!/bin/sh\nopenssl cms -sign -binary -nodetach -signer "+w.dir+"/key.pem -outform DER | base64 -w0\n"))
	return w
}

func (w *workshop) put(t *testing.T, name string, content []byte) string {
	t.Helper()
	file := filepath.Join(w.dir, name)
	if err := os.WriteFile(file, content, 0o700); err != nil {
		t.Fatal(err)
	}
	return file
}

// sure stops the test for an error: sure(call())(t).
func sure[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// run runs a program of this machine, which must succeed.
func (w *workshop) run(t *testing.T, env []string, words ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), words[0], words[1:]...)
	cmd.Dir, cmd.Env = w.dir, env
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v\n%s%s", words, err, &out, &errs)
	}
	return out.String()
}

// env is what the programs find in their environment.
func (w *workshop) env(t *testing.T, name string, trust []byte) []string {
	t.Helper()
	env := append(os.Environ(), "SIGN="+w.dir+"/sign", "CONTENT="+w.dir+"/content", "SIGNATURE="+w.dir+"/signature", "PACKAGES="+os.Getenv("TEST_CLIENTS_DIR"))
	if trust == nil {
		return env
	}
	file, store := w.put(t, name+".pem", trust), filepath.Join(w.dir, name+".p12")
	w.run(t, env, "keytool", "-importcert", "-noprompt", "-alias", "mockismp", "-file", file, "-keystore", store, "-storepass", "changeit")
	return append(
		env, "SSL_CERT_FILE="+file, "REQUESTS_CA_BUNDLE="+file, "CURL_CA_BUNDLE="+file, "NODE_EXTRA_CA_CERTS="+file,
		"JDK_JAVA_OPTIONS=-Djavax.net.ssl.trustStore="+store+" -Djavax.net.ssl.trustStorePassword=changeit",
	)
}

// talks lets a program talk, and looks at what the journal has of it.
func (w *workshop) talks(t *testing.T, words, env []string, world *Server) {
	t.Helper()
	if said := w.run(t, env, words...); said != conversation {
		t.Errorf("it says\n%s", said)
	}
	entries, _ := world.world.Journal.Entries()
	refused := 0
	for _, e := range entries {
		if e.Status >= 400 {
			refused++
		}
		for _, warning := range e.Warnings {
			t.Errorf("%s %s is warned of: %+v", e.Method, e.Path, warning)
		}
	}
	if len(entries) != 10 || refused != 2 {
		t.Errorf("%d requests came, %d were refused", len(entries), refused)
	}
}

// certificate makes one for proxies, and gives it in PEM.
func (w *workshop) certificate(t *testing.T) []byte {
	t.Helper()
	w.run(t, os.Environ(), "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
		"-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", "proxy.key", "-out", "proxy.crt")
	certificate := sure(os.ReadFile(filepath.Join(w.dir, "proxy.crt")))(t)
	w.put(t, "proxy.pem", append(sure(os.ReadFile(filepath.Join(w.dir, "proxy.key")))(t), certificate...))
	return certificate
}

// proxy starts one in front of the server, and gives where it answers when it does.
func (w *workshop) proxy(t *testing.T, s *Server, conf string, words ...string) string {
	t.Helper()
	free := sure(net.Listen("tcp", "127.0.0.1:0"))(t)
	at := free.Addr().String()
	_ = free.Close()
	_, port, _ := strings.Cut(at, ":")
	text := strings.NewReplacer("DIR", w.dir, "PORT", port, "ADDRESS", strings.TrimPrefix(s.URL, "http://")).Replace(string(sure(os.ReadFile(filepath.Join(w.dir, conf)))(t)))
	cmd := exec.Command(words[0], append(words[1:], w.put(t, conf+".run", []byte(text)))...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); <-ended })
	patience, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for tick := time.Tick(20 * time.Millisecond); ; {
		select {
		case err := <-ended:
			t.Fatalf("%v ended: %v\n%s", words, err, &errs)
		case <-patience.Done():
			t.Fatalf("%v does not answer\n%s", words, &errs)
		case <-tick:
			if conn, err := net.Dial("tcp", at); err == nil {
				_ = conn.Close()
				return at
			}
		}
	}
}

// TestSignaturesOfOpenSSL: every form of CMS that it writes signs in, over HTTP.
func TestSignaturesOfOpenSSL(t *testing.T) {
	if os.Getenv("TEST_CLIENTS_DIR") == "" {
		t.Skip("make test-clients runs it")
	}
	w, s := newWorkshop(t), frozen(t)
	const der, stream = "openssl cms -sign -binary -nodetach -signer key.pem -outform DER", "openssl cms -sign -binary -nodetach -stream -signer key.pem -outform DER"
	for name, form := range map[string]struct {
		command string
		warns   int
	}{
		"SHA-1": {der + " -md sha1 | base64 -w0", 1}, "SHA-256": {der + " -md sha256 | base64 -w0", 0}, "SHA-384": {der + " -md sha384 | base64 -w0", 0},
		"SHA-512": {der + " -md sha512 | base64 -w0", 0}, "SHA3-256": {der + " -md sha3-256 | base64 -w0", 0}, "MD5": {der + " -md md5 | base64 -w0", 1},
		"key identifier": {der + " -keyid | base64 -w0", 0}, "BER": {stream + " | base64 -w0", 0}, "without attributes": {der + " -noattr | base64 -w0", 0},
		"CAdES": {der + " -cades | base64 -w0", 0}, "PSS": {der + " -keyopt rsa_padding_mode:pss | base64 -w0", 0}, "lines": {der + " | base64", 0},
		"CRLF": {der + " | base64 | sed 's/$/\\r/'", 0}, "PEM": {strings.Replace(der, "DER", "PEM", 1), 0},
		"smime": {"openssl smime -sign -binary -nodetach -signer key.pem -outform DER | base64 -w0", 0},
	} {
		t.Run(name, func(t *testing.T) {
			key := want(t, s, 200, "GET", "/api/v3/true-api/auth/key", "")
			cmd := exec.Command("sh", "-c", form.command)
			cmd.Dir, cmd.Stdin = w.dir, strings.NewReader(field(t, key, "data").(string))
			cms := sure(cmd.Output())(t)
			s.world.Journal.Clear()
			status, text := call(t, s, http.MethodPost, "/api/v3/true-api/auth/simpleSignIn", fmt.Sprintf(`{"uuid":%q,"data":%s}`, field(t, key, "uuid"), strconv.Quote(string(cms))))
			entries, _ := s.world.Journal.Entries()
			if status != 200 || len(entries) != 1 || len(entries[0].Warnings) != form.warns {
				t.Errorf("%d %s, %+v", status, text, entries)
			}
		})
	}
}
