package server

import (
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// setting is how a field of Options is set in the library, and a value for it
// as the command line and the environment have it.
type setting struct {
	option any
	text   string
}

func settings() map[string]setting {
	return map[string]setting{
		"Listen":       {WithListen, "127.0.0.1:0"},
		"World":        {WithWorld, "empty"},
		"Codes":        {WithCodes, "codes.csv,ownerBin=940517350290"},
		"Scenario":     {WithScenario, "act-approved"},
		"Signature":    {WithSignature, "chain"},
		"Trust":        {WithTrust, "ca.pem"},
		"Participants": {WithParticipants, "known"},
		"Strict":       {WithStrict, "true"},
		"Rule":         {WithRule, "document.prolog=off"},
		"Seed":         {WithSeed, "7"},
		"Clock":        {WithClock, "2026-11-22T12:00:00Z,run"},
		"ControlToken": {WithControlToken, "secret"},
		"Journal":      {WithJournal, "5"},
		"XSDDir":       {WithXSDDir, "/tmp"},
		"XSDEngine":    {WithXSDEngine, "go"},
		"Processing":   {WithProcessing, "instant"},
		"Unauthorized": {WithUnauthorized, "xml"},
		"TLS":          {WithTLS, "auto"},
		"MaxWorlds":    {WithMaxWorlds, "7"},
		"CORS":         {WithCORS, "http://localhost:5173"},
	}
}

// TestOptions: whatever can be set is set to the same by flag, by environment
// variable and by an Option named like the field, and help says what it is for.
func TestOptions(t *testing.T) {
	if got := parsed(t); !reflect.DeepEqual(got, Defaults()) {
		t.Errorf("without flags the program has\n%+v, the library\n%+v", got, Defaults())
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Options]()) {
		if !field.IsExported() {
			continue
		}
		t.Run(field.Name, func(t *testing.T) {
			if field.Tag.Get("help") == "" {
				t.Error("no help tag")
			}
			row, ok := settings()[field.Name]
			if !ok {
				t.Fatal("no row in settings: add one, and the Option With" + field.Name)
			}
			if name := functionName(row.option); name != "With"+field.Name {
				t.Errorf("the Option is called %s, not With%s", name, field.Name)
			}
			flag := flagName(field)
			byFlag := parsed(t, "--"+flag+"="+row.text)
			t.Setenv("MOCKISMP_"+strings.ToUpper(strings.ReplaceAll(flag, "-", "_")), row.text)
			byVariable := parsed(t)

			value := reflect.ValueOf(byFlag).FieldByIndex(field.Index)
			byOption := Defaults()
			if apply(row.option, value)(&byOption); reflect.DeepEqual(byOption, Defaults()) {
				t.Errorf("%s is the default: the test shows nothing", row.text)
			}
			if !reflect.DeepEqual(byFlag, byOption) || !reflect.DeepEqual(byVariable, byOption) {
				t.Errorf("%s sets\n%+v by flag\n%+v by variable\n%+v by option", row.text, byFlag, byVariable, byOption)
			}
		})
	}
}

// parsed are the options as the program has them after reading its flags.
func parsed(t *testing.T, args ...string) Options {
	t.Helper()
	var flags struct{ Options }
	parser, err := kong.New(&flags, kong.DefaultEnvars("MOCKISMP"), kong.Vars{"worlds": ""})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Fatal(err)
	}
	o := Defaults()
	WithOptions(flags.Options)(&o)
	return o
}

// apply calls an Option's function with a value of its field; WithStrict needs none.
func apply(option any, value reflect.Value) Option {
	f := reflect.ValueOf(option)
	call, args := f.Call, []reflect.Value{value}
	switch {
	case f.Type().NumIn() == 0:
		args = nil
	case f.Type().IsVariadic():
		call = f.CallSlice
	}
	return call(args)[0].Interface().(Option)
}

func functionName(f any) string {
	name := runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name()
	return name[strings.LastIndex(name, ".")+1:]
}

// TestBadOptions: what does not fit is refused before anything starts, and said.
func TestBadOptions(t *testing.T) {
	for _, c := range []struct {
		option Option
		want   string
	}{
		{WithParticipants("all"), `participants is "all"; it is one of: open, known`},
		{WithParticipants(""), `participants is ""; it is one of: open, known`},
		{WithUnauthorized("html"), `unauthorized is "html"; it is one of: xml, negotiate`},
		{WithJournal(-1), "journal is -1; it is how many requests of a world are remembered, from 0 for none to 131072"},
		{WithJournal(100_000_000_000_000), "journal is 100000000000000; it is how many"},
		{WithClock("noon"), `clock: "noon" is not a time such as 2026-11-22T10:00:00Z (RFC 3339); append ",run" to let it run from there`},
		{WithWorld("nowhere"), `world "nowhere" is neither an embedded world`},
		{WithMaxWorlds(0), "max-worlds is 0; it is at least 1"},
		{WithCORS("*"), `cors is "*"; it is an origin as browsers send it, such as http://localhost:5173`},
		{WithCORS("http://localhost:5173/app"), `cors is "http://localhost:5173/app"`},
		{WithListen("nowhere"), "listen tcp: address nowhere: missing port"},
	} {
		s, err := New(WithListen("127.0.0.1:0"), c.option)
		if err == nil {
			_ = s.Close()
		}
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

// TestEmptyIsAbsent: a world without a name is none that was given.
func TestEmptyIsAbsent(t *testing.T) {
	for _, worlds := range [][]string{{""}, {}, {"", ""}} {
		s := Run(t, WithWorld(worlds...))
		if s.World().Code(box) == nil {
			t.Errorf("%q lacks the printed box of spec", worlds)
		}
	}
	if s := Run(t, WithWorld("", "empty")); s.World().Snapshot().Counts().Codes != 0 {
		t.Error("an empty name beside another one counts")
	}
}
