package state

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Bots play the other party: they decide on documents that wait for them, or
// send shipments from abroad. A planned action of a bot is an entry of the
// queue, so it happens in world time, and snapshots and forks have it. OnBot
// sets the function that writes and signs for it.

// BotAction is what a bot does.
type BotAction string

// The actions.
const (
	BotApproves BotAction = "approve" // of a shipment: accepts it
	BotRejects  BotAction = "reject"
	BotDiverges BotAction = "diverge" // sends a divergence notice
	BotIgnores  BotAction = "ignore"  // says nothing, and no bot behind it either
	BotShips    BotAction = "ship"    // sends a shipment from abroad, of itself
)

// BotActions are all of them.
func BotActions() []BotAction {
	return []BotAction{BotApproves, BotRejects, BotDiverges, BotIgnores, BotShips}
}

// Bot acts for a party.
type Bot struct {
	ID    string
	BIN   string        // whose bot it is: the party that decides, "" for any; of a shipment the receiver
	When  DocumentMatch // the documents it answers; of a bot that ships, how often
	Do    BotAction
	After time.Duration // of world time: behind the document's coming, or between shipments
	Half  bool          // accepts the first half of a shipment's codes, rounded up
	Ship  []byte        // what it sends, of a bot that ships
	Again bool          // it goes on sending, in the same time

	Matched int    // how many documents fitted
	Acted   int    // how many it took on, or shipments it sent
	Failed  string // why it could not do what it should, the last time; "" if it could
}

// maxBots is how many bots a world may have, maxShipments how often one of them
// comes to send a shipment: a long jump of the clock does no more than that.
const (
	maxBots      = 1000
	maxShipments = 10_000
)

var botRules = &ruleKind[Bot]{"bot", "b", maxBots, BotBad, BotUnknown, func(b *Bot) *string { return &b.ID }}

// Bots are the bots in the order in which they are asked.
func (v View) Bots() []*Bot { return v.bots.rules }

// AddBot appends a bot to the others, under a new id. It does not answer
// documents that wait already.
func (tx *Tx) AddBot(b Bot) (*Bot, error) {
	added, err := tx.bots.add(botRules, b)
	if err == nil && b.Do == BotShips {
		tx.schedule(tx.now.Add(b.After), BotActs, added.ID)
	}
	return added, err
}

// restoreBot puts a bot back under its own id, which has this number. Its
// planned actions are restored with the queue.
func (tx *Tx) restoreBot(b Bot, number int) error { return tx.bots.restore(botRules, b, number) }

// DropBot removes a bot, or fails with BotUnknown. Its planned actions do not
// happen.
func (tx *Tx) DropBot(id string) error { return tx.bots.drop(botRules, id, tx.world.name) }

// ClearBots takes all bots away.
func (tx *Tx) ClearBots() { tx.bots.rules = nil }

// waits tells whether somebody is due to answer a document.
func (w *World) waits(d *Document) bool {
	_, approve := w.docMove(d, Approved)
	_, accept := w.docMove(d, AcceptanceCame)
	return approve || accept
}

// MayBeAnswered tells whether documents of a type come to wait for an answer.
func MayBeAnswered(t DocType) bool {
	return slices.ContainsFunc(DocMoves(), func(m DocMove) bool {
		return m.Flow == DocTypeOf(t).Flow && (m.Event == Approved || m.Event == AcceptanceCame)
	})
}

// callBots gives a document that came to wait for its receiver to the first bot
// that takes it on.
func (tx *Tx) callBots(d *Document) {
	if len(tx.bots.rules) == 0 || !tx.world.waits(d) {
		return
	}
	for i, b := range tx.bots.rules {
		if b.Do == BotShips || b.BIN != "" && b.BIN != d.Receiver() || !b.When.Open(tx.now) || !b.When.fits(d) {
			continue
		}
		next := *b
		acts := next.When.count(tx.settings.Seed, next.ID, &next.Matched, &next.Acted)
		if tx.bots.put(i, next); !acts {
			continue
		}
		if b.Do != BotIgnores {
			tx.schedule(tx.now.Add(b.After), BotActs, b.ID+" "+d.ID)
		}
		return
	}
}

// botActs lets a bot do what it has taken on, whole or not at all. It does
// nothing where the bot is gone or is another one, which a snapshot may say, or
// somebody was faster.
func (tx *Tx) botActs(ref string) {
	id, about, _ := strings.Cut(ref, " ")
	i, d := tx.bots.index(botRules, id), at(tx.documents, about)
	if i < 0 || tx.world.acting == nil || about != "" && (d == nil || !tx.world.waits(d)) {
		return
	}
	b := *tx.bots.rules[i]
	ships := b.Do == BotShips
	if ships != (about == "") || ships && !tx.shipsNow(&b) {
		return
	}
	err := tx.Savepoint(func() error { return tx.world.acting(tx, &b, d) })
	if b.Failed = ""; err != nil {
		b.Failed = fmt.Sprintf("%s: %s", tx.now, err)
	}
	if i = tx.bots.index(botRules, id); i >= 0 {
		tx.bots.put(i, b)
	}
}

// shipsNow counts a shipment of a bot that sends them, and tells whether it goes
// out. The next one is due in the same time.
func (tx *Tx) shipsNow(b *Bot) bool {
	b.Matched++
	acts := b.When.Open(tx.now) && b.When.Takes(tx.settings.Seed, b.ID, b.Matched, b.Acted)
	if acts {
		b.Acted++
	}
	over := b.Matched >= maxShipments || b.When.Until != 0 && tx.now >= b.When.Until || b.When.Times != 0 && b.Acted >= b.When.Times
	if b.Again && !over {
		tx.schedule(tx.now.Add(b.After), BotActs, b.ID)
	}
	tx.bots.put(tx.bots.index(botRules, b.ID), *b)
	return acts
}

// OnBot says how bots act: of a document that waits for them, or of themselves,
// with nil. act runs in the transaction, and what it changed is taken back when
// it fails. Set it before anybody else has the world; the bots of a fork do
// nothing until it is set there.
func (w *World) OnBot(act func(tx *Tx, b *Bot, d *Document) error) { w.acting = act }
