package client

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
)

// withJSON is a request with a body in JSON.
func withJSON(method, path string, body any) *request {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // codes hold < > &
	if err := enc.Encode(body); err != nil {
		panic(fmt.Sprintf("client: the body of %s %s does not encode: %s", method, path, err)) // structs of strings and numbers always do
	}
	return &request{method: method, path: path, contentType: "application/json", body: bytes.TrimSpace(b.Bytes())}
}

// get is a request that reads.
func get(path string, query url.Values) *request {
	return &request{method: http.MethodGet, path: path, query: query}
}

// ask makes a call whose answer is JSON.
func ask[Out any](ctx context.Context, c *Client, r *request) (out Out, err error) {
	err = c.do(ctx, r, func(a *answer) error {
		if !a.succeeded() {
			return refusal(a)
		}
		var read Out // a new one for each attempt
		if err := readJSON(a.body, &read); err != nil {
			return err
		}
		out = read
		return nil
	})
	if err != nil {
		return *new(Out), err
	}
	return out, nil
}

func (a *answer) succeeded() bool { return a.status >= 200 && a.status < 300 }

// readJSON reads a JSON value whole. An empty array where an object is to be is
// no object: «При полном несоответствии … выводится пустой массив».
func readJSON(text []byte, to any) error {
	text = bytes.TrimPrefix(bytes.TrimSpace(text), []byte("\xEF\xBB\xBF"))
	if len(text) == 0 {
		return errors.New("the answer is empty, and JSON was to come")
	}
	target := reflect.TypeOf(to).Elem()
	if target.Kind() != reflect.Slice && bytes.Equal(bytes.Join(bytes.Fields(text), nil), []byte("[]")) && target.Implements(nothingType) {
		return nil
	}
	if bytes.Equal(text, []byte("null")) {
		return errors.New("the answer is null")
	}
	if err := json.Unmarshal(text, to); err != nil {
		return fmt.Errorf("the answer is no JSON of this method: %w", err)
	}
	if a, ok := to.(interface{ missing() string }); ok && a.missing() != "" {
		return fmt.Errorf("the answer has no %s", a.missing())
	}
	return nil
}

// nothing is an answer in place of which [] may come, to a caller who may see
// none of the codes that were asked about.
type nothing interface{ maybeNothing() }

var nothingType = reflect.TypeFor[nothing]()

// absent names the first field without a value: name, value, name, value…
func absent(pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			return pairs[i]
		}
	}
	return ""
}

// askText makes a call whose answer is a short text, bare or as a JSON string.
// fits says what is wrong with it.
func askText(ctx context.Context, c *Client, r *request, fits func(string) error) (out string, err error) {
	err = c.do(ctx, r, func(a *answer) error {
		if !a.succeeded() {
			return refusal(a)
		}
		text := strings.TrimSpace(string(a.body))
		if strings.HasPrefix(text, `"`) {
			if err := json.Unmarshal([]byte(text), &text); err != nil {
				return fmt.Errorf("the answer is no JSON string: %w", err)
			}
		}
		out = text
		return fits(text)
	})
	if err != nil {
		return "", err
	}
	return out, nil
}

// askBase64 makes a call whose answer is base64.
func askBase64(ctx context.Context, c *Client, r *request) (out []byte, err error) {
	_, err = askText(ctx, c, r, func(text string) error {
		out, err = base64.StdEncoding.DecodeString(text)
		switch {
		case err != nil:
			return fmt.Errorf("the answer is no base64: %w", err)
		case len(out) == 0:
			return errors.New("the answer is empty, and base64 was to come")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// query collects parameters; those without a value are left out.
func query(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}

// number is a parameter that is left out if it is 0.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}
