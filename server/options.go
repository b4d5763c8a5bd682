package server

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

// Options is the one list of what can be set: the program makes a flag and an
// environment variable (MOCKISMP_…) of each field by its tags, and each field
// names the Option that sets it in the library.
type Options struct {
	Listen       []string         `default:"127.0.0.1:8080" placeholder:"ADDR" help:"Address to listen on (${default}); port 0 picks one, localhost means both loopbacks. May be given several times."`                                                                                          // WithListen
	World        []string         `default:"spec" placeholder:"NAME|FILE|DIR" help:"What the default world holds (${default} if nothing is said): ${worlds}, a dataset file, or a directory of them in order of name. May be given several times, or as a list with commas."`                    // WithWorld
	Codes        []string         `sep:"none" placeholder:"FILE[,NAME=VALUE]…" help:"Codes of a CSV file as the order station hands it out, one a line, added to the default world; NAME=VALUE says what its columns do not: ownerBin=…, status=…, productGroup=…. May be given several times."` // WithCodes
	Scenario     string           `placeholder:"NAME|FILE" help:"Start a scenario in the default world: one that comes with the program, or a file. Its steps are not played."`                                                                                                                  // WithScenario
	Signature    pki.Level        `default:"crypto" placeholder:"LEVEL" help:"How far signatures are checked: off, shape, crypto or chain (${default})."`                                                                                                                                        // WithSignature
	Trust        []string         `placeholder:"FILE" help:"Trust the authorities whose certificates are in this file (PEM or DER) beside the test authority, for --signature chain. May be given several times."`                                                                               // WithTrust
	Participants string           `default:"open" enum:"open,known" help:"open: an unknown BIN that signs in becomes a participant of all groups; known: it is refused."`                                                                                                                        // WithParticipants
	Processing   state.Processing `default:"fast" help:"How fast documents go on, in world time: instant, fast (a second) or realistic (minutes); then, if you like, single types: fast,divergence=instant."`                                                                                    // WithProcessing
	Strict       bool             `help:"Refuse what real clients get away with by luck, such as «BearerX» without the blank: every rule that warns."`                                                                                                                                           // WithStrict
	Rule         []string         `placeholder:"NAME=VALUE" help:"Set a named rule; mockismp rules lists them. May be given several times."`                                                                                                                                                     // WithRule
	Seed         uint64           `default:"1" help:"What all ids and random values come from."`                                                                                                                                                                                                 // WithSeed
	Clock        string           `placeholder:"RFC3339[,run]" help:"Freeze the clock at a time, or let it run from there; without it the clock shows the machine's time."`                                                                                                                      // WithClock
	ControlToken string           `placeholder:"TOKEN" help:"Demand this bearer token for the control API. Off loopback one is made up and printed if none is given. Others see flags in the list of processes; set the variable to keep it secret."`                                            // WithControlToken
	XSDDir       string           `name:"xsd-dir" placeholder:"DIR" help:"Schemas of this directory take the place of the built-in ones of the same name."`                                                                                                                                      // WithXSDDir
	XSDEngine    string           `name:"xsd-engine" placeholder:"go|libxml2" help:"What checks XML against its schema: go, or libxml2 in builds with the tag libxml2."`                                                                                                                         // WithXSDEngine
	Journal      int              `default:"1000" help:"How many requests of each world are remembered."`                                                                                                                                                                                        // WithJournal
	CORS         []string         `name:"cors" placeholder:"ORIGIN" help:"Let pages of this origin, such as http://localhost:5173, call from a browser, the control API too. May be given several times."`                                                                                       // WithCORS
	TLS          string           `name:"tls" default:"off" placeholder:"off|auto|CERT,KEY" help:"Speak HTTPS: auto makes a certificate by an authority of this user, which clients have to trust (GET /_mock/ca.pem?for=tls); CERT,KEY are files of your own, PEM."`                            // WithTLS
	MaxWorlds    int              `default:"10000" help:"How many worlds there may be at once."`                                                                                                                                                                                                 // WithMaxWorlds
	Unauthorized string           `default:"negotiate" enum:"negotiate,xml" help:"401 as JSON to clients that ask for JSON first and as XML to others (negotiate), or as XML whatever they ask for (xml)."`                                                                                      // WithUnauthorized

	log *slog.Logger // WithLog
}

// Option sets one of the Options.
type Option func(*Options)

// WithListen sets the addresses to listen on; the library picks a free port of loopback otherwise.
func WithListen(addrs ...string) Option { return func(o *Options) { o.Listen = addrs } }

// WithWorld says what the default world holds: names of embedded worlds, dataset
// files and directories of them, merged in order.
func WithWorld(worlds ...string) Option { return func(o *Options) { o.World = worlds } }

// WithCodes adds the codes of CSV files to the default world: "codes.csv", or
// "codes.csv,ownerBin=940517350290,status=APPLIED" with what its columns do not say.
func WithCodes(files ...string) Option {
	return func(o *Options) { o.Codes = append(o.Codes, files...) }
}

// WithScenario starts a scenario in the default world, by the name of one that
// comes with the program or by its file. Its steps are not played.
func WithScenario(name string) Option { return func(o *Options) { o.Scenario = name } }

// WithSignature says how far signatures are checked.
func WithSignature(l pki.Level) Option { return func(o *Options) { o.Signature = l } }

// WithTrust names files with the certificates (PEM or DER) of authorities that are trusted beside the test authority.
func WithTrust(files ...string) Option {
	return func(o *Options) { o.Trust = append(o.Trust, files...) }
}

// WithParticipants says what becomes of strangers: "open" or "known".
func WithParticipants(p string) Option { return func(o *Options) { o.Participants = p } }

// WithProcessing says how fast documents go on: state.Instant, Fast or
// Realistic, with single types behind a comma: "fast,divergence=instant".
func WithProcessing(p state.Processing) Option { return func(o *Options) { o.Processing = p } }

// WithStrict refuses what real clients get away with by luck.
func WithStrict() Option { return func(o *Options) { o.Strict = true } }

// WithRule sets named rules, each as NAME=VALUE; Rules lists them.
func WithRule(rules ...string) Option { return func(o *Options) { o.Rule = append(o.Rule, rules...) } }

// WithSeed sets what all ids and random values come from.
func WithSeed(seed uint64) Option { return func(o *Options) { o.Seed = seed } }

// WithClock freezes the clock at an RFC 3339 time, or with ",run" behind it lets it run from there.
func WithClock(clock string) Option { return func(o *Options) { o.Clock = clock } }

// WithControlToken demands a bearer token for the control API.
func WithControlToken(token string) Option { return func(o *Options) { o.ControlToken = token } }

// WithXSDDir names a directory whose schemas take the place of the built-in ones.
func WithXSDDir(dir string) Option { return func(o *Options) { o.XSDDir = dir } }

// WithXSDEngine says what checks XML against its schema: "go", or "libxml2" in
// builds with the tag libxml2.
func WithXSDEngine(engine string) Option { return func(o *Options) { o.XSDEngine = engine } }

// WithJournal sets how many requests of each world are remembered.
func WithJournal(n int) Option { return func(o *Options) { o.Journal = n } }

// WithCORS lets pages of these origins call from a browser, such as "http://localhost:5173".
func WithCORS(origins ...string) Option {
	return func(o *Options) { o.CORS = append(o.CORS, origins...) }
}

// WithTLS speaks HTTPS: "auto", or two files "CERT,KEY"; "off" does not.
func WithTLS(how string) Option { return func(o *Options) { o.TLS = how } }

// WithMaxWorlds sets how many worlds there may be at once.
func WithMaxWorlds(n int) Option { return func(o *Options) { o.MaxWorlds = n } }

// WithUnauthorized says how 401 goes out: "xml" or "negotiate".
func WithUnauthorized(how string) Option { return func(o *Options) { o.Unauthorized = how } }

// WithLog says where the server logs: a line for each request at Info, or at
// Warn where it was refused, and what breaks inside at Error. The library logs
// nowhere otherwise.
func WithLog(l *slog.Logger) Option { return func(o *Options) { o.log = l } }

// WithOptions sets all of them, as the program does after reading its flags.
func WithOptions(all Options) Option {
	return func(o *Options) {
		log := o.log
		*o = all
		if o.log == nil {
			o.log = log
		}
	}
}

// Defaults gives the options as their tags have them.
func Defaults() Options {
	o := Options{log: slog.New(slog.DiscardHandler)}
	v := reflect.ValueOf(&o).Elem()
	for i := range v.NumField() {
		value, ok := v.Type().Field(i).Tag.Lookup("default")
		if !ok {
			continue
		}
		if err := setDefault(v.Field(i), value); err != nil {
			panic(fmt.Sprintf("default of %s: %s", v.Type().Field(i).Name, err)) // a test reads every default
		}
	}
	return o
}

func setDefault(f reflect.Value, value string) error {
	if l, ok := f.Addr().Interface().(interface{ UnmarshalText([]byte) error }); ok {
		return l.UnmarshalText([]byte(value))
	}
	switch f.Kind() {
	case reflect.String:
		f.SetString(value)
	case reflect.Slice:
		f.Set(reflect.ValueOf(strings.Split(value, ",")))
	default:
		n, err := strconv.Atoi(value)
		if err != nil {
			return err
		}
		f.Set(reflect.ValueOf(n).Convert(f.Type()))
	}
	return nil
}

// clock reads the Clock option.
func (o *Options) clock() (state.ClockSetting, error) {
	if o.Clock == "" {
		return state.ClockSetting{}, nil
	}
	at, run := strings.CutSuffix(o.Clock, ",run")
	m, err := state.ParseMoment(at)
	if err != nil {
		return state.ClockSetting{}, fmt.Errorf("clock: %w; append \",run\" to let it run from there", err)
	}
	if run {
		return state.RunningFrom(m), nil
	}
	return state.FrozenAt(m), nil
}

// rules gives what the options choose of the named rules: all that is wrong with
// them is told at once.
func (o *Options) rules() (rules.Set, error) {
	set := rules.Set{}
	if o.Strict {
		set = rules.Strict()
	}
	changes := map[rules.Name]string{}
	var wrong []error
	for _, text := range o.Rule {
		name, value, err := rules.Parse(text)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		changes[name] = value
	}
	set, err := set.With(changes)
	return set, errors.Join(append(wrong, err)...)
}

// fill puts defaults where nothing is said: what is empty was not given.
func (o *Options) fill() {
	for given, usual := range map[*[]string][]string{&o.World: Defaults().World, &o.Listen: Defaults().Listen} {
		*given = slices.DeleteFunc(slices.Clone(*given), func(one string) bool { return one == "" })
		if len(*given) == 0 {
			*given = usual
		}
	}
}

// check tells all that the options have wrong, but for what they name.
func (o *Options) check() error {
	var wrong []error
	for _, choice := range []struct {
		name, value string
		choices     []string
	}{
		{"participants", o.Participants, []string{"open", "known"}},
		{"unauthorized", o.Unauthorized, []string{"xml", "negotiate"}},
	} {
		if !slices.Contains(choice.choices, choice.value) {
			wrong = append(wrong, fmt.Errorf("%s is %q; it is one of: %s", choice.name, choice.value, strings.Join(choice.choices, ", ")))
		}
	}
	if o.MaxWorlds < 1 {
		return fmt.Errorf("max-worlds is %d; it is at least 1, for the default world", o.MaxWorlds)
	}
	for _, origin := range o.CORS {
		if err := checkOrigin(origin); err != nil {
			return err
		}
	}
	if err := o.Processing.Check(); err != nil {
		wrong = append(wrong, fmt.Errorf("processing: %w", err))
	}
	if o.Journal < 0 || o.Journal > pipeline.MostEntries {
		wrong = append(wrong, fmt.Errorf("journal is %d; it is how many requests of a world are remembered, from 0 for none to %d", o.Journal, pipeline.MostEntries))
	}
	_, clock := o.clock()
	_, rules := o.rules()
	return errors.Join(append(wrong, clock, rules)...)
}

// settings are the options by the names of their flags; of the control token
// only whether there is one.
func (o *Options) settings() map[string]any {
	all := map[string]any{}
	v := reflect.ValueOf(o).Elem()
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		value := v.Field(i).Interface()
		if list, ok := value.([]string); ok && list == nil {
			value = []string{}
		}
		all[flagName(field)] = value
	}
	all["control-token"] = o.ControlToken != ""
	return all
}

// flagName is what the program calls a field of the options.
func flagName(field reflect.StructField) string {
	if name := field.Tag.Get("name"); name != "" {
		return name
	}
	var name strings.Builder
	for i, letter := range field.Name {
		if unicode.IsUpper(letter) && i > 0 {
			name.WriteByte('-')
		}
		name.WriteRune(unicode.ToLower(letter))
	}
	return name.String()
}
