package main

import (
	"fmt"
	"strings"
	"syscall"
	"time"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
)

// part is something that the server does about a document, to be done by itself.
type part struct {
	name string
	run  func() error
}

// actParts are the three that cost, on the bytes of one act.
func actParts(schemas *xsd.Set, act signed) []part {
	return []part{
		{"XSD", func() error {
			if wrong := schemas.Check(state.DocTypeOf(state.Act).Schema, act.text); len(wrong) > 0 {
				return fmt.Errorf("the act does not fit its schema: %s", wrong[0])
			}
			return nil
		}},
		{"reading", func() error { _, err := doc.ReadAct(act.text); return err }},
		verifying(act),
	}
}

func verifying(d signed) part {
	return part{"CMS", func() error {
		_, err := pki.Verify(d.cms, pki.Check{Level: pki.Crypto, Content: d.text, Detached: true})
		return err
	}}
}

// timeParts tells how long each takes, once.
func timeParts(parts []part) (string, error) {
	told := make([]string, len(parts))
	for i, p := range parts {
		began := time.Now()
		if err := p.run(); err != nil {
			return "", fmt.Errorf("%s: %w", p.name, err)
		}
		told[i] = p.name + " " + inMillis(time.Since(began))
	}
	return strings.Join(told, ", "), nil
}

// cpuOf is the processor time of a part, the mean of many times, with its share
// of collecting garbage. Other programs do not count.
func cpuOf(p part) (time.Duration, error) {
	const times = 300
	before, err := usedCPU()
	if err != nil {
		return 0, err
	}
	for range times {
		if err := p.run(); err != nil {
			return 0, fmt.Errorf("%s: %w", p.name, err)
		}
	}
	after, err := usedCPU()
	return (after - before) / times, err
}

// usedCPU is the processor time of this process, user and kernel.
func usedCPU() (time.Duration, error) {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0, err
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), nil
}
