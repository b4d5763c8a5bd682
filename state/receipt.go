package state

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state/dict"
)

// Receipt is a receipt of a cash register. It never comes from a participant:
// the operator of fiscal data brings it in. Fields are those of GET
// /receipt/{receiptId}/info. Records are immutable.
type Receipt struct {
	DocumentID           string
	DocumentDate         Moment // when the register printed it
	ReceivedAt           Moment // when it was taken
	Type                 ReceiptType
	Status               RegistryStatus // CHECKED_OK, unless it was brought in as one that failed
	Errors               []texts.Said   // why it failed
	SenderBIN            string         // the shop
	FiscalDocumentNumber int64
	ShiftNumber          int64
	OperationType        int // 1 sale, 2 return: the type once more
	KKTRegID             string
	Products             []ReceiptProduct

	Entered int // order of arrival in the registry
}

// ReceiptProduct is a line of a receipt.
type ReceiptProduct struct {
	CIS   string // as written in the receipt: a unit, or a package that goes over the counter whole
	Price Tiyn   // of one; the unit of money is not printed, that it is tiyn is assumed
	Count int
	Sum   Tiyn
}

// ReceiptType is the type of a receipt in the registry («Типы документов»).
type ReceiptType string

// The types of receipts.
const (
	Sale   ReceiptType = "RECEIPT"
	Return ReceiptType = "RECEIPT_RETURN"
)

// ReceiptTypes gives the types of receipts.
func ReceiptTypes() []ReceiptType { return []ReceiptType{Sale, Return} }

// receiptRules says what each type does to codes, and how operationType spells it.
var receiptRules = map[ReceiptType]struct {
	operation int
	event     CodeEvent
}{
	Sale:   {1, Sold},
	Return: {2, Returned},
}

// ReceiptStatuses gives where a receipt may stand in the registry.
func ReceiptStatuses() []RegistryStatus {
	return []RegistryStatus{CheckedOK, CheckedNotOK, ProcessingError}
}

// Receipt finds a receipt by documentId, nil for none.
func (v View) Receipt(id string) *Receipt { return at(v.receipts, id) }

// Receipts visits receipts by documentId from the given one on, until f says false.
func (v View) Receipts(from string, f func(*Receipt) bool) { ascend(v, v.receipts, from, f) }

// TakeReceipt takes a receipt and moves its codes with everything inside them:
// a sale withdraws goods, a return brings them back and makes the sender their
// owner (assumed). Packages around them are opened. Fields that a register
// would have printed are filled in if the receipt leaves them out. One wrong
// code refuses the receipt; then the caller's transaction must fail as a whole.
func (tx *Tx) TakeReceipt(r Receipt) (*Receipt, error) {
	if err := tx.checkReceipt(&r, tx.namedAlready(r.DocumentID)); err != nil {
		return nil, err
	}
	sender, err := tx.Admit(r.SenderBIN, "")
	if err != nil {
		return nil, err
	}
	r.SenderBIN = sender.BIN
	tx.fillIn(&r)
	r.Entered = tx.entries.Len()
	if r.Status != CheckedOK {
		tx.enterReceipt(&r)
		return &r, nil
	}
	sale := counter{Tx: tx, receipt: &r, op: &Operation{At: r.ReceivedAt, DocID: r.DocumentID}}
	for _, p := range r.Products {
		err := tx.eachCode([]string{p.CIS}, func(c *Code) error {
			sale.around = append(sale.around, c.Parent)
			return sale.moveWithContents(c, "")
		})
		if err != nil {
			return nil, err
		}
	}
	tx.enterReceipt(&r)
	return &r, tx.open(sale.around, sale.op)
}

// restoreReceipt puts a receipt back as a snapshot kept it; codes are restored by themselves.
func (tx *Tx) restoreReceipt(r Receipt) error {
	if err := tx.checkReceipt(&r, tx.given(r.DocumentID)); err != nil {
		return err
	}
	tx.enterReceipt(&r)
	return nil
}

// other is what has the name of the receipt already, "" for nothing.
func (tx *Tx) checkReceipt(r *Receipt, other string) error {
	rule, known := receiptRules[r.Type]
	this := strings.TrimSpace("receipt " + r.DocumentID) // it need not have an id yet
	switch {
	case other != "":
		return Errorf(ReceiptExists, "%s was taken already: %s, has this documentId", this, other).With(r.DocumentID)
	case strings.ContainsFunc(r.DocumentID, func(c rune) bool { return c <= ' ' || c > '~' || strings.ContainsRune(`/?#%\`, c) }):
		return Errorf(BadRecord, "receipt %q: documentId goes into an address, so it has neither blanks nor letters that mean something there", r.DocumentID)
	case !known:
		return Errorf(BadRecord, "%s: type is %q, and must be one of %s and %s", this, r.Type, Sale, Return)
	case len(r.Errors) > 0 && (r.Status == "" || r.Status == CheckedOK):
		return Errorf(BadRecord, "%s: errors are of a receipt that failed: status must say so", this)
	case r.Status != "" && !slices.Contains(ReceiptStatuses(), r.Status):
		return Errorf(BadRecord, "%s: status is %q, and must be one of %v", this, r.Status, ReceiptStatuses())
	case r.OperationType != 0 && r.OperationType != rule.operation:
		return Errorf(BadRecord, "%s: operationType is %d, and %d for a %s", this, r.OperationType, rule.operation, r.Type)
	case r.FiscalDocumentNumber < 0 || r.ShiftNumber < 0:
		return Errorf(BadRecord, "%s: fiscalDocumentNumber and shiftNumber count from 1", this)
	case !mayBeOrder(r.Entered):
		return Errorf(BadRecord, "%s: entered is %d, and counts from 0", this, r.Entered)
	case len(r.Products) == 0:
		return Errorf(BadRecord, "%s: products is empty; name what was sold", this)
	}
	for _, p := range r.Products {
		if p.Price < 0 || p.Sum < 0 || p.Count < 0 || p.Count > 0 && p.Price > math.MaxInt64/Tiyn(p.Count) {
			return Errorf(BadRecord, "%s: code %s: price, count and sum are from 0 on, and price times count no more than can be counted", this, p.CIS)
		}
	}
	return nil
}

// fillIn completes a receipt: the time is now, a line is about one piece at its
// price, and the register's numbers come from the seed.
func (tx *Tx) fillIn(r *Receipt) {
	orElse(&r.DocumentID, func() string { return tx.UUID("receipt") })
	orElse(&r.DocumentDate, tx.Now)
	orElse(&r.ReceivedAt, tx.Now)
	orElse(&r.FiscalDocumentNumber, func() int64 { return tx.Number("receipt.fiscal") })
	orElse(&r.ShiftNumber, func() int64 { return tx.number("receipt.shift", 1, 999) })
	orElse(&r.KKTRegID, func() string { return fmt.Sprintf("%012d", tx.Number("receipt.kkt")) })
	r.OperationType = receiptRules[r.Type].operation
	orElse(&r.Status, func() RegistryStatus { return CheckedOK })
	if r.Status != CheckedOK && len(r.Errors) == 0 {
		row, _ := dict.DocumentStatusByCode(string(r.Status))
		for _, p := range r.Products {
			r.Errors = append(r.Errors, texts.ReceiptFailed.Of(row.About, p.CIS))
		}
	}
	r.Products = slices.Clone(r.Products)
	for i := range r.Products {
		p := &r.Products[i]
		orElse(&p.Count, func() int { return 1 })
		orElse(&p.Sum, func() Tiyn { return p.Price * Tiyn(p.Count) })
	}
}

func orElse[T comparable](field *T, other func() T) {
	var none T
	if *field == none {
		*field = other()
	}
}

// open breaks up packages and all around them. Untouched packages in them keep
// their own content and have no parent any more.
func (tx *Tx) open(packages []string, op *Operation) error {
	var opened []*Code
	seen := map[string]bool{"": true}
	for _, name := range packages {
		for !seen[name] {
			seen[name] = true
			p, _ := tx.Code(name)
			if p == nil {
				break // a snapshot may hold a code without the package around it
			}
			opened, name = append(opened, p), p.Parent
		}
	}
	for _, p := range opened {
		if err := tx.move(p, Opened, op, func(c *Code) { c.Child, c.Parent = nil, "" }); err != nil {
			return err
		}
	}
	for _, p := range opened { // as they were
		for _, child := range p.Child {
			if err := tx.release(child, p, op); err != nil {
				return err
			}
		}
	}
	return nil
}
