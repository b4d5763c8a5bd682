package state

// A scenario plans events for times of the world. Each is an entry of the queue,
// whose Ref has the event in the words of its author. So snapshots and forks keep
// it, and one long jump of the clock gives the same world as many short steps.

// OnStory says who does what entries of the kind Story say. do is called in the
// transaction in which they fall due, at their time. Set it before anybody else
// has the world; a fork has none until it is set there.
func (w *World) OnStory(do func(tx *Tx, what string)) { w.story = do }

func (tx *Tx) tellStory(what string) {
	if tx.world.story != nil {
		tx.world.story(tx, what)
	}
}

// PlanStory lets something happen at a time of the world: see OnStory.
func (tx *Tx) PlanStory(at Moment, what string) { tx.schedule(at, Story, what) }

// EndStory takes what is still to happen by a scenario out of the queue.
func (tx *Tx) EndStory() {
	tx.due.RemoveAll(func(d Due) bool { return d.Kind == Story })
}
