package pki

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// recipe is the block of a page of docs/signatures below the heading of a program.
func recipe(t *testing.T, page, program string) string {
	t.Helper()
	_, text, found := strings.Cut(string(must(os.ReadFile("../docs/"+page))(t)), "\n**"+program+"**")
	_, text, opened := strings.Cut(text, "\n```")
	_, text, _ = strings.Cut(text, "\n")
	text, _, closed := strings.Cut(text, "\n```\n")
	if !found || !opened || !closed {
		t.Fatalf("%s has no recipe for %s", page, program)
	}
	return text + "\n"
}

// TestRecipesOfOthers: what docs/signatures.md tells to sign with OpenSSL, Java and Python is run as it stands there, with
// files of ours, and makes signatures that verify.
func TestRecipesOfOthers(t *testing.T) {
	for program, c := range map[string]struct {
		file    string
		needs   []string // what succeeds where the program is
		command []string
	}{
		"OpenSSL": {"recipe.sh", []string{"openssl", "version"}, []string{"sh", "-e", "recipe.sh"}},
		"Java":    {"Sign.java", []string{"sh", "-c", "javac -version && test -e /usr/share/java/bcpkix.jar"}, []string{"sh", "-c", "java -cp '/usr/share/java/*' Sign.java >act.cms"}},
		"Python":  {"recipe.py", []string{"/usr/bin/python3", "-c", "import cryptography"}, []string{"/usr/bin/python3", "recipe.py"}},
	} {
		t.Run(program, func(t *testing.T) {
			demanded := os.Getenv("MOCKISMP_SECOND_OPINIONS") != ""
			if program == "Java" && !demanded {
				t.Skip("a compiler of Java takes its time: make opinions runs it")
			}
			if err := exec.Command(c.needs[0], c.needs[1:]...).Run(); err != nil {
				if demanded {
					t.Fatalf("%s is demanded: %v", program, err)
				}
				t.Skipf("no %s: %v", program, err)
			}
			for _, algorithm := range []Algorithm{RSA, EC} {
				t.Run(string(algorithm), func(t *testing.T) { follow(t, recipe(t, "signatures.md", program), algorithm, c.file, c.command) })
			}
		})
	}
}

// TestRecipesAreTheSameInRussian, but for comments: so it is enough to follow those in English.
func TestRecipesAreTheSameInRussian(t *testing.T) {
	comment := regexp.MustCompile(`(?m) *(#|// ).*$`)
	for _, program := range []string{"OpenSSL", "Java", "Python"} {
		english, russian := recipe(t, "signatures.md", program), recipe(t, "signatures.ru.md", program)
		if comment.ReplaceAllString(english, "") != comment.ReplaceAllString(russian, "") {
			t.Errorf("the recipe for %s is\n%sand in Russian\n%s", program, english, russian)
		}
	}
}

// follow runs a recipe beside a key and a document, and verifies what it leaves behind.
func follow(t *testing.T, text string, algorithm Algorithm, file string, command []string) {
	t.Helper()
	folder, data := t.TempDir(), "BKAKWGJYPJZTMATWGTXREQWQRTJRAS"
	key := issue(t, Request{BIN: "123456789021", Algorithm: algorithm})
	for name, content := range map[string][]byte{file: []byte(text), "act.xml": sample, "key.p12": must(key.PKCS12("mockismp"))(t)} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), "DATA="+data)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	made := 0
	for name, check := range map[string]Check{
		"act.cms":     {Level: Crypto, Content: sample, Detached: true},
		"sign-in.cms": {Level: Crypto, Content: []byte(data)},
	} {
		cms, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			continue
		}
		if cms[0] != 0x30 { // text
			cms = must(Decode(string(cms)))(t)
		}
		if found := must(Verify(cms, check))(t); found.Identity.BIN != "123456789021" {
			t.Errorf("%s is of %+v", name, found.Identity)
		}
		made++
	}
	if made == 0 || made == 1 && file == "recipe.sh" {
		t.Errorf("%d signatures were made", made)
	}
}
