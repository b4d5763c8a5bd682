package server

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// inFiles writes texts into files of a new directory.
func inFiles(t *testing.T, texts map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestADirectoryIsAWorld: its datasets are loaded in order of name, each may name
// what those before it have; other files are left alone.
func TestADirectoryIsAWorld(t *testing.T) {
	dir := inFiles(t, map[string]string{
		"1-people.yaml":   `participants: [{bin: "940517350290", name: A, groups: {shoes: [PRODUCER]}}]`,
		"2-products.json": `{"products": [{"gtin": "04870000010028", "productGroup": "shoes", "name": "B"}]}`,
		"3-codes.csv":     "cis,ownerBin\n010487000001002821ABCDEFGHIJKLM,940517350290\n",
		"notes.txt":       "no dataset",
	})
	extra := filepath.Join(inFiles(t, map[string]string{"more.csv": "010487000001002821ABCDEFGHIJKLN\n"}), "more.csv")
	s := Run(t, WithWorld(dir), WithCodes(extra+",ownerBin=123456789012,status=APPLIED"))
	if c := s.World().Code("010487000001002821ABCDEFGHIJKLM"); c == nil {
		t.Error("the code of the directory is not there")
	}
	if c := s.World().Code("010487000001002821ABCDEFGHIJKLN"); c == nil || c.OwnerBIN != "123456789012" || c.Status.String() != "APPLIED" {
		t.Errorf("the code of --codes: %+v", c)
	}
}

// TestBadFilesAreToldTogether: all that is wrong in a directory and in files of codes.
func TestBadFilesAreToldTogether(t *testing.T) {
	dir := inFiles(t, map[string]string{"a.yaml": "codes: 5", "b.csv": "cis,x\n", "c.yml": "participants: [{}]"})
	_, err := New(WithListen("127.0.0.1:0"), WithWorld(dir, t.TempDir()), WithCodes("none.csv,ownerBin=1"))
	for _, want := range []string{"a.yaml:1:", "b.csv:1:5:", "c.yml:1:", "is a directory without a file that ends in .yaml", `codes "none.csv"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}
