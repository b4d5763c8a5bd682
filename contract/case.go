package contract

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/contract/record"
)

// Case is one thing that the suite looks at.
type Case struct {
	Name   string
	About  string
	Writes bool     // leaves something behind
	Double bool     // needs what only the double can do
	Roles  []string // parties beside the owner who have to sign
	Vars   []string // variables that it needs beside the required ones
	Play   func(context.Context, *Play) error

	scenario string // the file that it plays
}

// Play is a case that is being played.
type Play struct {
	Vars    Vars
	Control *mock.Client // of the double's world, nil at a real system
	target  *target
	patience,
	every time.Duration // how long, and how often, a real system is asked for a status
	wrong   []error
	undo    []step
	left    []string // what could not be taken back
	without []string // what was left out of it
}

type step struct {
	about string
	do    func(context.Context) error
}

// As gives the client of a party.
func (p *Play) As(role string) *client.Client { return p.target.clients[role] }

// Check notes a failure, and lets the case go on.
func (p *Play) Check(ok bool, format string, args ...any) {
	if !ok {
		p.wrong = append(p.wrong, fmt.Errorf(format, args...))
	}
}

// Undo says how to take back what was done, at the end of the case.
func (p *Play) Undo(about string, do func(context.Context) error) {
	p.undo = append(p.undo, step{about, do})
}

// Until asks again until done says so. On the double the next thing that is due
// happens between two questions; a real system is given its time.
func (p *Play) Until(ctx context.Context, what string, done func() (bool, error)) error {
	over := time.Duration(0)
	for {
		ok, err := done()
		if err != nil || ok {
			return err
		}
		if p.Control != nil {
			due, err := p.Control.Upcoming(ctx, 1)
			if err != nil {
				return err
			}
			if len(due) == 0 {
				return fmt.Errorf("%s: nothing more will happen, and it is not so", what)
			}
			if p.target.at, err = time.Parse(time.RFC3339, due[0].At); err != nil {
				return err
			}
			if _, err := p.Control.AdvanceTo(ctx, p.target.at); err != nil {
				return err
			}
			continue
		}
		if over >= p.patience {
			return fmt.Errorf("%s: not so after %s", what, p.patience)
		}
		over += p.every
		if err := sleep(ctx, p.every); err != nil {
			return err
		}
	}
}

// missing says why a case cannot be played, "" if it can.
func (c Case) missing(t *target, write bool) string {
	if c.Double && t.double == nil {
		return "needs the double: only its control API can do it"
	}
	if c.scenario != "" && t.double == nil {
		if reason := t.unplayable(c.scenario); reason != "" {
			return reason
		}
	}
	if c.Writes && !write && t.double == nil {
		return "leaves something behind: --write plays it"
	}
	for _, role := range c.Roles {
		if t.clients[role] == nil {
			return fmt.Sprintf("needs the signature of a second participant: --%s-signer", role)
		}
	}
	for _, name := range c.Vars {
		if t.vars[name] == "" {
			return fmt.Sprintf("needs the variable %s in --vars", name)
		}
	}
	return ""
}

// play plays a case, and takes back what it did.
func (c Case) play(ctx context.Context, p *Play) (left []string, err error) {
	ctx = record.InCase(ctx, c.Name)
	err = c.Play(ctx, p)
	left = p.left
	for i := len(p.undo) - 1; i >= 0; i-- {
		if p.Control != nil {
			break // its world is dropped
		}
		if failed := p.undo[i].do(ctx); failed != nil {
			left = append(left, fmt.Sprintf("%s: %s", p.undo[i].about, failed))
		}
	}
	return left, errors.Join(append(p.wrong, err)...)
}
