package cis

import "strings"

// PadGTIN fills a GTIN up with leading zeros: «Если код товара менее 14
// символов, то он дополняется ведущими нулями» (POST /cises/my).
func PadGTIN(gtin string) string { return strings.Repeat("0", max(0, 14-len(gtin))) + gtin }
