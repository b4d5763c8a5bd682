package state

import (
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
)

// Fact is a field of a record in words, named as the control API names it.
type Fact struct{ Name, Value string }

// Told is the record before and after the change, without what is empty: of one
// that was replaced, what has become another; of a new one, or one that is gone,
// everything. Long texts are left out.
func (c Change) Told() (before, after []Fact) {
	was, is := factsOf(c.before), factsOf(c.after)
	for _, f := range was {
		if c.after == nil || valueOf(is, f.Name) != f.Value {
			before = append(before, f)
		}
	}
	for _, f := range is {
		if c.before == nil || valueOf(was, f.Name) != f.Value {
			after = append(after, f)
		}
	}
	return before, after
}

func valueOf(facts []Fact, name string) string {
	for _, f := range facts {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// facts collects what is not empty.
type facts []Fact

func (f *facts) add(name, value string) {
	if value != "" {
		*f = append(*f, Fact{name, value})
	}
}

func (f *facts) number(name string, n int64) {
	if n != 0 {
		f.add(name, strconv.FormatInt(n, 10))
	}
}

func factsOf(record any) (f facts) {
	switch r := record.(type) {
	case *Participant:
		r.tell(&f)
	case *Product:
		f.add("productGroup", r.ProductGroup)
		f.add("name", r.Name)
		f.add("brand", r.Brand)
		f.add("packageType", r.PackageType.String())
		f.add("tnVedCode10", r.TNVedCode10)
		f.number("innerUnitCount", int64(r.InnerUnits))
	case *Code:
		r.tell(&f)
	case *Document:
		r.tell(&f)
	case *Receipt:
		f.add("type", string(r.Type))
		f.add("status", string(r.Status))
		f.add("senderBin", r.SenderBIN)
		f.number("products", int64(len(r.Products)))
	case *Order:
		f.add("bin", r.BIN)
		f.add("gtin", r.GTIN)
		f.add("status", string(r.Status))
		f.number("result", int64(len(r.Result)))
	case *Challenge:
		f.add("issued", r.Issued.String())
	}
	return f
}

func (p *Participant) tell(f *facts) {
	f.add("name", p.Name)
	f.add("status", string(p.Status))
	f.number("pid", p.PID)
	f.add("country", p.Country)
	names := make([]string, len(p.Groups))
	for i, m := range p.Groups {
		names[i] = m.Group
	}
	f.add("groups", strings.Join(names, " "))
	for _, m := range p.Groups {
		f.number("balance."+m.Group, int64(m.Balance))
	}
}

func (c *Code) tell(f *facts) {
	f.add("gtin", c.GTIN)
	f.add("packageType", c.PackageType.String())
	f.add("status", c.Status.String())
	f.add("ownerBin", c.OwnerBIN)
	f.add("producerBin", c.ProducerBIN)
	f.add("emissionType", c.EmissionType.String())
	f.add("emissionDate", c.EmissionDate.String())
	f.add("producedDate", c.ProducedDate.String())
	f.add("parent", c.Parent)
	f.number("children", int64(len(c.Child)))
	if c.Op != nil {
		f.add("operation", strings.TrimSpace(c.Op.At.String()+" "+c.Op.DocID))
	}
}

func (d *Document) tell(f *facts) {
	f.add("type", string(d.Type))
	f.add("number", d.Number)
	f.number("internalNumber", d.Internal)
	f.add("fileId", d.FileID)
	f.add("supplier", d.Supplier)
	f.add("consignee", d.Consignee)
	f.number("status", int64(d.Status))
	f.add("registry", string(d.Registry))
	f.add("corrects", d.Corrects)
	f.add("answer", d.Answer)
	f.number("goods", int64(len(d.Goods)))
	for _, t := range d.Titles {
		f.add("title."+string(t.Decision), t.state())
	}
	f.add("errors", strings.Join(texts.Strings(d.Errors), "; "))
}

func (t *Title) state() string {
	if t.Signed != 0 {
		return "signed"
	}
	return "begun"
}
