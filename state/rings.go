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
	return tx.eachPackage(func(name *string, same string) { *name = same })
}

// eachPackage calls join for every name of a code in another with the code's own
// text, which is equal.
func (v View) eachPackage(join func(name *string, same string)) (err error) {
	packed, listed := 0, 0
	var inside seen
	v.Codes("", func(c *Code) bool {
		if c.Parent != "" {
			packed++
		}
		listed += len(c.Child)
		inside.forget()
		err = v.checkPackage(c, &inside, join)
		return err == nil
	})
	if err != nil || packed == listed { // each listed code is packed there, so they are the same
		return err
	}
	return v.lost()
}

// seen are the codes in one package: a list while they are few, which most are.
type seen struct {
	few  []*Code
	many map[*Code]bool
}

const fewInside = 64

func (s *seen) forget() { s.few, s.many = s.few[:0], nil }

// add tells whether the code was not there yet.
func (s *seen) add(c *Code) bool {
	if len(s.few) < fewInside {
		if slices.Contains(s.few, c) {
			return false
		}
		s.few = append(s.few, c)
		return true
	}
	if s.many == nil {
		s.many = map[*Code]bool{}
		for _, one := range s.few {
			s.many[one] = true
		}
	}
	if s.many[c] {
		return false
	}
	s.many[c] = true
	return true
}

func (v View) checkPackage(c *Code, all *seen, join func(*string, string)) error {
	if len(c.Child) == 0 {
		return nil
	}
	for i, name := range c.Child {
		inside, _ := v.Code(name)
		switch {
		case inside == nil:
			return Errorf(BadRecord, "code %s: child %s is not there: mend child, or add the code", c.CIS, name)
		case inside.CIS != name || inside.Parent != c.CIS:
			return Errorf(BadRecord, "code %s: child %s is the code %s with parent %q: mend child or parent", c.CIS, name, inside.CIS, inside.Parent)
		case !all.add(inside):
			return Errorf(BadRecord, "code %s: child %s stands there twice", c.CIS, name)
		}
		join(&c.Child[i], inside.CIS)
		join(&inside.Parent, c.CIS)
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
