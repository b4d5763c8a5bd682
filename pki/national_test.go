package pki

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/pki/gost"
)

// published is a signature that KalkanCrypt made on 2026-07-20 with the key of a legal entity: what it signed is the
// third in gost/testdata/signatures.txt, its attributes are in the order of that program, signingCertificateV2 among them.
func published(t *testing.T) (key *gost.PublicKey, attributes [][]byte, signature []byte) {
	t.Helper()
	file := string(must(os.ReadFile("gost/testdata/signatures.txt"))(t))
	_, file, found := strings.Cut(file, "legal entity's detached CMS")
	if !found {
		t.Fatal("not in the file")
	}
	lines := map[string][]byte{}
	for line := range strings.Lines(file) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if octets, err := hex.DecodeString(value); err == nil && lines[name] == nil {
			lines[name] = octets
		}
	}
	set := openDER(lines["signed"])
	for list := set.take(asn1.SET, "attributes"); list.more(); {
		attribute, _ := list.element("attribute")
		attributes = append(attributes, attribute)
	}
	return must(gost.ParsePublicKey(gost.TC26A512(), lines["key"]))(t), attributes, lines["signature"]
}

// TestPublishedSignature: a signature that another program made in the layout of НУЦ РК is held to its document.
func TestPublishedSignature(t *testing.T) {
	key, attributes, signature := published(t)
	certificate := forgedCertificate{
		serial: 7, spki: must(publicInfo(key))(t), algorithm: oidGOST2015Signature,
		subject: nameOf(t, asn1.UTF8String, nameAttribute{oidSerialNumber, "IIN123456789011"}, nameAttribute{oidOrganisationalUnit, "BIN123456789021"}),
	}
	s := forgedSigner{id: certificate.id(t), digest: oidGOST2015Digest, algorithm: oidGOST2015Signature, attributes: attributes, signature: signature}
	message := func() []byte {
		return forgery{certificates: [][]byte{certificate.bytes(t)}, signers: []forgedSigner{s}}.bytes(t)
	}
	document := []byte("Тестовый файл для подписания сертификатом ЮЛ KZ")
	check := Check{Level: Crypto, Content: document, Detached: true, At: today}
	found := must(Verify(message(), check))(t)
	if found.Algorithm != "ГОСТ 34.11-2015 (512)/ГОСТ 34.10-2015 (512)" || found.Identity.BIN != "123456789021" || doubtsBy(found, RuleProof) != "" {
		t.Errorf("found %+v", found)
	}
	// Programs of 2018 write the key's identifier for the signature's.
	s.algorithm = oidGOST2015Key
	must(Verify(message(), check))(t)
	s.algorithm = oidGOST2015Signature

	for at := range document {
		check.Content = flipped(document, at)
		wantRule(t, message(), check, RuleDigest)
	}
	check.Content = document
	for at := 0; at < len(signature); at += 5 { // TestPublishedSignatures of gost changes each
		s.signature = flipped(signature, at)
		wantRule(t, message(), check, RuleSignature)
	}
	slices.Reverse(s.signature)
	for about, spoilt := range map[string][]byte{
		"обратном порядке, как принято в России": reversed(signature),
		"половины подписи r и s переставлены":    slices.Concat(signature[64:], signature[:64]),
	} {
		s.signature = spoilt
		if _, err := Verify(message(), check); err == nil || !strings.Contains(err.Error(), about) {
			t.Errorf("error %v, want %s", err, about)
		}
	}
}

func reversed(b []byte) []byte {
	out := bytes.Clone(b)
	slices.Reverse(out)
	return out
}

// TestMistakesWithNationalKeys: the refusal says which of the usual ones it looks like.
func TestMistakesWithNationalKeys(t *testing.T) {
	key := issue(t, Request{BIN: "123456789021", Algorithm: GOST2015})
	other := issue(t, Request{IIN: "850101300124", Algorithm: GOST2015})
	form := must(formOf(key.Private))(t)
	d := digests[form.digest]
	content := []byte("<file>\n<a>Ёж</a>\n</file>\n")
	good := func(over []byte) forgedSigner {
		s := forgedSigner{
			id: byIssuer(t, key.Certificate), digest: form.digest, algorithm: form.signature,
			attributes: signedAttributes(d.sum(over), today),
		}
		s.signature = must(form.sign(key.Private, setOf(s.attributes)))(t)
		return s
	}
	for want, spoil := range map[string]func() forgedSigner{
		"подписан текст base64": func() forgedSigner { return good([]byte("PGZpbGU+CjxhPtCB0LY8L2E+CjwvZmlsZT4K")) },
		"с CRLF вместо LF":      func() forgedSigner { return good(bytes.ReplaceAll(content, []byte("\n"), []byte("\r\n"))) },
		"windows-1251":          func() forgedSigner { return good(in8Bits(windows1251)(content)) },
		"в UTF-16":              func() forgedSigner { return good(inUTF16(binary.LittleEndian, "")(content)) },
		"подписан дайджест данных, а не сами":        func() forgedSigner { return good(d.sum(content)) },
		"подписан дайджест данных шестнадцатеричным": func() forgedSigner { return good([]byte(hex.EncodeToString(d.sum(content)))) },
		"байты дайджеста стоят в обратном порядке": func() forgedSigner {
			s := good(content)
			s.attributes = signedAttributes(reversed(d.sum(content)), today)
			s.signature = must(form.sign(key.Private, setOf(s.attributes)))(t)
			return s
		},
		"подписаны сами данные, а не подписанные атрибуты": func() forgedSigner {
			s := good(content)
			s.signature = must(form.sign(key.Private, content))(t)
			return s
		},
		"ключом другого сертификата из CMS: «CN=ТЕСТОВ ТЕСТ": func() forgedSigner {
			s := good(content)
			s.signature = must(form.sign(other.Private, setOf(s.attributes)))(t)
			return s
		},
		"без перевода строки": func() forgedSigner {
			s := good(content)
			s.attributes = nil
			s.signature = must(form.sign(key.Private, bytes.TrimRight(content, "\n")))(t)
			return s
		},
		"подписан дайджест данных в base64": func() forgedSigner {
			s := good(content)
			s.attributes = nil
			s.signature = must(form.sign(key.Private, digestSlips[2].made(d.sum(content))))(t)
			return s
		},
	} {
		f := forgery{certificates: [][]byte{key.Certificate.Raw, other.Certificate.Raw}, signers: []forgedSigner{spoil()}}
		_, err := Verify(f.bytes(t), Check{Level: Crypto, Content: content, Detached: true, At: today})
		if err == nil || !strings.Contains(err.Error(), "; похоже, ") || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// TestNationalLayout: byte for byte the identifiers that stand in certificates and signatures of НУЦ РК.
func TestNationalLayout(t *testing.T) {
	for algorithm, want := range map[Algorithm]struct{ key, signature, digest string }{
		GOST2004: {
			"302506092a830e030a01010101 3018060a2a830e030a0101010101060a2a830e030a0103010100 03430004 40",
			"300d06092a830e030a010101020500", "300c06082a830e030a0103010500",
		},
		GOST2015: {
			"302306092a830e030a01010202 3016060a2a830e030a010102020106082a830e030a010303 038184000481 80",
			"300e060a2a830e030a01010203020500", "300c06082a830e030a0103030500",
		},
	} {
		key := issue(t, Request{IIN: "123456789011", Algorithm: algorithm})
		cms := must(key.Sign(sample, SignOptions{Detached: true}))(t)
		for part, text := range map[string]string{"key": want.key, "signature": want.signature, "digest": want.digest} {
			if !bytes.Contains(cms, must(hex.DecodeString(strings.ReplaceAll(text, " ", "")))(t)) {
				t.Errorf("%s: %s %s is not in the message", algorithm, part, text)
			}
		}
		info := must(privateInfo(key.Private))(t)
		d := key.Private.(*gost.PrivateKey)
		little := append([]byte{tagOctets, byte(len(d.Bytes()))}, d.Bytes()...)
		if hasOctets := bytes.HasSuffix(info, little); hasOctets != (algorithm == GOST2015) {
			t.Errorf("%s: the private key is %x", algorithm, info)
		}
		serial, id := key.Certificate.SerialNumber.Bytes(), key.Certificate.SubjectKeyId
		if len(serial) != 20 || !bytes.Equal(serial[1:], id[1:]) {
			t.Errorf("%s: serial number %x of key %x", algorithm, serial, id)
		}
	}
}

// TestDamagedNationalKeys: an octet too few, a point off the curve, another curve.
func TestDamagedNationalKeys(t *testing.T) {
	key := issue(t, Request{IIN: "123456789011", Algorithm: GOST2015})
	spki := must(publicInfo(key.Private.Public()))(t)
	for name, c := range map[string]struct {
		spki []byte
		rule string
	}{
		"off the curve": {flipped(spki, len(spki)-1), RuleSignature},
		"another curve": {flipped(spki, 2+2+2+9+2+2+9), RuleProof},
	} {
		certificate := forgedCertificate{serial: 9, spki: c.spki, subject: key.Certificate.RawSubject, algorithm: oidGOST2015Signature}
		form := must(formOf(key.Private))(t)
		s := forgedSigner{id: certificate.id(t), digest: form.digest, algorithm: form.signature, signature: must(form.sign(key.Private, sample))(t)}
		cms := forgery{content: sample, certificates: [][]byte{certificate.bytes(t)}, signers: []forgedSigner{s}}.bytes(t)
		found, err := Verify(cms, attached(Crypto))
		var refusal *Refusal
		switch {
		case errors.As(err, &refusal) && refusal.Rule == c.rule:
		case err == nil && c.rule == RuleProof && doubtsBy(found, RuleProof) != "":
		default:
			t.Errorf("%s: found %+v, error %v", name, found, err)
		}
	}
}

// TestKeysOfTheAuthority opens the test keys that others publish, if TEST_KEYS_DIR names their folder: every PKCS#12
// file below it, under the passwords that they are published with.
func TestKeysOfTheAuthority(t *testing.T) {
	folder := os.Getenv("TEST_KEYS_DIR")
	if folder == "" {
		t.Skip("TEST_KEYS_DIR names no folder with published test keys of НУЦ РК")
	}
	opened := 0
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".p12" {
			return err
		}
		file := must(os.ReadFile(path))(t)
		for _, password := range []string{"Qwerty12", "Aa123456", "Aa1234", "123456", ""} {
			var key *Key
			if key, err = OpenPKCS12(file, password); err == nil {
				opened++
				cms := must(key.Sign(sample, SignOptions{}))(t)
				must(Verify(cms, attached(Crypto)))(t)
				return nil
			}
		}
		t.Errorf("%s: %v", path, err)
		return nil
	})
	if err != nil || opened == 0 {
		t.Errorf("%d keys opened, error %v", opened, err)
	}
}
