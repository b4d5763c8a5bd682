package pipeline

import (
	"mime"
	"strconv"
	"strings"
)

// acceptable tells whether a client that sent these Accept headers takes the
// media type. No header takes everything, and so does "/", which the
// specification prints as the universal pattern.
func acceptable(headers []string, media string) bool {
	if len(headers) == 0 {
		return true
	}
	family, _, _ := strings.Cut(media, "/")
	for _, h := range headers {
		for part := range strings.SplitSeq(h, ",") {
			t, params, err := mime.ParseMediaType(strings.TrimSpace(part))
			if err != nil && strings.TrimSpace(part) == "/" {
				return true
			}
			if t == media || t == "*/*" || t == "*" || t == family+"/*" {
				if q, err := strconv.ParseFloat(params["q"], 64); err != nil || q > 0 {
					return true
				}
			}
		}
	}
	return strings.TrimSpace(strings.Join(headers, "")) == ""
}
