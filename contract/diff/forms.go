package diff

import (
	"regexp"
	"strings"
	"sync"
	"time"
)

// form is a way to write a value that differs between any two systems, or that is
// one of a fixed list.
type form struct {
	name    string
	pattern *regexp.Regexp
	class   class
}

type class int

const (
	words class = iota // compared as they are
	ids                // matched by reference
	times              // only their form is compared
	enums              // one of a fixed list
	noise              // never compared
)

const uuidPattern = `[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`

// forms are tried in their order. They are compiled at first use, as the program has
// no need of them mostly.
var forms = sync.OnceValue(func() []form {
	return []form{
		{"a time with milliseconds and Z", regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`), times},
		{"a time with other fractions and Z", regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$`), times},
		{"a time with Z", regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`), times},
		{"a time with an offset", regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:?\d\d$`), times},
		{"a time without a zone", regexp.MustCompile(`^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$`), times},
		{"a day yyyy-MM-dd", regexp.MustCompile(`^\d{4}-\d\d-\d\d$`), times},
		{"a day dd.MM.yyyy", regexp.MustCompile(`^\d\d\.\d\d\.\d{4}$`), times},
		{"a time dd.MM.yyyy HH:mm", regexp.MustCompile(`^\d\d\.\d\d\.\d{4} \d\d:\d\d(:\d\d)?$`), times},
		{"a uuid", regexp.MustCompile(`^` + uuidPattern + `$`), ids},
		{"a fileId", regexp.MustCompile(`^[A-Z_]+_?` + uuidPattern + `$`), ids},
		{"a JWT", regexp.MustCompile(`^eyJ[\w-]+\.[\w-]+\.[\w-]*$`), noise},
		{"a secret", regexp.MustCompile(`^\[redacted\]$`), noise},
		{"a signature", regexp.MustCompile(`^MI[A-Za-z0-9+/\s]{200,}=*$`), noise},
		{"random capitals", regexp.MustCompile(`^[A-Z]{30}$`), noise},
		{"a word of a list", regexp.MustCompile(`^[A-Z][A-Z0-9]*([_ ][A-Z0-9]+)*$`), enums},
	}
})

// formOf finds how a text is written; the last is any text.
func formOf(s string) form {
	for _, f := range forms() {
		if f.pattern.MatchString(s) {
			return f
		}
	}
	return form{"text", nil, words}
}

// The numbers that are taken for times: seconds, or milliseconds, of 2001 to 2286.
const (
	firstSecond, lastSecond = 1_000_000_000, 9_999_999_999
	firstMilli, lastMilli   = 1000 * firstSecond, 1000*lastSecond + 999
)

// numberForm tells how a number is written, as formOf.
func numberForm(n float64) form {
	switch {
	case n >= firstSecond && n <= lastSecond:
		return form{"seconds since 1970", nil, times}
	case n >= firstMilli && n <= lastMilli:
		return form{"milliseconds since 1970", nil, times}
	}
	return form{"a number", nil, words}
}

// volatile are the places that no two systems fill alike, with the reason. A
// route or a field * is any.
var volatile = []struct{ route, field, why string }{
	{"auth.key", "data", "random text to sign"},
	{"auth.simpleSignIn", "token", "a secret"},
	{"elk.prequests", "response", "the number of an invoice"},
	{"*", "timestamp", "when the answer was made"},
	{"*", "traceId", "an id of the request"},
}

func isVolatile(route, field string) bool {
	for _, v := range volatile {
		if (v.route == "*" || v.route == route) && (v.field == "*" || lastName(field) == v.field) {
			return true
		}
	}
	return false
}

// lastName is the name of the field that a path leads to.
func lastName(path string) string {
	path = strings.TrimRight(path, "[]")
	return path[strings.LastIndexAny(path, ".")+1:]
}

// headers are those that matter to clients. Some of the others stand in every
// answer, and say nothing of the system's contract.
var headers = []string{"Content-Type", "Content-Disposition", "Www-Authenticate", "Retry-After", "Location", "Allow"}

// slowFrom and slowTimes are when one side counts as slower than the other.
const (
	slowFrom  = 3 * time.Second
	slowTimes = 5
)

// masks are what is taken out of texts for people before they are compared.
var masks = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(uuidPattern), "‹id›"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?`), "‹time›"},
	{regexp.MustCompile(`eyJ[\w-]+(\.[\w-]+)*|\[redacted\]`), "‹token›"},
}

func masked(s string) string {
	for _, m := range masks {
		s = m.pattern.ReplaceAllString(s, m.with)
	}
	return s
}
