package state

import (
	"cmp"
	"maps"
	"slices"

	"github.com/mockismp/mockismp/state/dict"
)

// Price is what a code of a product group costs, in tiyn.
func (v View) Price(group string) Tiyn {
	if price, chosen := v.prices[group]; chosen {
		return price
	}
	row, _ := dict.ProductGroupByName(group)
	return Tiyn(row.Price)
}

// Prices are those that were set, by product group.
func (v View) Prices() map[string]Tiyn {
	if v.prices == nil {
		return map[string]Tiyn{}
	}
	return maps.Clone(v.prices)
}

// SetPrice sets what a code of a product group costs from now on; 0 is nothing.
func (tx *Tx) SetPrice(group string, price Tiyn) error {
	if _, known := dict.ProductGroupByName(group); !known || price < 0 {
		return Errorf(BadRecord, "the price of %.60q is %d tiyn: the group must be one of %v, and the price 0 or more", group, price, dict.GroupNames())
	}
	tx.prices = maps.Clone(tx.prices)
	if tx.prices == nil {
		tx.prices = map[string]Tiyn{}
	}
	tx.prices[group] = price
	return nil
}

// till takes money for the codes of one report, and writes the accounts in the end.
type till struct {
	tx       *Tx
	accounts map[account]*purse
}

type account struct{ bin, group string }

type purse struct{ before, left Tiyn }

func (tx *Tx) till() *till { return &till{tx, map[account]*purse{}} }

// pays takes the price of a code off its producer's account, if the account suffices,
// and tells whether the code is paid for: in groups that are paid in advance every
// code is. A transport package has a code of its owner's own, which costs nothing and
// is paid for if any code in it was.
func (t *till) pays(c *Code) bool {
	group, _ := dict.ProductGroupByName(t.tx.Product(c.GTIN).ProductGroup)
	of := account{c.ProducerBIN, group.Name}
	p := t.accounts[of]
	if p == nil {
		balance := t.tx.Participant(of.bin).balance(of.group)
		p = &purse{balance, balance}
		t.accounts[of] = p
	}
	price := t.tx.Price(group.Name)
	switch {
	case price == 0 || c.PackageType.Transport():
		return !group.Paid || p.before > 0
	case p.left < price:
		return !group.Paid
	}
	p.left -= price
	return true
}

// close writes what is left on the accounts.
func (t *till) close() {
	for _, of := range slices.SortedFunc(maps.Keys(t.accounts), func(a, b account) int { return cmp.Or(cmp.Compare(a.bin, b.bin), cmp.Compare(a.group, b.group)) }) {
		if p := t.accounts[of]; p.left != p.before {
			t.tx.setBalance(of, p.left)
		}
	}
}

func (tx *Tx) setBalance(of account, balance Tiyn) {
	p := *tx.Participant(of.bin)
	p.Groups = slices.Clone(p.Groups)
	for i := range p.Groups {
		if p.Groups[i].Group == of.group {
			p.Groups[i].Balance = balance
		}
	}
	tx.stamp()
	keep(tx, Participants, tx.participants, of.bin, &p)
}
