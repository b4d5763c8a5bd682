// Package said reads orders of future events: faults, outcomes, bots. All
// mistakes are told at once.
package said

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mockismp/mockismp/state"
)

// Mistake is what may be wrong, and whether it is.
type Mistake struct {
	made bool
	what string
}

// If makes a mistake of a condition.
func If(made bool, what string) Mistake { return Mistake{made, what} }

// Mistakes are those that were made.
func Mistakes(rows ...Mistake) (wrong []string) {
	for _, r := range rows {
		if r.made {
			wrong = append(wrong, r.what)
		}
	}
	return wrong
}

// At is an error as a mistake of what it is about, none if it is nil.
func At(name string, err error) []string {
	if err == nil {
		return nil
	}
	return []string{name + ": " + err.Error()}
}

// Refused makes one refusal of all mistakes, nil of none.
func Refused(kind state.Kind, wrong []string) error {
	if len(wrong) == 0 {
		return nil
	}
	return state.Errorf(kind, "%s", strings.Join(wrong, "; "))
}

// Read makes a value of a call's body by of, which gives the mistakes in it. A
// body with mistakes is refused, all of them in one sentence.
func Read[Says, Out any](kind state.Kind, text []byte, of func(*Says) (Out, []string)) (out Out, err error) {
	var says Says
	wrong := Overlay(text, &says)
	if len(wrong) == 0 {
		out, wrong = of(&says)
	}
	return out, Refused(kind, wrong)
}

// Overlay writes a JSON object into the struct that into points to, over what
// stands there, and gives all that does not fit.
func Overlay(text []byte, into any) (wrong []string) {
	return overlay(text, "", reflect.ValueOf(into).Elem())
}

func overlay(text []byte, at string, into reflect.Value) (wrong []string) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil || members == nil {
		return []string{strings.TrimPrefix(at+": must be an object", ": ")}
	}
	fields := map[string]int{}
	for i := range into.NumField() {
		name, _, _ := strings.Cut(into.Type().Field(i).Tag.Get("json"), ",")
		fields[name] = i
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		i, ok := fields[name]
		if !ok {
			wrong = append(wrong, fmt.Sprintf("%s is unknown; there are %s", dotted(at, name), strings.Join(slices.Sorted(maps.Keys(fields)), ", ")))
			continue
		}
		wrong = append(wrong, overlayMember(members[name], dotted(at, name), into.Field(i))...)
	}
	return wrong
}

func overlayMember(text []byte, at string, field reflect.Value) []string {
	if field.Kind() == reflect.Pointer && string(text) != "null" {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	if _, reads := field.Addr().Interface().(json.Unmarshaler); field.Kind() == reflect.Struct && !reads {
		return overlay(text, at, field)
	}
	if err := json.Unmarshal(text, field.Addr().Interface()); err != nil {
		return []string{fmt.Sprintf("%s: %s does not fit: %s", at, text[:min(len(text), 60)], strings.TrimPrefix(err.Error(), "json: "))}
	}
	return nil
}

func dotted(at, name string) string { return strings.TrimPrefix(at+"."+name, ".") }

// Moment reads a time of the world, 0 for none.
func Moment(s string) (state.Moment, error) {
	if s == "" {
		return 0, nil
	}
	return state.ParseMoment(s)
}

// Duration reads what is longer than nothing: 250ms, 1h30m, 5d.
func Duration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 16)
		d = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || d < time.Millisecond {
		return 0, fmt.Errorf("%q is no duration such as 250ms, 90s, 36h or 5d", s)
	}
	return d, nil
}

// BIN tells whether a word has the form of a BIN or IIN.
func BIN(s string) bool { return state.ValidBIN(s) }

// Pick makes a pick of the words that all matches share, which stand at a name;
// what is counted is a call, a document, an order.
func Pick(at, what string, nth, times int, probability *float64, from, until string) (p state.Pick, wrong []string) {
	p = state.Pick{Nth: nth, Times: times, Probability: probability}
	var err error
	p.From, err = Moment(from)
	wrong = append(wrong, At(at+".from", err)...)
	p.Until, err = Moment(until)
	wrong = append(wrong, At(at+".until", err)...)
	return p, append(wrong, Mistakes(
		Mistake{p.From != 0 && p.Until != 0 && p.Until <= p.From, fmt.Sprintf("%[1]s.until does not lie behind %[1]s.from: it never acts", at)},
		Mistake{nth < 0, fmt.Sprintf("%s.nth is %d; the first %s is 1", at, nth, what)},
		Mistake{times < 0, fmt.Sprintf("%s.times is %d; it must be at least 1", at, times)},
		Mistake{probability != nil && (*probability < 0 || *probability > 1), at + ".probability must lie between 0 and 1"},
	)...)
}

// Number is what follows the letter in the id of a rule; ids are counted from 1.
func Number(letter, id string) (n int, ok bool) {
	n, err := strconv.Atoi(strings.TrimPrefix(id, letter))
	return n, err == nil && n > 0 && id == letter+strconv.Itoa(n)
}
