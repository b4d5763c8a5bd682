package state

import (
	"slices"
)

// maxPacked is how deep codes may lie in each other; the types of packages allow
// seven levels.
const maxPacked = 64

// joinPackages fails with BadRecord unless packages and their contents agree: every
// code that a package names exists, stands in it once and names it as its parent, and
// no package lies in itself. Only an edited snapshot breaks this. Codes and packages
// then share the texts that name them.
func (tx *Tx) joinPackages() error {
	if tx.packages().join(tx.View) {
		return nil
	}
	return tx.checkPackages() // says what is wrong
}

// packages are those that hold something, by name. Codes are looked for in them by
// their parents, of which there are few: to look for each code that a package names
// among all codes costs several times as much.
type packages struct {
	of     map[string]contents
	listed int // codes that they name
}

// contents are a package, and where it names a code, if it names many.
type contents struct {
	*Code
	at map[string]int
}

// fewInside is up to how many names are looked through.
const fewInside = 64

func (v View) packages() packages {
	p := packages{of: map[string]contents{}}
	v.Codes("", func(c *Code) bool {
		if len(c.Child) > 0 {
			p.of[c.CIS] = contentsOf(c)
			p.listed += len(c.Child)
		}
		return true
	})
	return p
}

func contentsOf(c *Code) contents {
	in := contents{Code: c}
	if len(c.Child) > fewInside {
		in.at = make(map[string]int, len(c.Child))
		for i, name := range c.Child {
			in.at[name] = i
		}
	}
	return in
}

// place is where the package names a code, -1 for nowhere.
func (in contents) place(name string) int {
	if in.at == nil {
		return slices.Index(in.Child, name)
	}
	if i, ok := in.at[name]; ok {
		return i
	}
	return -1
}

// join lets codes and packages share their names, and tells whether they agree. They
// do if every code with a parent has a place there, and there are as many as places:
// no two codes have one name.
func (p packages) join(v View) bool {
	packed, agree := 0, true
	v.Codes("", func(c *Code) bool {
		if c.Parent != "" {
			packed++
			agree = p.joinOne(c)
		}
		return agree
	})
	return agree && packed == p.listed
}

func (p packages) joinOne(c *Code) bool {
	in, ok := p.of[c.Parent]
	if !ok {
		return false
	}
	i := in.place(c.CIS)
	if i < 0 || len(c.Child) > 0 && !p.ends(in.Code) {
		return false
	}
	in.Child[i], c.Parent = c.CIS, in.CIS
	return true
}

// ends tells whether what a package lies in comes to an end.
func (p packages) ends(c *Code) bool {
	for range maxPacked - 2 { // what lies in it holds something, and is one more level
		if c == nil || c.Parent == "" {
			return c != nil
		}
		c = p.of[c.Parent].Code
	}
	return false
}

// checkPackages is joinPackages for those who only look, and tells what is wrong. It
// looks every code up.
func (v View) checkPackages() (err error) {
	packed, listed := 0, 0
	v.Codes("", func(c *Code) bool {
		if c.Parent != "" {
			packed++
		}
		listed += len(c.Child)
		err = v.checkPackage(c)
		return err == nil
	})
	if err != nil || packed == listed { // each listed code is packed there, so they are the same
		return err
	}
	return v.lost()
}

func (v View) checkPackage(c *Code) error {
	if len(c.Child) == 0 {
		return nil
	}
	seen := make(map[*Code]bool, len(c.Child))
	for _, name := range c.Child {
		inside, _ := v.Code(name)
		switch {
		case inside == nil:
			return Errorf(BadRecord, "code %s: child %s is not there: mend child, or add the code", c.CIS, name)
		case inside.CIS != name || inside.Parent != c.CIS:
			return Errorf(BadRecord, "code %s: child %s is the code %s with parent %q: mend child or parent", c.CIS, name, inside.CIS, inside.Parent)
		case seen[inside]:
			return Errorf(BadRecord, "code %s: child %s stands there twice", c.CIS, name)
		}
		seen[inside] = true
	}
	return v.checkDepth(c)
}

// checkDepth goes up from a package. The packages around it exist: each is
// checked on its own.
func (v View) checkDepth(c *Code) error {
	up := c
	for range maxPacked - 1 { // a package that holds something is one level already
		if up.Parent == "" {
			return nil
		}
		if up, _ = v.Code(up.Parent); up == nil {
			return nil // its package is not there, which lost tells
		}
	}
	return Errorf(BadRecord, "code %s lies in itself, or more than %d levels deep: mend parent and child", c.CIS, maxPacked)
}

// lost finds a code whose package does not name it.
func (v View) lost() (err error) {
	named := map[string]bool{}
	v.Codes("", func(c *Code) bool {
		for _, name := range c.Child {
			named[name] = true
		}
		return true
	})
	v.Codes("", func(c *Code) bool {
		if c.Parent != "" && !named[c.CIS] {
			err = Errorf(BadRecord, "code %s: its parent %s is not there, or does not name it as child: mend parent or child", c.CIS, c.Parent)
		}
		return err == nil
	})
	return err
}
