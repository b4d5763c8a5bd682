package pki

import (
	"encoding/json"
	"testing"
)

func TestLevelIsWrittenByName(t *testing.T) {
	written := must(json.Marshal(levels))(t)
	if string(written) != `["off","shape","crypto","chain"]` {
		t.Errorf("written as %s", written)
	}
	var read []Level
	if err := json.Unmarshal(written, &read); err != nil || len(read) != len(levels) || read[Chain] != Chain {
		t.Errorf("read as %v, error %v", read, err)
	}
}

func TestLevelRefusesOthers(t *testing.T) {
	_, err := ParseLevel("Crypto")
	if err == nil || err.Error() != `signature level "Crypto" is unknown, use one of off, shape, crypto, chain` {
		t.Errorf("error %v", err)
	}
	if err := json.Unmarshal([]byte(`"strict"`), new(Level)); err == nil {
		t.Error("taken from JSON")
	}
	if _, err := Level(9).MarshalText(); err == nil || Level(9).String() != "Level(9)" {
		t.Errorf("%v written, error %v", Level(9), err)
	}
}
