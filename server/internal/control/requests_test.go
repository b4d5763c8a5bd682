package control

import "testing"

func TestWhatIsCutSaysSo(t *testing.T) {
	for _, c := range []struct {
		kept string
		size int
		want string
	}{
		{"whole", 5, "whole"},
		{"cut", 50, "cut…[cut: 50 bytes in all]"},
		{"я" + "я"[:1], 50, "я…[cut: 50 bytes in all]"},
		{"", 0, ""},
		{"\xff\xfe", 2, "base64://4="},
		{"\xff\xfe", 9, "base64://4=…[cut: 9 bytes in all]"},
		{"\xff" + `{"password":"x"}`, 17, "base64:/3sicGFzc3dvcmQiOiJbcmVkYWN0ZWRdIn0="},
	} {
		if got := readable([]byte(c.kept), c.size); got != c.want {
			t.Errorf("%q of %d bytes is shown as %q, not %q", c.kept, c.size, got, c.want)
		}
	}
}
