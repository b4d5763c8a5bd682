package diff

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// References pairs what names one thing on the left side with what names it on
// the right side: identifiers, and what the two sides were given as their own.
type References struct {
	right map[string]string // by left
	left  map[string]string // by right
}

// NewReferences makes references of what is known before: by left value, the
// right one.
func NewReferences(known map[string]string) *References {
	r := &References{right: map[string]string{}, left: map[string]string{}}
	for a, b := range known {
		r.Bind(a, b)
	}
	return r
}

// Bind says that a on the left is b on the right, and tells whether that fits
// what was said before.
func (r *References) Bind(a, b string) bool {
	rightOf, known := r.right[a]
	leftOf, taken := r.left[b]
	if known || taken {
		return known && taken && rightOf == b && leftOf == a
	}
	r.right[a], r.left[b] = b, a
	return true
}

// Right is the right side's name of a, if there is one.
func (r *References) Right(a string) (string, bool) {
	b, known := r.right[a]
	return b, known
}

// shortestReference keeps numbers that may mean anything from being replaced in a text.
const shortestReference = 6

// Translate writes a text of the left side with the names of the right side.
func (r *References) Translate(s string) string {
	var pairs []string
	// The longest first: a fileId holds a uuid.
	for _, a := range slices.SortedFunc(maps.Keys(r.right), func(a, b string) int { return len(b) - len(a) }) {
		if b := r.right[a]; len(a) >= shortestReference && a != b {
			pairs = append(pairs, a, b)
		}
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

var someID = regexp.MustCompile(uuidPattern)

// Unknown lists the identifiers of a left text that have no name on the right side.
func (r *References) Unknown(s string) (unknown []string) {
	for _, id := range someID.FindAllString(s, -1) {
		if _, known := r.right[id]; !known && !slices.Contains(unknown, id) {
			unknown = append(unknown, id)
		}
	}
	return unknown
}

// bind pairs two identifiers, and the uuids in them.
func (r *References) bind(a, b string) bool {
	fits := r.Bind(a, b)
	insideA, insideB := someID.FindString(a), someID.FindString(b)
	if insideA != "" && insideB != "" && insideA != a {
		fits = r.Bind(insideA, insideB) && fits
	}
	return fits
}

// TranslateURL is Translate for an address, where names may be escaped.
func (r *References) TranslateURL(s string) string {
	escaped := NewReferences(nil)
	for a, b := range r.right {
		escaped.Bind(a, b)
		escaped.Bind(url.PathEscape(a), url.PathEscape(b))
		escaped.Bind(url.QueryEscape(a), url.QueryEscape(b))
		escaped.Bind(strings.ReplaceAll(url.QueryEscape(a), "+", "%20"), strings.ReplaceAll(url.QueryEscape(b), "+", "%20"))
	}
	return escaped.Translate(s)
}
