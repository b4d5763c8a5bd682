package server

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mockismp/mockismp/server/internal/claims"
)

// succeeding is a golden file of a method that succeeds, with the address that
// the specification prints for it.
func succeeding(t *testing.T, method string) *txtar.Archive {
	t.Helper()
	name, ok := routeName(method)
	if !ok {
		t.Fatalf("%s is no method", method)
	}
	files, err := filepath.Glob("testdata/golden/" + name + "/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if at := slices.Index(files, "testdata/golden/"+name+"/success.txt"); at >= 0 {
		files = []string{files[at]}
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		archive := txtar.Parse(text)
		if strings.HasPrefix(section(archive, "answer"), "2") {
			return archive
		}
	}
	t.Fatalf("%s has no golden that succeeds", name)
	return nil
}

// headed is a request with a header in place of the one that it has, or without
// any if the value is empty.
func headed(request, name, value string) string {
	head, body, _ := strings.Cut(request, "\n\n")
	lines := slices.DeleteFunc(strings.Split(strings.TrimRight(head, "\n"), "\n"), func(line string) bool {
		return strings.HasPrefix(strings.ToLower(line), strings.ToLower(name)+":")
	})
	if value != "" {
		lines = append(lines, name+": "+value)
	}
	return strings.Join(lines, "\n") + "\n\n" + body
}

// TestPrintedContentTypes: a call with the Content-Type that is printed for its
// method succeeds.
func TestPrintedContentTypes(t *testing.T) {
	eachHeader(t, "Content-Type", "server.TestPrintedContentTypes/", func(t *testing.T, f claims.Field, archive *txtar.Archive) {
		request := section(archive, "request")
		if !strings.HasPrefix(f.Type, "multipart/") { // the golden has it, with its boundary
			request = headed(request, "Content-Type", f.Type)
		}
		if !strings.Contains(request, "Content-Type: "+f.Type) {
			t.Fatalf("the golden is not sent as %s", f.Type)
		}
		if got := newGolden(t, section(archive, "given")).play(request); got != section(archive, "answer") {
			t.Errorf("as %s the answer is\n%s\nand should be\n%s", f.Type, got, section(archive, "answer"))
		}
	})
}

// TestPrintedTokens: every method for which a header Authorization is printed
// answers 401 without one.
func TestPrintedTokens(t *testing.T) {
	eachHeader(t, "Authorization", "server.TestPrintedTokens/", func(t *testing.T, _ claims.Field, archive *txtar.Archive) {
		got := newGolden(t, section(archive, "given")).play(headed(section(archive, "request"), "Authorization", ""))
		if !strings.HasPrefix(got, "401\n") || !strings.Contains(got, "Full authentication is required to access this resource") {
			t.Errorf("without a token the answer is\n%s", got)
		}
	})
}

// eachHeader runs a test for each method for which the specification prints a
// header, and whose claim cites it, with a golden that succeeds.
func eachHeader(t *testing.T, header, cited string, test func(*testing.T, claims.Field, *txtar.Archive)) {
	t.Helper()
	seen := 0
	for _, f := range claims.Fields() {
		sub, ok := strings.CutPrefix(f.Test, cited)
		if f.In != "header" || f.Name != header || !ok {
			continue
		}
		seen++
		t.Run(sub, func(t *testing.T) {
			t.Parallel()
			test(t, f, succeeding(t, f.Method))
		})
	}
	if seen < 30 {
		t.Errorf("only %d methods were looked at", seen)
	}
}

// TestMethodsThatAreGone: what the list of changes took away answers as any
// address that is none.
func TestMethodsThatAreGone(t *testing.T) {
	s := frozen(t)
	for _, method := range []string{
		"GET /elk/documents", "GET /cis/cises-units-count", "POST /documents/edo/accept", "POST /documents/edo/reject",
		"POST /documents/revokeAct", "POST /documents/edo/correction", "GET /documents/totalCount/00000046082251AAAAAAA",
		"POST /documents/create", "POST /documents/edo/create", "POST /documents/transit/import/create", "GET /outgoing-documents/1/json",
		"GET /products/00000046082251AAAAAAA", "POST /edo-api/reconciliation/1",
	} {
		t.Run(strings.ReplaceAll(method, "/", "."), func(t *testing.T) {
			verb, path, _ := strings.Cut(method, " ")
			text := want(t, s, 404, verb, "/api/v3/true-api"+path, "", "Authorization", "Bearer "+s.Token(owner))
			if text != `{"error_message":"Метод с указанным URL не найден"}` {
				t.Error(text)
			}
		})
	}
}

// TestPrintedDefaults: how much of a list comes where no limit is sent, and how
// many codes a call takes in its address.
func TestPrintedDefaults(t *testing.T) {
	s := frozen(t)
	token := s.Token(owner)
	for name, rows := range map[string]int{"cises.listV2": 10, "products.listV2": 49} {
		path := "/" + strings.ReplaceAll(name, ".", "/")
		t.Run(name, func(t *testing.T) {
			answer := read[struct {
				Results []any
				Total   int
			}](t, want(t, s, 200, "GET", "/api/v3/true-api"+path+"?cis=00000046082251", "", "Authorization", "Bearer "+token))
			if len(answer.Results) != rows || answer.Total <= rows {
				t.Errorf("%d of %d, printed are %d", len(answer.Results), answer.Total, rows)
			}
		})
	}
	for call, path := range map[string]string{"GET codes": "/cises/aggregated/list?pg=tobacco&codes=", "POST codes": "/cises/list?values="} {
		t.Run(call, func(t *testing.T) {
			method, _, _ := strings.Cut(call, " ")
			name := path[strings.LastIndexAny(path, "?&")+1:]
			codes := path + box + strings.Repeat("&"+name+box, 999)
			want(t, s, 200, method, "/api/v3/true-api"+codes, "", "Authorization", "Bearer "+token)
			text := want(t, s, 400, method, "/api/v3/true-api"+codes+"&"+name+box, "", "Authorization", "Bearer "+token)
			if !strings.Contains(text, "1000") {
				t.Error(text)
			}
		})
	}
}
