package cis_test

import (
	"strings"
	"testing"

	"github.com/mockismp/mockismp/state/cis"
)

func BenchmarkIdentify(b *testing.B) {
	for name, written := range map[string]string{
		"pack":      "00000046082251)hSF?J%",
		"block":     "010460026600575521gy4R,sn",
		"box":       "010460026600575520021121051210AL65588523",
		"sscc":      "00004600266000069320",
		"own":       "000000462106549OOv1s0XzlzIFDjtcXJjz5cB",
		"shoes":     "0104610046110210213Q3PzfAjoWoFe",
		"separated": "]d2010461004611021021" + "3Q3PzfAjoWoFe\x1d91EE06\x1d92" + strings.Repeat("a", 88),
		"lost":      "010461004611021021" + "3Q3PzfAjoWoFe91EE0692" + strings.Repeat("a", 88),
		"bracketed": "(01)04600266005755(21)gy4R,sn",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := cis.Identify(written); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
