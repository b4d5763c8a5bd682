package state

import "fmt"

// maxPacked is how deep codes may lie in each other; the types of packages allow
// seven levels.
const maxPacked = 64

// CheckPackages fails with BadRecord when packages lie in each other, as only a
// snapshot that somebody edited can have it: who walks through such a ring never
// comes back.
func (v View) CheckPackages() (err error) {
	depths := map[*Code]int{} // of packages: how deep they are inside, 0 while that is looked at
	v.Codes("", func(c *Code) bool {
		if err = v.checkRing(c); err == nil {
			_, err = v.depth(c, depths)
		}
		return err == nil
	})
	return err
}

func (v View) checkRing(c *Code) error {
	up := c
	for range maxPacked {
		if up.Parent == "" {
			return nil
		}
		if up, _ = v.Code(up.Parent); up == nil {
			return nil // the package around it is not kept
		}
	}
	return ring(c)
}

// depth is how many levels of packages a code holds, itself included.
func (v View) depth(c *Code, known map[*Code]int) (int, error) {
	if len(c.Child) == 0 {
		return 1, nil
	}
	if d, seen := known[c]; seen && d > 0 {
		return d, nil
	} else if seen {
		return 0, ring(c)
	}
	known[c] = 0
	deepest := 0
	for _, name := range c.Child {
		inside, _ := v.Code(name)
		if inside == nil {
			continue // what lies in it is not kept
		}
		d, err := v.depth(inside, known)
		if err != nil {
			return 0, err
		}
		deepest = max(deepest, d)
	}
	if known[c] = deepest + 1; known[c] > maxPacked {
		return 0, ring(c)
	}
	return known[c], nil
}

func ring(c *Code) error {
	return Fail(BadRecord, fmt.Sprintf("code %s lies in itself, or more than %d levels deep: mend parent and child", c.CIS, maxPacked))
}
