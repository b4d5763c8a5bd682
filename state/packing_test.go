package state

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

const (
	milk   = "04870004450011" // a unit of a group that is not paid for
	blocks = "04600266005755"
)

// fate is all that reports may change of a code.
type fate struct {
	status   dict.CodeStatus
	parent   string
	child    string // joined, so that fates can be compared
	produced Moment
}

// reports is the naive model of the order station's reports: what each may say,
// and what becomes of every code. Codes are found by identity.
type reports struct {
	fates   map[cis.ID]fate
	codes   map[cis.ID]*Code // what reports do not change
	balance map[string]Tiyn  // by BIN and group
	prices  map[string]Tiyn  // by group
	now     Moment
}

func modelOf(w *World) *reports {
	v := w.Snapshot()
	m := &reports{map[cis.ID]fate{}, map[cis.ID]*Code{}, map[string]Tiyn{}, map[string]Tiyn{"tobacco": v.Price("tobacco"), "milk": v.Price("milk")}, v.Now()}
	v.Codes("", func(c *Code) bool {
		m.codes[idOf(c)] = c
		m.fates[idOf(c)] = fate{c.Status, c.Parent, strings.Join(c.Child, " "), c.ProducedDate}
		return true
	})
	v.Participants("", func(p *Participant) bool {
		for _, g := range p.Groups {
			m.balance[p.BIN+g.Group] = g.Balance
		}
		return true
	})
	return m
}

// find gives the identities of different known codes, and false for any others.
func (m *reports) find(written []string) (ids []cis.ID, ok bool) {
	for _, s := range written {
		id, err := cis.Identify(s)
		if err != nil || m.codes[id] == nil || slices.Contains(ids, id) {
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}

func (m *reports) change(id cis.ID, f func(*fate)) {
	next := m.fates[id]
	f(&next)
	m.fates[id] = next
}

func (m *reports) packable(id cis.ID) bool { return slices.Contains(packable, m.fates[id].status) }

func (m *reports) utilise(written []string) bool {
	ids, ok := m.find(written)
	for _, id := range ids {
		ok = ok && m.fates[id].status == dict.Emitted
	}
	before := maps.Clone(m.balance)
	for len(ids) > 0 { // what is EMITTED, and then what lies in it
		id := ids[0]
		inside, _ := m.find(strings.Fields(m.fates[id].child))
		ids = append(inside, ids[1:]...)
		if m.fates[id].status != dict.Emitted {
			continue
		}
		to := dict.AppliedNotPaid
		if m.pays(id, before) {
			to = dict.Applied
		}
		m.change(id, func(f *fate) { f.status, f.produced = to, m.now })
	}
	return ok
}

// pays takes the price of a code off the account, if that suffices: only tobacco
// waits for money. Boxes cost nothing, and are paid for where there was money.
func (m *reports) pays(id cis.ID, before map[string]Tiyn) bool {
	c, group := m.codes[id], "tobacco"
	if c.GTIN == milk {
		group = "milk"
	}
	of, price := c.ProducerBIN+group, m.prices[group]
	switch box := c.PackageType >= dict.Level2 && c.PackageType != dict.Bundle; {
	case box || price == 0:
		return group == "milk" || before[of] > 0
	case m.balance[of] >= price:
		m.balance[of] -= price
		return true
	}
	return group == "milk"
}

func (m *reports) topUp(bin, group string, amount Tiyn) bool {
	before, ok := m.balance[bin+group]
	if !ok || amount <= 0 {
		return false
	}
	m.balance[bin+group] = before + amount
	at := maps.Clone(m.balance)
	for _, id := range slices.Sorted(maps.Keys(m.fates)) {
		if m.fates[id].status == dict.AppliedNotPaid && m.codes[id].ProducerBIN == bin && group == "tobacco" && m.pays(id, at) {
			m.change(id, func(f *fate) { f.status = dict.Applied })
		}
	}
	return true
}

func (m *reports) unpack(written []string) bool {
	ids, ok := m.find(written)
	for _, id := range ids {
		ok = ok && m.fates[id].child != "" && m.packable(id)
		m.empty(id)
	}
	return ok
}

// empty makes a package DISAGGREGATED; what was in it has no parent.
func (m *reports) empty(id cis.ID) {
	inside, _ := m.find(strings.Fields(m.fates[id].child))
	for _, c := range inside {
		m.change(c, func(f *fate) { f.parent = "" })
	}
	m.change(id, func(f *fate) { f.status, f.child = dict.Disaggregated, "" })
}

func (m *reports) pack(p Packing) bool {
	ids, ok := m.find(p.Child)
	target, err := cis.Identify(p.CIS)
	if !ok || err != nil || len(ids) == 0 || p.PackageType <= dict.Unit {
		return false
	}
	if m.codes[target] == nil {
		first := m.codes[ids[0]]
		m.codes[target] = &Code{CIS: p.CIS, OwnerBIN: first.OwnerBIN, ProducerBIN: first.ProducerBIN, GTIN: blocks, PackageType: p.PackageType}
		m.fates[target] = fate{status: m.fates[ids[0]].status, produced: m.fates[ids[0]].produced}
	}
	into := m.codes[target]
	if m.fates[target].child != "" || into.PackageType != p.PackageType || !m.packable(target) {
		return false
	}
	var names []string
	var donors []cis.ID
	for _, id := range ids {
		c := m.codes[id]
		if c.OwnerBIN != into.OwnerBIN || c.PackageType >= into.PackageType || !m.packable(id) {
			return false
		}
		names = append(names, c.CIS)
		if parent := m.fates[id].parent; parent != "" {
			donor, _ := cis.Identify(parent)
			donors = append(donors, donor)
		}
	}
	for _, donor := range donors {
		if !m.packable(donor) && m.fates[donor].child != "" {
			return false
		}
		m.empty(donor)
	}
	for _, id := range ids {
		m.change(id, func(f *fate) { f.parent = into.CIS })
	}
	m.change(target, func(f *fate) { f.child = strings.Join(names, " ") })
	return true
}

// newStation is a world of codes to report, of two owners, in several statuses
// and packages, and the names of packages that are still to be made.
func newStation(t interface{ Fatalf(string, ...any) }) (w *World, names []string) {
	w = newTestWorld(t)
	made := func(name, gtin, owner string, s dict.CodeStatus, inside ...Tree) Tree {
		names = append(names, name)
		height := dict.Unit
		if len(inside) > 0 {
			height = inside[0].PackageType + 1
		}
		return Tree{Code{CIS: name, GTIN: gtin, OwnerBIN: owner, ProducerBIN: owner, Status: s, PackageType: height, EmissionDate: noon}, inside}
	}
	err := w.Update(func(tx *Tx) error {
		errs := []error{
			tx.PutProduct(Product{GTIN: milk, ProductGroup: "milk"}),
			tx.PutProduct(Product{GTIN: blocks, ProductGroup: "tobacco"}),
			tx.SetPrice("tobacco", 3), tx.SetPrice("milk", 2),
			tx.TopUp(bob, "tobacco", 10), tx.TopUp(bob, "milk", 3),
		}
		for i := range 4 {
			for _, owner := range []string{alice, bob} {
				errs = append(errs,
					tx.AddTree(made(fmt.Sprintf("%s%.2s0000%d", pack, owner, i)[:21], pack, owner, dict.Emitted)),
					tx.AddTree(made(fmt.Sprintf("01%s215%.2s00%d", milk, owner, i), milk, owner, dict.Emitted)))
			}
		}
		for i, s := range dict.CodeStatuses() {
			errs = append(errs, tx.AddTree(made(fmt.Sprintf("%sstatu%02d", pack, i), pack, []string{alice, bob}[i%2], s.Status)))
		}
		for i := range 3 { // boxes that cost nothing, around what does
			block := made(fmt.Sprintf("(01)%s(21)fresh%02d", blocks, i), blocks, bob, dict.Emitted, made(fmt.Sprintf("%sfresh%02d", pack, i), pack, bob, dict.Emitted))
			errs = append(errs, tx.AddTree(made(fmt.Sprintf("0104600266005755200211210512103BOX%d", i), blocks, bob, dict.Emitted, block)))
		}
		in := func(name string) Tree { return made(pack+name, pack, alice, dict.Introduced) }
		errs = append(errs,
			tx.AddTree(made("010460026600575520021121051210BOX", blocks, alice, dict.Introduced,
				made("(01)"+blocks+"(21)blockA1", blocks, alice, dict.Introduced, in("packA11"), in("packA12")),
				made("(01)"+blocks+"(21)blockA2", blocks, alice, dict.Introduced, in("packA21"), in("packA22"), in("packA23")))),
			tx.AddTree(made("(01)"+blocks+"(21)soldout", blocks, alice, dict.Withdrawn, in("packS11"), in("packS12"))))
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatalf("station: %s", err)
	}
	for i := range 8 {
		names = append(names, fmt.Sprintf("(01)%s(21)new000%d", blocks, i))
	}
	return w, names
}

// anyForm writes a code in one of its forms.
func anyForm(t *rapid.T, written string) string {
	id, err := cis.Identify(written)
	if err != nil {
		t.Fatalf("%s", err)
	}
	return rapid.SampledFrom([]string{written, string(id), id.Bracketed(), "\x1d" + string(id)}).Draw(t, "form")
}

// TestReportsOfTheOrderStation sends random reports, legal and not, and
// compares every code with the model after each.
func TestReportsOfTheOrderStation(t *testing.T) {
	taken, refused := map[string]int{}, map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		w, names := newStation(t)
		some := func(least, most int) []string {
			return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return anyForm(t, rapid.SampledFrom(names).Draw(t, "code")) }), least, most).Draw(t, "codes")
		}
		report := func(what string, legal func(*reports) bool, do func(*Tx) error) {
			if err := w.Clock().Advance(time.Second); err != nil {
				t.Fatalf("%s", err)
			}
			before, text := w.Fork("before", nil), fingerprint(w)
			model := modelOf(w)
			ok, err := legal(model), w.Update(do)
			if ok != (err == nil) {
				t.Fatalf("%s: the model says %t, the answer is %v", what, ok, err)
			}
			if fingerprint(before) != text {
				t.Fatalf("%s: records of an older version changed", what)
			}
			if err != nil {
				refused[what]++
				if fingerprint(w) != text {
					t.Fatalf("%s was refused (%s) and changed the world:\n%s\n%s", what, err, text, fingerprint(w))
				}
				return
			}
			taken[what]++
			if got := modelOf(w); !maps.Equal(got.fates, model.fates) || !maps.Equal(got.balance, model.balance) {
				t.Fatalf("%s leaves\n%+v\nthe model\n%+v", what, got.fates, model.fates)
			}
			checkOneOperation(t, before.Snapshot(), w.Snapshot())
		}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) { checkPacking(t, w.Snapshot()) },
			"pack": func(t *rapid.T) {
				p := Packing{
					anyForm(t, rapid.SampledFrom(names).Draw(t, "package")),
					rapid.SampledFrom([]dict.PackageType{dict.Unit, dict.Level1, dict.Level1, dict.Level2, dict.Level3, dict.Bundle}).Draw(t, "type"), some(0, 4),
				}
				report("pack", func(m *reports) bool { return m.pack(p) }, func(tx *Tx) error { return tx.Pack(p) })
			},
			"unpack": func(t *rapid.T) {
				codes := some(1, 2)
				report("unpack", func(m *reports) bool { return m.unpack(codes) }, func(tx *Tx) error { return tx.Unpack(codes) })
			},
			"utilise": func(t *rapid.T) {
				codes := some(1, 2)
				report("utilise", func(m *reports) bool { return m.utilise(codes) }, func(tx *Tx) error { return tx.Utilise(codes) })
			},
			"top up": func(t *rapid.T) {
				bin := rapid.SampledFrom([]string{alice, bob, "000000000000"}).Draw(t, "bin")
				group := rapid.SampledFrom([]string{"tobacco", "milk", "shoe"}).Draw(t, "group")
				amount := Tiyn(rapid.IntRange(-1, 7).Draw(t, "amount"))
				if rapid.Bool().Draw(t, "another price") {
					_ = w.Update(func(tx *Tx) error { return tx.SetPrice("tobacco", Tiyn(rapid.IntRange(0, 4).Draw(t, "price"))) })
				}
				report("top up", func(m *reports) bool { return m.topUp(bin, group, amount) }, func(tx *Tx) error { return tx.TopUp(bin, group, amount) })
			},
		})
	})
	for _, what := range []string{"pack", "unpack", "utilise", "top up"} {
		if taken[what] == 0 || refused[what] == 0 {
			t.Errorf("%s was taken %d times and refused %d times: that shows nothing", what, taken[what], refused[what])
		}
	}
}

// checkPacking: what holds in every world, whatever was reported.
func checkPacking(t *rapid.T, v View) {
	t.Helper()
	if err := v.checkPackages(); err != nil {
		t.Fatal(err)
	}
	checkKinds(t, v)
	units, inRoots, unpaid := 0, 0, 0
	v.Codes("", func(c *Code) bool {
		id := idOf(c)
		if c.PackageType == dict.Unit {
			units++
		}
		if c.Parent == "" {
			inRoots += v.Units(c)
		} else if parent, _ := v.Code(c.Parent); parent == nil || parent.CIS != c.Parent || count(parent.Child, c.CIS) != 1 {
			t.Fatalf("%s lies in %s, which holds %+v", c.CIS, c.Parent, parent)
		}
		for _, name := range c.Child {
			if inside, _ := v.Code(name); inside == nil || inside.CIS != name || inside.Parent != c.CIS {
				t.Fatalf("%s holds %s, whose record is %+v", c.CIS, name, inside)
			}
		}
		if len(c.Child) > 0 && (c.Status == dict.Disaggregated || c.PackageType == dict.Unit) {
			t.Fatalf("%s is a %s, %s, and holds %v", c.CIS, c.PackageType, c.Status, c.Child)
		}
		if _, waits := v.unpaid.Get(id); waits != (c.Status == dict.AppliedNotPaid) {
			t.Fatalf("%s is %s; it waits for money: %t", c.CIS, c.Status, waits)
		} else if waits {
			unpaid++
		}
		if first, ok := v.emitted.Get(c); !ok || first.CIS != c.CIS {
			t.Fatalf("%s is not in the index by emission", c.CIS)
		}
		return true
	})
	if inRoots != units {
		t.Fatalf("%d units, and %d in what lies in nothing", units, inRoots)
	}
	if v.unpaid.Len() != unpaid || v.emitted.Len() != v.codes.Len() {
		t.Fatalf("%d codes, %d in the index by emission; %d unpaid, %d wait for money", v.codes.Len(), v.emitted.Len(), unpaid, v.unpaid.Len())
	}
}

func count(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}

// checkOneOperation: a report is one event in the history of every code that it touched.
func checkOneOperation(t *rapid.T, before, after View) {
	t.Helper()
	ops := map[string]*Operation{} // by owner: each has a report
	after.Codes("", func(c *Code) bool {
		old, _ := before.Code(c.CIS)
		if c == old {
			return true
		}
		op := ops[c.OwnerBIN]
		if op == nil {
			op = c.Op
			ops[c.OwnerBIN] = op
		}
		if c.Op == nil || c.Op != op || op.At != after.Now() {
			t.Fatalf("%s was changed by %+v, others of %s by %+v", c.CIS, c.Op, c.OwnerBIN, op)
		}
		if c.Prev == nil || old != nil && !descends(c, old) {
			t.Fatalf("the history of %s does not go on from where it was", c.CIS)
		}
		return true
	})
}

func descends(c, from *Code) bool {
	for ; c != nil; c = c.Prev {
		if c == from {
			return true
		}
	}
	return false
}

// TestRepacking is the recommendations' case (section 3): packs of a block that
// stand in a later report have another parent, and the donor is DISAGGREGATED.
func TestRepacking(t *testing.T) {
	w, _ := newStation(t)
	box, donor, other := "010460026600575520021121051210BOX", "(01)"+blocks+"(21)blockA2", "(01)"+blocks+"(21)blockA1"
	fresh := "(01)" + blocks + "(21)new0001"
	if err := w.Update(func(tx *Tx) error {
		return tx.Pack(Packing{fresh, dict.Level1, []string{pack + "packA21", pack + "packA22"}})
	}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fate{
		box:              {dict.Introduced, "", donor, 0}, // the donor stays where it stood, empty
		donor:            {dict.Disaggregated, box, "", 0},
		other:            {dict.Introduced, box, pack + "packA11 " + pack + "packA12", 0},
		fresh:            {dict.Introduced, "", pack + "packA21 " + pack + "packA22", 0},
		pack + "packA22": {dict.Introduced, fresh, "", 0},
		pack + "packA23": {dict.Introduced, "", "", 0}, // left over
	} {
		if name == box {
			want.child = other + " " + donor
		}
		c := w.Code(name)
		if got := (fate{c.Status, c.Parent, strings.Join(c.Child, " "), c.ProducedDate}); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	v := w.Snapshot()
	for name, want := range map[string]int{box: 2, donor: 0, other: 2, fresh: 2, pack + "packA11": 1} {
		if n := v.Units(w.Code(name)); n != want {
			t.Errorf("%s counts %d units, want %d", name, n, want)
		}
	}
	if c := w.Code(pack + "packA21"); c.Prev == nil || c.Prev.Parent != donor {
		t.Errorf("the history does not tell of the parent before: %+v", c.Prev)
	}
}

// TestRefusedReports names the kind of every refusal.
func TestRefusedReports(t *testing.T) {
	fresh := "(01)" + blocks + "(21)new0001"
	into := func(name string, p dict.PackageType, child ...string) func(*Tx) error {
		return func(tx *Tx) error { return tx.Pack(Packing{name, p, child}) }
	}
	apply := func(codes ...string) func(*Tx) error { return func(tx *Tx) error { return tx.Utilise(codes) } }
	unpack := func(codes ...string) func(*Tx) error { return func(tx *Tx) error { return tx.Unpack(codes) } }
	emitted, bobs, unknown := pack+"9400000", pack+"9700000", pack+"unknown"
	for name, c := range map[string]struct {
		do   func(*Tx) error
		want Kind
	}{
		"applied":                      {apply(emitted), ""},
		"applied twice":                {apply(emitted, emitted), WrongStatus},
		"applied, though introduced":   {apply(pack + "packA11"), WrongStatus},
		"applied, not known":           {apply(emitted, unknown), CodeUnknown},
		"applied, no code":             {apply(""), CodeUnreadable},
		"packed":                       {into(fresh, dict.Level1, emitted), ""},
		"packed with nothing":          {into(fresh, dict.Level1), BadRecord},
		"packed into a unit":           {into(fresh, dict.Unit, emitted), BadRecord},
		"packed into what is no code":  {into("\x00", dict.Level1, emitted), CodeUnreadable},
		"packed, not known":            {into(fresh, dict.Level1, unknown), CodeUnknown},
		"packed twice":                 {into(fresh, dict.Level1, emitted, "\x1d"+emitted), WrongStatus},
		"packed with another's":        {into(fresh, dict.Level1, emitted, bobs), WrongStatus},
		"packed into one not empty":    {into("(01)"+blocks+"(21)blockA1", dict.Level1, emitted), CodeExists},
		"packed into a code of a unit": {into(pack+"packA11", dict.Level1, emitted), CodeExists},
		"packed into a pack's form":    {into(pack+"newpack", dict.Level1, emitted), BadRecord},
		"packed as an unknown product": {into("(01)04870004450999(21)new0001", dict.Level1, emitted), BrokenReference},
		"packed into its like":         {into(fresh, dict.Level1, "(01)"+blocks+"(21)blockA1"), WrongStatus},
		"packed after it was sold":     {into(fresh, dict.Level1, "(01)"+blocks+"(21)soldout"), WrongStatus},
		"packed out of a sold package": {into(fresh, dict.Level1, pack+"packS11"), WrongStatus},
		"unpacked":                     {unpack("(01)" + blocks + "(21)blockA1"), ""},
		"unpacked with nothing in it":  {unpack(emitted), WrongStatus},
		"unpacked twice":               {unpack("(01)"+blocks+"(21)blockA1", "01"+blocks+"21blockA1"), WrongStatus},
		"unpacked after it was sold":   {unpack("(01)" + blocks + "(21)soldout"), WrongStatus},
		"unpacked, not known":          {unpack(unknown), CodeUnknown},
		"topped up":                    {func(tx *Tx) error { return tx.TopUp(alice, "tobacco", 1) }, ""},
		"topped up by nothing":         {func(tx *Tx) error { return tx.TopUp(alice, "tobacco", 0) }, BadRecord},
		"topped up in no group":        {func(tx *Tx) error { return tx.TopUp(alice, "shoe", 1) }, BadRecord},
		"topped up, a stranger":        {func(tx *Tx) error { return tx.TopUp("000000000000", "tobacco", 1) }, ParticipantUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := newStation(t)
			if got := kindOf(t, w.Update(c.do)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestUtilisingAPackage: what is EMITTED goes along with the package around it,
// at any depth and whether or not the report names it too; the rest stays.
func TestUtilisingAPackage(t *testing.T) {
	box, inner, outer := "00046002660000693200", "(01)"+blocks+"(21)new0001", "(01)"+blocks+"(21)new0002"
	emitted, first, later, given := pack+"9400000", pack+"9400001", pack+"9400002", pack+"packA21"
	for name, report := range map[string][]string{
		"alone":              {box},
		"before its content": {box, inner, first},
		"after its content":  {first, inner, box},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := newStation(t)
			err := w.Update(func(tx *Tx) error {
				return errors.Join(
					tx.Pack(Packing{inner, dict.Level1, []string{emitted, first}}),
					tx.Pack(Packing{outer, dict.Level1, []string{given, later}}), // INTRODUCED, as its first content
					tx.Pack(Packing{box, dict.Level2, []string{inner, outer}}),
				)
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Update(func(tx *Tx) error { return tx.Utilise(report) }); err != nil {
				t.Fatal(err)
			}
			for code, want := range map[string]dict.CodeStatus{
				box: dict.AppliedNotPaid, inner: dict.AppliedNotPaid, emitted: dict.AppliedNotPaid, first: dict.AppliedNotPaid, later: dict.AppliedNotPaid,
				outer: dict.Introduced, given: dict.Introduced,
			} {
				if got := w.Code(code).Status; got != want {
					t.Errorf("%s is %s, not %s", code, got, want)
				}
			}
		})
	}
}

// TestWrittenFormsAndRecords: a code that spells a GTIN is of that product; one
// that spells none may be of any.
func TestWrittenFormsAndRecords(t *testing.T) {
	const other = "01000000000017" // begins as the application identifier of a GTIN does
	for _, c := range []struct {
		written, gtin string
		height        dict.PackageType
		want          Kind
	}{
		{"(01)" + blocks + "(21)gy4R,sn", blocks, dict.Level1, ""},
		{"01" + blocks + "21gy4R,sn", pack, dict.Level1, BadRecord},
		{"01" + blocks + "20021121051210AL65588523", blocks, dict.Level2, ""},
		{"01" + blocks + "20021121051210AL65588523", pack, dict.Level2, BadRecord},
		{"00004600266000069320", pack, dict.Level2, ""},
		{"a box of our own", pack, dict.Level3, ""},
		{pack + "1)hSF?J", pack, dict.Unit, ""},
		{pack + "1)hSF?J", blocks, dict.Unit, BadRecord},
		{pack + "1)hSF?J", pack, dict.Level1, BadRecord},
		{pack + "1)hSF?JAAAAbbbb", pack, dict.Level1, BadRecord},
		{other + "0021abc", other, dict.Unit, ""},
		{"\x00", pack, dict.Unit, CodeUnreadable},
	} {
		if got := kindOf(t, CheckForm(c.written, c.gtin, c.height)); got != c.want {
			t.Errorf("%q of %s as a %s: got %q, want %q", c.written, c.gtin, c.height, got, c.want)
		}
	}
}
