package datatype_test

import (
	"testing"

	"github.com/mockismp/mockismp/xsd/datatype"
)

func parse(t *testing.T, name, text string) (datatype.Value, bool) {
	t.Helper()
	of, known := datatype.Lookup(name)
	if !known {
		t.Fatalf("there is no %s", name)
	}
	return of.Parse([]byte(text))
}

func TestValues(t *testing.T) {
	for name, texts := range map[string]struct{ are, areNot []string }{
		"decimal":            {[]string{"0", "-1.50", "+.5", "5.", "123456789012345678901234567890.1"}, []string{"", ".", "1e1", "1,5", "--1", "INF"}},
		"int":                {[]string{"2147483647", "-2147483648", "+0", "-0", "00000000000000000001"}, []string{"2147483648", "1.0", "1.", "", "x"}},
		"unsignedByte":       {[]string{"255", "0"}, []string{"256", "-1"}},
		"positiveInteger":    {[]string{"1", "99999999999999999999"}, []string{"0", "-1"}},
		"nonPositiveInteger": {[]string{"0", "-5"}, []string{"1"}},
		"boolean":            {[]string{"true", "false", "1", "0"}, []string{"True", "", "2"}},
		"double":             {[]string{"1", "-1.5E3", "INF", "-INF", "NaN", "1e400"}, []string{"+INF", "1e", "e1", "1e1.5", ""}},
		"dateTime":           {[]string{"2022-06-06T09:45:15", "2022-06-06T09:45:15.123Z", "2024-02-29T24:00:00+14:00", "-0044-03-15T00:00:00", "20214748364821-02-15T09:30:47Z"}, []string{"2022-06-06 09:45:15", "2022-02-29T00:00:00", "0000-01-01T00:00:00", "02022-01-01T00:00:00", "2022-01-01T24:00:01", "2022-01-01T00:00:60", "2022-01-01T00:00:00.", "2022-01-01T00:00:00+14:01", "2022-1-01T00:00:00", "2022-13-01T00:00:00"}},
		"date":               {[]string{"2000-02-29", "1600-02-29Z"}, []string{"1900-02-29", "2022-04-31", "20-01-01"}},
		"time":               {[]string{"00:00:00", "24:00:00", "23:59:59.9-05:00"}, []string{"24:00:00.1", "25:00:00", "1:00:00"}},
		"gMonthDay":          {[]string{"--02-29"}, []string{"--02-30", "02-29"}},
		"gDay":               {[]string{"---31"}, []string{"---32", "31"}},
		"duration":           {[]string{"P1Y", "-P1Y2M3DT4H5M6.7S", "PT0S"}, []string{"P", "PT", "P1YT", "1Y", "P1S", "P1.5Y", "PT1.S"}},
		"hexBinary":          {[]string{"", "0aFF"}, []string{"0", "0g"}},
		"base64Binary":       {[]string{"", "AAAA", "AA ==", "AAA="}, []string{"AAA", "A*AA", "AAAA=", "AB=="}},
		"language":           {[]string{"ru", "kk-KZ", "x-klingon1"}, []string{"", "русский", "ru-", "a1", "abcdefghi"}},
		"NCName":             {[]string{"a-1", "_", "имя"}, []string{"a:b", "1a", ""}},
	} {
		for _, text := range texts.are {
			if _, ok := parse(t, name, text); !ok {
				t.Errorf("%q is no %s", text, name)
			}
		}
		for _, text := range texts.areNot {
			if _, ok := parse(t, name, text); ok {
				t.Errorf("%q is a %s", text, name)
			}
		}
	}
}

func TestOrder(t *testing.T) {
	for name, pairs := range map[string][][2]string{
		"decimal":  {{"-10", "-9.5"}, {"-1", "0"}, {"0.09", "0.1"}, {"9", "10"}, {"1", "1.001"}},
		"double":   {{"-INF", "0"}, {"1", "1e3"}},
		"dateTime": {{"2022-01-01T00:00:00", "2022-01-01T00:00:00.1"}, {"2022-01-01T00:00:00+01:00", "2022-01-01T00:00:00Z"}, {"-0001-12-31T00:00:00", "0001-01-01T00:00:00"}, {"1999-12-31T23:59:59", "2000-01-01T00:00:00"}},
		"date":     {{"2022-02-28", "2022-03-01"}, {"2020-01-01", "2020-01-03Z"}},
	} {
		for _, p := range pairs {
			a, _ := parse(t, name, p[0])
			b, _ := parse(t, name, p[1])
			if order, ok := a.Compare(b); !ok || order != -1 {
				t.Errorf("%v: %d %v", p, order, ok)
			}
			if order, ok := b.Compare(a); !ok || order != 1 || a.Equal(b) || !a.Equal(a) {
				t.Errorf("%v turned: %d %v", p, order, ok)
			}
		}
	}
	a, _ := parse(t, "date", "2022-01-01")
	b, _ := parse(t, "date", "2022-01-01Z")
	if _, comparable := a.Compare(b); comparable {
		t.Error("a date without a zone is before or behind the same with one")
	}
}

func TestEqual(t *testing.T) {
	for name, pairs := range map[string][][2]string{
		"decimal": {{"1", "+01.00"}, {"0", "-0"}}, "boolean": {{"true", "1"}}, "dateTime": {{"2022-01-01T24:00:00Z", "2022-01-02T01:00:00+01:00"}},
		"duration": {{"P1Y", "P12M"}, {"PT60S", "PT1M"}, {"P1D", "PT24H"}}, "hexBinary": {{"ff", "FF"}}, "base64Binary": {{"AA ==", "AA=="}}, "double": {{"NaN", "NaN"}, {"1", "1e0"}},
	} {
		for _, p := range pairs {
			a, _ := parse(t, name, p[0])
			if b, _ := parse(t, name, p[1]); !a.Equal(b) {
				t.Errorf("%s %v differ", name, p)
			}
		}
	}
}
