package pki

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// openssl runs OpenSSL, which must succeed. Where it is missing the test is skipped, unless MOCKISMP_SECOND_OPINIONS
// demands it.
func openssl(t *testing.T, arguments ...string) string {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("MOCKISMP_SECOND_OPINIONS") != "" {
			t.Fatalf("OpenSSL is demanded: %v", err)
		}
		t.Skipf("no second opinion: %v", err)
	}
	out, err := exec.Command("openssl", arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("openssl %s: %v\n%s", strings.Join(arguments, " "), err, out)
	}
	return string(out)
}

// TestOurFilesOpenedByOpenSSL: with the encryption, the rounds and the names that files of НУЦ РК have.
func TestOurFilesOpenedByOpenSSL(t *testing.T) {
	for _, algorithm := range []Algorithm{RSA, EC, GOST2015, GOST2004} {
		key := issue(t, Request{BIN: "123456789021", Algorithm: algorithm})
		file := filepath.Join(t.TempDir(), key.FileName())
		if err := os.WriteFile(file, must(key.PKCS12("Құпия 12"))(t), 0o600); err != nil {
			t.Fatal(err)
		}
		out := openssl(t, "pkcs12", "-legacy", "-info", "-nokeys", "-in", file, "-passin", "pass:Құпия 12")
		for _, want := range []string{
			"MAC: sha1, Iteration 1024", "salt length: 20", "Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 1024",
			"PKCS7 Encrypted data: pbeWithSHA1And40BitRC2-CBC, Iteration 1024", "friendlyName: " + key.Alias(), "BEGIN CERTIFICATE",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("%s: no %q in\n%s", algorithm, want, out)
			}
		}
		if algorithm == RSA || algorithm == EC {
			out := openssl(t, "pkcs12", "-legacy", "-nodes", "-nocerts", "-in", file, "-passin", "pass:Құпия 12")
			if !strings.Contains(out, "BEGIN PRIVATE KEY") {
				t.Errorf("%s: no key in\n%s", algorithm, out)
			}
		}
	}
}

// TestFilesOfOpenSSL: all encryptions that it writes and that mean anything, under passwords in other letters too.
func TestFilesOfOpenSSL(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "key.p12")
	for _, c := range [][]string{
		{"-legacy"},
		{},
		{"-keypbe", "PBE-SHA1-2DES", "-certpbe", "PBE-SHA1-RC2-128", "-legacy"},
		{"-keypbe", "AES-128-CBC", "-certpbe", "DES-EDE3-CBC", "-macalg", "sha512", "-iter", "5000"},
		{"-keypbe", "NONE", "-certpbe", "NONE", "-nomac"},
		{"-certpbe", "NONE", "-keypbe", "AES-192-CBC", "-nomaciter"},
	} {
		for _, password := range []string{"secret", "Құпия", ""} {
			openssl(t, append([]string{
				"pkcs12", "-export", "-in", "testdata/signer.pem", "-inkey", "testdata/signer.pem",
				"-name", "ключ", "-out", file, "-passout", "pass:" + password,
			}, c...)...)
			data := must(os.ReadFile(file))(t)
			key, err := OpenPKCS12(data, password)
			if err != nil || !rsaOf(key).Equal(testKey(t, "signer.pem").Private) {
				t.Errorf("%v, password %q: %v", c, password, err)
			}
		}
	}
}
