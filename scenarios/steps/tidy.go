package steps

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/mockismp/mockismp/client/mock"
)

// A play in a world of somebody's own ends by removing what it set for later
// calls: faults and the like, and values of rules. Whatever happened stays.

// lists are the paths of the control API under which things of that sort stand.
var lists = []string{"/faults", "/outcomes", "/bots"}

// remember notes what a verb of the world has put into one of the lists.
func (p *play) remember(path string, body any) {
	if !slices.Contains(lists, path) {
		return
	}
	fields, _ := body.(map[string]any)
	items, are := fields["items"].([]any)
	if !are {
		items = []any{body}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, item := range items {
		if kept, is := item.(map[string]any); is && kept["id"] != nil {
			p.put = append(p.put, path+"/"+url.PathEscape(shown(kept["id"])))
		}
	}
}

// rememberRules notes the values of rules that are about to be changed.
func (p *play) rememberRules(ctx context.Context, path string, in any) error {
	changes, _ := in.(map[string]any)
	if path != "/rules" || len(changes) == 0 || !p.runner.InPlace {
		return nil
	}
	rules, err := p.control.Rules(ctx)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range rules {
		if _, first := p.rules[r.Name]; changes[r.Name] != nil && !first {
			if p.rules == nil {
				p.rules = map[string]string{}
			}
			p.rules[r.Name] = r.Value
		}
	}
	return nil
}

// tidy takes away what the play has put, as far as it is there still.
func (p *play) tidy(ctx context.Context) (err error) {
	for _, path := range p.put {
		dropped := p.control.Call(ctx, http.MethodDelete, path, nil, nil)
		if gone := (*mock.Error)(nil); !errors.As(dropped, &gone) || gone.Status != http.StatusNotFound {
			err = errors.Join(err, dropped)
		}
	}
	if len(p.rules) > 0 {
		_, set := p.control.SetRules(ctx, p.rules)
		err = errors.Join(err, set)
	}
	return err
}
