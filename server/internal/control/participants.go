package control

import (
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/internal/records"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

type participantsIn struct {
	BIN string `query:"bin"`
	pageIn
}

// participants is the inside view of participants: one, or a page in order of BIN.
func (a *API) participants(c *pipeline.Call, in participantsIn) (mock.Page[mock.Participant], error) {
	v := c.World.Snapshot()
	if in.BIN != "" {
		return one(v.Participant(in.BIN), records.OfParticipant), nil
	}
	return paged(c, in.pageIn, listing[state.Participant, mock.Participant]{
		scan: v.Participants, key: func(p *state.Participant) string { return p.BIN }, show: records.OfParticipant,
	})
}

type productsIn struct {
	GTIN string `query:"gtin"`
	pageIn
}

// products is the inside view of products: one, or a page in order of GTIN.
func (a *API) products(c *pipeline.Call, in productsIn) (mock.Page[mock.Product], error) {
	v := c.World.Snapshot()
	if in.GTIN != "" {
		return one(v.Product(in.GTIN), records.OfProduct), nil
	}
	return paged(c, in.pageIn, listing[state.Product, mock.Product]{
		scan: v.Products, key: func(p *state.Product) string { return p.GTIN }, show: records.OfProduct,
	})
}

type topUpIn struct {
	BIN  string     `path:"bin"`
	Body mock.TopUp `body:"json"`
}

// topUp is what comes from the bank: money on the account of a product group.
func (a *API) topUp(c *pipeline.Call, in topUpIn) (out mock.Balance, err error) {
	out = mock.Balance{BIN: in.BIN, Balance: map[string]int64{}}
	err = c.World.Update(func(tx *state.Tx) error {
		if err := tx.TopUp(in.BIN, in.Body.ProductGroup, state.Tiyn(in.Body.Amount)); err != nil {
			return err
		}
		for _, m := range tx.Participant(in.BIN).Groups {
			out.Balance[m.Group] = int64(m.Balance)
		}
		return nil
	})
	return out, err
}
