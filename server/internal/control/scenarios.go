package control

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/scenarios"
	"github.com/mockismp/mockismp/scenarios/steps"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

const (
	scenarioBad     state.Kind = "control.scenario"         // a file with mistakes, or a start that the world refuses
	scenarioUnknown state.Kind = "control.scenario.unknown" // nothing of that name comes with the program
)

// running is what stands in a world for a scenario that was started there.
type running struct {
	sync.Mutex
	name string
	put  []string // paths of the control API
}

// Reset forgets it: the world is back at its start.
func (r *running) Reset() {
	r.Lock()
	defer r.Unlock()
	r.name, r.put = "", nil
}

// listScenarios lists what comes with the program, and tells what was started here.
func (a *API) listScenarios(c *pipeline.Call, _ struct{}) (out mock.Scenarios, err error) {
	out.Items = []mock.Scenario{}
	for _, name := range scenarios.Names() {
		f, err := scenarios.Find(name)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, mock.Scenario{Name: f.Name, About: f.About.English, AboutRu: f.About.Russian, Tags: f.Tags})
	}
	story := a.stories.Of(c.World)
	story.Lock()
	defer story.Unlock()
	out.Running = story.name
	return out, nil
}

type startIn struct {
	Name string `path:"name"`
	Body []byte `body:"raw"`
}

// startScenario does to the world what a scenario says of it, its timeline when
// time gets there; its steps are for those who call.
func (a *API) startScenario(c *pipeline.Call, in startIn) (out mock.StartedScenario, err error) {
	text := in.Body
	if len(bytes.TrimSpace(text)) == 0 {
		known := false
		if text, known = scenarios.Text(in.Name); !known {
			return out, state.Errorf(scenarioUnknown, "no scenario %q comes with mockismp", in.Name)
		}
	}
	f, err := steps.Parse(in.Name+".yaml", text)
	if err != nil {
		return out, state.Errorf(scenarioBad, "%s", err)
	}
	names, err := a.Begin(context.Background(), c.World, f, c.World.Seed())
	if err != nil {
		return out, a.orGone(c.World, state.Errorf(scenarioBad, "%s", err))
	}
	return mock.StartedScenario{Name: f.Name, Names: names}, nil
}

// Begin starts a scenario in a world, in place of one that was started there. It
// gives what the file's participants, variables and goods are.
func (a *API) Begin(ctx context.Context, w *pipeline.World, f *steps.File, seed uint64) (map[string]any, error) {
	m, err := a.self(w)
	if err != nil {
		return nil, err
	}
	story := a.stories.Of(w)
	story.Lock()
	defer story.Unlock()
	if err := a.end(ctx, m, story); err != nil {
		return nil, err
	}
	runner := steps.Runner{Target: steps.Double(m), InPlace: true, Seed: seed}
	begun, err := runner.Begin(ctx, f)
	story.name, story.put = f.Name, begun.Put
	if err != nil {
		return nil, errors.Join(err, a.end(ctx, m, story))
	}
	return begun.Names, nil
}

// end takes away what a scenario has put there for calls and times to come.
func (a *API) end(ctx context.Context, m *mock.Client, story *running) error {
	for _, path := range story.put {
		err := m.Call(ctx, http.MethodDelete, path, nil, nil)
		if gone := (*mock.Error)(nil); err != nil && (!errors.As(err, &gone) || gone.Status != http.StatusNotFound) {
			return err
		}
	}
	story.name, story.put = "", nil
	return m.ClearPlan(ctx)
}

// stopScenario ends what was started; what has happened, stays.
func (a *API) stopScenario(c *pipeline.Call, _ struct{}) (pipeline.Reply, error) {
	m, err := a.self(c.World)
	if err != nil {
		return noContent, err
	}
	story := a.stories.Of(c.World)
	story.Lock()
	defer story.Unlock()
	return noContent, a.orGone(c.World, a.end(context.Background(), m, story))
}

// orGone is what a call failed with, or that its world was dropped meanwhile.
func (a *API) orGone(w *pipeline.World, err error) error {
	if _, gone := a.Worlds.Get(w.Name()); err != nil && gone != nil {
		return gone
	}
	return err
}

// self is the control API of a world, called without a socket.
func (a *API) self(w *pipeline.World) (*mock.Client, error) {
	address := "http://localhost"
	if w.Name() != pipeline.DefaultWorld {
		address += pipeline.WorldPath + w.Name()
	}
	return mock.New(address, mock.WithControlToken(a.Token), mock.WithTransport(pipeline.InProcess(a.Self())))
}
