package diff

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// dataKey is how names look that are data: codes, GTINs and numbers.
var dataKey = regexp.MustCompile(`\d{6}|[^A-Za-z0-9_@-]`)

// below is the place of a field.
func below(at, name string) string {
	if dataKey.MatchString(name) {
		name = "*"
	}
	if at == "" {
		return name
	}
	return at + "." + name
}

// objects compares the fields of two objects.
func (c *call) objects(at string, left, right *node) {
	names := map[string]string{} // of the right side, by those of the left one
	var missing, extra []string
	taken := map[string]bool{}
	for _, name := range left.names {
		other := name
		if right.fields[other] == nil {
			other = c.References.Translate(name)
		}
		if right.fields[other] == nil {
			missing = append(missing, name)
			continue
		}
		names[name], taken[other] = other, true
	}
	for _, name := range right.names {
		if !taken[name] {
			extra = append(extra, name)
		}
	}
	missing, extra = c.renamed(at, left, right, missing, extra)
	for _, name := range missing {
		if left.fields[name].kind == null {
			c.note(Null, below(at, name), "null", "absent")
		} else {
			c.note(Missing, below(at, name), said(left.fields[name]), "absent")
		}
	}
	for _, name := range extra {
		if right.fields[name].kind == null {
			c.note(Null, below(at, name), "absent", "null")
		} else {
			c.note(Extra, below(at, name), "absent", said(right.fields[name]))
		}
	}
	c.fieldOrder(at, left, right, names)
	for _, name := range left.names {
		if other, both := names[name]; both {
			c.values(below(at, name), left.fields[name], right.fields[other])
		}
	}
}

// renamed takes out the fields that stand under another name, as the neighbours of
// the same fields, with a value of the same kind.
func (c *call) renamed(at string, left, right *node, missing, extra []string) (lost, more []string) {
	for _, name := range missing {
		i := slices.IndexFunc(extra, func(other string) bool {
			return slices.Index(left.names, name) == slices.Index(right.names, other) && alike(left.fields[name], right.fields[other])
		})
		if i < 0 {
			lost = append(lost, name)
			continue
		}
		if !dataKey.MatchString(name) {
			c.note(Renamed, below(at, name), name, extra[i])
		} else if !c.References.bind(name, extra[i]) {
			c.note(Reference, below(at, name), name, extra[i])
		}
		c.values(below(at, name), left.fields[name], right.fields[extra[i]])
		extra = slices.Delete(slices.Clone(extra), i, i+1)
	}
	return lost, extra
}

// alike tells whether two values may be the same one.
func alike(a, b *node) bool {
	return a.kind == b.kind && (a.kind != text || formOf(a.text).class == formOf(b.text).class)
}

// fieldOrder compares the order of the fields that both sides have. Names that
// are data have none.
func (c *call) fieldOrder(at string, left, right *node, names map[string]string) {
	var ours, theirs []string
	for _, name := range left.names {
		if _, both := names[name]; both && !dataKey.MatchString(name) {
			ours = append(ours, name)
		}
	}
	for _, name := range right.names {
		if slices.Contains(ours, name) {
			theirs = append(theirs, name)
		}
	}
	if len(ours) == len(theirs) && !slices.Equal(ours, theirs) {
		c.note(FieldOrder, at, strings.Join(ours, ", "), strings.Join(theirs, ", "))
	}
}

// lists compares the items of two lists, one by one.
func (c *call) lists(at string, left, right *node) {
	at += "[]"
	if len(left.items) != len(right.items) {
		c.note(Paging, at, strconv.Itoa(len(left.items))+" items", strconv.Itoa(len(right.items))+" items")
	} else if c.reordered(left, right) {
		c.note(ItemOrder, at, order(left), order(right))
		return
	}
	for i := range min(len(left.items), len(right.items)) {
		c.values(at, left.items[i], right.items[i])
	}
}

// reordered tells whether the items are the same in another order.
func (c *call) reordered(left, right *node) bool {
	if len(left.items) < 2 {
		return false
	}
	ours, theirs := make([]string, len(left.items)), make([]string, len(right.items))
	for i := range left.items {
		ours[i], theirs[i] = flat(left.items[i], c.ourName), flat(right.items[i], c.theirName)
	}
	if slices.Equal(ours, theirs) {
		return false
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	return slices.Equal(ours, theirs)
}

// ourName and theirName write an identifier so that those of both sides compare:
// one that the other side has no name for yet could be any.
func (c *call) ourName(s string) string {
	if right, known := c.References.right[s]; known {
		return right
	}
	return "‹id›"
}

func (c *call) theirName(s string) string {
	if _, known := c.References.left[s]; known {
		return s
	}
	return "‹id›"
}

// order is a list in words.
func order(n *node) string {
	var words []string
	for _, item := range n.items[:min(len(n.items), 4)] {
		words = append(words, fmt.Sprintf("%.40s", flat(item, func(s string) string { return s })))
	}
	return strings.Join(words, ", ")
}

// flat is a value in one line, without times.
func flat(n *node, name func(string) string) string {
	switch n.kind {
	case object:
		var out []string
		for _, field := range slices.Sorted(slices.Values(n.names)) {
			out = append(out, field+":"+flat(n.fields[field], name))
		}
		return "{" + strings.Join(out, ",") + "}"
	case array:
		var out []string
		for _, item := range n.items {
			out = append(out, flat(item, name))
		}
		return "[" + strings.Join(out, ",") + "]"
	case text:
		switch formOf(n.text).class {
		case times:
			return "‹time›"
		case ids:
			return name(n.text)
		}
	case number:
		if f, err := strconv.ParseFloat(n.text, 64); err == nil && numberForm(f).class == times {
			return "‹time›"
		}
	}
	return n.text
}

// texts compares two strings by how they are written.
func (c *call) texts(at, left, right string) {
	ours, theirs := formOf(left), formOf(right)
	switch {
	case left == right, ours.class == noise && theirs.class == noise:
	case ours.class == times && theirs.class == times:
		if ours.name != theirs.name {
			c.note(Dates, at, left+", "+ours.name, right+", "+theirs.name)
		}
	case ours.class == times || theirs.class == times:
		c.note(Dates, at, left+", "+ours.name, right+", "+theirs.name)
	case ours.class == ids && theirs.class == ids:
		if !c.References.bind(left, right) {
			c.note(Reference, at, left, right)
		}
	case ours.class == enums && theirs.class == enums:
		c.note(Enum, at, left, right)
	case c.References.Translate(left) == right, c.named(left, right):
	case ours.name != theirs.name && ours.class != enums && theirs.class != enums:
		c.note(Form, at, left+", "+ours.name, right+", "+theirs.name)
	case sentence(left) || sentence(right):
		if masked(c.References.Translate(left)) != masked(right) {
			c.note(Text, at, left, right)
		}
	case digits.MatchString(left) && digits.MatchString(right) && isID(at):
		if !c.References.Bind(left, right) {
			c.note(Reference, at, left, right)
		}
	default:
		c.note(Value, at, left, right)
	}
}

// named tells whether two texts are the same but for the identifiers in them,
// which are those of the same things.
func (c *call) named(left, right string) bool {
	ours, theirs := someID.FindAllString(left, -1), someID.FindAllString(right, -1)
	if len(ours) == 0 || someID.ReplaceAllString(left, "") != someID.ReplaceAllString(right, "") {
		return false
	}
	for i := range ours {
		if !c.References.Bind(ours[i], theirs[i]) {
			return false
		}
	}
	return true
}

var digits = regexp.MustCompile(`^\d{6,}$`)

// isID tells by its name whether a field holds an identifier: a number or an id.
func isID(at string) bool {
	name := strings.ToLower(lastName(at))
	return name == "" || strings.HasSuffix(name, "id") || strings.HasSuffix(name, "number") || strings.HasSuffix(name, "uuid") || name == "response"
}

// sentence tells whether a text is for people.
func sentence(s string) bool {
	return strings.ContainsAny(s, " ,:") || strings.ContainsFunc(s, func(r rune) bool { return r > 127 })
}

// numbers compares two numbers.
func (c *call) numbers(at, left, right string) {
	if left == right {
		return
	}
	a, errA := strconv.ParseFloat(left, 64)
	b, errB := strconv.ParseFloat(right, 64)
	if errA != nil || errB != nil {
		c.note(Value, at, left, right)
		return
	}
	ours, theirs := numberForm(a), numberForm(b)
	switch {
	case ours.class == times && theirs.class == times:
		if ours.name != theirs.name {
			c.note(Dates, at, left+", "+ours.name, right+", "+theirs.name)
		}
	case isID(at):
		if !c.References.Bind(left, right) {
			c.note(Reference, at, left, right)
		}
	default:
		c.note(Value, at, left, right)
	}
}
