package steps

import (
	"context"
	"encoding/json"
	"time"
)

// Begun is what Begin has left in a world.
type Begun struct {
	Names    map[string]any // what participants, variables and goods are
	Put      []string       // paths of the control API of what stands there for calls to come
	Timeline []Planned
}

// Planned is an entry of a timeline, with its expressions filled in.
type Planned struct {
	After time.Duration // of the world's time, from now on
	Do    string        // a verb of the world
	With  json.RawMessage
}

// Begin does to the target's own world what a file says of it, and plays no
// step. The timeline is given back for somebody who has the world: what an error
// leaves behind, Put tells.
func (r *Runner) Begin(ctx context.Context, f *File) (Begun, error) {
	p := &play{runner: r, file: f, result: &Result{File: f}, control: r.Target.Control, url: r.Target.Control.URL(), sessions: map[string]*session{}, random: newRandom(r.Seed)}
	env, err := p.prepared(ctx)
	out := Begun{Put: p.put}
	if err != nil {
		return out, err
	}
	out.Names = map[string]any{}
	for _, list := range [][]named{f.participants, f.vars, f.goods} {
		for _, n := range list {
			out.Names[n.name] = env[n.name]
		}
	}
	for _, entry := range f.timeline {
		after, err := duration(entry.after)
		if err != nil {
			return out, &Failure{Line: entry.line, Step: entry.String(), What: err.Error()}
		}
		with, err := entry.arg.of(env)
		if err != nil {
			return out, &Failure{Line: entry.line, Step: entry.String(), What: err.Error()}
		}
		out.Timeline = append(out.Timeline, Planned{after, entry.verb.name, json.RawMessage(jsonText(with))})
	}
	return out, nil
}
