package main

import (
	"context"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/mockismp/mockismp/pki"
)

const (
	windows    = 6  // of calls for a thousand codes
	actsInTurn = 60 // of each program
	actTurns   = 24
	listTurns  = 6

	infoStarts = 6
	infoTurns  = 2
	infoLength = 700 * time.Millisecond
)

// stockUp gives both programs so many codes, and says which packs to ask for.
func stockUp(ctx context.Context, p *pair, s *served) (stock, error) {
	n := ordered(manyBoxes)
	var boxes []string
	began := time.Now()
	used, err := s.used(func() (err error) {
		boxes, err = s.generate(ctx, n, 50, 10)
		return err
	})
	if err != nil {
		return stock{}, err
	}
	all := stock{address: s.address, Codes: n * 551}
	p.tell("Generate", s.name, n*551, figure{time.Since(began).Seconds(), "sec/op"}, figure{used.Seconds(), "cpu-sec/op"})
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(boxes), func(i, j int) { boxes[i], boxes[j] = boxes[j], boxes[i] })
	blocks, err := s.children(ctx, boxes[:min(n, 500)])
	if err != nil {
		return stock{}, err
	}
	random.Shuffle(len(blocks), func(i, j int) { blocks[i], blocks[j] = blocks[j], blocks[i] })
	all.Packs, err = s.children(ctx, blocks[:min(len(blocks), 500)])
	random.Shuffle(len(all.Packs), func(i, j int) { all.Packs[i], all.Packs[j] = all.Packs[j], all.Packs[i] })
	return all, err
}

// stocks starts both programs and gives them many codes.
func stocks(ctx context.Context, p *pair) (both []*served, all map[*served]stock, stop func(), err error) {
	both, stop, err = p.start(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	all = map[*served]stock{}
	err = inTurns(ctx, 1, both, func(s *served) (err error) {
		all[s], err = stockUp(ctx, p, s)
		return err
	})
	if err != nil {
		stop()
	}
	return both, all, stop, err
}

// pairThousands compares calls for a thousand codes of a large world.
func pairThousands(ctx context.Context, p *pair) error {
	both, stocks, stop, err := stocks(ctx, p)
	if err != nil {
		return err
	}
	defer stop()
	return inTurns(ctx, windows, both, func(s *served) error {
		one, err := newSeries(s.address, thousandQuestions(stocks[s]))
		if err != nil {
			return err
		}
		defer func() { _ = one.conn.Close() }()
		used, err := s.used(func() error { return interleave(ctx, thousands, one) })
		if err != nil {
			return err
		}
		at := sorted(one.took, 0.5, 0.99)
		p.tell("InfoOf1000", s.name, thousands, millis(at[0], "p50-ms"), millis(at[1], "p99-ms"), millis(used/thousands, "cpu-ms/op"))
		return nil
	})
}

// fitting are listings by what they ask for; the first half fits little.
var fitting = []struct {
	name    string
	filters url.Values
}{
	{"NoneFits", url.Values{"cisStatus": {"EXPORTED"}}},
	{"Boxes", url.Values{"cis": {boxGTIN}, "cisPackageType": {"LEVEL2"}, "order": {"ASC"}}},
	{"OneSerial", url.Values{}},
	{"WholeGTIN", url.Values{"limit": {"10"}}},
	{"OwnerStatusType", url.Values{"limit": {"10"}, "ownerBin": {owner}, "producerBin": {owner}, "cisStatus": {"APPLIED"}, "cisPackageType": {"UNIT"}}},
}

// pairListings compares listings of a large world.
func pairListings(ctx context.Context, p *pair) error {
	both, stocks, stop, err := stocks(ctx, p)
	if err != nil {
		return err
	}
	defer stop()
	for _, l := range fitting {
		if err := inTurns(ctx, listTurns, both, func(s *served) error { return p.list(ctx, s, stocks[s], l.name, l.filters) }); err != nil {
			return err
		}
	}
	return nil
}

func (p *pair) list(ctx context.Context, s *served, of stock, name string, with url.Values) error {
	filters := url.Values{"cis": {packGTIN}}
	maps.Copy(filters, with)
	if name == "OneSerial" {
		filters.Set("sn", of.Packs[0][len(packGTIN):])
	}
	ask := question{wire(s.address, http.MethodGet, "/cises/listV2?"+filters.Encode(), "application/json", ""), []byte(`"total":`)}
	first, err := behindChanges(ctx, of, ask)
	if err != nil {
		return err
	}
	again, err := newSeries(s.address, []question{ask})
	if err != nil {
		return err
	}
	defer func() { _ = again.conn.Close() }()
	if err := interleave(ctx, 2, again); err != nil {
		return err
	}
	p.tell("ListV2"+name, s.name, changes, millis(sorted(first, 0.5)[0], "changed-ms"), millis(sorted(again.took, 0.5)[0], "again-ms"))
	return nil
}

// pairActs compares whole lives of small acts.
func pairActs(ctx context.Context, p *pair) error {
	both, stop, err := p.start(ctx, "--processing", "instant")
	if err != nil {
		return err
	}
	defer stop()
	return inTurns(ctx, actTurns, both, func(s *served) error {
		m := market{address: s.address}
		if m.Packs, err = s.generate(ctx, actsInTurn); err != nil {
			return err
		}
		if m.Consignee, err = s.tokenOf(ctx, consignee); err != nil {
			return err
		}
		all, _, err := newTraders(m, traders, pki.RSA)
		if err != nil {
			return err
		}
		began := time.Now()
		used, err := s.used(func() error { return runAll(ctx, all) })
		if err != nil {
			return err
		}
		rate := actsInTurn / time.Since(began).Seconds()
		p.tell("Act", s.name, actsInTurn, figure{float64(used.Microseconds()) / actsInTurn, "cpu-µs/op"}, figure{rate, "acts/sec"})
		return m.allGiven()
	})
}

// pairInfo compares answers of cises/info beside a bare handler. The same program
// started twice can differ by a twentieth, by where its memory lies, so both are
// started anew every two turns.
func pairInfo(ctx context.Context, p *pair) error {
	for range infoStarts {
		if err := pairInfoOnce(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func pairInfoOnce(ctx context.Context, p *pair) error {
	both, stop, err := p.start(ctx)
	if err != nil {
		return err
	}
	defer stop()
	for i, call := range calls {
		if err := infoInTurns(ctx, p, both, []string{"InfoBox", "InfoPack"}[i], call.cis); err != nil {
			return err
		}
	}
	return nil
}

func infoInTurns(ctx context.Context, p *pair, both []*served, what, cis string) error {
	expected, err := ask(both[1].Addr, infoRequest(both[1].address, cis))
	if err != nil {
		return err
	}
	bare, err := startChild(ctx, "bare", answer{expected.contentType(), expected.body})
	if err != nil {
		return err
	}
	defer bare.stop()
	at := address{}
	if err := bare.hear(&at); err != nil {
		return err
	}
	at.Token, at.Path = both[1].Token, both[1].Path
	all := append([]*served{{child: bare, address: at, name: "bare"}}, both...)
	load := func(s *served) (*contestant, error) {
		c := &contestant{child: s.child, name: s.name}
		if err := c.connect(s.Addr, infoRequest(s.address, cis), expected.body); err != nil {
			return nil, err
		}
		defer c.disconnect()
		return c, c.run(ctx, infoLength)
	}
	// Until its heap has grown once, a program meets memory that it has never touched.
	if err := inTurns(ctx, 1, all, func(s *served) error { _, err := load(s); return err }); err != nil {
		return err
	}
	return inTurns(ctx, infoTurns, all, func(s *served) error {
		c, err := load(s)
		if err != nil {
			return err
		}
		at := sorted(c.took, 0.5, 0.99)
		p.tell(what, s.name, len(c.took), figure{float64(c.cpuPerCall().Nanoseconds()) / 1e3, "cpu-µs/op"}, figure{c.rates[0], "req/sec"},
			millis(at[0], "p50-ms"), millis(at[1], "p99-ms"))
		return nil
	})
}

// pairSnapshots compares what it costs to write a large world, and to read it into
// a program that has nothing else to do.
func pairSnapshots(ctx context.Context, p *pair) error {
	for _, program := range p.programs {
		if err := p.snapshot(ctx, program.name, program.path); err != nil {
			return err
		}
	}
	return nil
}

func (p *pair) snapshot(ctx context.Context, name, path string) error {
	file, err := os.CreateTemp("", "mockismp-bench-*.json")
	if err != nil {
		return err
	}
	defer func() { _ = file.Close(); _ = os.Remove(file.Name()) }()
	from, err := serveProgram(ctx, name, path)
	if err != nil {
		return err
	}
	defer from.stop()
	if _, err := from.generate(ctx, ordered(manyBoxes), 50, 10); err != nil {
		return err
	}
	began := time.Now()
	used, err := from.used(func() error {
		_, _, err := timeCopy(ctx, http.MethodGet, from.Addr, nil, file)
		return err
	})
	if err != nil {
		return err
	}
	p.tell("SnapshotGET", name, 1, figure{time.Since(began).Seconds(), "sec/op"}, figure{used.Seconds(), "cpu-sec/op"})
	from.stop()
	return inTurns(ctx, 2, []*served{{name: name}}, func(*served) error { return p.restore(ctx, name, path, file) })
}

func (p *pair) restore(ctx context.Context, name, path string, file *os.File) error {
	to, err := serveProgram(ctx, name, path)
	if err != nil {
		return err
	}
	defer to.stop()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	began := time.Now()
	used, err := to.used(func() error {
		_, _, err := timeCopy(ctx, http.MethodPut, to.Addr, file, io.Discard)
		return err
	})
	if err != nil {
		return err
	}
	took := time.Since(began)
	peak, err := memoryOf(to.cmd.Process.Pid, "VmHWM")
	p.tell("SnapshotPUT", name, 1, figure{took.Seconds(), "sec/op"}, figure{used.Seconds(), "cpu-sec/op"}, figure{float64(peak) / 1e6, "peak-MB"})
	return err
}
