package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// boxes of 50 blocks of 10 packs: 551 codes each, a million in all.
const (
	boxes      = 1815
	packsInBox = 500
	packGTIN   = "00000046082251"
	boxGTIN    = "04600266005755"
)

// ordered is how many boxes a large world has: those of BENCH_CODES, if it says how
// many codes shall be measured.
func ordered(usual int) int {
	if codes, err := strconv.Atoi(os.Getenv("BENCH_CODES")); err == nil && codes > 0 {
		return max(1, codes/551)
	}
	return usual
}

// figures are what the child says of a world of a million codes.
type figures struct {
	Codes                     int
	BytesPerCode              float64
	Fill, FillCPU             time.Duration
	Fork, WorstFork           time.Duration
	Reset, WorstReset, LookUp time.Duration
}

func million(ctx context.Context) ([]row, error) {
	c, err := startChild(ctx, "million", nil)
	if err != nil {
		return nil, err
	}
	defer c.stop()
	var f figures
	if err := c.hear(&f); err != nil {
		return nil, err
	}
	at := fmt.Sprintf(" at %d codes", f.Codes)
	return []row{
		{"generated" + at, "≤ 6 s", fmt.Sprintf("%.1f s", f.Fill.Seconds()), fmt.Sprintf("in one transaction; processor time %.1f s", f.FillCPU.Seconds())},
		{"RSS a code" + at, "≤ 320 B", fmt.Sprintf("%.0f B", f.BytesPerCode), "after GC, over the same process with no codes"},
		{"fork" + at, "≤ 1 ms", inMicros(f.Fork), fmt.Sprintf("median of %d, worst %s", rounds, inMicros(f.WorstFork))},
		{"reset" + at, "≤ 1 ms", inMicros(f.Reset), fmt.Sprintf("median of %d, each after a change, worst %s", rounds, inMicros(f.WorstReset))},
		{"look-up inside" + at, "≤ 3 µs", inMicros(f.LookUp), fmt.Sprintf("every code in random order, median of batches of %d", lookUps)},
	}, nil
}

// measureMillion runs in a child, whose memory holds nothing else.
func measureMillion(_ io.Reader, out io.Writer) error {
	w, err := emptyWorld()
	if err != nil {
		return err
	}
	var f figures
	before, err := rss()
	if err != nil {
		return err
	}
	cpu, err := usedCPU()
	if err != nil {
		return err
	}
	began := time.Now()
	if _, err := fill(w, ordered(boxes)); err != nil {
		return err
	}
	w.MarkStart()
	f.Fill = time.Since(began)
	filled, err := usedCPU()
	if err != nil {
		return err
	}
	f.FillCPU = filled - cpu
	after, err := rss()
	if err != nil {
		return err
	}
	f.Codes = w.Snapshot().Counts().Codes
	f.BytesPerCode = float64(after-before) / float64(f.Codes)
	f.Fork, f.WorstFork = timeEach(func() {}, func() { w.Fork("fork", nil) })
	f.Reset, f.WorstReset = timeEach(func() { err = errors.Join(err, changeParticipant(w)) }, w.Reset)
	if err != nil {
		return err
	}
	f.LookUp, err = timeLookUps(w)
	if err != nil {
		return err
	}
	runtime.KeepAlive(w)
	return json.NewEncoder(out).Encode(f)
}

func emptyWorld() (*state.World, error) {
	w := state.NewWorld(state.Config{Name: "million", Seed: 1, OpenParticipants: true})
	err := w.Update(func(tx *state.Tx) error {
		_, err := tx.Admit(owner, "")
		return errors.Join(err,
			tx.PutProduct(state.Product{GTIN: packGTIN, ProductGroup: "tobacco", Name: "pack", PackageType: dict.Unit}),
			tx.PutProduct(state.Product{GTIN: boxGTIN, ProductGroup: "tobacco", Name: "box", PackageType: dict.Level2}))
	})
	return w, err
}

// fill makes so many boxes of 500 packs, and gives their codes.
func fill(w *state.World, boxes int) (made []string, err error) {
	err = w.Update(func(tx *state.Tx) (err error) {
		made, err = fixtures.Generate{
			GTIN: packGTIN, GTINs: []string{boxGTIN}, OwnerBIN: owner, Status: dict.Applied, Count: boxes, Pack: []int{50, 10},
		}.Into(tx)
		return err
	})
	return made, err
}

func changeParticipant(w *state.World) error {
	return w.Update(func(tx *state.Tx) error { return tx.PutParticipant(*tx.Participant(owner)) })
}

// rss is the resident memory of this process, once all that can go is gone.
func rss() (int, error) {
	debug.FreeOSMemory()
	return memory("VmRSS")
}

// memory is a line of /proc/self/status, in bytes.
func memory(name string) (int, error) { return memoryOf(os.Getpid(), name) }

func memoryOf(pid int, name string) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(status) {
		var kilobytes int
		if n, _ := fmt.Sscanf(string(line), name+": %d kB", &kilobytes); n == 1 {
			return kilobytes << 10, nil
		}
	}
	return 0, fmt.Errorf("/proc/%d/status has no line %s", pid, name)
}

const (
	rounds  = 201
	lookUps = 1000 // timed together: one is shorter than the clock's reading is exact
)

// timeEach gives the median and the worst time of f; before is not measured.
func timeEach(before, f func()) (median, worst time.Duration) {
	took := make([]time.Duration, rounds)
	for i := range took {
		before()
		began := time.Now()
		f()
		took[i] = time.Since(began)
	}
	at := sorted(took, 0.5, 1)
	return at[0], at[1]
}

func timeLookUps(w *state.World) (time.Duration, error) {
	var written []string
	w.Snapshot().Codes("", func(c *state.Code) bool { written = append(written, c.CIS); return true })
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(written), func(i, j int) { written[i], written[j] = written[j], written[i] })
	var took []time.Duration
	for batch := range slices.Chunk(written, lookUps) {
		began := time.Now()
		for _, cis := range batch {
			if c, err := w.Snapshot().Code(cis); err != nil || c == nil || c.CIS != cis {
				return 0, fmt.Errorf("look-up of %q gives %v and the error %v", cis, c, err)
			}
		}
		took = append(took, time.Since(began)/time.Duration(len(batch)))
	}
	return sorted(took, 0.5)[0], nil
}
