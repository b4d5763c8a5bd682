package mock

import (
	"context"
	"net/http"
	"net/url"
)

// AddOutcome chooses the results of the next documents or orders, and gives the
// outcome as the world keeps it.
func (c *Client) AddOutcome(ctx context.Context, o Outcome) (KeptOutcome, error) {
	return post[KeptOutcome](ctx, c, "/outcomes", o)
}

// Outcomes lists the outcomes of the world in the order in which they are tried.
func (c *Client) Outcomes(ctx context.Context) ([]KeptOutcome, error) {
	out, err := get[Items[KeptOutcome]](ctx, c, "/outcomes")
	return out.Items, err
}

// DropOutcome removes an outcome by its id. Documents and orders that have it
// already keep it.
func (c *Client) DropOutcome(ctx context.Context, id string) error {
	return c.Call(ctx, http.MethodDelete, "/outcomes/"+url.PathEscape(id), nil, nil)
}

// ClearOutcomes takes all outcomes away.
func (c *Client) ClearOutcomes(ctx context.Context) error {
	return c.Call(ctx, http.MethodDelete, "/outcomes", nil, nil)
}
