package jackson

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

type pair struct {
	body string
	want any
}

// TestLeniencies has what the library takes without a word. The type of want is what the body is read into.
func TestLeniencies(t *testing.T) {
	five := 5
	for name, pairs := range map[string][]pair{
		"what follows the value is ignored": {{`["a"]]}`, []string{"a"}}, {`{"n":1} x`, query{N: 1}}, {`"a"b`, "a"}, {"7 x", 7}},
		"unknown properties":                {{`{"x":{"n":[1,{"y":"\n"}]},"n":1}`, query{N: 1}}, {`{"N":2,"NAME":"x"}`, query{}}},
		"the last of equal ones wins":       {{`{"n":1,"n":2}`, query{N: 2}}, {`{"sub":{"a":"x"},"sub":{"n":5}}`, query{Sub: &part{N: &five}}}},
		"escaped names":                     {{`{"\u006e":1}`, query{N: 1}}},
		"scalars where a string is due":     {{`{"name":1.50}`, query{Name: "1.50"}}, {`[1,-2e3,true,false,null]`, []string{"1", "-2e3", "true", "false", ""}}},
		"strings where a number is due":     {{`{"n":" -12 "}`, query{N: -12}}, {`"+7"`, 7}},
		"fractions are cut off":             {{`{"n":-1.9}`, query{N: -1}}, {"2147483647.0", 2147483647}, {"1e3", 1000}},
		"null is nothing":                   {{`{"gtins":null,"name":null,"n":null,"sub":null}`, query{}}},
		"empty string is null for scalars":  {{`{"n":""}`, query{}}, {`{"n":" "}`, query{}}, {`{"n":"null"}`, query{}}, {`{"n":""}`, part{}}, {`{"n":"5"}`, part{N: &five}}},
		"nulls in containers":               {{`[null,"a"]`, []string{"", "a"}}},
		"empty containers":                  {{`[]`, []string{}}, {`{}`, query{}}},
		"halves of pairs":                   {{`"\ud83d\ude00\ud83d\ude00"`, "😀😀"}, {`"\ud83dx\ude00"`, "\uFFFDx\uFFFD"}, {"\"\xed\xa0\xbd\xed\xb8\x80\"", "😀"}, {"\"\xc0\xafx\"", "/x"}},
		"escapes":                           {{`"\u0022\"\\\/\b\f\n\r\t\u001d\u00E9é"`, "\"\"\\/\b\f\n\r\t\x1déé"}},
		"white space":                       {{"\r\n\t [ \n\"a\"\r,\t\"b\" ] ", []string{"a", "b"}}},
	} {
		for _, p := range pairs {
			got := reflect.New(reflect.TypeOf(p.want))
			if err := Decode([]byte(p.body), got.Interface()); err != nil || !reflect.DeepEqual(got.Elem().Interface(), p.want) {
				t.Errorf("%s: %q gives %#v, %v; want %#v", name, p.body, got.Elem(), err, p.want)
			}
		}
	}
}

// TestMissing: what the service answers with "Required request body is missing".
func TestMissing(t *testing.T) {
	for body, dst := range map[string]any{"": new(string), "null": new(string), " null\n": new(query), "null x": new([]string), `""`: new(int), `" "`: new(int)} {
		if err := Decode([]byte(body), dst); !errors.Is(err, ErrMissing) {
			t.Errorf("%q into %T: got %v, want ErrMissing", body, dst, err)
		}
	}
}

func TestEncodings(t *testing.T) {
	for name, body := range map[string]string{
		"UTF-8 with mark":          "\xef\xbb\xbf[\"Я\"]",
		"UTF-16BE with mark":       "\xfe\xff\x00[\x00\"\x04\x2f\x00\"\x00]",
		"UTF-16LE with mark":       "\xff\xfe[\x00\"\x00\x2f\x04\"\x00]\x00",
		"UTF-16BE by its zeroes":   "\x00[\x00\"\x04\x2f\x00\"\x00]",
		"UTF-16LE by its zeroes":   "[\x00\"\x00\x2f\x04\"\x00]\x00",
		"UTF-32BE with mark":       "\x00\x00\xfe\xff\x00\x00\x00[\x00\x00\x00\"\x00\x00\x04\x2f\x00\x00\x00\"\x00\x00\x00]",
		"UTF-32LE by its zeroes":   "[\x00\x00\x00\"\x00\x00\x00\x2f\x04\x00\x00\"\x00\x00\x00]\x00\x00\x00",
		"UTF-16LE, half unit more": "[\x00\"\x00\x2f\x04\"\x00]\x00x",
	} {
		var got []string
		if err := Decode([]byte(body), &got); err != nil || !reflect.DeepEqual(got, []string{"Я"}) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
	var pair string
	if err := Decode([]byte("\xfe\xff\x00\"\xd8\x3d\xde\x00\x00\""), &pair); err != nil || pair != "😀" {
		t.Errorf("a pair in UTF-16: got %q, %v", pair, err)
	}
}

// TestStructs: tags, embedded structs, and what is no struct.
func TestStructs(t *testing.T) {
	type Page struct {
		Limit int    `json:"limit"`
		Name  string `json:"name"`
	}
	type filter struct {
		Page
		Name   string `json:"name,omitempty"`
		Plain  string
		Secret string `json:"-"`
		hidden string
	}
	dst := filter{Page: Page{Limit: 10}, Secret: "s", hidden: "h"}
	if err := Decode([]byte(`{"name":"a","Plain":"b","-":"x","Secret":"x","hidden":"x"}`), &dst); err != nil {
		t.Fatal(err)
	}
	if want := (filter{Page: Page{Limit: 10}, Name: "a", Plain: "b", Secret: "s", hidden: "h"}); dst != want {
		t.Errorf("got %+v, want %+v: what the body leaves out keeps its value", dst, want)
	}
	if err := Decode([]byte(`{"limit":"20"}`), &dst); err != nil || dst.Limit != 20 {
		t.Errorf("embedded field: got %d, %v", dst.Limit, err)
	}
	for body, want := range map[string]string{
		`5`:   "Cannot deserialize instance of `java.util.LinkedHashMap` out of VALUE_NUMBER_INT token",
		`"x"`: "Cannot construct instance of `java.util.LinkedHashMap` (although at least one Creator exists): no String-argument",
	} {
		if err := Decode([]byte(body), new(Page)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s into a struct: got %v, want %s", body, err, want)
		}
	}
}

// TestCallerMistakes: a wrong dst is the program's fault, not the body's.
func TestCallerMistakes(t *testing.T) {
	for _, dst := range []any{nil, query{}, (*query)(nil), new(chan int), new(map[string]string), new([]uint8), new(any), new(float64), new(bool)} {
		err := Decode([]byte("[1]"), dst)
		if asBody := (*Error)(nil); err == nil || errors.As(err, &asBody) {
			t.Errorf("into %T: got %v, want an error that is no *Error", dst, err)
		}
	}
}

// TestLongBodies: the column at the end moves on by the library's last buffer, long values are cut.
func TestLongBodies(t *testing.T) {
	var e *Error
	body := `["` + strings.Repeat("a", 8998)
	if err := read([]byte(body), nil); !errors.As(err, &e) || e.Column != 9001+1000 {
		t.Errorf("end of a body of 9000 bytes: got %v", err)
	}
	long := strings.Repeat("1", 500) + "xx" + strings.Repeat("2", 500)
	want := `from String "` + long[:500] + "]...[" + long[502:] + `"`
	if err := Decode([]byte(`"`+long+`"`), new(int)); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("long string: got %v", err)
	}
	if err := Decode([]byte(strings.Repeat("7", 1000)), new(int)); err == nil || !strings.Contains(err.Error(), "([Integer with 1000 digits])") {
		t.Errorf("long number: got %v", err)
	}
	if err := read([]byte("["+strings.Repeat("x", 300)), nil); err == nil || !strings.Contains(err.Error(), "'"+strings.Repeat("x", 256)+"...'") {
		t.Errorf("long word: got %v", err)
	}
}
