package jackson

import (
	"encoding/json"
	"fmt"
	"testing"
)

// thousandCodes is the body of the most frequent call: marking codes of 25 characters, some with the
// escaped group separator that sends a string through the slower path.
func thousandCodes(tb testing.TB) []byte {
	tb.Helper()
	list := make([]string, 1000)
	for i := range list {
		list[i] = fmt.Sprintf("0104600266005755215%06d", i)
		if i%10 == 0 {
			list[i] += "\x1d93abcd"
		}
	}
	body, err := json.Marshal(list)
	if err != nil {
		tb.Fatal(err)
	}
	return body
}

func BenchmarkDecode(b *testing.B) {
	body := thousandCodes(b)
	for name, decode := range map[string]func([]byte, any) error{"jackson": Decode, "encoding-json": json.Unmarshal} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				var list []string
				if err := decode(body, &list); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
