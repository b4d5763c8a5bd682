package gost

import (
	"bytes"
	"encoding/hex"
	"math/big"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var curves = map[string]func() *Curve{"CryptoPro-A": CryptoProA, "tc26-512-A": TC26A512, "tc26-256-A": TC26A256}

func digestOf(name string, data []byte) []byte {
	h := hashes[name]()
	h.Write(data)
	return h.Sum(nil)
}

// TestPublishedSignatures: each verifies, and does not after a change of one bit in any octet of the signature, of any bit
// of the key, or of bits of what was signed.
func TestPublishedSignatures(t *testing.T) {
	file, err := os.ReadFile("testdata/signatures.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for paragraph := range strings.SplitSeq(string(file), "\n\n") {
		lines := map[string]string{}
		for line := range strings.Lines(paragraph) {
			if key, value, found := strings.Cut(strings.TrimSpace(line), " "); found {
				lines[key] = value
			}
		}
		if lines["key"] == "" {
			continue
		}
		seen++
		curve := curves[lines["curve"]]()
		key, err := ParsePublicKey(curve, unhex(lines["key"]))
		if err != nil {
			t.Fatal(err)
		}
		signed, signature := unhex(lines["signed"]), unhex(lines["signature"])
		digest := digestOf(lines["hash"], signed)
		if want := lines["digest"]; want != "" && hex.EncodeToString(digest) != want {
			t.Errorf("digest %x, want %s", digest, want)
		}
		if !key.Verify(digest, signature) {
			t.Errorf("%s: the signature %.20x… does not verify", lines["curve"], signature)
		}
		refused(t, key, lines["hash"], signed, signature)
	}
	if seen != 4 {
		t.Errorf("%d signatures in the file", seen)
	}
}

func refused(t *testing.T, key *PublicKey, hash string, signed, signature []byte) {
	t.Helper()
	digest := digestOf(hash, signed)
	for at := 0; at < 8*len(signature); at += 7 {
		if key.Verify(digest, flip(signature, at)) {
			t.Errorf("verifies with bit %d of the signature changed", at)
		}
	}
	for at := 0; at < 8*len(signed); at += 25 {
		if key.Verify(digestOf(hash, flip(signed, at)), signature) {
			t.Errorf("verifies with bit %d of the data changed", at)
		}
	}
	octets := key.Bytes()
	for at := range 8 * len(octets) {
		if _, err := ParsePublicKey(key.Curve(), flip(octets, at)); err == nil {
			t.Errorf("bit %d of the key changed, and it still lies on the curve", at)
		}
	}
	backwards := bytes.Clone(signature)
	for i := range backwards {
		backwards[i] = signature[len(signature)-1-i]
	}
	if key.Verify(digest, backwards) {
		t.Error("a signature in the Russian order of octets verifies")
	}
}

func flip(octets []byte, bit int) []byte {
	out := bytes.Clone(octets)
	out[bit/8] ^= 1 << (bit % 8)
	return out
}

// TestRFC7091: the two examples of its section 7, on curves whose primes are reduced by Montgomery.
func TestRFC7091(t *testing.T) {
	for _, c := range []struct {
		curve               *Curve
		d, x, y, e, k, r, s string
	}{
		{
			newCurve("RFC 7091, 7.1", "8000000000000000000000000000000000000000000000000000000000000431", "7",
				"5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E",
				"8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3", "2",
				"8E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8", 1),
			"7A929ADE789BB9BE10ED359DD39A72C11B60961F49397EEE1D19CE9891EC3B28",
			"7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B",
			"26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA",
			"2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5",
			"77105C9B20BCD3122823C8CF6FCC7B956DE33814E95B7FE64FED924594DCEAB3",
			"41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493",
			"1456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40",
		},
		{
			newCurve("RFC 7091, 7.2", "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15DF1D852741AF4704A0458047E80E4546D35B8336FAC224DD81664BBF528BE6373", "7",
				"1CFF0806A31116DA29D8CFA54E57EB748BC5F377E49400FDD788B649ECA1AC4361834013B2AD7322480A89CA58E0CF74BC9E540C2ADD6897FAD0A3084F302ADC",
				"4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15DA82F2D7ECB1DBAC719905C5EECC423F1D86E25EDBE23C595D644AAF187E6E6DF",
				"24D19CC64572EE30F396BF6EBBFD7A6C5213B3B3D7057CC825F91093A68CD762FD60611262CD838DC6B60AA7EEE804E28BC849977FAC33B4B530F1B120248A9A",
				"2BB312A43BD2CE6E0D020613C857ACDDCFBF061E91E5F2C3F32447C259F39B2C83AB156D77F1496BF7EB3351E1EE4E43DC1A18B91B24640B6DBB92CB1ADD371E", 1),
			"0BA6048AADAE241BA40936D47756D7C93091A0E8514669700EE7508E508B102072E8123B2200A0563322DAD2827E2714A2636B7BFD18AADFC62967821FA18DD4",
			"115DC5BC96760C7B48598D8AB9E740D4C4A85A65BE33C1815B5C320C854621DD5A515856D13314AF69BC5B924C8B4DDFF75C45415C1D9DD9DD33612CD530EFE1",
			"37C7C90CD40B0F5621DC3AC1B751CFA0E2634FA0503B3D52639F5D7FB72AFD61EA199441D943FFE7F0C70A2759A3CDB84C114E1F9339FDF27F35ECA93677BEEC",
			"3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C5917184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C",
			"0359E7F4B1410FEACC570456C6801496946312120B39D019D455986E364F365886748ED7A44B3E794434006011842286212273A6D14CF70EA3AF71BB1AE679F1",
			"2F86FA60A081091A23DD795E1E3C689EE512A3C82EE0DCC2643C78EEA8FCACD35492558486B20F1C9EC197C90699850260C93BCBCD9C5C3317E19344E173AE36",
			"1081B394696FFE8E6585E7A9362D26B6325F56778AADBC081C0BFBE933D52FF5823CE288E8C4F362526080DF7F70CE406A6EEB1F56919CB92A9853BDE73E5B4A",
		},
	} {
		key, err := NewPrivateKey(c.curve, number(c.d))
		if err != nil {
			t.Fatal(err)
		}
		size := c.curve.Size()
		if want := append(octetsOf(number(c.x), size), octetsOf(number(c.y), size)...); !bytes.Equal(key.public.Bytes(), want) {
			t.Errorf("%s: public key %x", c.curve.Name, key.public.Bytes())
		}
		r, s := key.sign(number(c.e), number(c.k))
		if r.Cmp(number(c.r)) != 0 || s.Cmp(number(c.s)) != 0 {
			t.Errorf("%s: r %x, s %x", c.curve.Name, r, s)
		}
		signature := append(octetsOf(r, size), octetsOf(s, size)...)
		if digest := octetsOf(number(c.e), size); !key.public.Verify(digest, signature) || key.public.Verify(flip(digest, 3), signature) {
			t.Errorf("%s: the signature does not verify, or another does", c.curve.Name)
		}
	}
}

func number(text string) *big.Int {
	n, ok := new(big.Int).SetString(text, 16)
	if !ok {
		panic(text)
	}
	return n
}

// TestRoundTrips: what a key signs, its public part verifies, and nothing that differs in one bit.
func TestRoundTrips(t *testing.T) {
	for name, curve := range curves {
		c := curve()
		hash := map[int]string{32: "34.11-94", 64: "Streebog-512"}[c.Size()]
		rapid.Check(t, func(t *rapid.T) {
			d := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 1, c.Size()).Draw(t, "d"))
			d.Mod(d, c.order)
			if d.Sign() == 0 {
				d.SetInt64(1)
			}
			key, err := NewPrivateKey(c, d)
			if err != nil {
				t.Fatal(err)
			}
			public, err := ParsePublicKey(c, key.Public().(*PublicKey).Bytes())
			if err != nil || !public.Equal(key.Public()) {
				t.Fatalf("%s: public key of %x comes back as %v, error %v", name, key.Bytes(), public, err)
			}
			back, err := ParsePrivateKey(c, key.Bytes())
			if err != nil || !back.Equal(key) || back.Number().Cmp(d) != 0 {
				t.Fatalf("%s: key %x comes back as %v, error %v", name, key.Bytes(), back, err)
			}
			data := rapid.SliceOf(rapid.Byte()).Draw(t, "data")
			digest := digestOf(hash, data)
			signature, err := key.Sign(nil, digest, nil)
			if err != nil || !public.Verify(digest, signature) {
				t.Fatalf("%s: key %x, digest %x, signature %x, error %v", name, key.Bytes(), digest, signature, err)
			}
			bit := rapid.IntRange(0, 8*len(signature)-1).Draw(t, "bit")
			if public.Verify(digest, flip(signature, bit)) || public.Verify(flip(digest, bit%(8*len(digest))), signature) {
				t.Fatalf("%s: verifies with bit %d changed", name, bit)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	c := TC26A256()
	key, err := NewPrivateKey(c, big.NewInt(7))
	if err != nil {
		t.Fatal(err)
	}
	public := key.public.Bytes()
	for name, octets := range map[string][]byte{
		"short": public[1:], "long": append([]byte{0}, public...), "zero": make([]byte, 64),
		"above the prime": bytes.Repeat([]byte{0xff}, 64),
		"of order two":    append(octetsOf(rootOf(c), 32), make([]byte, 32)...),
	} {
		if _, err := ParsePublicKey(c, octets); err == nil {
			t.Errorf("%s: taken as a key", name)
		}
	}
	for _, d := range []*big.Int{new(big.Int), c.order, big.NewInt(-1)} {
		if _, err := NewPrivateKey(c, d); err == nil {
			t.Errorf("%v: taken as a private key", d)
		}
	}
	if _, err := ParsePrivateKey(c, make([]byte, 31)); err == nil {
		t.Error("31 octets taken as a private key")
	}
	for _, digest := range [][]byte{nil, make([]byte, 33)} {
		if _, err := key.Sign(nil, digest, nil); err == nil {
			t.Errorf("a digest of %d octets was signed", len(digest))
		}
	}
	good, err := key.Sign(nil, make([]byte, 32), nil) // e is 1 then
	if err != nil || !key.public.Verify(make([]byte, 32), good) || !key.public.Verify(octetsOf(c.order, 32), good) {
		t.Errorf("the digest of zeroes: %v", err)
	}
	for name, signature := range map[string][]byte{
		"none": nil, "short": good[1:], "r zero": append(make([]byte, 32), good[32:]...), "s zero": append(bytes.Clone(good[:32]), make([]byte, 32)...),
		"r of the order": append(octetsOf(c.order, 32), good[32:]...), "all bits": bytes.Repeat([]byte{0xff}, 64),
	} {
		if key.public.Verify(make([]byte, 32), signature) {
			t.Errorf("%s: verifies", name)
		}
	}
	for name, source := range map[string]*bytes.Reader{"empty": bytes.NewReader(nil), "zeroes": bytes.NewReader(make([]byte, 1<<20))} {
		if _, err := GenerateKey(c, source); err == nil {
			t.Errorf("%s: made a key", name)
		}
	}
}

// rootOf is a point of order two on the only curve that has one: x with x³ + ax + b = 0, found by halving the group.
func rootOf(c *Curve) *big.Int {
	f := c.field
	for x := int64(1); ; x++ {
		flat := affine{x: f.put(big.NewInt(x))}
		var right element
		f.square(&right, &flat.x)
		f.add(&right, &right, &c.a)
		f.mul(&right, &right, &flat.x)
		f.add(&right, &right, &c.b)
		y := new(big.Int).ModSqrt(f.get(&right), f.p)
		if y == nil {
			continue
		}
		p := c.combine(new(big.Int), &point{flat.x, f.put(y), c.base.z}, c.order)
		for !f.isZero(&p.z) {
			var twice point
			c.double(&twice, &p)
			if f.isZero(&twice.z) {
				return c.x(&p)
			}
			p = twice
		}
	}
}
