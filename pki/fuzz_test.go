package pki

import (
	"bytes"
	"encoding/base64"
	"errors"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"
)

// FuzzVerify: nothing panics, errors are refusals, and the ladder only narrows: what a rung refuses no higher rung
// takes, and all rungs name the same owner. A proven signature does not hold for other content.
func FuzzVerify(f *testing.F) {
	signed, content := act(f)
	f.Add(signed, content, true)
	files := must(filepath.Glob("testdata/*.cms"))(f)
	for _, file := range files {
		f.Add(fixture(f, filepath.Base(file)), sample, filepath.Base(file) == "detached.cms")
	}
	for _, algorithm := range []Algorithm{GOST2015, GOST2004, EC} {
		key := must(Issue(Request{BIN: "123456789021", Algorithm: algorithm}))(f)
		f.Add(must(key.Sign(sample, SignOptions{}))(f), sample, false)
	}
	f.Fuzz(func(t *testing.T, cms, content []byte, detached bool) {
		var owner Identity
		refused := false
		for _, level := range levels {
			found, err := Verify(cms, Check{Level: level, Content: content, Detached: detached, At: today})
			var refusal *Refusal
			switch {
			case err != nil && !errors.As(err, &refusal):
				t.Fatalf("at %v: %T is no refusal: %v", level, err, err)
			case err != nil:
				refused = true
				continue
			case refused:
				t.Fatalf("taken at %v, refused below", level)
			case level > Off && found.Identity != owner:
				t.Fatalf("at %v signed by %+v, below by %+v", level, found.Identity, owner)
			}
			owner = found.Identity
			if level >= Crypto && doubtsBy(found, RuleProof) == "" {
				other := append(bytes.Clone(content), 'x')
				if _, err := Verify(cms, Check{Level: Crypto, Content: other, Detached: detached}); err == nil {
					t.Fatal("taken for other content as well")
				}
			}
		}
	})
}

// FuzzDecode: nothing panics, and what comes out goes in again.
func FuzzDecode(f *testing.F) {
	f.Add(string(fixture(f, "act-signed.cms.b64")))
	f.Add(string(fixture(f, "armour.pem")))
	f.Add(`"TUlJ"`)
	f.Add("-----BEGIN PKCS7-----\r\nTUlJ\r\n-----END PKCS7-----")
	f.Fuzz(func(t *testing.T, text string) {
		data, err := Decode(text)
		if err != nil {
			return
		}
		again, err := Decode(base64.StdEncoding.EncodeToString(data))
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%x comes back as %x, error %v", data, again, err)
		}
	})
}

// TestAnyAttributeValue: signed attributes may hold anything; nothing panics, and only the two that matter decide.
func TestAnyAttributeValue(t *testing.T) {
	key := testKey(t, "second.pem")
	rapid.Check(t, func(r *rapid.T) {
		content := rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(r, "value")
		tag := rapid.SampledFrom([]byte{0x02, 0x04, 0x05, 0x06, 0x17, 0x18, 0x0c, 0x80}).Draw(r, "tag")
		oid := rapid.SampledFrom([]string{oidContentType, oidMessageDigest, oidSigningTime, "1.2.840.113549.1.9.16.2.47"}).Draw(r, "oid")
		s := honest(t, key, sample)
		s.attributes = append(s.attributes, attribute(t, oid, append([]byte{tag, byte(len(content))}, content...)))
		s = resigned(t, key, s)
		cms := forgery{content: sample, certificates: [][]byte{key.Certificate.Raw}, signers: []forgedSigner{s}}.bytes(t)
		_, err := Verify(cms, attached(Chain))
		if matters := oid == oidContentType || oid == oidMessageDigest; matters == (err == nil) {
			t.Fatalf("attribute %s with %02x %x: %v", oid, tag, content, err)
		}
	})
}

// TestDamageNeverPanics: every truncation and every changed byte of a real message ends in an answer.
func TestDamageNeverPanics(t *testing.T) {
	cms, content := act(t)
	for at := range cms {
		if found, err := Verify(cms[:at], Check{Level: Off}); err == nil {
			t.Fatalf("the first %d bytes are taken: %+v", at, found)
		}
		for _, bit := range []byte{0x01, 0x20} {
			damaged := bytes.Clone(cms)
			damaged[at] ^= bit
			found, err := Verify(damaged, Check{Level: Crypto, Content: content, Detached: true})
			if (found == nil) == (err == nil) {
				t.Fatalf("byte %d ^ %#x: found %v, error %v", at, bit, found, err)
			}
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	cms, content := act(b)
	for b.Loop() {
		if _, err := Verify(cms, Check{Level: Crypto, Content: content, Detached: true}); err != nil {
			b.Fatal(err)
		}
	}
}
