package gost

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The tests here ask programs of others: gostsum and gost12sum, and OpenSSL with its GOST engine (Debian packages gostsum,
// libengine-gost-openssl). Where those are missing they are skipped, unless MOCKISMP_SECOND_OPINIONS demands them.

const opinions = 200

// asked is how many signatures of each curve a program of others is asked about: to start it takes longer than all that
// it says. make opinions asks about the most.
func asked() int {
	if os.Getenv("MOCKISMP_SECOND_OPINIONS") != "" {
		return opinions/len(curves) + 1
	}
	return 4
}

// opinion runs a program of others, which must succeed.
func opinion(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	out, err := exec.Command(name, arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(arguments, " "), err, out)
	}
	return string(out)
}

func needsEngine(t *testing.T) {
	t.Helper()
	_, err := exec.LookPath("gost12sum")
	if err == nil {
		_, err = exec.LookPath("gostsum")
	}
	if err == nil {
		err = exec.Command("openssl", "engine", "-t", "gost").Run()
	}
	switch {
	case err == nil:
	case os.Getenv("MOCKISMP_SECOND_OPINIONS") != "":
		t.Fatalf("gostsum and OpenSSL's GOST engine are demanded: %v", err)
	default:
		t.Skipf("no gostsum, or no GOST engine of OpenSSL (gostsum, libengine-gost-openssl): %v", err)
	}
}

// messages are of random lengths, around the ends of blocks and far beyond.
func messages(t *testing.T) (out [][]byte) {
	t.Helper()
	source := rand.NewChaCha8([32]byte([]byte("the lengths of these are random.")))
	random := rand.New(source)
	for n := range opinions {
		size := random.IntN(300)
		if n%10 == 0 {
			size = random.IntN(100_000)
		}
		message := make([]byte, size)
		source.Read(message)
		out = append(out, message)
	}
	return out
}

func TestDigestsOfOthers(t *testing.T) {
	needsEngine(t)
	folder, all := t.TempDir(), messages(t)
	var files []string
	for n, message := range all {
		files = append(files, filepath.Join(folder, strconv.Itoa(n)))
		write(t, files[n], message)
	}
	for _, c := range []struct {
		digest  string
		program []string
		turned  bool // printed as a number
	}{
		{"34.11-94", []string{"gostsum", "-t"}, true},
		{"Streebog-256", []string{"gost12sum"}, false},
		{"Streebog-512", []string{"gost12sum", "-l"}, false},
	} {
		lines := strings.Split(strings.TrimSpace(opinion(t, c.program[0], append(c.program[1:], files...)...)), "\n")
		if len(lines) != len(all) {
			t.Fatalf("%v prints %d lines", c.program, len(lines))
		}
		for n, message := range all {
			digest := digestOf(c.digest, message)
			if c.turned {
				slices.Reverse(digest)
			}
			if want, _, _ := strings.Cut(lines[n], " "); hex.EncodeToString(digest) != want {
				t.Errorf("%s of %d bytes: %x, others say %s", c.digest, len(message), digest, want)
			}
		}
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// russian is how OpenSSL's engine names a curve of ours.
type russian struct{ key, parameters, digest asn1.ObjectIdentifier }

var russians = map[string]russian{
	"CryptoPro-A": {asn1.ObjectIdentifier{1, 2, 643, 2, 2, 19}, asn1.ObjectIdentifier{1, 2, 643, 2, 2, 35, 1}, asn1.ObjectIdentifier{1, 2, 643, 2, 2, 30, 1}},
	"tc26-512-A":  {asn1.ObjectIdentifier{1, 2, 643, 7, 1, 1, 1, 2}, asn1.ObjectIdentifier{1, 2, 643, 7, 1, 2, 1, 2, 1}, asn1.ObjectIdentifier{1, 2, 643, 7, 1, 1, 2, 3}},
	"tc26-256-A":  {asn1.ObjectIdentifier{1, 2, 643, 7, 1, 1, 1, 1}, asn1.ObjectIdentifier{1, 2, 643, 7, 1, 2, 1, 1, 1}, asn1.ObjectIdentifier{1, 2, 643, 7, 1, 1, 2, 2}},
}

func (r russian) spki(t *testing.T, key *PublicKey) []byte {
	t.Helper()
	type parameters struct{ Curve, Digest asn1.ObjectIdentifier }
	type algorithm struct {
		Algorithm  asn1.ObjectIdentifier
		Parameters parameters
	}
	octets, err := asn1.Marshal(key.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	der, err := asn1.Marshal(struct {
		Algorithm algorithm
		Key       asn1.BitString
	}{algorithm{r.key, parameters{r.parameters, r.digest}}, asn1.BitString{Bytes: octets, BitLength: 8 * len(octets)}})
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

// TestSignaturesOfOthers: OpenSSL verifies what we sign, under Russian identifiers and with all octets reversed, and so
// do we what it signs; neither takes a changed digest.
func TestSignaturesOfOthers(t *testing.T) {
	needsEngine(t)
	for name, curve := range curves {
		c := curve()
		hash := map[string]string{"CryptoPro-A": "34.11-94", "tc26-512-A": "Streebog-512", "tc26-256-A": "Streebog-256"}[name]
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := func(file string) string { return filepath.Join(folder, file) }
			key := generated(t, c)
			write(t, path("key.pem"), russians[name].spki(t, &key.public))
			verify := func(digest, signature []byte) bool {
				write(t, path("digest"), digest)
				turned := bytes.Clone(signature)
				slices.Reverse(turned)
				write(t, path("signature"), turned)
				out, _ := exec.Command("openssl", "pkeyutl", "-engine", "gost", "-verify", "-pubin", "-inkey", path("key.pem"),
					"-in", path("digest"), "-sigfile", path("signature")).CombinedOutput()
				return strings.Contains(string(out), "Signature Verified Successfully")
			}
			for n, message := range messages(t)[:asked()] {
				digest := digestOf(hash, message)
				signature, err := key.Sign(nil, digest, nil)
				if err != nil {
					t.Fatal(err)
				}
				if !verify(digest, signature) {
					t.Fatalf("OpenSSL refuses our signature of %d bytes", len(message))
				}
				if n%10 == 0 && verify(flip(digest, n), signature) {
					t.Fatalf("OpenSSL takes our signature for another digest")
				}
			}
			signedByOthers(t, path, name, hash, c)
		})
	}
}

// signedByOthers verifies what OpenSSL signs with a key of its own.
func signedByOthers(t *testing.T, path func(string) string, name, hash string, c *Curve) {
	t.Helper()
	options := map[string][]string{
		"CryptoPro-A": {"-algorithm", "gost2001", "-pkeyopt", "paramset:A"},
		"tc26-512-A":  {"-algorithm", "gost2012_512", "-pkeyopt", "paramset:A"},
		"tc26-256-A":  {"-algorithm", "gost2012_256", "-pkeyopt", "paramset:TCA"},
	}[name]
	opinion(t, "openssl", append([]string{"genpkey", "-engine", "gost", "-out", path("theirs.pem")}, options...)...)
	opinion(t, "openssl", "pkey", "-engine", "gost", "-in", path("theirs.pem"), "-pubout", "-outform", "DER", "-out", path("theirs.der"))
	der := read(t, path("theirs.der"))
	key, err := ParsePublicKey(c, der[len(der)-2*c.Size():])
	if err != nil {
		t.Fatal(err)
	}
	for n := range min(asked(), 5) {
		digest := digestOf(hash, bytes.Repeat([]byte("сообщение "), n))
		write(t, path("digest"), digest)
		opinion(t, "openssl", "pkeyutl", "-engine", "gost", "-sign", "-inkey", path("theirs.pem"), "-in", path("digest"), "-out", path("signature"))
		signature := read(t, path("signature"))
		slices.Reverse(signature)
		if !key.Verify(digest, signature) || key.Verify(flip(digest, n), signature) {
			t.Errorf("the signature of OpenSSL over message %d does not verify, or does over another", n)
		}
	}
}

// TestRecipeOfOthers: the command of docs/signatures.md for OpenSSL's engine is run as it stands there and verifies a
// signature of ours.
func TestRecipeOfOthers(t *testing.T) {
	needsEngine(t)
	for _, page := range []string{"signatures.md", "signatures.ru.md"} {
		folder, key := t.TempDir(), generated(t, TC26A512())
		attributes := []byte("attributes, in DER")
		signature, err := key.Sign(nil, digestOf("Streebog-512", attributes), nil)
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(signature)
		write(t, filepath.Join(folder, "key.pem"), russians["tc26-512-A"].spki(t, &key.public))
		write(t, filepath.Join(folder, "turned.sig"), signature)
		write(t, filepath.Join(folder, "attributes.der"), attributes)
		_, command, _ := strings.Cut(string(read(t, "../../docs/"+page)), "**OpenSSL ")
		_, command, _ = strings.Cut(command, "\n```sh\n")
		command, _, _ = strings.Cut(command, "\n```\n")
		cmd := exec.Command("sh", "-e", "-c", command)
		cmd.Dir = folder
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "Verified OK") {
			t.Errorf("%s: %s\n%v\n%s", page, command, err, out)
		}
	}
}

func generated(t *testing.T, c *Curve) *PrivateKey {
	t.Helper()
	key, err := GenerateKey(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
