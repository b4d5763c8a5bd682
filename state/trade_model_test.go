package state

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// The naive model of the bazaar, written after the decisions on how codes move
// and how documents go on, without a look at the tables of the program. It keeps
// everything by itself, as flat values that are copied as a whole.

// thing is all that documents and receipts may change of a code, and what says
// whether they may.
type thing struct {
	status        dict.CodeStatus
	owner         string
	parent, child string // as registered; children joined

	doc    string // what made its last record, and when
	at     Moment
	owners string // of each of its records, the first first

	producer, gtin, group string
	made                  dict.ReleaseMethod // where: 0 nobody knows
	height                dict.PackageType
}

// paper is a document, as it was sent and as it stands.
type paper struct {
	*Document
	state                    DocState
	at, registered, received Moment
	failed                   bool
	doomed                   bool // its fileId came before
}

// errand is a document that goes on at a moment.
type errand struct {
	at Moment
	id string
}

type market struct {
	now     Moment
	speed   Moment // how long a document takes
	things  map[cis.ID]thing
	papers  map[string]paper
	order   []string // of papers, as they came
	shelf   []string // ids of what came to the registry, as it came there
	early   bool     // notices show while they are processed
	queue   []errand // as they come
	blocked map[string]bool
	files   map[string]bool   // of each kind the fileIds that were taken
	reading string            // of a fileId that comes again
	tills   map[string]string // whose cash register each receipt is of
	imports bool              // goods of import need their notice first, and goods from here take none
}

func (m *market) copy() *market {
	return &market{m.now, m.speed, maps.Clone(m.things), maps.Clone(m.papers), slices.Clone(m.order), slices.Clone(m.shelf), m.early, slices.Clone(m.queue), maps.Clone(m.blocked), maps.Clone(m.files), m.reading, maps.Clone(m.tills), m.imports}
}

func newMarket(v View, processing Processing) *market {
	speed := map[Processing]time.Duration{Instant: 0, Fast: time.Second, Realistic: 90 * time.Second}[Processing(strings.TrimSuffix(string(processing), ","+registryEarly))]
	m := &market{early: processing.early(), now: v.Now(), speed: Moment(speed.Milliseconds()), papers: map[string]paper{}, blocked: map[string]bool{mallory: true}, files: map[string]bool{}, tills: map[string]string{}}
	m.seeThings(v)
	return m
}

// seeThings takes over what the order station made of the codes.
func (m *market) seeThings(v View) {
	m.things = map[cis.ID]thing{}
	v.Codes("", func(c *Code) bool {
		m.things[idOf(c)] = thingOf(v, c)
		return true
	})
}

func thingOf(v View, c *Code) thing {
	t := thing{
		status: c.Status, owner: c.OwnerBIN, parent: c.Parent, child: strings.Join(c.Child, " "),
		producer: c.ProducerBIN, gtin: c.GTIN, group: v.Product(c.GTIN).ProductGroup, height: c.PackageType, made: c.EmissionType,
	}
	if c.Op != nil {
		t.doc, t.at = c.Op.DocID, c.Op.At
	}
	for ; c != nil; c = c.Prev {
		t.owners = c.OwnerBIN + " " + t.owners
	}
	return t
}

// partsOf counts in how many records of a code somebody took part.
func (x thing) partsOf(bin string) (n int) {
	before := ""
	for _, owner := range strings.Fields(x.owners) {
		if bin == owner || bin == before || bin == x.producer {
			n++
		}
		before = owner
	}
	return n
}

// deed is what a document or a receipt does to its goods.
type deed struct {
	event    CodeEvent // only to tell which were seen
	moves    map[dict.CodeStatus]dict.CodeStatus
	anybodys bool // the goods need not be the sender's
	keeps    bool // and stay whose they are
	breaks   bool // boxes fall apart
	totals   bool
	group    string
}

// deedOf is decisions, section 5, by kind and reason; false for what moves nothing.
func deedOf(kind, reason string) (deed, bool) {
	inTrade := map[dict.CodeStatus]dict.CodeStatus{dict.Introduced: dict.Withdrawn, dict.IntroducedReturned: dict.Withdrawn}
	switch kind + " " + reason {
	case "act ", "corrective-act ":
		return deed{event: Given, totals: true, moves: map[dict.CodeStatus]dict.CodeStatus{
			dict.Applied: dict.Introduced, dict.Introduced: dict.Introduced, dict.IntroducedReturned: dict.IntroducedReturned,
		}}, true
	case "import-transit ", "import-transit-correction ":
		return deed{event: Imported, totals: true, moves: map[dict.CodeStatus]dict.CodeStatus{dict.Applied: dict.Introduced}}, true
	case "import-third-country ":
		return deed{event: Imported, moves: map[dict.CodeStatus]dict.CodeStatus{dict.Applied: dict.Introduced}}, true
	case "introduce-goods 1", "introduce-goods 2":
		return deed{event: Found, moves: map[dict.CodeStatus]dict.CodeStatus{dict.Emitted: dict.Introduced, dict.Applied: dict.Introduced}}, true
	case "introduce-goods 3":
		return deed{event: Restored, anybodys: true, moves: map[dict.CodeStatus]dict.CodeStatus{dict.Withdrawn: dict.IntroducedReturned, dict.WrittenOff: dict.IntroducedReturned}}, true
	case "withdrawal 1", "withdrawal 2", "withdrawal 3", "withdrawal 4":
		return deed{event: WroteOff, moves: map[dict.CodeStatus]dict.CodeStatus{
			dict.Applied: dict.WrittenOff, dict.Introduced: dict.WrittenOff, dict.IntroducedReturned: dict.WrittenOff,
		}}, true
	case "withdrawal 8":
		return deed{event: TakenOut, moves: inTrade, group: "pharma"}, true
	case "withdrawal 11", "withdrawal 12":
		return deed{event: Exported, moves: map[dict.CodeStatus]dict.CodeStatus{dict.Introduced: dict.Exported, dict.IntroducedReturned: dict.Exported}}, true
	case "withdrawal 5", "withdrawal 6", "withdrawal 7", "withdrawal 9", "withdrawal 10",
		"withdrawal 13", "withdrawal 14", "withdrawal 15", "withdrawal 16", "withdrawal 17", "withdrawal 18":
		return deed{event: TakenOut, moves: inTrade}, true
	case "RECEIPT ":
		return deed{event: Sold, anybodys: true, keeps: true, breaks: true, moves: inTrade}, true
	case "RECEIPT_RETURN ":
		return deed{event: Returned, anybodys: true, moves: map[dict.CodeStatus]dict.CodeStatus{dict.Withdrawn: dict.IntroducedReturned}}, true
	}
	return deed{}, false
}

// sides are who sends a document and who decides of it; the same for notices.
func sides(d *Document) (from, to string) {
	switch d.Type {
	case Act, CorrectiveAct:
		return d.Supplier, d.Consignee
	case Divergence:
		return d.Consignee, d.Supplier
	case IntroduceGoods, Withdrawal:
		return d.Supplier, d.Supplier
	}
	return d.Consignee, d.Consignee
}

func (m *market) find(written string) (cis.ID, bool) {
	id, err := cis.Identify(written)
	_, known := m.things[id]
	return id, err == nil && known
}

// inside are a code and all that lies in it.
func (m *market) inside(id cis.ID) []cis.ID {
	all := []cis.ID{id}
	for _, child := range strings.Fields(m.things[id].child) {
		if in, ok := m.find(child); ok {
			all = append(all, m.inside(in)...)
		}
	}
	return all
}

// around are the packages that a code lies in.
func (m *market) around(id cis.ID) (all []cis.ID) {
	for m.things[id].parent != "" {
		id, _ = m.find(m.things[id].parent)
		all = append(all, id)
	}
	return all
}

// may tells whether goods can go all together: each known, nothing twice,
// everything the sender's and in a status that the deed takes, and the packages
// around them such as can be opened.
func (m *market) may(how deed, goods []string, from string) bool {
	seen := map[cis.ID]bool{}
	for _, written := range goods {
		id, ok := m.find(written)
		if !ok {
			return false
		}
		for _, in := range m.inside(id) {
			t := m.things[in]
			if _, moves := how.moves[t.status]; seen[in] || !moves || t.owner != from && !how.anybodys || how.group != "" && how.group != t.group {
				return false
			}
			if how.event == Given && t.status == dict.Applied && t.producer != from {
				return false // only who made the goods may introduce them
			}
			if wrong := map[CodeEvent]dict.ReleaseMethod{Given: dict.Foreign, Imported: dict.Local}[how.event]; m.imports && t.group == "tobacco" && t.status == dict.Applied && t.made == wrong && wrong != 0 {
				return false
			}
			seen[in] = true
		}
		for _, up := range m.around(id) {
			if s := m.things[up].status; s == dict.LoanRetired || s == dict.RemarkRetired {
				return false
			}
		}
	}
	return true
}

// move lets goods go to their new owner, as one operation.
func (m *market) move(how deed, goods []string, to, doc string) {
	changed := map[cis.ID]bool{}
	change := func(id cis.ID, f func(*thing)) {
		t := m.things[id]
		if f(&t); !changed[id] {
			t.owners += t.owner + " "
		}
		changed[id], t.doc, t.at = true, doc, m.now
		m.things[id] = t
	}
	var opened []cis.ID
	for _, written := range goods {
		id, _ := m.find(written)
		for _, in := range m.inside(id) {
			if t := m.things[in]; how.breaks && t.height >= dict.Level2 && t.height != dict.Bundle {
				opened = append(opened, in)
				continue
			}
			change(in, func(t *thing) {
				if t.status = how.moves[t.status]; !how.keeps {
					t.owner = to
				}
			})
		}
		opened = append(opened, m.around(id)...)
	}
	for _, up := range opened {
		for _, child := range strings.Fields(m.things[up].child) {
			in, _ := m.find(child)
			change(in, func(t *thing) { t.parent = "" })
		}
		change(up, func(t *thing) { t.status, t.parent, t.child = dict.Disaggregated, "", "" })
	}
}

// lawful: may the goods of this document go now?
func (m *market) lawful(d *Document) bool {
	how, moves := deedOf(string(d.Type), d.Reason)
	if !moves {
		return true // nobody looks at its codes
	}
	from, to := sides(d)
	for _, bin := range []string{from, to} {
		if bin == dave || bin == erin { // they have no contracts
			return false
		}
	}
	var goods []string
	for _, g := range d.Goods {
		goods = append(goods, g.CIS)
	}
	if !m.may(how, goods, from) {
		return false
	}
	units := map[string]int{}
	for n, g := range d.Goods {
		held := m.units(g.CIS)
		count := 0
		for gtin, n := range held {
			count += n
			units[gtin] += n
		}
		if g.Count != Uncounted && g.Count != count || !m.declaredWell(d, n, held) {
			return false
		}
	}
	stated := map[string]int{}
	for _, total := range d.Totals {
		stated[total.GTIN] += total.Count
	}
	return !how.totals || maps.Equal(stated, units)
}

// units counts the consumer packs in a code, by product.
func (m *market) units(written string) map[string]int {
	held := map[string]int{}
	if id, ok := m.find(written); ok {
		for _, in := range m.inside(id) {
			if t := m.things[in]; t.height == dict.Unit {
				held[t.gtin]++
			}
		}
	}
	return held
}

// declaredWell: what customs was told of one of the goods is so. Where products
// are declared, all are; packs need not be, and none is twice.
func (m *market) declaredWell(d *Document, n int, held map[string]int) bool {
	products, packs := map[string]bool{}, map[cis.ID]bool{}
	in, _ := m.find(d.Goods[n].CIS)
	for _, line := range d.Declared {
		switch {
		case line.In != n:
		case line.CIS == "":
			products[line.GTIN] = true
		default:
			id, ok := m.find(line.CIS)
			if t := m.things[id]; !ok || t.height != dict.Unit || t.gtin != line.GTIN || packs[id] || !slices.Contains(m.inside(in), id) {
				return false
			}
			packs[id] = true
		}
	}
	for gtin := range products {
		if held[gtin] == 0 {
			return false
		}
	}
	return len(products) == 0 || len(products) == len(held)
}

// again tells whether the fileId of a document came before, and counts it.
func (m *market) again(d *Document) bool { return m.files[string(d.Type)+d.FileID] && d.FileID != "" }

func isNotice(t DocType) bool {
	return t == ImportThirdCountry || t == IntroduceGoods || t == Withdrawal
}

// take is a document that comes in.
func (m *market) take(d *Document) {
	m.papers[d.ID] = paper{Document: d, doomed: m.again(d) && m.reading == "fails" && !isNotice(d.Type)}
	m.files[string(d.Type)+d.FileID] = true
	m.order = append(m.order, d.ID)
	start := DocState{Status: 1}
	if isNotice(d.Type) {
		start = DocState{Registry: "IN_PROGRESS"}
	}
	if d.Type == PackingReport || d.Type == DropoutReport {
		start = DocState{Registry: "CHECKED_OK"}
	}
	m.become(d.ID, start, false)
	m.pass(m.now)
}

// shows tells whether a party sees a document, or a receipt: what is exchanged is
// its sender's alone until it is registered.
func (m *market) shows(id, bin string) bool {
	p, isPaper := m.papers[id]
	if !isPaper {
		return m.tills[id] == bin
	}
	from, to := sides(p.Document)
	return from == bin || to == bin && (p.registered != 0 || p.state.Status == 0)
}

// stands tells whether the registry shows what came to it.
func (m *market) stands(id string) bool {
	p, isPaper := m.papers[id]
	return !isPaper || p.received != 0 && (m.early || p.state != DocState{Registry: "IN_PROGRESS"})
}

// listed are the numbers that the registry shows to a party, "" for all that is
// there, as they came there.
func (m *market) listed(bin string) (numbers []string) {
	for _, id := range m.shelf {
		if !m.stands(id) || bin != "" && !m.shows(id, bin) {
			continue
		}
		if p, isPaper := m.papers[id]; isPaper {
			id = p.Number
		}
		numbers = append(numbers, id)
	}
	return numbers
}

// become puts a document into its next state, and says when it goes on.
func (m *market) become(id string, to DocState, failed bool) {
	p := m.papers[id]
	p.state, p.at, p.failed = to, m.now, failed || p.doomed
	if to.Registry != "" && p.received == 0 {
		p.received = m.now
		m.shelf = append(m.shelf, id)
	}
	m.papers[id] = p
	wait, goesOn := map[DocState]Moment{ // in tenths of the time that a document takes
		{Status: 1}: 1, {Status: 18}: 3, {Status: 19}: 1, {Status: 20}: 5, {Registry: "IN_PROGRESS"}: 10,
	}[to]
	if p.Type == Divergence {
		wait = 5
	}
	if !goesOn {
		return
	}
	due := m.now + m.speed*wait/10
	at := slices.IndexFunc(m.queue, func(e errand) bool { return e.at > due })
	if at < 0 {
		at = len(m.queue)
	}
	m.queue = slices.Insert(m.queue, at, errand{due, id})
}

// pass lets time pass.
func (m *market) pass(until Moment) {
	for len(m.queue) > 0 && m.queue[0].at <= until {
		next := m.queue[0]
		m.queue, m.now = m.queue[1:], next.at
		m.goOn(next.id)
	}
	m.now = until
}

// goOn is what becomes of a document whose time has come.
func (m *market) goOn(id string) {
	p := m.papers[id]
	from, _ := sides(p.Document)
	next := map[DocStatus]DocStatus{1: 18, 18: 19, 19: 20, 20: 3}[p.state.Status]
	switch {
	case p.state.Registry != "" && m.blocked[from]:
		m.become(id, DocState{Registry: "PROCESSING_ERROR"}, true)
	case p.state.Registry != "" && !m.lawful(p.Document):
		m.become(id, DocState{Registry: "CHECKED_NOT_OK"}, true)
	case p.state.Registry != "":
		m.carryOut(p)
		m.become(id, DocState{Registry: "CHECKED_OK"}, false)
	case next != 3 && p.Type != Divergence:
		m.become(id, DocState{Status: next}, false)
	case p.doomed || p.Corrects != "" && !m.waits(p.Corrects) || !m.lawful(p.Document):
		end := DocState{10, "CHECKED_NOT_OK"}
		if p.Type == Divergence { // of which the registry knows nothing
			end.Registry = ""
		}
		m.become(id, end, true)
	default:
		m.become(id, DocState{Status: 3}, false)
		p = m.papers[id]
		p.registered = m.now
		m.papers[id] = p
		m.answer(p)
	}
}

// waits tells whether a document waits to be decided, corrected or answered.
func (m *market) waits(id string) bool {
	s := m.papers[id].state.Status
	return s == 3 || s == 8
}

// answer is what a document does to the one that it is about.
func (m *market) answer(p paper) {
	switch p.Type {
	case Divergence:
		if m.papers[p.Corrects].state.Status == 3 { // a further notice changes nothing
			m.become(p.Corrects, DocState{Status: 8}, false)
		}
	case CorrectiveAct:
		for _, id := range m.order {
			if o := m.papers[id]; o.Type == Divergence && o.Corrects == p.Corrects && o.state.Status == 3 {
				m.become(id, DocState{Status: 4}, false)
			}
		}
		m.become(p.Corrects, DocState{Status: 17}, false)
	case ImportTransitCorrection:
		m.become(p.Corrects, DocState{Status: 17}, false)
	}
}

// carryOut moves the goods of a document that may.
func (m *market) carryOut(p paper) {
	how, moves := deedOf(string(p.Type), p.Reason)
	if !moves {
		return
	}
	var goods []string
	for _, g := range p.Goods {
		goods = append(goods, g.CIS)
	}
	_, to := sides(p.Document)
	m.move(how, goods, to, p.ID)
}

// allowed says whether somebody may take a decision now.
func (m *market) allowed(id, bin string, decision Decision) Kind {
	p, known := m.papers[id]
	if !known {
		return DocumentUnknown
	}
	from, to := sides(p.Document)
	by := to
	if decision == Withdraw {
		by = from
	}
	act := p.Type == Act || p.Type == CorrectiveAct
	switch {
	case bin != by:
		return DocumentUnknown
	case p.Type == Divergence || p.state.Status != 3 && !(decision == Withdraw && act && p.state.Status == 8):
		return DocumentStatus
	case decision == Reject && !act: // who imports takes it back instead
		return DocumentStatus
	case decision == Withdraw && act && !m.now.Time().Before(dict.WorkingDaysAfter(p.registered.Time(), 5)):
		return WithdrawalLate
	}
	return ""
}

// decide takes a decision that is allowed: goods are checked once more.
func (m *market) decide(id string, decision Decision) {
	p := m.papers[id]
	switch ok := m.lawful(p.Document); {
	case decision == Reject:
		m.become(id, DocState{Status: 5}, false)
	case decision == Withdraw:
		m.become(id, DocState{Status: 16}, false)
	case ok:
		m.carryOut(p)
		m.become(id, DocState{4, "CHECKED_OK"}, false)
	default:
		m.become(id, DocState{4, "CHECKED_NOT_OK"}, true)
	}
}

// receipt takes a receipt, if it may be: one that came as a failure moves nothing.
func (m *market) receipt(r *Receipt, id string) bool {
	var goods []string
	for _, p := range r.Products {
		goods = append(goods, p.CIS)
	}
	how, _ := deedOf(string(r.Type), "")
	sound := r.Status == "" || r.Status == "CHECKED_OK"
	if m.blocked[r.SenderBIN] || sound && !m.may(how, goods, r.SenderBIN) {
		return false
	}
	if sound {
		m.move(how, goods, r.SenderBIN, id)
	}
	m.shelf = append(m.shelf, id)
	m.tills[id] = r.SenderBIN
	return true
}
