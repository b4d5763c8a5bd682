package server

import (
	"fmt"
	"net/url"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

const (
	readers = 64 // clients that read at once
	rounds  = 2  // how often each asks each method
	boxes   = 40 // that the same blocks are packed into, one after the other
	pause   = 10 // changes between one box and the next
)

// market is a server whose blocks wander from box to box while clients read.
type market struct {
	*Server
	boxes, blocks []string
	units         int // in all blocks, whatever box they are in
}

func newMarket(t *testing.T) *market {
	m := &market{Server: frozen(t)}
	m.blocks = m.World().Code(box).Child
	m.units = m.World().Snapshot().Units(m.World().Code(box))
	m.boxes = []string{box}
	for n := range boxes - 1 {
		m.boxes = append(m.boxes, fmt.Sprintf("010460026600575520021126112210BOX%05d", n))
	}
	return m
}

// write changes the world once for each turn that it gets: it makes a block, or
// packs all the blocks of the published box from one box into the next.
func (m *market) write(turns <-chan struct{}) error {
	n := 0
	for range turns {
		n++
		err := m.World().Update(func(tx *state.Tx) error {
			if next := n / pause; n%pause == 0 && next < len(m.boxes) {
				return tx.Pack(state.Packing{CIS: m.boxes[next], PackageType: dict.Level2, Child: m.blocks})
			}
			_, err := fixtures.Generate{
				GTIN: "00000046082251", GTINs: []string{"04600266005755"}, Pack: []int{1}, OwnerBIN: owner, Status: dict.Emitted, Count: 1,
			}.Into(tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// TestReadersSeeOneVersion: 64 clients read while one writes. Every answer is
// of one version: in each of them every block lies in exactly one box.
func TestReadersSeeOneVersion(t *testing.T) {
	t.Parallel()
	m := newMarket(t)
	token := m.Token(owner)
	turns := make(chan struct{}, readers)
	var writer, clients sync.WaitGroup
	writer.Go(func() {
		if err := m.write(turns); err != nil {
			t.Errorf("the writer: %s", err)
		}
	})
	for range readers {
		clients.Go(func() {
			c := &caller{&reader{t}, m.Server, owner, token}
			for range rounds {
				for _, ask := range []func(*caller){m.checkInfo, m.checkUnits, m.checkAggregated, m.checkList, m.checkListV2} {
					select {
					case turns <- struct{}{}:
					default: // the writer has enough to do
					}
					ask(c)
				}
			}
		})
	}
	clients.Wait()
	close(turns)
	writer.Wait()
	if m.World().Code(m.boxes[3]) == nil {
		t.Error("hardly anything was written while the clients read")
	}
}

// reader reports for a goroutine, which may not end the test, but itself.
type reader struct{ *testing.T }

func (r *reader) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// checkBoxes checks that the boxes of an answer hold the blocks once each, together,
// and tells in which they are.
func (m *market) checkBoxes(c *caller, what string, held map[string][]string) (in string) {
	all := []string{}
	for name, blocks := range held {
		if len(blocks) > 0 {
			in = name
		}
		all = append(all, blocks...)
	}
	if !sameSet(all, m.blocks) {
		c.t.Fatalf("%s: the boxes of one answer hold %d blocks together, not the %d that there are", what, len(all), len(m.blocks))
	}
	return in
}

func (m *market) checkInfo(c *caller) {
	_, text := c.send("POST", "/cises/info", arrayOf(append(slices.Clone(m.boxes), m.blocks...)))
	var out []struct {
		Info struct {
			Cis, Parent, Status, PackageType string
			Child                            []string
		} `json:"cisInfo"`
	}
	unmarshal(c.t, text, &out)
	held, parents := map[string][]string{}, map[string]int{}
	for _, e := range out {
		switch e.Info.PackageType {
		case "LEVEL2":
			held[e.Info.Cis] = e.Info.Child
			if (len(e.Info.Child) == 0) != (e.Info.Status == "DISAGGREGATED") {
				c.t.Fatalf("cises/info: %s is %s with %d blocks", e.Info.Cis, e.Info.Status, len(e.Info.Child))
			}
		case "LEVEL1":
			parents[e.Info.Parent]++
		}
	}
	in := m.checkBoxes(c, "cises/info", held)
	if parents[in] != len(m.blocks) {
		c.t.Fatalf("cises/info: %s holds the blocks, whose parents are %v", in, parents)
	}
}

func (m *market) checkList(c *caller) {
	_, text := c.send("POST", "/cises/list?"+url.Values{"values": m.boxes}.Encode(), "")
	var out []struct {
		Cis   string
		Child []string
	}
	unmarshal(c.t, text, &out)
	held := map[string][]string{}
	for _, e := range out {
		held[e.Cis] = e.Child
	}
	m.checkBoxes(c, "cises/list", held)
}

func (m *market) checkUnits(c *caller) {
	_, text := c.send("POST", "/cis/cises-units-count", arrayOf(m.boxes))
	var out struct{ CisesCounts, GtinsCounts map[string]int }
	unmarshal(c.t, text, &out)
	units := 0
	for _, n := range out.CisesCounts {
		units += n
	}
	if units != m.units || out.GtinsCounts["00000046082251"] != m.units {
		c.t.Fatalf("cises-units-count: %d packs in all boxes, %v by gtin, there are %d", units, out.GtinsCounts, m.units)
	}
}

func (m *market) checkAggregated(c *caller) {
	_, text := c.send("POST", "/cises/aggregated/list", arrayOf(m.boxes))
	var out map[string]map[string][]string
	unmarshal(c.t, text, &out)
	held, units := map[string][]string{}, 0
	for name, blocks := range out {
		held[name] = keysOf(blocks)
		for _, packs := range blocks {
			units += len(packs)
		}
	}
	m.checkBoxes(c, "aggregated/list", held)
	if units != m.units {
		c.t.Fatalf("aggregated/list: %d packs in all boxes, there are %d", units, m.units)
	}
}

func (m *market) checkListV2(c *caller) {
	_, text := c.send("GET", "/cises/listV2?cis=01&limit=10000", "")
	var out struct {
		Results []struct {
			Cis           string
			CountChildren int
		}
		Total int
	}
	unmarshal(c.t, text, &out)
	inBoxes := 0
	for _, r := range out.Results {
		if slices.Contains(m.boxes, r.Cis) {
			inBoxes += r.CountChildren
		}
	}
	if len(out.Results) != out.Total || inBoxes != len(m.blocks) {
		c.t.Fatalf("cises/listV2: %d rows, total %d, %d blocks in boxes", len(out.Results), out.Total, inBoxes)
	}
}
