package gost

import (
	"bytes"
	"encoding/hex"
	"hash"
	"testing"

	"pgregory.net/rapid"
)

var hashes = map[string]func() hash.Hash{"34.11-94": NewR341194, "Streebog-256": NewStreebog256, "Streebog-512": NewStreebog512}

// m1 is the first message of the examples of RFC 6986; m2 the second, both in octets.
const m1 = "012345678901234567890123456789012345678901234567890123456789012"

var m2 = unhex("d1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120eceef0ff20f1f2f0e5ebe0ece820ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb")

func unhex(text string) []byte {
	out, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return out
}

// TestDigests: the examples of RFC 5831, section 7 and RFC 6986, section 10, and what gostsum and gost12sum say.
func TestDigests(t *testing.T) {
	for _, c := range []struct{ name, message, want string }{
		{"34.11-94", "", "ce85b99cc46752fffee35cab9a7b0278abb4c2d2055cff685af4912c49490f8d"},
		{"34.11-94", "abc", "f3134348c44fb1b2a277729e2285ebb5cb5e0f29c975bc753b70497c06a4d51d"},
		{"34.11-94", "This is message, length=32 bytes", "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa"},
		{"34.11-94", "Suppose the original message has length = 50 bytes", "471aba57a60a770d3a76130635c1fbea4ef14de51f78b4ae57dd893b62f55208"},
		{"Streebog-512", "", "8e945da209aa869f0455928529bcae4679e9873ab707b55315f56ceb98bef0a7362f715528356ee83cda5f2aac4c6ad2ba3a715c1bcd81cb8e9f90bf4c1c1a8a"},
		{"Streebog-512", "abc", "28156e28317da7c98f4fe2bed6b542d0dab85bb224445fcedaf75d46e26d7eb8d5997f3e0915dd6b7f0aab08d9c8beb0d8c64bae2ab8b3c8c6bc53b3bf0db728"},
		{"Streebog-256", "abc", "4e2919cf137ed41ec4fb6270c61826cc4fffb660341e0af3688cd0626d23b481"},
		{"Streebog-512", m1, "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"},
		{"Streebog-256", m1, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"},
		{"Streebog-512", string(m2), "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28"},
		{"Streebog-256", string(m2), "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50"},
	} {
		h := hashes[c.name]()
		h.Write([]byte(c.message))
		if got := hex.EncodeToString(h.Sum(nil)); got != c.want {
			t.Errorf("%s of %q: %s, want %s", c.name, c.message, got, c.want)
		}
	}
}

// TestDigestsOfPieces: it is the same however the message comes, Sum changes nothing, and Reset forgets all.
func TestDigestsOfPieces(t *testing.T) {
	for name, open := range hashes {
		rapid.Check(t, func(t *rapid.T) {
			message := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "message")
			whole := open()
			whole.Write(message)
			want := whole.Sum(nil)
			pieces := open()
			for rest := message; len(rest) > 0; {
				n := rapid.IntRange(0, len(rest)).Draw(t, "piece")
				if written, err := pieces.Write(rest[:n]); written != n || err != nil {
					t.Fatalf("%d written of %d, error %v", written, n, err)
				}
				pieces.Sum(nil)
				rest = rest[n:]
			}
			if got := pieces.Sum([]byte("before ")); !bytes.Equal(got, append([]byte("before "), want...)) {
				t.Fatalf("%s in pieces: %x, want %x", name, got, want)
			}
			pieces.Reset()
			pieces.Write(message)
			if got := pieces.Sum(nil); !bytes.Equal(got, want) || len(got) != pieces.Size() {
				t.Fatalf("%s after Reset: %x, want %x", name, got, want)
			}
		})
	}
}

func BenchmarkDigest(b *testing.B) {
	data := make([]byte, 1<<20)
	for name, open := range hashes {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				h := open()
				h.Write(data)
				h.Sum(nil)
			}
		})
	}
}
