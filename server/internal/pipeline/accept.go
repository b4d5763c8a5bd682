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
			part = strings.TrimSpace(part)
			if part == media || part == "*/*" || part == "/" {
				return true // what most clients send needs no parsing
			}
			t, params, _ := mime.ParseMediaType(part)
			if t == media || t == "*/*" || t == "*" || t == family+"/*" {
				if q, err := strconv.ParseFloat(params["q"], 64); err != nil || q > 0 {
					return true
				}
			}
		}
	}
	return strings.TrimSpace(strings.Join(headers, "")) == ""
}
