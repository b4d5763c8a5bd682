// Package pattern reads the regular expressions of XML Schema 1.0 (part 2,
// appendix F) and gives Go's for them, which match in linear time.
//
// They differ: XML Schema's match a whole value and have no anchors, ^ and $ are
// letters, \i and \c are the characters of XML names, \d and \w those of
// Unicode, and a class may be taken away from another, as in [a-z-[aeiou]].
package pattern

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of one pattern. A group of groups is read by recursion, and Go repeats
// nothing more often.
const (
	MaxDepth  = 100
	MaxRepeat = 1000
)

// Compile gives an expression that matches the values that an XML Schema
// pattern matches, as a whole. The error names the mistake, or the part that Go
// cannot express, and the character where it stands.
func Compile(pattern string) (*regexp.Regexp, error) {
	if !utf8.ValidString(pattern) {
		return nil, errors.New("it is not UTF-8")
	}
	t := &translation{rest: pattern, whole: pattern}
	t.out.WriteString(`\A(?:`)
	err := t.alternatives(0)
	if err == nil && t.rest != "" {
		err = t.wrong("%q closes nothing", t.rest[:1])
	}
	if err != nil {
		return nil, err
	}
	t.out.WriteString(`)\z`)
	compiled, err := regexp.Compile(t.out.String())
	if err != nil {
		return nil, fmt.Errorf("it cannot be said as a regular expression of Go: %w", err)
	}
	return compiled, nil
}

type translation struct {
	whole, rest string
	out         strings.Builder
}

func (t *translation) wrong(format string, args ...any) error {
	at := utf8.RuneCountInString(t.whole[:len(t.whole)-len(t.rest)])
	return fmt.Errorf("character %d: "+format, append([]any{at + 1}, args...)...)
}

// take passes over a prefix, if it stands next.
func (t *translation) take(prefix string) bool {
	rest, found := strings.CutPrefix(t.rest, prefix)
	t.rest = rest
	return found
}

// next passes over one character: 0 at the end, which no XML holds.
func (t *translation) next() rune {
	if t.rest == "" {
		return 0
	}
	r, n := utf8.DecodeRuneInString(t.rest)
	t.rest = t.rest[n:]
	return r
}

func (t *translation) alternatives(depth int) error {
	if depth > MaxDepth {
		return t.wrong("groups lie deeper than %d in each other", MaxDepth)
	}
	for {
		switch {
		case t.rest == "" || strings.HasPrefix(t.rest, ")"):
			return nil
		case t.take("|"):
			t.out.WriteByte('|')
			continue
		}
		if err := t.atom(depth); err != nil {
			return err
		}
		if err := t.quantifier(); err != nil {
			return err
		}
	}
}

func (t *translation) atom(depth int) error {
	switch {
	case t.take("("):
		t.out.WriteString("(?:")
		if err := t.alternatives(depth + 1); err != nil {
			return err
		}
		if !t.take(")") {
			return t.wrong("a group is never closed by )")
		}
		t.out.WriteByte(')')
		return nil
	case t.take("."):
		t.out.WriteString(`[^\n\r]`)
		return nil
	case t.take("["):
		class, err := t.class(depth)
		if err != nil {
			return err
		}
		class.write(&t.out)
		return nil
	case t.take(`\`):
		class, err := t.escape()
		if err != nil {
			return err
		}
		class.write(&t.out)
		return nil
	case strings.ContainsAny(t.rest[:1], "?*+{}]"):
		return t.wrong("%q stands behind nothing; as a character it is written %q", t.rest[:1], `\`+t.rest[:1])
	}
	t.out.WriteString(regexp.QuoteMeta(string(t.next())))
	return nil
}

func (t *translation) quantifier() error {
	for _, q := range []string{"?", "*", "+"} {
		if t.take(q) {
			t.out.WriteString(q)
			return t.once()
		}
	}
	if !t.take("{") {
		return nil
	}
	inside, rest, closed := strings.Cut(t.rest, "}")
	if !closed {
		return t.wrong("{ is never closed by }")
	}
	low, high, isRange := strings.Cut(inside, ",")
	least, err := strconv.ParseUint(low, 10, 32)
	most := least
	if isRange && high != "" && err == nil {
		most, err = strconv.ParseUint(high, 10, 32)
	}
	switch {
	case err != nil || most < least:
		return t.wrong("{%s} is not of the form {2}, {2,} or {2,3}", inside)
	case most > MaxRepeat:
		return t.wrong("{%s} repeats more than %d times, which this engine cannot", inside, MaxRepeat)
	}
	t.rest = rest
	t.out.WriteString("{" + inside + "}")
	return t.once()
}

// once: to Go a quantifier behind a quantifier means something else.
func (t *translation) once() error {
	if t.rest != "" && strings.ContainsAny(t.rest[:1], "?*+{") {
		return t.wrong("%q stands behind a quantifier", t.rest[:1])
	}
	return nil
}
