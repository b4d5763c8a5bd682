package steps

import "context"

// Begun is what Begin has left in a world.
type Begun struct {
	Names map[string]any // what participants, variables and goods are
	Put   []string       // paths of the control API of what stands there for calls and times to come
}

// Begin sets the target's own world up as a file says, and plays no step. After
// an error, Put tells what was set up so far.
func (r *Runner) Begin(ctx context.Context, f *File) (Begun, error) {
	p := &play{runner: r, file: f, result: &Result{File: f}, control: r.Target.Control, url: r.Target.Control.URL(), sessions: map[string]*session{}, random: newRandom(r.Seed)}
	env, err := p.prepared(ctx)
	if err == nil {
		err = p.plan(ctx, env)
	}
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
	return out, nil
}
