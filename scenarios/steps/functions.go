package steps

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// function is something that expressions may call.
type function struct {
	name, usage, about string
	of                 func(*play) any
}

// functions are the functions of expressions, beside those that expr-lang/expr has.
var functions = []function{
	{"uuid", "uuid()", "a new UUID", func(p *play) any { return p.uuid }},
	{"now", "now()", "the time of the world (against a real system, of the machine), in UTC", func(p *play) any {
		return func() time.Time { return p.now() }
	}},
	{"date", `date("dd.MM.yyyy")`, "the day of now(), in that form; a second argument moves it: date(\"yyyy-MM-dd\", \"-5d\")", func(p *play) any { return p.date }},
	{"code", `code("04870001230018")`, "a code of this GTIN that no world knows", func(p *play) any { return p.code }},
	{"digits", "digits(10)", "so many digits at random", func(p *play) any { return p.digits }},
	{"base64", `base64("text")`, "the text in base64", func(*play) any {
		return func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	}},
	{"unbase64", `unbase64(text)`, "the text behind base64", func(*play) any {
		return func(s string) (string, error) {
			text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(s))
			return string(text), err
		}
	}},
	{"json", `json(text)`, "the value that a text of JSON holds", func(*play) any { return fromJSON }},
	{"xml", `xml(text, "/file/document/@reason")`, "the text of the first element or attribute at a path of XML; an error if there is none", func(*play) any { return xmlAt }},
}

// newRandom is where the values of a play come from: the same seed, the same
// values; 0 is another one each time.
func newRandom(seed uint64) *rand.Rand {
	for seed == 0 {
		seed = rand.Uint64()
	}
	return rand.New(rand.NewPCG(seed, 0x5ce7a210))
}

// uuid makes a UUID of version 4.
func (p *play) uuid() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	a, b := p.random.Uint64(), p.random.Uint64()
	a = a&^0xf000 | 0x4000
	b = b&^(3<<62) | 2<<62
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", a>>32, a>>16&0xffff, a&0xffff, b>>48, b&0xffffffffffff)
}

func (p *play) digits(n int) string { return p.draw("0123456789", min(max(n, 0), 1000)) }

// code writes a unit's code: GTIN and a serial number of eight characters.
func (p *play) code(gtin string) string {
	return "01" + gtin + "21" + p.draw("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 8)
}

func (p *play) draw(from string, n int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	for range n {
		b.WriteByte(from[p.random.IntN(len(from))])
	}
	return b.String()
}

// forms are how days are written, as the descriptions of formats spell them.
var forms = strings.NewReplacer("yyyy", "2006", "MM", "01", "dd", "02", "HH", "15", "mm", "04", "ss", "05")

func (p *play) date(form string, by ...string) (string, error) {
	t := p.now().UTC()
	for _, d := range by {
		sign, rest := time.Duration(1), d
		if strings.HasPrefix(d, "-") {
			sign, rest = -1, d[1:]
		}
		moved, err := duration(rest)
		if err != nil {
			return "", err
		}
		t = t.Add(sign * moved)
	}
	return t.Format(forms.Replace(form)), nil
}
