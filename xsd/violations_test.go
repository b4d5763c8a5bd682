package xsd_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/xsd"
)

// TestManyViolations: the first hundred, and how many more.
func TestManyViolations(t *testing.T) {
	codes := strings.Repeat("\n<iCode>1</iCode>", 1000)
	text := bytes.Replace(good(t), []byte("<productList>"), []byte("<productList>"+codes), 1)
	found := embedded(t).Check(actSchema, text)
	if len(found) != xsd.MaxViolations+1 {
		t.Fatalf("%d violations", len(found))
	}
	for i, v := range found[:xsd.MaxViolations] {
		want := xsd.Violation{
			Line: 11 + i, Path: "/file/document/productList/iCode", Code: "required",
			Message: "элемент <iCode>: нет обязательного атрибута count",
			Detail:  "element <iCode>: the required attribute count is missing",
		}
		if v != want {
			t.Fatalf("violation %d: %+v", i, v)
		}
	}
	if last := found[xsd.MaxViolations]; last.Code != xsd.More || last.Detail != "and 900 more" || last.Message != "и ещё ошибок: 900" {
		t.Errorf("the last is %+v", last)
	}
}

// TestLongValues: of a long value the beginning is shown, cut between characters.
func TestLongValues(t *testing.T) {
	text := bytes.Replace(good(t), []byte("970425450202"), []byte(strings.Repeat("ж", 10_000)), 1)
	found := embedded(t).Check(actSchema, text)
	if len(found) != 1 {
		t.Fatalf("%d violations", len(found))
	}
	want := "элемент <participants>, атрибут consigneeId: значение «" + strings.Repeat("ж", 100) + "…» не соответствует шаблону [0-9]{12}"
	if found[0].Message != want {
		t.Errorf("%s", found[0].Message)
	}
}

// TestPathNamesTheElement, also after others have ended.
func TestPathNamesTheElement(t *testing.T) {
	text := bytes.Replace(good(t), []byte(">05060255351147<"), []byte(">5<"), 1)
	text = bytes.Replace(text, []byte("</document>"), []byte("<last/></document>"), 1)
	var paths []string
	for _, v := range embedded(t).Check(actSchema, text) {
		paths = append(paths, v.Path)
	}
	if want := []string{"/file/document/productTotals/gtin", "/file/document/last"}; !slices.Equal(paths, want) {
		t.Errorf("%v, not %v", paths, want)
	}
}
