package trueapi

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/server/internal/trueapi/jackson"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// Chapter «Методы билинга». Amounts are in tiyn.

const (
	pidMissing state.Kind = "token.pid"
	noAccount  state.Kind = "account.none"
)

// amountForm is a sum of money in digits; nothing of how is printed, and no sum
// has more than two digits behind the point (assumed).
var amountForm = regexp.MustCompile(`^[0-9]+(\.[0-9]{1,2})?$`)

type prequestIn struct {
	Body []byte `body:"raw"`
}

type invoice struct {
	ContractID string `json:"contractId"` // Jackson takes a number for a text
	Amount     string `json:"amount"`     // tenge, with a point
	SendTo     string `json:"sendto"`
}

// bareName is a name of a member without quotes, as the sister system prints them.
var bareName = regexp.MustCompile(`([{,]\s*)([A-Za-z]+)(\s*:)`)

// readInvoice reads the body as any JSON body; one that is labelled text/plain, or
// whose names have no quotes, is judged by a rule.
func readInvoice(c *pipeline.Call) (i invoice, err error) {
	refused := decodeJackson(c, &i)
	if refused == nil {
		return i, nil
	}
	var lenient invoice
	var refusal *state.Error
	if jackson.Decode(bareName.ReplaceAll(c.Body, []byte(`$1"$2"$3`)), &lenient) != nil || !errors.As(refused, &refusal) {
		return i, refused
	}
	return lenient, c.Soften(rules.InvoiceBody, refusal)
}

type prequestOut struct {
	Status   int    `json:"status"`
	Response int64  `json:"response,omitempty"` // number of the invoice
	Error    string `json:"error_message,omitempty"`
}

// prequest asks for an invoice: «POST /elk/crm-api/prequests». What is wrong
// with the request stands in an answer of status 200; no invoice is sent.
func (a *API) prequest(c *pipeline.Call, _ prequestIn) (out prequestOut, err error) {
	b, err := readInvoice(c)
	if err != nil {
		return out, err
	}
	for _, f := range []struct{ name, value string }{{"contractId", b.ContractID}, {"amount", b.Amount}, {"sendto", b.SendTo}} {
		if f.value == "" {
			return out, state.Errorf(pipeline.ParamMissing, "field %q of the body is required%s", f.name, c.InsteadOf(f.name)).With(f.name)
		}
	}
	if !amountForm.MatchString(b.Amount) || strings.Trim(b.Amount, "0.") == "" {
		return prequestOut{Status: http.StatusBadRequest, Error: texts.AmountWrong.Of(b.Amount).String()}, nil
	}
	if !hasContract(c, b.ContractID) {
		return prequestOut{Status: http.StatusNotFound, Error: texts.ContractUnknown.Of(b.ContractID).String()}, nil
	}
	err = c.Update(func(tx *state.Tx) error {
		out = prequestOut{Status: http.StatusOK, Response: tx.Number("invoice")}
		return nil
	})
	return out, err
}

func hasContract(c *pipeline.Call, id string) bool {
	if p := c.Snapshot().Participant(c.Caller.BIN); p != nil {
		for _, m := range p.Groups {
			if strconv.FormatInt(m.ContractID, 10) == id && !m.NoContract {
				return true
			}
		}
	}
	return false
}

type balanceIn struct {
	ProductGroupID *int `query:"productGroupId,required"`
}

// balanceOut has its fields in the order of the sample.
type balanceOut struct {
	Balance        *state.Tiyn `json:"balance,omitempty"` // nil of a group without an account
	ContractID     int64       `json:"contractId,omitempty"`
	OrganisationID int64       `json:"organisationId"`
	ProductGroupID int         `json:"productGroupId"`
}

// balance tells the caller's balance of one group: «GET /elk/product-groups/balance».
func (a *API) balance(c *pipeline.Call, in balanceIn) (out balanceOut, err error) {
	all, err := balances(c)
	if err != nil {
		return out, err
	}
	for _, b := range all {
		if b.ProductGroupID == *in.ProductGroupID && b.Balance != nil {
			return b, nil
		}
	}
	return out, withoutAccount(bearerOf(c), fmt.Sprintf("product group %d", *in.ProductGroupID))
}

// balanceAll tells the balance of each of the caller's groups: «GET
// /elk/product-groups/balance/all». A group without an account comes without
// balance (sibling).
func (a *API) balanceAll(c *pipeline.Call, _ struct{}) ([]balanceOut, error) { return balances(c) }

func balances(c *pipeline.Call) ([]balanceOut, error) {
	if bearerOf(c).pid == 0 {
		return nil, state.Errorf(pidMissing, "the token has no claim pid")
	}
	p := c.Snapshot().Participant(c.Caller.BIN)
	if p == nil || p.PID != bearerOf(c).pid {
		return nil, withoutAccount(bearerOf(c), "any product group")
	}
	out, some := make([]balanceOut, 0, len(p.Groups)), false
	for _, m := range p.Groups {
		group, listed := dict.ProductGroupByName(m.Group)
		if !listed {
			continue // a group beside the dictionary has no number to show it under
		}
		b := balanceOut{OrganisationID: p.PID, ProductGroupID: group.ID}
		if !m.NoAccount {
			b.Balance, some = &m.Balance, true
		}
		if !m.NoContract {
			b.ContractID = m.ContractID
		}
		out = append(out, b)
	}
	if !some {
		return nil, withoutAccount(bearerOf(c), "any product group")
	}
	return out, nil
}

func withoutAccount(caller *bearer, what string) error {
	return state.Errorf(noAccount, "participant %s with pid %d has no account for %s", caller.BIN, caller.pid, what).With(strconv.FormatInt(caller.pid, 10))
}
