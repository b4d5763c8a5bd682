//go:build !(libxml2 && cgo)

package xsd

import "errors"

// libxml2Version is "" where libxml2 is not in the build.
func libxml2Version() string { return "" }

// libxml2Schema is never made here.
type libxml2Schema struct{}

func compileLibXML2([]byte, map[string][]byte) (*libxml2Schema, error) {
	return nil, errors.New("libxml2 is not in this build")
}

func (*libxml2Schema) check([]byte, int) (found []Violation, more int) { return nil, 0 }
