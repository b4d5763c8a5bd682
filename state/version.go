package state

import (
	"github.com/tidwall/btree"

	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/internal/engine"
	"github.com/mockismp/mockismp/state/rules"
)

// version is one state of a whole world. A published version is never changed:
// a writer works on a copy, which shares everything that it does not touch.
type version struct {
	clock    ClockSetting
	settings Settings
	rules    rules.Set
	tables
	due engine.Queue[Due]
}

// tables are the records of a world and the counters of its random streams.
type tables struct {
	participants *btree.Map[string, *Participant] // by BIN or IIN
	products     *btree.Map[string, *Product]     // by GTIN
	codes        *btree.Map[cis.ID, *Code]
	emitted      *btree.BTreeG[*Code]           // the first record of every code, by emission
	kinds        kinds                          // how many codes are alike
	odd          *btree.Map[cis.ID, struct{}]   // codes that have nothing of their product in their identity
	unpaid       *btree.Map[cis.ID, struct{}]   // codes that are APPLIED_NOT_PAID
	orders       *btree.Map[string, *Order]     // by uuid
	receipts     *btree.Map[string, *Receipt]   // by documentId
	challenges   *btree.Map[string, *Challenge] // by uuid
	documentTables
	registryTables
	outcomes ruleList[OutcomeRule]
	bots     ruleList[Bot]
	goods    uint64          // stamp of the last change to codes, products or participants
	prices   map[string]Tiyn // by product group, replaced, never changed; those that are as in the dictionary are not here
	streams  engine.Streams
}

func newVersion(clock ClockSetting, chosen rules.Set, settings Settings) *version {
	return &version{
		clock:    clock,
		settings: settings,
		rules:    chosen,
		tables: tables{
			participants: new(btree.Map[string, *Participant]),
			products:     new(btree.Map[string, *Product]),
			codes:        new(btree.Map[cis.ID, *Code]),
			emitted:      btree.NewBTreeGOptions(func(a, b *Code) bool { return ByEmission(a, b) < 0 }, btree.Options{NoLocks: true}),
			kinds:        newKinds(),
			odd:          new(btree.Map[cis.ID, struct{}]),
			unpaid:       new(btree.Map[cis.ID, struct{}]),
			orders:       new(btree.Map[string, *Order]),
			receipts:     new(btree.Map[string, *Receipt]),
			challenges:   new(btree.Map[string, *Challenge]),
			streams:      engine.NewStreams(),

			documentTables: newDocumentTables(),
			registryTables: newRegistryTables(),
		},
		due: engine.NewQueue[Due](),
	}
}

// copy takes constant time at any size. It marks the trees of v as shared, so
// it must run under the lock of the world that v belongs to.
func (v *version) copy() *version {
	return &version{
		clock:    v.clock,
		settings: v.settings,
		rules:    v.rules,
		tables: tables{
			participants: v.participants.Copy(),
			products:     v.products.Copy(),
			codes:        v.codes.Copy(),
			emitted:      v.emitted.Copy(),
			kinds:        v.kinds.copy(),
			odd:          v.odd.Copy(),
			unpaid:       v.unpaid.Copy(),
			orders:       v.orders.Copy(),
			receipts:     v.receipts.Copy(),
			challenges:   v.challenges.Copy(),
			streams:      v.streams.Copy(),
			outcomes:     v.outcomes,
			bots:         v.bots,
			prices:       v.prices,
			goods:        v.goods,

			documentTables: v.documentTables.copy(),
			registryTables: v.registryTables.copy(),
		},
		due: v.due.Copy(),
	}
}
