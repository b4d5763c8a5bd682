package mock

import (
	"context"
	"net/http"
	"net/url"
)

// AddBot adds a party that answers documents from now on, or sends shipments,
// and gives the bot as the world keeps it.
func (c *Client) AddBot(ctx context.Context, b Bot) (KeptBot, error) {
	return post[KeptBot](ctx, c, "/bots", b)
}

// Bots lists the bots of the world in the order in which they are asked.
func (c *Client) Bots(ctx context.Context) ([]KeptBot, error) {
	out, err := get[Items[KeptBot]](ctx, c, "/bots")
	return out.Items, err
}

// DropBot removes a bot by its id. Its planned actions do not happen.
func (c *Client) DropBot(ctx context.Context, id string) error {
	return c.Call(ctx, http.MethodDelete, "/bots/"+url.PathEscape(id), nil, nil)
}

// ClearBots takes all bots away.
func (c *Client) ClearBots(ctx context.Context) error {
	return c.Call(ctx, http.MethodDelete, "/bots", nil, nil)
}
