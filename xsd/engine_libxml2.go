//go:build libxml2 && cgo

package xsd

// #cgo pkg-config: libxml-2.0
// #include "libxml2.h"
// #include <stdlib.h>
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"unsafe"
)

func libxml2Version() string { return C.GoString(C.xsd_version()) }

// libxml2Schema is a compiled schema. libxml2 only reads it while it checks, so
// that any number of documents may be checked at once.
type libxml2Schema struct{ compiled unsafe.Pointer }

// compileLibXML2 makes a schema, which may include files of a set by their names.
func compileLibXML2(text []byte, files map[string][]byte) (*libxml2Schema, error) {
	var beside []byte
	for name, file := range files {
		beside = fmt.Appendf(beside, "%s\x00%d\x00%s", name, len(file), file)
	}

	report := C.xsd_report{max: MaxViolations}
	defer func() { C.free(unsafe.Pointer(report.text)) }()
	compiled := C.xsd_compile(chars(text), C.int(len(text)), chars(beside), C.size_t(len(beside)), &report)
	if compiled == nil {
		var wrong []error
		for _, v := range violations(&report) {
			wrong = append(wrong, errors.New(v.String()))
		}
		return nil, errors.Join(append(wrong, errors.New("libxml2 cannot use it"))...)
	}
	s := &libxml2Schema{compiled: compiled}
	runtime.AddCleanup(s, func(p unsafe.Pointer) { C.xsd_free(p) }, compiled)
	return s, nil
}

func (s *libxml2Schema) check(doc []byte, most int) (found []Violation, more int) {
	report := C.xsd_report{max: C.int(most)}
	defer func() { C.free(unsafe.Pointer(report.text)) }()
	failed := C.xsd_check(s.compiled, chars(doc), C.size_t(len(doc)), &report)
	runtime.KeepAlive(s)
	found = violations(&report)
	if failed != 0 || len(found) == 0 && report.more > 0 {
		return []Violation{{Line: 1, Code: Syntax, Detail: "libxml2 got no memory to check the document"}}, 0
	}
	return found, int(report.more)
}

func chars(b []byte) *C.char { return (*C.char)(unsafe.Pointer(unsafe.SliceData(b))) }

// violations reads the records of a report; libxml2.h has their form.
func violations(report *C.xsd_report) []Violation {
	var found []Violation
	text := C.GoStringN(report.text, C.int(report.len))
	for record := range strings.SplitSeq(strings.TrimSuffix(text, "\x00"), "\x00") {
		fields := strings.SplitN(record, "\t", 4)
		if len(fields) < 4 {
			continue // no record at all
		}
		v := Violation{Code: Schema, Path: fields[2], Detail: strings.ToValidUTF8(fields[3], "")}
		v.Line, _ = strconv.Atoi(fields[0])
		if fields[1] == strconv.Itoa(C.XSD_SYNTAX) {
			v.Code = Syntax
		}
		found = append(found, v)
	}
	return found
}
