package main

import (
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/state/cis"
)

type codesCmd struct {
	Generate generateCmd `cmd:"" help:"Let a running emulator make codes, and print the outermost ones."`
	Parse    parseCmd    `cmd:"" help:"Tell what there is to read in marking codes."`
}

// generateCmd has a flag for each field of mock.Generate. They are told a second
// time for their helps and usual values, which a client of the control API has no
// use for; TestGenerateHasAFlagForEachField holds both together.
type generateCmd struct {
	target
	ProductGroup string   `placeholder:"NAME" help:"Group that the product must be of."`
	GTIN         string   `required:"" placeholder:"GTIN" help:"Product of the units, 14 digits."`
	GTINs        []string `name:"gtins" placeholder:"GTIN" help:"Products of the packages, from the innermost outwards; the unit's if not given."`
	OwnerBIN     string   `name:"owner-bin" required:"" placeholder:"BIN" help:"Whose the codes are."`
	ProducerBIN  string   `name:"producer-bin" placeholder:"BIN" help:"Who made the goods; the owner if not given."`
	Status       string   `default:"APPLIED" help:"Status of every code."`
	EmissionType string   `placeholder:"LOCAL|FOREIGN" help:"How the goods came into circulation; LOCAL if not given."`
	Count        int      `default:"1" help:"How many outermost packages."`
	Pack         []int    `placeholder:"N" help:"How many of the next smaller package one holds, from the outermost inwards: 50,10 makes boxes of 50 blocks of 10 packs. Single units if not given."`
}

// Run prints one code a line.
func (c *generateCmd) Run(r *run) error {
	m, err := c.control()
	if err != nil {
		return err
	}
	codes, err := m.Generate(r.ctx, c.order())
	if err != nil {
		return err
	}
	for _, code := range codes {
		r.printf("%s\n", code)
	}
	return nil
}

func (c *generateCmd) order() mock.Generate {
	return mock.Generate{
		ProductGroup: c.ProductGroup, GTIN: c.GTIN, GTINs: c.GTINs, OwnerBin: c.OwnerBIN, ProducerBin: c.ProducerBIN,
		Status: c.Status, EmissionType: c.EmissionType, Count: c.Count, Pack: c.Pack,
	}
}

type parseCmd struct {
	listing
	Codes []string `arg:"" name:"code" help:"Codes in any written form."`
}

// readCode is what there is to read in a code; what its kind has not is empty.
type readCode struct {
	Written   string   `json:"written"`
	Identity  cis.ID   `json:"identity"`
	Kind      cis.Kind `json:"kind"`
	GTIN      string   `json:"gtin,omitempty"`
	Serial    string   `json:"serial,omitempty"`
	SSCC      string   `json:"sscc,omitempty"`
	Tail      string   `json:"tail,omitempty"`
	Bracketed string   `json:"bracketed,omitempty"` // of those that have such a form
}

// Run prints a block of lines for each code.
func (c *parseCmd) Run(r *run) error {
	var rows []readCode
	for _, written := range c.Codes {
		code, err := cis.Parse(written)
		if err != nil {
			return err
		}
		row := readCode{Written: written, Identity: code.ID, Kind: code.Kind, GTIN: code.GTIN, Serial: code.Serial, SSCC: code.SSCC, Tail: code.Tail}
		if code.Kind == cis.SGTIN {
			row.Bracketed = code.ID.Bracketed()
		}
		rows = append(rows, row)
	}
	if c.JSON {
		return printJSON(r, rows)
	}
	for i, row := range rows {
		if i > 0 {
			r.printf("\n")
		}
		row.print(r)
	}
	return nil
}

func (c readCode) print(r *run) {
	for _, line := range []struct{ name, value string }{
		{"written", c.Written},
		{"identity", string(c.Identity)},
		{"kind", string(c.Kind)},
		{"gtin", c.GTIN},
		{"serial", c.Serial},
		{"sscc", c.SSCC},
		{"tail", c.Tail},
		{"bracketed", c.Bracketed},
	} {
		if line.value != "" {
			r.printf("%-10s %s\n", line.name, visible(line.value))
		}
	}
}

// visible shows separators as JSON does: terminals swallow them.
func visible(s string) string { return strings.ReplaceAll(s, cis.GS, `\u001d`) }
