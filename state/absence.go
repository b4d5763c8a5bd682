package state

import (
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/rules"
)

// Absence is why a written code may not be registered.
type Absence struct {
	Why  string     // in English, for whoever debugs; "" for nothing that stands out
	Said texts.Said // for the client: what was done to a code that is registered; zero where none was found
}

// How much is looked at for a code that comes near.
const (
	mostNear     = 2000
	mostChanged  = 3  // letters between a code and one that is near
	shortestCode = 16 // what is shorter begins too many codes
)

// Absence says why a written code is not registered, as far as it can be seen:
// how a registered one was damaged on its way, which characters stand in no
// code, which registered code is similar.
func (v View) Absence(written string) Absence {
	var out Absence
	if cis.Mend(written, func(mended string, by []cis.Damage) bool {
		known, err := v.Code(mended)
		if err != nil || known == nil {
			return false
		}
		said := by[0].Said
		for _, d := range by[1:] {
			said = texts.AndDamaged.Of(said, d.Said)
		}
		out = Absence{fmt.Sprintf("%s is registered, and this is what was done to it: %s", known.CIS, said.English()), texts.LooksLike.Of(said)}
		return true
	}) {
		return out
	}
	if known, rest := v.begun(written); known != nil {
		return Absence{
			fmt.Sprintf("%s is registered, and %.100q stands behind it: a check tail whose separator GS (FNC1) was lost, or another code", known.CIS, rest),
			texts.LooksLike.Of(texts.LostSeparator.Of()),
		}
	}
	var parts []string
	if lost := cis.Rounded(written); lost != "" {
		parts = append(parts, lost)
	}
	if r, place, ok := cis.Foreign(written); ok {
		parts = append(parts, fmt.Sprintf("character %q (%U) at place %d is in no code", r, r, place))
	}
	if near := v.nearCode(written); near != "" {
		parts = append(parts, near)
	}
	return Absence{Why: strings.Join(parts, "; ")}
}

// begun finds the longest registered code that a written one begins with.
func (v View) begun(written string) (known *Code, rest string) {
	for n := min(len(written), cis.MaxLength) - 1; n >= shortestCode; n-- {
		if known, err := v.Code(written[:n]); err == nil && known != nil {
			return known, written[n:]
		}
	}
	return nil, ""
}

// nearCode tells of a registered code that begins as the written one and is nearly the same.
func (v View) nearCode(written string) string {
	id, err := cis.Identify(written)
	if err != nil || len(id) < shortestCode {
		return ""
	}
	var near *Code
	least, seen, cut := mostChanged+1, 0, false
	v.Codes(id[:shortestCode], func(c *Code) bool {
		other, _ := cis.Identify(c.CIS)
		if seen++; seen > mostNear || !strings.HasPrefix(string(other), string(id[:shortestCode])) {
			return false
		}
		if strings.HasPrefix(string(other), string(id)) {
			near, cut = c, true
			return false
		}
		if diff := len(other) - len(id); max(diff, -diff) >= least {
			return true
		}
		if n := rules.Distance(string(id[shortestCode:]), string(other[shortestCode:])); n < least {
			near, least = c, n
		}
		return true
	})
	switch {
	case near == nil:
		return ""
	case cut:
		return fmt.Sprintf("it is cut off: %s begins so", near.CIS)
	}
	return fmt.Sprintf("the nearest registered code is %s%s", near.CIS, firstChange(string(id), near.CIS))
}

// firstChange names the first letter that differs.
func firstChange(sent, registered string) string {
	bare := []rune(strings.NewReplacer("(01)", "01", "(21)", "21").Replace(registered))
	for i, r := range []rune(sent) {
		if i < len(bare) && r != bare[i] {
			return fmt.Sprintf(", which has %q where %q was sent, at place %d", bare[i], r, i+1)
		}
	}
	return ""
}

// mostGuessed is of how many absent codes a document the reasons are looked for.
const mostGuessed = 10

// guessed says what was done to a code that is registered, as far as it is plain.
func (i *inspector) guessed(written string) texts.Said {
	if i.tried++; i.tried > mostGuessed {
		return texts.Said{}
	}
	return i.Absence(written).Said
}
