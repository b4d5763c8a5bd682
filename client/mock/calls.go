package mock

import (
	"context"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/xsd/doc"
)

// Ready tells of the double and of this world, once everything is loaded. It
// needs no control token.
func (c *Client) Ready(ctx context.Context) (Ready, error) { return get[Ready](ctx, c, "/ready") }

// Overview tells in one answer what there is in this world, and what is set.
func (c *Client) Overview(ctx context.Context) (Overview, error) {
	return get[Overview](ctx, c, "")
}

// Worlds lists the worlds of the double.
func (c *Client) Worlds(ctx context.Context) ([]World, error) {
	out, err := get[Items[World]](ctx, c, "/worlds")
	return out.Items, err
}

// CreateWorld makes a world; In gives a client for it.
func (c *Client) CreateWorld(ctx context.Context, w NewWorld) (World, error) {
	return post[World](ctx, c, "/worlds", w)
}

// DropWorld drops a world by its name.
func (c *Client) DropWorld(ctx context.Context, name string) error {
	return c.Call(ctx, http.MethodDelete, "/worlds/"+url.PathEscape(name), nil, nil)
}

// Reset brings the world back to its start.
func (c *Client) Reset(ctx context.Context) error {
	return c.Call(ctx, http.MethodPost, "/reset", nil, nil)
}

// Export writes the whole world to to, as one JSON document.
func (c *Client) Export(ctx context.Context, to io.Writer) error {
	return c.Call(ctx, http.MethodGet, "/snapshot", nil, to)
}

// Import puts an exported world in the world's place, or changes nothing.
func (c *Client) Import(ctx context.Context, snapshot io.Reader) error {
	return c.Call(ctx, http.MethodPut, "/snapshot", snapshot, nil)
}

// AddDataset adds a dataset, in YAML or JSON, to the world: all of it or nothing.
func (c *Client) AddDataset(ctx context.Context, dataset io.Reader) (Loaded, error) {
	return post[Loaded](ctx, c, "/dataset", dataset)
}

// AddCodes adds the codes of a CSV file as the order station hands it out, a code
// in each line: all of them or none. given says what its columns do not, in the
// names of datasets: ownerBin, status, productGroup and others.
func (c *Client) AddCodes(ctx context.Context, csv io.Reader, given map[string]string) (Loaded, error) {
	var pairs []string
	for name, value := range given {
		pairs = append(pairs, name, value)
	}
	return post[Loaded](ctx, c, withQuery("/codes", pairs...), csv)
}

// Generate makes codes and gives the outermost ones.
func (c *Client) Generate(ctx context.Context, order Generate) ([]string, error) {
	out, err := post[Items[string]](ctx, c, "/codes/generate", order)
	return out.Items, err
}

// Utilise reports codes as applied to the goods.
func (c *Client) Utilise(ctx context.Context, codes ...string) error {
	return c.Call(ctx, http.MethodPost, "/reports/utilisation", Codes{codes}, nil)
}

// Aggregate reports what lies in a package now.
func (c *Client) Aggregate(ctx context.Context, a Aggregation) error {
	return c.Call(ctx, http.MethodPost, "/reports/aggregation", a, nil)
}

// Disaggregate reports packages as unpacked.
func (c *Client) Disaggregate(ctx context.Context, codes ...string) error {
	return c.Call(ctx, http.MethodPost, "/reports/disaggregation", Codes{codes}, nil)
}

// DropOut reports codes as lost or destroyed, for one of the order station's
// reasons, such as DAMAGE_LOSS.
func (c *Client) DropOut(ctx context.Context, d Dropout) error {
	return c.Call(ctx, http.MethodPost, "/reports/dropout", d, nil)
}

// Shipment brings in the shipment of a foreign exporter and gives its id.
func (c *Client) Shipment(ctx context.Context, s doc.ForeignShipment) (id string, err error) {
	out, err := post[ShipmentTaken](ctx, c, "/shipments", s)
	return out.ID, err
}

// Receipt brings in a receipt of a cash register and gives its id.
func (c *Client) Receipt(ctx context.Context, r Receipt) (id string, err error) {
	out, err := post[ReceiptTaken](ctx, c, "/receipts", r)
	return out.DocumentID, err
}

// TopUp puts money, in tiyn, on a participant's account of a product group.
func (c *Client) TopUp(ctx context.Context, bin, productGroup string, amount int64) (Balance, error) {
	return post[Balance](ctx, c, "/accounts/"+url.PathEscape(bin)+"/topup", TopUp{productGroup, amount})
}

// Approve, Reject and Withdraw act as the party that takes the decision of a
// document. For a shipment, accepted names the codes that are taken; without
// any, all are.
func (c *Client) Approve(ctx context.Context, id string, accepted ...string) (Document, error) {
	return post[Document](ctx, c, "/documents/"+url.PathEscape(id)+"/approve", Accepted{accepted})
}

// Reject: see Approve.
func (c *Client) Reject(ctx context.Context, id string) (Document, error) {
	return post[Document](ctx, c, "/documents/"+url.PathEscape(id)+"/reject", nil)
}

// Withdraw: see Approve.
func (c *Client) Withdraw(ctx context.Context, id string) (Document, error) {
	return post[Document](ctx, c, "/documents/"+url.PathEscape(id)+"/withdraw", nil)
}

// Token gives a token of the True-API for a participant.
func (c *Client) Token(ctx context.Context, bin string) (string, error) {
	out, err := post[Token](ctx, c, "/tokens", TokenFor{BIN: bin})
	return out.Token, err
}

// Key issues a test key.
func (c *Client) Key(ctx context.Context, k KeyFor) (Key, error) {
	return post[Key](ctx, c, "/keys", k)
}

// Signer issues a test key for a BIN and gives it to sign with. It is one on a
// curve: keys of RSA take long to find.
func (c *Client) Signer(ctx context.Context, bin string) (client.Signer, error) {
	k, err := c.Key(ctx, KeyFor{BIN: bin, Name: "ТЕСТОВ ТЕСТ", Organisation: "ТОО " + bin, Algorithm: string(pki.EC)})
	if err != nil {
		return nil, err
	}
	return client.PKCS12(k.P12, k.Password)
}

// As makes a client of this world's True-API that signs in, and signs, as a
// participant: with a test key, or a signer among the options.
func (c *Client) As(ctx context.Context, bin string, options ...client.Option) (*client.Client, error) {
	signer, err := c.Signer(ctx, bin)
	if err != nil {
		return nil, err
	}
	return client.New(c.URL(), append([]client.Option{client.WithSigner(signer)}, options...)...)
}

// Authority gives the certificate that signs the test keys, in PEM.
func (c *Client) Authority(ctx context.Context) ([]byte, error) {
	var out writer
	err := c.Call(ctx, http.MethodGet, "/ca.pem", nil, &out)
	return out, err
}

// writer collects bytes.
type writer []byte

func (w *writer) Write(b []byte) (int, error) {
	*w = append(*w, b...)
	return len(b), nil
}

// Clock tells the world's time.
func (c *Client) Clock(ctx context.Context) (Clock, error) { return get[Clock](ctx, c, "/clock") }

// SetClock sets the world's time, stops it or lets it run.
func (c *Client) SetClock(ctx context.Context, to SetClock) (out Clock, err error) {
	err = c.Call(ctx, http.MethodPut, "/clock", to, &out)
	return out, err
}

// Advance moves the world's time on.
func (c *Client) Advance(ctx context.Context, by time.Duration) (Clock, error) {
	return post[Clock](ctx, c, "/clock/advance", Advance{By: by.String()})
}

// AdvanceTo moves the world's time to a later one.
func (c *Client) AdvanceTo(ctx context.Context, t time.Time) (Clock, error) {
	return post[Clock](ctx, c, "/clock/advance", Advance{Until: t.Format(time.RFC3339Nano)})
}

// AdvanceToDocument moves the world's time on until it does nothing more to a
// document.
func (c *Client) AdvanceToDocument(ctx context.Context, id string) (Clock, error) {
	return post[Clock](ctx, c, "/clock/advance", Advance{Until: "document:" + id})
}

// Upcoming tells what will happen by itself, soonest first; 100 entries if limit
// is 0.
func (c *Client) Upcoming(ctx context.Context, limit int) ([]Due, error) {
	out, err := get[Items[Due]](ctx, c, withQuery("/clock/upcoming", "limit", number(limit)))
	return out.Items, err
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Explain makes all checks of a document in order, and changes nothing.
func (c *Client) Explain(ctx context.Context, e Explain) (Explanation, error) {
	return post[Explanation](ctx, c, "/explain", e)
}

// Fidelity gives the ledger: how the double reads what the specification leaves open.
func (c *Client) Fidelity(ctx context.Context) ([]Behaviour, error) {
	out, err := get[Items[Behaviour]](ctx, c, "/fidelity")
	return out.Items, err
}

// Dictionaries lists the dictionaries.
func (c *Client) Dictionaries(ctx context.Context) ([]Dictionary, error) {
	out, err := get[Items[Dictionary]](ctx, c, "/dictionaries")
	return out.Items, err
}

// Dictionary gives the rows of a dictionary in the operator's order.
func (c *Client) Dictionary(ctx context.Context, name string) (DictionaryRows, error) {
	return get[DictionaryRows](ctx, c, "/dictionaries/"+url.PathEscape(name))
}

// Rules gives the named rules with what this world has chosen of them.
func (c *Client) Rules(ctx context.Context) ([]Rule, error) {
	out, err := get[Items[Rule]](ctx, c, "/rules")
	return out.Items, err
}

// SetRules chooses values of some rules by name, or of none if one of them is wrong.
func (c *Client) SetRules(ctx context.Context, values map[string]string) ([]Rule, error) {
	var out Items[Rule]
	err := c.Call(ctx, http.MethodPut, "/rules", values, &out)
	return out.Items, err
}

// all walks over a listing, page by page.
func all[T any](page func(after string) (Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for after := ""; ; {
			p, err := page(after)
			if err != nil {
				yield(*new(T), err)
				return
			}
			for _, item := range p.Items {
				if !yield(item, nil) {
					return
				}
			}
			if after = p.Next; after == "" {
				return
			}
		}
	}
}

// AddFault lets something go wrong from now on, and gives what the world keeps
// of it: one fault, or those of a preset.
func (c *Client) AddFault(ctx context.Context, f Fault) ([]KeptFault, error) {
	out, err := post[Items[KeptFault]](ctx, c, "/faults", f)
	return out.Items, err
}

// Faults lists the faults of the world in the order in which they are tried.
func (c *Client) Faults(ctx context.Context) ([]KeptFault, error) {
	out, err := get[Items[KeptFault]](ctx, c, "/faults")
	return out.Items, err
}

// DropFault takes a fault away by its id.
func (c *Client) DropFault(ctx context.Context, id string) error {
	return c.Call(ctx, http.MethodDelete, "/faults/"+url.PathEscape(id), nil, nil)
}

// ClearFaults takes all faults away.
func (c *Client) ClearFaults(ctx context.Context) error {
	return c.Call(ctx, http.MethodDelete, "/faults", nil, nil)
}
