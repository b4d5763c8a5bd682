package gost

import "testing"

func BenchmarkVerify(b *testing.B) {
	for name, curve := range curves {
		key, digest, signature := benchmarkKey(b, curve())
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if !key.public.Verify(digest, signature) {
					b.Fatal("does not verify")
				}
			}
		})
	}
}

func BenchmarkSign(b *testing.B) {
	for name, curve := range curves {
		key, digest, _ := benchmarkKey(b, curve())
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := key.Sign(nil, digest, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func benchmarkKey(b testing.TB, c *Curve) (key *PrivateKey, digest, signature []byte) {
	b.Helper()
	key, err := GenerateKey(c, nil)
	if err != nil {
		b.Fatal(err)
	}
	digest = make([]byte, c.Size())
	for i := range digest {
		digest[i] = byte(i + 1)
	}
	if signature, err = key.Sign(nil, digest, nil); err != nil {
		b.Fatal(err)
	}
	return key, digest, signature
}
