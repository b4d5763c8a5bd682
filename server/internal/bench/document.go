package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
)

// largeCodes are so many that the document has 22 MB.
const largeCodes = 300_000

const reads = 5 // of the large document

// documentOrder is what the child that checks a document is told.
type documentOrder struct{ Codes, AtOnce int }

// checked is what it says: of the first time, from a process at rest, and of
// all times, one after the other, as in a server that is kept busy.
type checked struct {
	Bytes             int
	Took              time.Duration // median
	Extra, ExtraLater int           // bytes of peak RSS over what was there before
	Parts             string        // what takes how long by itself
}

// document lets large documents be checked, each time in a new process.
func document(ctx context.Context) (rows []row, err error) {
	for _, c := range []struct {
		atOnce             int
		what, time, memory string
	}{
		{1, "a document of %.0f MB, %d codes", "≤ 1 s", "≤ 60 MB"},
		{4, "four documents of %.0f MB, %d codes, at once", "", "≤ 250 MB"},
	} {
		var f checked
		child, err := startChild(ctx, "document", documentOrder{largeCodes, c.atOnce})
		if err != nil {
			return nil, err
		}
		err = child.hear(&f)
		child.stop()
		if err != nil {
			return nil, err
		}
		what := fmt.Sprintf(c.what, inMegabytes(f.Bytes), largeCodes)
		rows = append(rows,
			row{what + ": checked", c.time, inMillis(f.Took), fmt.Sprintf("median of %d; one by itself: %s", reads, f.Parts)},
			row{what + ": extra memory", c.memory, fmt.Sprintf("%.0f MB", inMegabytes(f.Extra)), fmt.Sprintf("peak RSS over a process at rest; %.0f MB over %d times without a rest", inMegabytes(f.ExtraLater), reads)})
	}
	return rows, nil
}

func inMegabytes(n int) float64 { return float64(n) / 1e6 }

// measureDocument runs in a child. What came over the wire, base64, is there
// before; what checking it takes comes on top.
func measureDocument(in io.Reader, out io.Writer) error {
	var o documentOrder
	if err := json.NewDecoder(in).Decode(&o); err != nil {
		return err
	}
	schemas, err := xsd.Embedded()
	if err != nil {
		return err
	}
	act, err := largeAct(o.Codes)
	if err != nil {
		return err
	}
	f := checked{Bytes: len(act.text)}
	submitted := make([]*intake.Submission, o.AtOnce)
	content, signature := act.base64()
	submit := func() error {
		for i := range submitted {
			submitted[i] = &intake.Submission{Content: content, Signature: signature, Caller: owner, Level: pki.Crypto, Schemas: schemas}
		}
		return readAll(submitted)
	}
	act = signed{} // rss lets go of it
	before, err := rss()
	if err != nil {
		return err
	}
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // the peak begins anew: proc_pid_clear_refs(5)
		return err
	}
	took := make([]time.Duration, reads)
	for i := range took {
		began := time.Now()
		if err := submit(); err != nil {
			return err
		}
		took[i] = time.Since(began)
		peak, err := memory("VmHWM")
		if err != nil {
			return err
		}
		if f.ExtraLater = peak - before; i == 0 {
			f.Extra = f.ExtraLater
		}
	}
	f.Took = sorted(took, 0.5)[0]
	taken := submitted[0].Document
	if f.Parts, err = timeParts(actParts(schemas, signed{taken.Text, taken.Signature})); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(f)
}

func readAll(submitted []*intake.Submission) error {
	errs := make([]error, len(submitted))
	var all sync.WaitGroup
	for i, s := range submitted {
		all.Go(func() { errs[i] = s.Read() })
	}
	all.Wait()
	return errors.Join(errs...)
}

// largeAct is a signed act of so many codes of 35 signs.
func largeAct(codes int) (signed, error) {
	goods := make([]doc.ICode, codes)
	for i := range goods {
		goods[i] = doc.ICode{CIS: fmt.Sprintf("01%s21%017d", boxGTIN, i), Count: 1}
	}
	text, err := actText(boxGTIN, goods)
	if err != nil {
		return signed{}, err
	}
	key, err := pki.Issue(pki.Request{BIN: owner})
	if err != nil {
		return signed{}, err
	}
	return sign(key, text)
}
