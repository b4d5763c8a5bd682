package steps

import "context"

// Begun is what Begin has left in a world.
type Begun struct {
	Names map[string]any // what participants, variables and goods are
	Put   []string       // paths of the control API of what stands there for calls and times to come
}

// Begin does to the target's own world what a file says of it, and plays no
// step. What an error leaves behind, Put tells.
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
