package xsd_test

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
)

// bigAct is an act of so many codes, written by hand: 300,000 are 22 MB.
func bigAct(codes int) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<file sendingDateTime="2022-06-06T09:45:15Z" version="1.0" fileId="EEU_ACT_f93fc9fa-e63c-11ec-8fea-0242ac120002">
    <participants consigneeId="970425450202" supplierId="940408450442"/>
    <document operationType="1" correctionFlag="false">
        <mainInfo>
            <supplierInfo supplierIdentificationCode="940408450442" supplierName="ИП МАКУЛБЕКОВА АСЕЛЬ МУРАТБЕККЫЗЫ"/>
            <consigneeInfo consigneeIdentificationCode="970425450202" consigneeName="ИП РЫСКЕЛДИНА АЙТОЛҚЫН"/>
        </mainInfo>
        <productList>
`)
	for i := range codes {
		fmt.Fprintf(&b, "            <iCode count=\"1\">0104627110630079213E%012d</iCode>\n", i)
	}
	fmt.Fprintf(&b, `        </productList>
        <productTotals>
            <gtin count="%d">04627110630079</gtin>
        </productTotals>
    </document>
</file>
`, codes)
	return b.Bytes()
}

// process reads a field of /proc/self/status, in MB.
func process(b *testing.B, field string) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			kb, err := strconv.Atoi(strings.Fields(value)[0])
			if err != nil {
				b.Fatal(err)
			}
			return float64(kb) / 1024
		}
	}
	b.Fatalf("/proc/self/status has no %s", field)
	return 0
}

// checkAndRead is what a document costs before anything looks at its codes.
func checkAndRead(b *testing.B, set *xsd.Set, text []byte) {
	act := doc.BeginAct(text)
	if found := set.Walk(actSchema, text, act.See); len(found) > 0 {
		b.Error(found)
	}
	if _, err := act.Done(); err != nil {
		b.Error(err)
	}
}

// eachEngine runs a benchmark with every engine of this build, for the figures
// of both to come from one run.
func eachEngine(b *testing.B, run func(b *testing.B, set *xsd.Set)) {
	for _, e := range []xsd.Engine{xsd.Go, xsd.LibXML2} {
		set, err := byEngine(e)
		if err != nil {
			b.Log(err)
			continue
		}
		b.Run("engine="+string(e), func(b *testing.B) { run(b, set) })
	}
}

func BenchmarkCheckAndRead(b *testing.B) {
	eachEngine(b, func(b *testing.B, set *xsd.Set) {
		for _, codes := range []int{1, 1000, 300_000} {
			text := bigAct(codes)
			b.Run(fmt.Sprintf("codes=%d", codes), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					checkAndRead(b, set, text)
				}
			})
		}
	})
}

// BenchmarkHostile: what each document of hostile costs, and one twice as long
// in pieces of text.
func BenchmarkHostile(b *testing.B) { eachEngine(b, benchmarkHostile) }

func benchmarkHostile(b *testing.B, set *xsd.Set) {
	act := string(good(b))
	for name, piece := range map[string]string{"references": "&#49;", "sections": "<![CDATA[1]]>", "comments": "1<!---->", "blanks": " ", "unknown": "<a/>1"} {
		for _, n := range []int{250_000, 500_000, 1_000_000} {
			text := []byte(strings.Replace(act, "<productList>", `<productList><iCode count="1">`+strings.Repeat(piece, n)+"</iCode>", 1))
			b.Run(fmt.Sprintf("%s=%d", name, n), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					set.Check(actSchema, text)
				}
			})
		}
	}
}

// BenchmarkBig: how much the process grows at most while documents of 22 MB are
// checked and read, alone and four at once.
func BenchmarkBig(b *testing.B) { eachEngine(b, benchmarkBig) }

func benchmarkBig(b *testing.B, set *xsd.Set) {
	text := bigAct(300_000)
	steps := map[string]func(){
		"check":          func() { set.Check(actSchema, text) },
		"read":           func() { _, _ = doc.ReadAct(text) },
		"check and read": func() { checkAndRead(b, set, text) },
		"four at once": func() {
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() { checkAndRead(b, set, text) })
			}
			all.Wait()
		},
	}
	for _, name := range []string{"check", "read", "check and read", "four at once"} {
		b.Run(name, func(b *testing.B) {
			runtime.GC()
			debug.FreeOSMemory()
			if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // resets the peak
				b.Fatal(err)
			}
			before := process(b, "VmRSS")
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				steps[name]()
			}
			b.ReportMetric(process(b, "VmHWM")-before, "MB-extra")
		})
	}
}
