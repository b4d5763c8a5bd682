package xsd

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/mockismp/mockismp/xsd/schema"
)

// Engine is what checks XML documents against their schemas.
type Engine string

const (
	Go      Engine = "go"      // ours, in every build
	LibXML2 Engine = "libxml2" // in builds with the tag libxml2 and cgo
)

// usual is the engine where none is named. The linker can set another, to run
// all tests with it: -ldflags "-X github.com/mockismp/mockismp/xsd.usual=libxml2".
var usual = string(Go)

// Config says which schemas to load, and for which engine.
type Config struct {
	// Dir is a directory of schemas: a *.xsd or *.json there takes the place of
	// the embedded one of the same name, others are added. "": none.
	Dir string
	// Engine is [Go] if it is empty.
	Engine Engine
}

// Embedded gives the schemas of this package.
func Embedded() (*Set, error) { return Load(Config{}) }

// Load gives the schemas of this package, compiled at their first use and once in
// a process, and those of a directory, compiled at once. The error names every
// schema of the directory that cannot be read, or that the engine does not take.
func Load(c Config) (*Set, error) {
	if c.Engine == "" {
		c.Engine = Engine(usual)
	}
	if err := c.Engine.ready(); err != nil {
		return nil, err
	}
	ours := embeddedFor[c.Engine]()
	if c.Dir == "" {
		return ours, nil
	}
	return c.beside(ours)
}

// embeddedFor are the schemas of this package, for each engine.
var embeddedFor = map[Engine]func() *Set{
	Go:      sync.OnceValue(func() *Set { return embeddedSet(Go) }),
	LibXML2: sync.OnceValue(func() *Set { return embeddedSet(LibXML2) }),
}

// embeddedTexts are the schemas of this package, by name.
var embeddedTexts = sync.OnceValue(func() map[string][]byte {
	texts := map[string][]byte{}
	if err := gather(texts, embedded); err != nil {
		panic(err) // they are part of the program
	}
	return texts
})

// embeddedSet has every schema of this package, to be compiled when it is asked
// for. A test compiles them all.
func embeddedSet(e Engine) *Set {
	s := &Set{engine: e, xml: map[string]func() *xmlSchema{}, json: map[string]func() *jsonSchema{}}
	for name, text := range embeddedTexts() {
		if isJSON(name) {
			s.json[name] = atFirstUse(name, func() (*jsonSchema, error) { return compileJSON(text) })
		} else {
			s.xml[name] = atFirstUse(name, func() (*xmlSchema, error) { return newLoading(e, embeddedTexts()).compile(name) })
		}
	}
	return s
}

// beside adds the schemas of a directory to those of this package.
func (c Config) beside(ours *Set) (*Set, error) {
	texts := maps.Clone(embeddedTexts())
	theirs := map[string][]byte{}
	if err := gather(theirs, os.DirFS(c.Dir)); err != nil {
		if why := (*fs.PathError)(nil); errors.As(err, &why) && why.Path == "." {
			err = why.Err // the path is a matter between us and os.DirFS
		}
		return nil, fmt.Errorf("directory of schemas %s: %w", c.Dir, err)
	}
	maps.Copy(texts, theirs)
	s := &Set{engine: c.Engine, xml: maps.Clone(ours.xml), json: maps.Clone(ours.json)}
	if err := newLoading(c.Engine, texts).add(s, theirs); err != nil {
		return nil, err
	}
	return s, nil
}

// ready tells whether this build has the engine.
func (e Engine) ready() error {
	switch {
	case e != Go && e != LibXML2:
		return fmt.Errorf("there is no XSD engine %q; there are %s and %s", string(e), Go, LibXML2)
	case e == LibXML2 && libxml2Version() == "":
		return fmt.Errorf("the XSD engine libxml2 is not in this build: %s", howToGetIt)
	}
	return nil
}

// named is the engine with its version, where it has one of its own.
func (e Engine) named() string {
	if e == LibXML2 {
		return strings.TrimSpace("libxml2 " + libxml2Version())
	}
	return string(e)
}

// Engines names the engines of this build as [Set.Engine] does, the usual one first.
func Engines() (names []string) {
	for _, e := range []Engine{Go, LibXML2} {
		switch {
		case e.ready() != nil:
		case string(e) == usual:
			names = append([]string{e.named()}, names...)
		default:
			names = append(names, e.named())
		}
	}
	return names
}

const howToGetIt = "build it with -tags libxml2, a C compiler and libxml2's headers (make build TAGS=libxml2)"

// gather reads all schemas of a directory.
func gather(texts map[string][]byte, dir fs.FS) error {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return fmt.Errorf("not read: %w", err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".xsd") && !isJSON(e.Name()) {
			continue
		}
		if texts[e.Name()], err = fs.ReadFile(dir, e.Name()); err != nil {
			return fmt.Errorf("not read: %w", err)
		}
	}
	return nil
}

// atFirstUse gives a schema of this package, compiled when it is first asked for.
func atFirstUse[T any](name string, compile func() (T, error)) func() T {
	return sync.OnceValue(func() T {
		compiled, err := compile()
		if err != nil {
			panic(fmt.Sprintf("schema %s of this program: %v", name, err))
		}
		return compiled
	})
}

type loading struct {
	engine   Engine
	texts    map[string][]byte
	included map[string]bool // files that others include
}

func newLoading(e Engine, texts map[string][]byte) *loading {
	return &loading{engine: e, texts: texts, included: map[string]bool{}}
}

// add compiles schemas into a set.
func (l *loading) add(s *Set, schemas map[string][]byte) error {
	wrong := map[string]error{}
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		if isJSON(name) {
			compiled, err := compileJSON(schemas[name])
			s.json[name], wrong[name] = func() *jsonSchema { return compiled }, err
		} else {
			compiled, err := l.compile(name)
			s.xml[name], wrong[name] = func() *xmlSchema { return compiled }, err
		}
	}
	var all []error
	for _, name := range slices.Sorted(maps.Keys(wrong)) {
		switch {
		case wrong[name] == nil:
		case l.included[name]: // a part of others, and none by itself
			delete(s.xml, name)
		default:
			all = append(all, fmt.Errorf("schema %s: %w", name, wrong[name]))
		}
	}
	return errors.Join(all...)
}

// compile makes a schema for the engine. With libxml2 our engine still words the
// violations, if it takes the schema.
func (l *loading) compile(name string) (*xmlSchema, error) {
	text := l.texts[name]
	if v := encoding(text); v != nil {
		return nil, errors.New(v.String())
	}
	s := &xmlSchema{longest: longestText(text)}
	parts := map[string][]byte{}
	own, err := schema.Compile(text, func(part string) ([]byte, error) {
		included, known := l.texts[part]
		if !known {
			return nil, errors.New("there is no such file beside it")
		}
		if v := encoding(included); v != nil {
			return nil, errors.New(v.String())
		}
		s.longest = max(s.longest, longestText(included))
		parts[part] = included
		return included, nil
	})
	if err == nil {
		s.own = own
		for part := range parts {
			l.included[part] = true
		}
	}
	if l.engine == Go {
		if err != nil {
			return nil, fmt.Errorf("%w\n(libxml2 knows more of the language: --xsd-engine libxml2; %s)", err, howToGetIt)
		}
		return s, nil
	}
	if v := wellGuarded(text); v != nil {
		return nil, errors.New(v.String())
	}
	s.second, err = compileLibXML2(text, l.beside(name))
	return s, err
}

// beside are the files that a schema may include, as far as libxml2 may see
// them.
func (l *loading) beside(name string) map[string][]byte {
	files := maps.Clone(l.texts)
	maps.DeleteFunc(files, func(file string, text []byte) bool {
		return file == name || isJSON(file) || encoding(text) != nil || wellGuarded(text) != nil
	})
	return files
}
