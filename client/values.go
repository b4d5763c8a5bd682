package client

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Time is a time as the API writes it: 2021-11-03T04:16:11.393Z. Answers also
// have it without milliseconds and without a zone, which then is UTC, and "" or
// null where there is none: the zero Time.
type Time struct{ time.Time }

// timeLayout is «yyyy-MM-ddTHH:mm:ss.SSS'Z'».
const timeLayout = "2006-01-02T15:04:05.000Z"

// String is the time as the API writes it, "" for none.
func (t Time) String() string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// MarshalJSON writes String.
func (t Time) MarshalJSON() ([]byte, error) { return json.Marshal(t.String()) }

// UnmarshalJSON reads any of the forms above.
func (t *Time) UnmarshalJSON(text []byte) error {
	var s string
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	if s = strings.TrimSpace(s); s == "" {
		*t = Time{}
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05.999999999-0700", time.DateOnly} {
		if at, err := time.Parse(layout, s); err == nil {
			*t = Time{at.UTC()}
			return nil
		}
	}
	return fmt.Errorf("%.60q is no time like 2021-11-03T04:16:11.393Z", s)
}

// UnixTime is a time in whole seconds since 1970, as the lists of edo-api have it.
type UnixTime struct{ time.Time }

// UnmarshalJSON reads a number, or one in a string.
func (t *UnixTime) UnmarshalJSON(text []byte) error {
	var n Number
	err := json.Unmarshal(text, &n)
	*t = UnixTime{time.Unix(int64(n), 0).UTC()}
	return err
}

// MarshalJSON writes the number.
func (t UnixTime) MarshalJSON() ([]byte, error) { return strconv.AppendInt(nil, t.Unix(), 10), nil }

// Number is a whole number. Tables and samples of the specification disagree
// whether some are numbers or strings: both are read.
type Number int64

// UnmarshalJSON reads a number, one in a string, or "" as 0.
func (n *Number) UnmarshalJSON(text []byte) error {
	digits := string(bytes.Trim(text, `"`))
	if digits == "" || digits == "null" {
		*n = 0
		return nil
	}
	value, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return fmt.Errorf("%.60q is no whole number", text)
	}
	*n = Number(value)
	return nil
}

// Text is a text that some answers give as a number.
type Text string

// UnmarshalJSON reads a string, a number, true or false.
func (t *Text) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && (text[0] == '{' || text[0] == '[') {
		return fmt.Errorf("%.60s is no text", text)
	}
	if len(text) > 0 && text[0] != '"' {
		*t = Text(strings.TrimPrefix(string(text), "null"))
		return nil
	}
	return json.Unmarshal(text, (*string)(t))
}

// Texts is a list of texts. The specification has a single string in some tables
// where its samples have an array: both are read, and what is no text in an
// array is kept as its JSON.
type Texts []string

// UnmarshalJSON reads a string or an array; "" and null are none.
func (t *Texts) UnmarshalJSON(text []byte) error {
	var one Text
	if json.Unmarshal(text, &one) == nil {
		*t = nil
		if one != "" {
			*t = Texts{string(one)}
		}
		return nil
	}
	var all []json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	*t = make(Texts, len(all))
	for i, raw := range all {
		if json.Unmarshal(raw, &one) != nil {
			one = Text(raw)
		}
		(*t)[i] = string(one)
	}
	return nil
}
