package pipeline

import "github.com/mockismp/mockismp/state"

// keepChanges is how many bytes the journal has for what a request changed in
// one table.
const keepChanges = 4 << 10

// changesText is what a request changed, as JSON: of each table how many records,
// and the first of them by key, with those fields before and after that differ.
// nil: it changed nothing.
func changesText(all []state.TableChanges) []byte {
	if len(all) == 0 {
		return nil
	}
	var j JSON
	j.Open('[')
	for _, t := range all {
		j.Open('{')
		j.Field("table", t.Table.String())
		j.Name("count")
		j.Number(int64(t.Count))
		j.Name("items")
		j.Open('[')
		for began, i := len(j.text), 0; i < len(t.First) && j.change(t.First[i], began+keepChanges); i++ {
		}
		j.Close(']')
		j.Close('}')
	}
	j.Close(']')
	return j.text
}

// change writes a record, unless the text would be longer than most.
func (j *JSON) change(c state.Change, most int) (fits bool) {
	began := len(j.text)
	before, after := c.Told()
	j.Open('{')
	j.Field("key", cutText(c.Key))
	j.facts("before", before)
	j.facts("after", after)
	j.Close('}')
	if fits = len(j.text) <= most; !fits {
		j.text = j.text[:began]
	}
	return fits
}

func (j *JSON) facts(name string, facts []state.Fact) {
	if len(facts) == 0 {
		return
	}
	j.Name(name)
	j.Open('{')
	for _, f := range facts {
		j.Key(f.Name)
		j.Text(cutAt(f.Value, keepLogged))
	}
	j.Close('}')
}
