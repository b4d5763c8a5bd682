package state

import (
	"slices"
	"strings"
	"time"

	"github.com/mockismp/mockismp/state/dict"
)

// Order is an order for the list of a participant's codes (chapter «POST /cises/my»).
type Order struct {
	UUID         string
	BIN          string           // who ordered
	GTIN         string           // of packages; of units the beginning of one
	PackageType  dict.PackageType // 0: all
	ProducedDate Moment           // 0: all
	Status       OrderStatus
	Outcome      *Outcome // how it fares whatever it is about, nil: as usual
	Result       []*Code  // in SUCCESS: the codes as they were then, at most maxResult
}

// maxResult is how many codes an order gives: «не более 10 000 записей».
const maxResult = 10_000

// PlaceOrder takes an order; it goes on by itself in world time.
func (tx *Tx) PlaceOrder(o Order) *Order {
	o.UUID, o.Status = tx.UUID("order"), OrderNew
	if o.Outcome == nil {
		o.Outcome = tx.outcomeFor(func(r *OutcomeRule) bool { return r.Kind == OfOrders && (r.Sender == "" || r.Sender == o.BIN) })
	}
	keep(tx, Orders, tx.orders, o.UUID, &o)
	tx.scheduleOrder(&o)
	return &o
}

// restoreOrder puts an order back as a snapshot kept it; the entry of the queue
// that moves it on is restored by itself. It refuses a status that
// no order has, and a result that Batch.Restore would refuse.
func (tx *Tx) restoreOrder(o Order) error {
	if !slices.Contains(orderStatuses[:], o.Status) {
		return Errorf(BadRecord, "order %s: status %q is none of %q", o.UUID, o.Status, orderStatuses)
	}
	for _, c := range o.Result {
		if _, err := tx.complete(c); err != nil {
			return err
		}
	}
	keep(tx, Orders, tx.orders, o.UUID, &o)
	return nil
}

// Order finds an order of a participant. It fails with OrderUnknown if there is
// none, or if it belongs to another participant.
func (v View) Order(uuid string) (*Order, error) {
	if o := at(v.orders, uuid); o != nil {
		return o, nil
	}
	return nil, Errorf(OrderUnknown, "no order %s was placed by POST /cises/my in world %q", uuid, v.world.name).With(uuid)
}

// Orders visits orders by uuid.
func (v View) Orders(f func(*Order)) {
	v.orders.Scan(func(_ string, o *Order) bool {
		f(o)
		return v.Here()
	})
}

func (tx *Tx) scheduleOrder(o *Order) {
	m, ok := tx.world.orderMove(o)
	if !ok || o.Status == OrderInProgress && o.comes(ComesStuck) {
		return
	}
	after := m.After
	if o.Outcome != nil && o.Outcome.Delay != 0 && o.Status != OrderSuccess {
		after = time.Duration(float64(o.Outcome.Delay) * float64(m.After) / float64(tx.world.orderTime()))
	}
	tx.schedule(tx.now.Add(after), MoveOrder, o.UUID)
}

// comes tells whether the order comes to a result by its outcome.
func (o *Order) comes(r Result) bool { return o.Outcome != nil && o.Outcome.Result == r }

// orderTime is how long orders take until they are done.
func (w *World) orderTime() (whole time.Duration) {
	for _, m := range w.orderMoves {
		if m.From != OrderSuccess {
			whole += m.After
		}
	}
	return whole
}

// orderMove finds the row that leads on from where an order is, if there is one.
func (w *World) orderMove(o *Order) (OrderMove, bool) {
	i := slices.IndexFunc(w.orderMoves, func(m OrderMove) bool { return m.From == o.Status })
	if i < 0 {
		return OrderMove{}, false
	}
	return w.orderMoves[i], true
}

// moveOrder takes an order one row of its life cycle further.
func (tx *Tx) moveOrder(uuid string) {
	old := at(tx.orders, uuid)
	if old == nil {
		return
	}
	o := *old
	if m, ok := tx.world.orderMove(old); ok {
		o.Status = m.To
	}
	switch o.Status {
	case OrderInProgress:
		nothing := len(tx.ordered(o.GTIN)) == 0 && (o.Outcome == nil || o.Outcome.Result == "")
		if nothing || o.comes(ComesInvalid) {
			o.Status = OrderValidationFailed
		}
	case OrderSuccess:
		if o.comes(ComesError) {
			o.Status = OrderError
		} else {
			o.Result = tx.orderResult(&o)
		}
	case OrderExpired:
		o.Result = nil
	}
	keep(tx, Orders, tx.orders, uuid, &o)
	tx.scheduleOrder(&o)
}

// ordered are the products that an order for a gtin may be about.
func (v View) ordered(gtin string) (products []*Product) {
	v.Products(gtin, func(p *Product) bool {
		if !strings.HasPrefix(p.GTIN, gtin) {
			return false
		}
		products = append(products, p)
		return true
	})
	return products
}

// Ordering tells what an order for a gtin is about: whether products begin so,
// whether the participant has a contract for one of them, and whether there are
// codes, of which they see none.
func (v View) Ordering(bin, gtin string) (known, contract, foreign bool) {
	some := false
	for _, p := range v.ordered(gtin) {
		known = true
		if !v.MayTrade(bin, p.ProductGroup) {
			continue
		}
		contract = true
		v.CodesOf(p.GTIN, func(c *Code) bool {
			some = true
			foreign = !Sees(bin, c)
			return foreign
		})
		if some && !foreign {
			return known, contract, false
		}
	}
	return known, contract, some
}

// orderResult: «Для потребительских упаковок … like 'gtin%'. Для упаковки 1-го
// уровня — like '(01)gtin(21)%'». Larger packages, whose codes may have other
// forms, come only when the order names their type (assumed).
func (tx *Tx) orderResult(o *Order) (result []*Code) {
	for _, p := range tx.ordered(o.GTIN) {
		if !tx.MayTrade(o.BIN, p.ProductGroup) {
			continue
		}
		tx.CodesOf(p.GTIN, func(c *Code) bool {
			if o.wants(c) {
				result = append(result, c)
			}
			return len(result) < maxResult
		})
		if len(result) == maxResult {
			break
		}
	}
	return result
}

func (o *Order) wants(c *Code) bool {
	return c.OwnerBIN == o.BIN &&
		(o.PackageType == 0 || c.PackageType == o.PackageType) &&
		(o.ProducedDate == 0 || c.ProducedDate == o.ProducedDate) &&
		(c.PackageType == dict.Unit || c.GTIN == o.GTIN && (o.PackageType != 0 || strings.HasPrefix(string(c.ID()), "01"+o.GTIN+"21")))
}
