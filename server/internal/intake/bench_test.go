package intake_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd"
)

const (
	supplier  = "940517350290"
	consignee = "970425450202"
	vogue     = "00000046082251"
)

// largeAct is an act of n packs, the largest that fits a request at 300,000.
func largeAct(n int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<file fileId="EEU_ACT_fe1c0b61-09dc-42f9-a129-f2411b7a66ab" version="1.0" sendingDateTime="2026-11-22T00:25:47Z">
<participants supplierId="` + supplier + `" consigneeId="` + consignee + `"/>
<document correctionFlag="false" operationType="1">
<mainInfo><supplierInfo supplierIdentificationCode="` + supplier + `"/><consigneeInfo consigneeIdentificationCode="` + consignee + `"/></mainInfo>
<productList>
`)
	for i := range n {
		fmt.Fprintf(&b, "                        <iCode count=\"1\">%s%07d</iCode>\n", vogue, i)
	}
	fmt.Fprintf(&b, "</productList>\n<productTotals><gtin count=\"%d\">%s</gtin></productTotals>\n</document>\n</file>\n", n, vogue)
	return b.String()
}

func submission(b *testing.B, xml string) func() *intake.Submission {
	b.Helper()
	key, err := pki.Issue(pki.Request{BIN: supplier})
	if err != nil {
		b.Fatal(err)
	}
	cms, err := key.Sign([]byte(xml), pki.SignOptions{Detached: true})
	if err != nil {
		b.Fatal(err)
	}
	schemas, err := xsd.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	content, signature := base64.StdEncoding.EncodeToString([]byte(xml)), base64.StdEncoding.EncodeToString(cms)
	return func() *intake.Submission {
		return &intake.Submission{Content: content, Signature: signature, Caller: supplier, Level: pki.Crypto, Schemas: schemas}
	}
}

// BenchmarkRead is everything that is looked at before the world is: an act of
// one code, and one of 22 MB.
func BenchmarkRead(b *testing.B) {
	for _, n := range []int{1, 300_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			xml := largeAct(n)
			one := submission(b, xml)
			b.SetBytes(int64(len(xml)))
			b.ReportAllocs()
			for b.Loop() {
				if err := one().Read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkFourAtOnce tells how much memory four of the largest take together,
// over what the process had before (peak RSS).
func BenchmarkFourAtOnce(b *testing.B) {
	one := submission(b, largeAct(300_000))
	runtime.GC()
	before := status(b, "VmRSS")
	var peak int64
	for b.Loop() {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := one().Read(); err != nil {
					b.Error(err)
				}
			})
		}
		all.Wait()
		peak = max(peak, status(b, "VmHWM"))
	}
	b.ReportMetric(float64(peak-before)/1024, "MB-extra")
}

// status is a line of /proc/self/status, in kB.
func status(b *testing.B, name string) (kB int64) {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			_, _ = fmt.Sscan(rest, &kB)
		}
	}
	return kB
}

// BenchmarkAct is the life of an act of one code in the world, from admission
// to approval, with what is looked at before.
func BenchmarkAct(b *testing.B) {
	w := state.NewWorld(state.Config{Name: "default", OpenParticipants: true, Processing: state.Instant, Clock: state.FrozenAt(state.MomentOf(time.Unix(1_795_000_000, 0)))})
	err := w.Update(func(tx *state.Tx) error {
		for _, bin := range []string{supplier, consignee} {
			if _, err := tx.Admit(bin, ""); err != nil {
				return err
			}
		}
		return tx.PutProduct(state.Product{GTIN: vogue, ProductGroup: "tobacco", Name: "Vogue"})
	})
	if err != nil {
		b.Fatal(err)
	}
	one := submission(b, largeAct(1))
	w.MarkStart()
	for b.Loop() {
		w.Reset()
		err := w.Update(func(tx *state.Tx) error {
			return tx.AddTree(state.Tree{Code: state.Code{CIS: vogue + "0000000", GTIN: vogue, OwnerBIN: supplier, ProducerBIN: supplier, Status: 1, PackageType: 1}})
		})
		if err != nil {
			b.Fatal(err)
		}
		s := one()
		if err := s.Read(); err != nil {
			b.Fatal(err)
		}
		approve(b, w, s)
	}
}

func approve(b *testing.B, w *state.World, s *intake.Submission) {
	b.Helper()
	var id string
	err := w.Update(func(tx *state.Tx) error {
		d, err := s.Admit(tx)
		if err == nil {
			id = d.ID
		}
		return err
	})
	if err == nil {
		err = w.Update(func(tx *state.Tx) error {
			d, err := tx.BeginDecision(id, consignee, state.Approve)
			if err == nil {
				d, err = tx.Decide(id, consignee, state.Approve, d.Title(state.Approve).FileUUID, nil)
			}
			if err == nil && d.Registry != state.CheckedOK {
				err = fmt.Errorf("the act came to %s: %v", d.Registry, d.Errors)
			}
			return err
		})
	}
	if err != nil {
		b.Fatal(err)
	}
}
