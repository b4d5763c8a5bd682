package client_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/pki"
)

// checkSigner lets a signer sign in both forms, and verifies what it made.
func checkSigner(t *testing.T, s client.Signer) {
	t.Helper()
	for _, form := range []client.Form{client.Attached, client.Detached} {
		cms, err := s.Sign(ctx(t), []byte("content"), form)
		if err != nil {
			t.Errorf("%s: %s", form, err)
			continue
		}
		sig, err := pki.Verify(cms, pki.Check{Level: pki.Crypto, Content: []byte("content"), Detached: form == client.Detached})
		if err != nil || sig.Identity.Participant() != owner {
			t.Errorf("%s: %v of %+v", form, err, sig)
		}
	}
}

// failsWith lets a signer fail.
func failsWith(t *testing.T, s client.Signer, want string) {
	t.Helper()
	if _, err := s.Sign(ctx(t), []byte("content"), client.Detached); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v; want %q", err, want)
	}
}

// TestKey: a PKCS#12 file of every algorithm signs, and signs in.
func TestKey(t *testing.T) {
	srv := world(t)
	for _, algorithm := range []pki.Algorithm{pki.RSA, pki.EC, pki.GOST2015, pki.GOST2004} {
		t.Run(string(algorithm), func(t *testing.T) {
			issued := must[*pki.Key](t)(pki.Issue(pki.Request{BIN: owner, Name: "ИВАНОВ ИВАН", Organisation: "ТОО", Algorithm: algorithm}))
			file := must[[]byte](t)(issued.PKCS12("Пароль1"))
			key := must[client.Key](t)(client.PKCS12(file, "Пароль1"))
			checkSigner(t, key)
			if _, err := client.PKCS12(file, "another"); err == nil {
				t.Error("any password opens the file")
			}
			c := as(t, srv, owner, client.WithSigner(key))
			if sent, err := c.Send(ctx(t), must[*client.Document](t)(client.NewAct(boxAct()))); err != nil || sent.ID == "" {
				t.Errorf("an act is answered %+v, %v", sent, err)
			}
		})
	}
}

// ncalayer is a stand-in that speaks the recorded protocol: it greets, echoes
// beats of the heart, and answers one method of commonUtils as answer says.
func ncalayer(t *testing.T, answer func(call map[string]any) string) client.NCALayer {
	t.Helper()
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = conn.CloseNow() }()
		conn.SetReadLimit(1 << 20)
		_ = conn.Write(r.Context(), websocket.MessageText, []byte(`{"result":{"version":"1.4"}}`))
		_, text, err := conn.Read(r.Context())
		if err != nil {
			return
		}
		var call map[string]any
		if err := json.Unmarshal(text, &call); err != nil || call["module"] != "kz.gov.pki.knca.commonUtils" || call["method"] != "createCMSSignatureFromBase64" {
			t.Errorf("the call is %s", text)
		}
		_ = conn.Write(r.Context(), websocket.MessageText, []byte("--heartbeat--"))
		if reply := answer(call); reply != "" {
			_ = conn.Write(r.Context(), websocket.MessageText, []byte(reply))
			_, _, _ = conn.Read(r.Context()) // until the client goes
		}
	}))
	t.Cleanup(srv.Close)
	return client.NCALayer{URL: "wss" + strings.TrimPrefix(srv.URL, "https"), TLS: srv.Client().Transport.(*http.Transport).TLSClientConfig}
}

func TestNCALayer(t *testing.T) {
	s := ncalayer(t, func(call map[string]any) string {
		args := call["args"].([]any)
		if args[0] != "AKKaztokenStore" || args[1] != "SIGNATURE" {
			t.Errorf("the arguments are %v", args)
		}
		content := must[[]byte](t)(base64.StdEncoding.DecodeString(args[2].(string)))
		cms := must[[]byte](t)(keyOf(t, owner).Key.Sign(content, pki.SignOptions{Detached: args[3] == false}))
		return `{"responseObject":"` + base64.StdEncoding.EncodeToString(cms) + `","code":"200"}`
	})
	s.Storage = "AKKaztokenStore"
	checkSigner(t, s)

	for reply, want := range map[string]string{
		`{"code":"500","message":"action.canceled"}`: "the person closed the window",
		`{"code":"500","message":"storage.empty"}`:   `code "500", storage.empty`,
		`{"code":"500"}`: "without a word",
		`{"responseObject":{"alias":""},"code":"200"}`:         "responseObject is no text",
		`{"responseObject":"AAAA","code":"200"}`:               "what NCALayer gave is no CMS",
		`<html>`:                                               "answers no JSON",
		`{"success":false,"code":"COMMON_WRAPPING_EXCEPTION"}`: "COMMON_WRAPPING_EXCEPTION",
		"": "hangs up before it has signed",
	} {
		failsWith(t, ncalayer(t, func(map[string]any) string { return reply }), want)
	}
	if _, err := ncalayer(t, func(map[string]any) string { return `{"code":"500","message":"action.canceled"}` }).Sign(ctx(t), nil, client.Attached); !errors.Is(err, client.ErrCanceled) {
		t.Error(err)
	}
	stopped := ncalayer(t, nil)
	stopped.URL = "wss://127.0.0.1:1/"
	failsWith(t, stopped, "is it running?")
}

// ncanode is a stand-in for POST /cms/sign of NCANode 3.
func ncanode(t *testing.T, answer func(call map[string]any) (int, string)) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var call map[string]any
		if err != nil || r.Method != "POST" || r.URL.Path != "/cms/sign" || json.Unmarshal(body, &call) != nil {
			t.Errorf("%s %s: %s %v", r.Method, r.URL, body, err)
		}
		status, text := answer(call)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestNCANode(t *testing.T) {
	file := must[[]byte](t)(keyOf(t, owner).PKCS12("secret"))
	url := ncanode(t, func(call map[string]any) (int, string) {
		signer := call["signers"].([]any)[0].(map[string]any)
		if signer["password"] != "secret" || signer["keyAlias"] != "second" || call["withTsp"] != false {
			t.Errorf("the call is %v", call)
		}
		key := must[*pki.Key](t)(pki.OpenPKCS12(must[[]byte](t)(base64.StdEncoding.DecodeString(signer["key"].(string))), "secret"))
		content := must[[]byte](t)(base64.StdEncoding.DecodeString(call["data"].(string)))
		cms := must[[]byte](t)(key.Sign(content, pki.SignOptions{Detached: call["detached"] == true}))
		return 200, `{"status":200,"message":"OK","cms":"` + base64.StdEncoding.EncodeToString(cms) + `"}`
	})
	checkSigner(t, client.NCANode{URL: url + "/", Key: file, Password: "secret", Alias: "second"})
	for _, a := range []struct {
		status       int
		answer, want string
	}{
		{400, `{"status":400,"message":"Неверный пароль"}`, "NCANode refuses: 400 Bad Request: Неверный пароль"},
		{200, `{"status":500,"message":"x"}`, "x"},
		{502, `<html>`, "is no NCANode: 502 Bad Gateway"},
		{200, `{"status":200,"cms":""}`, "is no CMS"},
	} {
		failsWith(t, client.NCANode{URL: ncanode(t, func(map[string]any) (int, string) { return a.status, a.answer })}, a.want)
	}
	failsWith(t, client.NCANode{URL: "http://127.0.0.1:1"}, "NCANode: ")
}

// TestMain plays a program that signs, when a test asks for one.
func TestMain(m *testing.M) {
	if file := os.Getenv("TEST_SIGNING_KEY"); file != "" && len(os.Args) > 1 && (os.Args[1] == "attached" || os.Args[1] == "detached") {
		os.Exit(signingProgram(file, os.Args[1]))
	}
	os.Exit(m.Run())
}

func signingProgram(file, form string) int {
	p12, err := os.ReadFile(file)
	if err != nil {
		_, _ = os.Stderr.WriteString("the token is not plugged in\n")
		return 3
	}
	key, err := pki.OpenPKCS12(p12, "secret")
	content, _ := io.ReadAll(os.Stdin)
	if err == nil {
		var cms []byte
		if cms, err = key.Sign(content, pki.SignOptions{Detached: form == "detached"}); err == nil {
			_, err = os.Stdout.WriteString("-----BEGIN CMS-----\n" + base64.StdEncoding.EncodeToString(cms) + "\n-----END CMS-----\n")
		}
	}
	if err != nil {
		return 4
	}
	return 0
}

func TestCommand(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key.p12")
	t.Setenv("TEST_SIGNING_KEY", file)
	me := must[string](t)(os.Executable())
	s := client.Command{Attached: []string{me, "attached"}, Detached: []string{me, "detached"}}
	failsWith(t, s, "exit status 3: the token is not plugged in")
	if err := os.WriteFile(file, must[[]byte](t)(keyOf(t, owner).PKCS12("secret")), 0o600); err != nil {
		t.Fatal(err)
	}
	checkSigner(t, s)
	failsWith(t, client.Command{Attached: s.Attached}, "no program is named for detached signatures")
	failsWith(t, client.Command{Detached: []string{"echo", "hello"}}, "what echo gave is no CMS")
	failsWith(t, client.Command{Detached: []string{"/nowhere/at/all"}}, "/nowhere/at/all")
	gone, cancel := context.WithCancel(ctx(t))
	cancel()
	if _, err := s.Sign(gone, nil, client.Attached); err == nil {
		t.Error("a program runs for nobody")
	}
}

// TestParseSigner: each row signs in at a double, as whom its key names.
func TestParseSigner(t *testing.T) {
	srv := world(t)
	file := filepath.Join(t.TempDir(), "a,key.p12")
	p12 := must[[]byte](t)(keyOf(t, owner).PKCS12("secret"))
	if err := os.WriteFile(file, p12, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TEST_SIGNING_KEY", file)
	me := must[string](t)(os.Executable())
	plain := filepath.Join(filepath.Dir(file), "key.p12")
	if err := os.WriteFile(plain, p12, 0o600); err != nil {
		t.Fatal(err)
	}
	node := ncanode(t, func(call map[string]any) (int, string) {
		content := must[[]byte](t)(base64.StdEncoding.DecodeString(call["data"].(string)))
		cms := must[[]byte](t)(keyOf(t, owner).Key.Sign(content, pki.SignOptions{}))
		return 200, `{"status":200,"cms":"` + base64.StdEncoding.EncodeToString(cms) + `"}`
	})
	for _, spec := range []string{"p12:" + file, "exec:" + me, "token:" + srv.Token(owner), "ncanode:" + node + "," + plain} {
		option, err := client.ParseSigner(spec, "secret")
		if err != nil {
			t.Errorf("%s: %s", spec, err)
			continue
		}
		c := must[*client.Client](t)(client.New(srv.URL, option))
		if all, err := c.BalanceAll(ctx(t)); err != nil || len(all) != 1 {
			t.Errorf("%s: %v, %v", spec, all, err)
		}
	}
	if _, err := client.ParseSigner("ncalayer:", ""); err != nil {
		t.Error(err)
	}
	for _, spec := range []string{"", "p12", "p12:", "p12:/nowhere", "token:", "exec:", "ncanode:http://x", "ncanode:http://x,/nowhere", "other:x"} {
		if _, err := client.ParseSigner(spec, ""); err == nil {
			t.Errorf("%q is a signer", spec)
		}
	}
	if _, err := client.ParseSigner("p12:"+file, "another"); err == nil {
		t.Error("any password opens the file")
	}
}
