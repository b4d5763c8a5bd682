package control

import (
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

type participantsIn struct {
	BIN string `query:"bin"`
	pageIn
}

// participants is the inside view of participants: one, or a page in order of BIN.
func (a *API) participants(c *pipeline.Call, in participantsIn) (page[participantOut], error) {
	v := c.World.Look()
	if in.BIN != "" {
		return one(v.Participant(in.BIN), participantOf), nil
	}
	return paged(c, in.pageIn, listing[state.Participant, participantOut]{
		scan: v.Participants, key: func(p *state.Participant) string { return p.BIN }, show: participantOf,
	})
}

type productsIn struct {
	GTIN string `query:"gtin"`
	pageIn
}

// products is the inside view of products: one, or a page in order of GTIN.
func (a *API) products(c *pipeline.Call, in productsIn) (page[productOut], error) {
	v := c.World.Look()
	if in.GTIN != "" {
		return one(v.Product(in.GTIN), productOf), nil
	}
	return paged(c, in.pageIn, listing[state.Product, productOut]{
		scan: v.Products, key: func(p *state.Product) string { return p.GTIN }, show: productOf,
	})
}

type topUpIn struct {
	BIN  string `path:"bin"`
	Body struct {
		ProductGroup string     `json:"productGroup"`
		Amount       state.Tiyn `json:"amount"`
	} `body:"json"`
}

type balanceOut struct {
	BIN     string                `json:"bin"`
	Balance map[string]state.Tiyn `json:"balance"` // of each group, in tiyn
}

// topUp is what comes from the bank: money on the account of a product group.
func (a *API) topUp(c *pipeline.Call, in topUpIn) (out balanceOut, err error) {
	out = balanceOut{in.BIN, map[string]state.Tiyn{}}
	err = c.World.Do(func(tx *state.Tx) error {
		if err := tx.TopUp(in.BIN, in.Body.ProductGroup, in.Body.Amount); err != nil {
			return err
		}
		for _, m := range tx.Participant(in.BIN).Groups {
			out.Balance[m.Group] = m.Balance
		}
		return nil
	})
	return out, err
}
