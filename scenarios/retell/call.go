package retell

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"mime/multipart"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
)

// call is a request that becomes a step.
type call struct {
	mock.Request
	at     time.Time // when it came, the first time
	last   time.Time // when it came the last time
	lost   bool      // what was answered is no measure: a fault acted on it
	answer any       // of JSON
	polls  int       // how often it was asked before, one behind the other

	document string // that it carries, "" for none
	kind     client.Kind
	save     string // name of what a step send saves
	saves    []pair // names of other values, with where they stand
}

// again tells whether the next call asks the same.
func (c *call) again(next *call) bool {
	return c.Method == "GET" && next.Method == "GET" && c.BIN == next.BIN && c.Path == next.Path && c.Query == next.Query
}

// decision of a document, as a verb of scenarios has it.
type decision struct {
	verb, document string
	signed         bool // it is the second of the two calls
}

var events = regexp.MustCompile(`^/edo-api/(incoming|outgoing)-documents/([^/]+)/events(?:/(approve|reject|withdraw))?(/signature)?$`)

// decides reads the address of a decision.
func (c *call) decides() (d decision, is bool) {
	m := events.FindStringSubmatch(c.Path)
	if m == nil || c.Method != "POST" {
		return d, false
	}
	d = decision{strings.ToLower(m[3]), m[2], m[4] != ""}
	if m[1] == "outgoing" {
		d.verb = string(client.Withdraw)
	}
	return d, d.verb != ""
}

// documentOf gives the document that a call carries with its kind; "" for none.
func documentOf(c *call) (document string, kind client.Kind) {
	taken := slices.DeleteFunc(client.Kinds(), func(k client.Kind) bool { return c.Method != "POST" || k.Path() != c.Path })
	if len(taken) == 0 {
		return "", ""
	}
	if document = inForm(c.Request.Request); document == "" {
		var body struct {
			Document string `json:"document"`
		}
		_ = json.Unmarshal([]byte(c.Request.Request), &body) // of what is no JSON there is no document
		document = unbase64(body.Document)
	}
	for _, kind := range taken {
		if document != "" && (len(taken) == 1 || strings.Contains(document, `fileId="`+kind.Prefix())) {
			return document, kind
		}
	}
	return "", ""
}

// inForm finds the document in a form of several parts.
func inForm(body string) string {
	first, _, _ := strings.Cut(body, "\r\n")
	boundary, is := strings.CutPrefix(first, "--")
	if !is {
		return ""
	}
	parts := multipart.NewReader(strings.NewReader(body), boundary)
	for {
		p, err := parts.NextPart()
		if err != nil {
			return ""
		}
		if p.FormName() != "content" {
			continue
		}
		text, err := io.ReadAll(p)
		if err != nil {
			return ""
		}
		return unbase64(string(text))
	}
}

func unbase64(text string) string {
	plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return ""
	}
	return string(plain)
}

// said is all that a call says, where later ones may name what earlier ones were answered.
func (c *call) said() string {
	return c.Path + "\n" + c.Query + "\n" + c.Request.Request + "\n" + c.document
}

// leaf is a value of an answer that is neither object nor list.
type leaf struct {
	at    string // as an expression: body.items[0].id
	key   string // the name of the field that it is in
	value any
}

var plainKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// leaves lists the values of an answer in their order of names.
func leaves(at, key string, v any, give func(leaf)) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range sorted(v) {
			to := at + "." + name
			if !plainKey.MatchString(name) {
				quoted, _ := json.Marshal(name) // a text can be written
				to = at + "[" + string(quoted) + "]"
			}
			leaves(to, name, v[name], give)
		}
	case []any:
		for i, item := range v {
			leaves(at+"["+itoa(i)+"]", key, item, give)
		}
	default:
		give(leaf{at, key, v})
	}
}
