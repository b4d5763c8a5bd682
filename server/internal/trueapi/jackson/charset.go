package jackson

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// encodings tell UTF-16 and UTF-32 by the byte order mark or, without one, by where the zeroes of a first
// ASCII character stand. A row fits when the bytes under its mask are equal; the first fit wins.
var encodings = [...]struct {
	mask, head uint32
	mark, unit int // bytes of the mark; bytes of one unit, 1 for UTF-8
	order      binary.ByteOrder
}{
	{0xFFFFFFFF, 0x0000FEFF, 4, 4, binary.BigEndian},
	{0xFFFFFFFF, 0xFFFE0000, 4, 4, binary.LittleEndian},
	{0xFFFF0000, 0xFEFF0000, 2, 2, binary.BigEndian},
	{0xFFFF0000, 0xFFFE0000, 2, 2, binary.LittleEndian},
	{0xFFFFFF00, 0xEFBBBF00, 3, 1, nil},
	{0xFFFFFF00, 0x00000000, 0, 4, binary.BigEndian},
	{0x00FFFFFF, 0x00000000, 0, 4, binary.LittleEndian},
	{0xFF000000, 0x00000000, 0, 2, binary.BigEndian},
	{0x00FF0000, 0x00000000, 0, 2, binary.LittleEndian},
}

// toUTF8 drops the byte order mark and turns a body in UTF-16 or UTF-32 into UTF-8. Columns of such a
// body are those of the UTF-8 form: the library counts characters there.
func toUTF8(body []byte) []byte {
	if len(body) < 4 { // too short for the library to look for a mark
		return body
	}
	head := binary.BigEndian.Uint32(body)
	for _, e := range encodings {
		if head&e.mask != e.head {
			continue
		}
		rest := body[e.mark:]
		if e.unit == 1 {
			return rest
		}
		var out bytes.Buffer
		for ; len(rest) >= e.unit; rest = rest[e.unit:] {
			if e.unit == 4 {
				out.WriteRune(rune(e.order.Uint32(rest)))
				continue
			}
			c := rune(e.order.Uint16(rest))
			if len(rest) >= 4 {
				if pair := utf16.DecodeRune(c, rune(e.order.Uint16(rest[2:]))); pair != '\uFFFD' {
					c, rest = pair, rest[2:]
				}
			}
			out.WriteRune(c)
		}
		return out.Bytes()
	}
	return body
}
