package pki

import (
	"fmt"
	"slices"
	"strings"
)

// Level is a rung of the ladder of signature checks: each includes those before it.
type Level uint8

const (
	// Off looks at nothing but who signed.
	Off Level = iota
	// Shape also wants the form that is due: attached or detached.
	Shape
	// Crypto also wants the right bytes under a valid signature, of any authority and at any time.
	Crypto
	// Chain also wants a certificate of the test authority that is valid at the world's time.
	Chain
)

var levelNames = [...]string{Off: "off", Shape: "shape", Crypto: "crypto", Chain: "chain"}

// ParseLevel reads a level as String writes it.
func ParseLevel(s string) (Level, error) {
	if i := slices.Index(levelNames[:], s); i >= 0 {
		return Level(i), nil
	}
	return Off, fmt.Errorf("signature level %q is unknown, use one of %s", s, strings.Join(levelNames[:], ", "))
}

func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return fmt.Sprintf("Level(%d)", uint8(l))
}

// MarshalText makes flags and JSON write the name.
func (l Level) MarshalText() ([]byte, error) {
	if int(l) >= len(levelNames) {
		return nil, fmt.Errorf("%v is no signature level", l)
	}
	return []byte(l.String()), nil
}

// UnmarshalText makes flags and JSON read the name.
func (l *Level) UnmarshalText(text []byte) error {
	parsed, err := ParseLevel(string(text))
	if err != nil {
		return err
	}
	*l = parsed
	return nil
}
