package jackson

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// query stands for a request of the service.
type query struct {
	Gtins []string `json:"gtins"`
	Name  string   `json:"name"`
	N     int      `json:"n"`
	Sub   *part    `json:"sub"`
}

type part struct {
	A string `json:"a"`
	N *int   `json:"n"`
}

// What a text rests on.
const (
	printed = "printed in the specification"
	library = "what version 2.9.10 of the library answers, run on this body"
	assumed = "assumed"
)

// TestPrinted has the three texts of the specification, byte by byte.
func TestPrinted(t *testing.T) {
	for _, tt := range []struct {
		call, body string
		dst        any
		want       string
	}{
		{
			"POST /cises/my", "{\n    ,", new(query),
			"JSON parse error: Unexpected character (',' (code 44)): was expecting double-quote to start field name; nested exception is com.fasterxml.jackson.core.JsonParseException: Unexpected character (',' (code 44)): was expecting double-quote to start field name\n at [Source: (PushbackInputStream); line: 2, column: 6]",
		},
		{
			"POST /cises/info, POST /cises/aggregated/list", "{}", new([]string),
			"JSON parse error: Cannot deserialize instance of `java.util.ArrayList` out of START_OBJECT token; nested exception is com.fasterxml.jackson.databind.exc.MismatchedInputException: Cannot deserialize instance of `java.util.ArrayList` out of START_OBJECT token\n at [Source: (PushbackInputStream); line: 1, column: 1]",
		},
		{
			"POST /product/route/gtin", `{"gtins":"04630034070012"}`, new(query),
			"JSON parse error: Cannot deserialize instance of `java.util.ArrayList` out of VALUE_STRING token; nested exception is com.fasterxml.jackson.databind.exc.MismatchedInputException: Cannot deserialize instance of `java.util.ArrayList` out of VALUE_STRING token\n at [Source: (PushbackInputStream); line: 1, column: 10]",
		},
	} {
		if err := Decode([]byte(tt.body), tt.dst); err == nil || err.Error() != tt.want {
			t.Errorf("%s\n got %v\nwant %s (%s)", tt.call, err, tt.want, printed)
		}
	}
}

// targets are the types that the bodies of texts are read into; into nil they are read only.
var targets = map[string]func() any{
	"anything": func() any { return nil },
	"codes":    func() any { return new([]string) },
	"number":   func() any { return new(int) },
	"query":    func() any { return new(query) },
}

// read reads a body into a target.
func read(body []byte, dst any) error {
	if dst != nil {
		return Decode(body, dst)
	}
	return decode(body, func(d *decoder) (bool, *Error) {
		err := d.skip()
		if err == nil && d.unread {
			_, err = d.quoted(inString)
		}
		return true, err
	})
}

var exceptions = map[string]string{
	"parse":    "core.JsonParseException",
	"eof":      "core.io.JsonEOFException",
	"limit":    "core.exc.StreamConstraintsException",
	"mapping":  "databind.JsonMappingException",
	"mismatch": "databind.exc.MismatchedInputException",
	"format":   "databind.exc.InvalidFormatException",
}

var texts = [...]struct {
	into, body      string
	exception, text string
	line, column    int
	path            string
	evidence        string
}{
	// beginning of a value
	{"codes", `x`, "parse", `Unrecognized token 'x': was expecting ('true', 'false' or 'null')`, 1, 3, "", library},
	{"codes", `["a",]`, "mapping", `Unexpected character (']' (code 93)): expected a value`, 1, 6, `java.util.ArrayList[1]`, library},
	{"codes", `["a",,`, "mapping", `Unexpected character (',' (code 44)): expected a value`, 1, 6, `java.util.ArrayList[1]`, library},
	{"query", `{"name":}`, "parse", `Unexpected character ('}' (code 125)): expected a value`, 1, 10, "", library},
	{"query", `{"name":,`, "parse", `Unexpected character (',' (code 44)): expected a value`, 1, 10, "", library},
	{"query", `{"name":]`, "parse", `Unexpected character (']' (code 93)): expected a valid value (number, String, array, object, 'true', 'false' or 'null')`, 1, 10, "", library},
	{"codes", `['a']`, "mapping", `Unexpected character (''' (code 39)): expected a valid value (number, String, array, object, 'true', 'false' or 'null')`, 1, 2, `java.util.ArrayList[0]`, library},
	{"codes", `[ПРИВЕТ]`, "mapping", `Invalid UTF-8 start byte 0x9f`, 1, 2, `java.util.ArrayList[0]`, library},
	{"codes", `[×]`, "mapping", `Invalid UTF-8 start byte 0x97`, 1, 2, `java.util.ArrayList[0]`, library},
	{"codes", "[\x80]", "mapping", `Unexpected character ((CTRL-CHAR, code 128)): expected a valid value (number, String, array, object, 'true', 'false' or 'null')`, 1, 2, `java.util.ArrayList[0]`, library},
	{"codes", `[/* no */]`, "mapping", `Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)`, 1, 1, `java.util.ArrayList[0]`, library},
	{"codes", `[#]`, "mapping", `Unexpected character ('#' (code 35)): expected a valid value (number, String, array, object, 'true', 'false' or 'null')`, 1, 2, `java.util.ArrayList[0]`, library},

	// commas and colons
	{"codes", `["a" "b"]`, "mapping", `Unexpected character ('"' (code 34)): was expecting comma to separate Array entries`, 1, 2, `java.util.ArrayList[1]`, library},
	{"query", `{"n":1 "b":2}`, "parse", `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries`, 1, 9, "", library},
	{"query", `{"n" 1}`, "parse", `Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value`, 1, 7, "", library},
	{"query", `{"n"=1}`, "parse", `Unexpected character ('=' (code 61)): was expecting a colon to separate field name and value`, 1, 6, "", library},
	{"query", `{"n"П`, "parse", `Unexpected character ('Ð' (code 208)): was expecting a colon to separate field name and value`, 1, 6, "", library},

	// field names
	{"anything", "\"\\\xff\"", "parse", `Invalid UTF-8 start byte 0xff`, 1, 4, "", library},
	{"query", "{\"\xf0\x9f\x98(\":1}", "parse", `Invalid UTF-8 middle byte 0x28`, 1, 8, "", library},
	{"query", `{n:1}`, "parse", `Unexpected character ('n' (code 110)): was expecting double-quote to start field name`, 1, 3, "", library},
	{"query", `{'n':1}`, "parse", `Unexpected character (''' (code 39)): was expecting double-quote to start field name`, 1, 3, "", library},
	{"query", `{"n":1,}`, "parse", `Unexpected character ('}' (code 125)): was expecting double-quote to start field name`, 1, 9, "", library},
	{"query", `{Имя:1}`, "parse", `Unexpected character ('И' (code 1048 / 0x418)): was expecting double-quote to start field name`, 1, 4, "", library},
	{"query", "{\xff", "parse", `Invalid UTF-8 start byte 0xff`, 1, 3, "", library},
	{"query", `{"`, "eof", `Unexpected end-of-input: was expecting closing '"' for name`, 1, 5, "", library},
	{"query", `{"na`, "eof", `Unexpected end-of-input in field name`, 1, 9, "", library},
	{"query", "{\"a\nb\":1}", "parse", `Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in name`, 1, 5, "", library},
	{"query", "{\"\xd0(\":1}", "parse", `Invalid UTF-8 middle byte 0xffffd028`, 1, 6, "", library},
	{"query", "{\"abcd\xff\":1}", "parse", `Invalid UTF-8 start byte 0xff`, 1, 9, "", library},
	{"query", "{\"ab\xd0\":1}", "eof", `Unexpected end-of-input in field name`, 1, 7, "", library},
	{"query", `{"a\qb":1}`, "parse", `Unrecognized character escape 'q' (code 113)`, 1, 6, "", library},

	// words
	{"anything", `tru`, "parse", `Unrecognized token 'tru': was expecting 'null', 'true', 'false' or NaN`, 1, 10, "", library},
	{"anything", `nul`, "parse", `Unrecognized token 'nul': was expecting 'null', 'true', 'false' or NaN`, 1, 10, "", library},
	{"anything", `falsey`, "parse", `Unrecognized token 'falsey': was expecting 'null', 'true', 'false' or NaN`, 1, 13, "", library},
	{"anything", `None`, "parse", `Unrecognized token 'None': was expecting 'null', 'true', 'false' or NaN`, 1, 9, "", library},
	{"anything", `NaN`, "parse", `Non-standard token 'NaN': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow`, 1, 7, "", library},
	{"anything", `Infinity`, "parse", `Non-standard token 'Infinity': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow`, 1, 17, "", library},
	{"anything", `[-Infinity]`, "parse", `Non-standard token '-Infinity': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow`, 1, 11, "", library},
	{"anything", `[-INF]`, "parse", `Non-standard token '-INF': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow`, 1, 6, "", library},
	{"anything", `True`, "parse", `Unrecognized token 'True': was expecting ('true', 'false' or 'null')`, 1, 9, "", library},
	{"anything", `[true1]`, "parse", `Unrecognized token 'true1': was expecting 'null', 'true', 'false' or NaN`, 1, 8, "", library},
	{"anything", `[trueП]`, "parse", `Invalid UTF-8 middle byte 0xd0`, 1, 7, "", library},
	{"anything", "undefined\n", "parse", `Unrecognized token 'undefined': was expecting ('true', 'false' or 'null')`, 1, 11, "", library},

	// numbers
	{"anything", `[-I`, "eof", `Unexpected end-of-input in a Number value`, 1, 7, "", library},
	{"anything", `01`, "parse", `Invalid numeric value: Leading zeroes not allowed`, 1, 2, "", library},
	{"anything", `[-007]`, "parse", `Invalid numeric value: Leading zeroes not allowed`, 1, 4, "", library},
	{"anything", `[1.]`, "parse", `Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a digit`, 1, 5, "", library},
	{"anything", `[1.e5]`, "parse", `Unexpected character ('e' (code 101)) in numeric value: Decimal point not followed by a digit`, 1, 5, "", library},
	{"anything", `[1ex]`, "parse", `Unexpected character ('x' (code 120)) in numeric value: Exponent indicator not followed by a digit`, 1, 5, "", library},
	{"anything", `[1e`, "eof", `Unexpected end-of-input in START_ARRAY`, 1, 7, "", library},
	{"anything", `1.`, "parse", `Unexpected character ('.' (code 46)) in numeric value: Decimal point not followed by a digit`, 1, 5, "", library},
	{"anything", `[-`, "eof", `Unexpected end-of-input in START_ARRAY`, 1, 5, "", library},
	{"anything", `[-x`, "parse", `Unexpected character ('x' (code 120)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value`, 1, 4, "", library},
	{"anything", `-Ix`, "parse", `Unexpected character ('x' (code 120)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value`, 1, 4, "", library},
	{"anything", `+1`, "parse", `Unexpected character ('1' (code 49)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value`, 1, 3, "", library},
	{"anything", `+`, "eof", `Unexpected end-of-input in a Number value`, 1, 3, "", library},
	{"anything", `12abc`, "parse", `Unexpected character ('a' (code 97)): Expected space separating root-level values`, 1, 4, "", library},
	{"anything", `[1,2,3x]`, "parse", `Unexpected character ('x' (code 120)): was expecting comma to separate Array entries`, 1, 8, "", library},
	{"anything", `[0x10]`, "parse", `Unexpected character ('x' (code 120)): was expecting comma to separate Array entries`, 1, 4, "", library},
	{"anything", `[.5]`, "parse", `Unexpected character ('.' (code 46)): expected a valid value (number, String, array, object, 'true', 'false' or 'null')`, 1, 3, "", library},

	// strings
	{"anything", "\"a\nb\"", "parse", `Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value`, 1, 4, "", library},
	{"anything", "\"a\x00b\"", "parse", `Illegal unquoted character ((CTRL-CHAR, code 0)): has to be escaped using backslash to be included in string value`, 1, 4, "", library},
	{"anything", `"\x"`, "parse", `Unrecognized character escape 'x' (code 120)`, 1, 4, "", library},
	{"anything", `"\П"`, "parse", `Unrecognized character escape 'П' (code 1055 / 0x41f)`, 1, 5, "", library},
	{"anything", `"\u00g0"`, "parse", `Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence`, 1, 7, "", library},
	{"anything", `"\`, "eof", `Unexpected end-of-input in character escape sequence`, 1, 5, "", library},
	{"anything", `"\u00`, "eof", `Unexpected end-of-input in character escape sequence`, 1, 11, "", library},
	{"anything", `"abc`, "eof", `Unexpected end-of-input in VALUE_STRING`, 1, 9, "", library},
	{"anything", "\"\xff\"", "parse", `Invalid UTF-8 start byte 0xff`, 1, 3, "", library},
	{"anything", "\"\xc3(\"", "parse", `Invalid UTF-8 middle byte 0x28`, 1, 4, "", library},
	{"anything", "\"\xe2\x82(\"", "parse", `Invalid UTF-8 middle byte 0x28`, 1, 5, "", library},
	{"anything", "\"\xf0\x9f\x98(\"", "parse", `Invalid UTF-8 middle byte 0x28`, 1, 6, "", library},
	{"anything", "\"\xd0", "eof", `Unexpected end-of-input in VALUE_STRING`, 1, 5, "", library},

	// white space and the end
	{"query", "{\"a\":\x01", "parse", `Illegal character ((CTRL-CHAR, code 1)): only regular white space (\r, \n, \t) is allowed between tokens`, 1, 7, "", library},
	{"anything", "{\"a\"\x01", "parse", `Illegal character ((CTRL-CHAR, code 1)): only regular white space (\r, \n, \t) is allowed between tokens`, 1, 6, "", library},
	{"query", " \n ", "mismatch", `No content to map due to end-of-input`, 1, 0, "", library},
	{"anything", "\ufeff ", "mismatch", `No content to map due to end-of-input`, 1, 0, "", library},
	{"codes", "[ \"a\",\x00]", "mapping", `Illegal character ((CTRL-CHAR, code 0)): only regular white space (\r, \n, \t) is allowed between tokens`, 1, 3, `java.util.ArrayList[1]`, library},
	{"codes", "[\v]", "mapping", `Illegal character ((CTRL-CHAR, code 11)): only regular white space (\r, \n, \t) is allowed between tokens`, 1, 1, `java.util.ArrayList[0]`, library},
	{"anything", `[`, "eof", `Unexpected end-of-input: expected close marker for Array (start marker at [Source: (PushbackInputStream); line: 1, column: 1])`, 1, 3, "", library},
	{"anything", `{`, "eof", `Unexpected end-of-input: expected close marker for Object (start marker at [Source: (PushbackInputStream); line: 1, column: 1])`, 1, 3, "", library},
	{"anything", "{\n\"a\":[1,\r\n", "parse", `Unexpected end-of-input within/between Array entries`, 3, 12, "", library},
	{"anything", "{\n\"a\":[1\r\n", "eof", `Unexpected end-of-input: expected close marker for Array (start marker at [Source: (PushbackInputStream); line: 2, column: 5])`, 3, 11, "", library},
	{"anything", `{"a"`, "eof", `Unexpected end-of-input within/between Object entries`, 1, 9, "", library},
	{"anything", `{"a":`, "eof", `Unexpected end-of-input within/between Object entries`, 1, 11, "", library},
	{"anything", `{"a":1,`, "parse", `Unexpected end-of-input within/between Object entries`, 1, 15, "", library},
	{"anything", `]`, "parse", `Unexpected close marker ']': expected '}' (for root starting at [Source: (PushbackInputStream); line: 1, column: 0])`, 1, 2, "", library},
	{"anything", `}`, "parse", `Unexpected close marker '}': expected ']' (for root starting at [Source: (PushbackInputStream); line: 1, column: 0])`, 1, 2, "", library},
	{"anything", `[}`, "parse", `Unexpected close marker '}': expected ']' (for Array starting at [Source: (PushbackInputStream); line: 1, column: 1])`, 1, 3, "", library},
	{"anything", `{]`, "parse", `Unexpected close marker ']': expected '}' (for Object starting at [Source: (PushbackInputStream); line: 1, column: 1])`, 1, 3, "", library},
	{"anything", "{\r\"a\"\r\n:\n\r[1}", "parse", `Unexpected close marker '}': expected ']' (for Array starting at [Source: (PushbackInputStream); line: 5, column: 1])`, 5, 4, "", library},

	// errors inside containers
	{"anything", `{"a":1 x`, "parse", `Unexpected character ('x' (code 120)): was expecting comma to separate Object entries`, 1, 9, "", library},
	{"anything", `{"a":[1,}`, "parse", `Unexpected character ('}' (code 125)): expected a value`, 1, 10, "", library},
	{"codes", `["a","b`, "mapping", `Unexpected end-of-input in VALUE_STRING`, 1, 6, `java.util.ArrayList[1]`, library},
	{"codes", `["a","b"`, "mapping", `Unexpected end-of-input: expected close marker for Array (start marker at [Source: (PushbackInputStream); line: 1, column: 1])`, 1, 6, `java.util.ArrayList[2]`, library},
	{"codes", "[\"a\",\n  \"\\q\"]", "mapping", `Unrecognized character escape 'q' (code 113)`, 2, 3, `java.util.ArrayList[1]`, library},
	{"query", `{"name":"a`, "mapping", `Unexpected end-of-input in VALUE_STRING`, 1, 9, "", library},
	{"query", `{"name":"\q"}`, "mapping", `Unrecognized character escape 'q' (code 113)`, 1, 9, "", library},
	{"query", `{"unknown":"\q"}`, "parse", `Unrecognized character escape 'q' (code 113)`, 1, 15, "", library},
	{"query", `{"sub":{"a" 1}}`, "mapping", `Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value`, 1, 9, "", library},
	{"query", `{"sub":{"a":1 `, "mapping", `Unexpected end-of-input: expected close marker for Object (start marker at [Source: (PushbackInputStream); line: 1, column: 8])`, 1, 13, "", library},

	// wrong shape
	{"codes", `{}`, "mismatch", "Cannot deserialize instance of `java.util.ArrayList` out of START_OBJECT token", 1, 1, "", library},
	{"codes", `"x"`, "mismatch", "Cannot deserialize instance of `java.util.ArrayList` out of VALUE_STRING token", 1, 1, "", library},
	{"codes", `""`, "mismatch", "Cannot deserialize instance of `java.util.ArrayList` out of VALUE_STRING token", 1, 1, "", library},
	{"codes", `5`, "mismatch", "Cannot deserialize instance of `java.util.ArrayList` out of VALUE_NUMBER_INT token", 1, 1, "", library},
	{"codes", `1.5`, "mismatch", "Cannot deserialize instance of `java.util.ArrayList` out of VALUE_NUMBER_FLOAT token", 1, 1, "", library},
	{"codes", `true`, "mismatch", "Cannot deserialize instance of `java.util.ArrayList` out of VALUE_TRUE token", 1, 1, "", library},
	{"codes", `["a",{"b":1}]`, "mismatch", "Cannot deserialize instance of `java.lang.String` out of START_OBJECT token", 1, 6, `java.util.ArrayList[1]`, library},
	{"codes", `[["a"]]`, "mismatch", "Cannot deserialize instance of `java.lang.String` out of START_ARRAY token", 1, 2, `java.util.ArrayList[0]`, library},
	{"query", `[]`, "mismatch", "Cannot deserialize instance of `java.util.LinkedHashMap` out of START_ARRAY token", 1, 1, "", library},
	{"query", `"x"`, "mismatch", "Cannot construct instance of `java.util.LinkedHashMap` (although at least one Creator exists): no String-argument constructor/factory method to deserialize from String value ('x')", 1, 1, "", library},
	{"query", `""`, "mismatch", "Cannot construct instance of `java.util.LinkedHashMap` (although at least one Creator exists): no String-argument constructor/factory method to deserialize from String value ('')", 1, 1, "", library},
	{"query", `5`, "mismatch", "Cannot deserialize instance of `java.util.LinkedHashMap` out of VALUE_NUMBER_INT token", 1, 1, "", library},
	{"query", `1.50`, "mismatch", "Cannot deserialize instance of `java.util.LinkedHashMap` out of VALUE_NUMBER_FLOAT token", 1, 1, "", library},
	{"query", `true`, "mismatch", "Cannot deserialize instance of `java.util.LinkedHashMap` out of VALUE_TRUE token", 1, 1, "", library},
	{"query", `{"sub":[]}`, "mismatch", "Cannot deserialize instance of `java.util.LinkedHashMap` out of START_ARRAY token", 1, 8, "", library},
	{"query", `{"name":{}}`, "mismatch", "Cannot deserialize instance of `java.lang.String` out of START_OBJECT token", 1, 9, "", library},
	{"query", `{"name":["a"]}`, "mismatch", "Cannot deserialize instance of `java.lang.String` out of START_ARRAY token", 1, 9, "", library},
	{"query", "{\"sub\":\n  true}", "mismatch", "Cannot deserialize instance of `java.util.LinkedHashMap` out of VALUE_TRUE token", 2, 3, "", library},

	// wrong scalars
	{"query", `{"n":"abc"}`, "format", "Cannot deserialize value of type `java.lang.Integer` from String \"abc\": not a valid Integer value", 1, 6, "", library},
	{"query", `{"n":"1.5"}`, "format", "Cannot deserialize value of type `java.lang.Integer` from String \"1.5\": not a valid Integer value", 1, 6, "", library},
	{"query", `{"n":3000000000}`, "mapping", `Numeric value (3000000000) out of range of int`, 1, 6, "", library},
	{"query", `{"n":"3000000000"}`, "format", "Cannot deserialize value of type `java.lang.Integer` from String \"3000000000\": Overflow: numeric value (3000000000) out of range of Integer (-2147483648 - 2147483647)", 1, 6, "", library},
	{"query", `{"n":"99999999999999999999"}`, "format", "Cannot deserialize value of type `java.lang.Integer` from String \"99999999999999999999\": not a valid Integer value", 1, 6, "", library},
	{"query", `{"n":1e10}`, "mapping", `Numeric value (1e10) out of range of int (-2147483648 - 2147483647)`, 1, 6, "", library},
	{"query", `{"n":true}`, "mismatch", "Cannot deserialize instance of `java.lang.Integer` out of VALUE_TRUE token", 1, 6, "", library},
	{"query", `{"n":{}}`, "mismatch", "Cannot deserialize instance of `java.lang.Integer` out of START_OBJECT token", 1, 6, "", library},
	{"query", `{"n":[1]}`, "mismatch", "Cannot deserialize instance of `java.lang.Integer` out of START_ARRAY token", 1, 6, "", library},
	{"number", `"x"`, "format", "Cannot deserialize value of type `java.lang.Integer` from String \"x\": not a valid Integer value", 1, 1, "", library},
	{"number", `3000000000`, "parse", `Numeric value (3000000000) out of range of int`, 1, 21, "", library},

	// nesting
	{"anything", strings.Repeat("[", 1001), "limit", "Document nesting depth (1001) exceeds the maximum allowed (1000, from `StreamReadConstraints.getMaxNestingDepth()`)", 1, 1002, "", assumed},
	{"query", `{"unknown":` + strings.Repeat("[", 1000), "limit", "Document nesting depth (1001) exceeds the maximum allowed (1000, from `StreamReadConstraints.getMaxNestingDepth()`)", 1, 1012, "", assumed},
}

func TestTexts(t *testing.T) {
	for _, tt := range texts {
		want := fmt.Sprintf("JSON parse error: %s; nested exception is com.fasterxml.jackson.%s: %s\n at [Source: (PushbackInputStream); line: %d, column: %d]",
			tt.text, exceptions[tt.exception], tt.text, tt.line, tt.column)
		if tt.path != "" {
			want += " (through reference chain: " + tt.path + ")"
		}
		var got *Error
		if err := read([]byte(tt.body), targets[tt.into]()); !errors.As(err, &got) {
			t.Errorf("%.60q as %s: got %v, want %s", tt.body, tt.into, err, want)
			continue
		}
		if got.Message != want || got.Line != tt.line || got.Column != tt.column {
			t.Errorf("%.60q as %s\n got %s\nwant %s (%s)", tt.body, tt.into, got.Message, want, tt.evidence)
		}
	}
}
