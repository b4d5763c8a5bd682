package pki

import (
	"encoding/binary"

	"github.com/mockismp/mockismp/internal/texts"
)

// Signatures come from strangers, so nesting and size are bounded: real ones are about 12 levels deep, and a request
// ends at 30 MB.
const (
	maxDepth = 32
	maxSize  = 64 << 20
)

const (
	tagOctets       = 0x04
	bitConstructed  = 0x20
	lengthUndefined = -1
)

var errTruncated = texts.DERTruncated.Of()

// normalise rewrites one BER element as DER, as far as CMS needs it: definite, shortest lengths and octet strings in one
// piece. The order of sets is kept, and DER comes back unchanged (it is ber itself), so what was signed in DER still
// verifies. The rest is what follows the element.
func normalise(ber []byte) (der, rest []byte, err error) {
	if len(ber) > maxSize {
		return nil, nil, texts.DERTooLong.Of(len(ber), maxSize)
	}
	if rest, ok := passDER(ber, maxDepth); ok {
		return ber[:len(ber)-len(rest)], rest, nil
	}
	return appendDER(nil, ber, maxDepth)
}

// passDER passes over an element in which there is nothing to rewrite, or says that there is, or that it is damaged.
func passDER(in []byte, depth int) (rest []byte, ok bool) {
	tag, length, content, err := header(in)
	if err != nil || depth == 0 || length == lengthUndefined || tag == tagOctets|bitConstructed || len(in)-len(content) != headerSize(length) {
		return nil, false
	}
	inner, rest := content[:length], content[length:]
	for tag&bitConstructed != 0 && len(inner) > 0 {
		if inner, ok = passDER(inner, depth-1); !ok {
			return nil, false
		}
	}
	return rest, true
}

// appendDER rewrites the first element of in at the end of out.
func appendDER(out, in []byte, depth int) (_, rest []byte, err error) {
	if depth == 0 {
		return nil, nil, texts.DERTooDeep.Of(maxDepth)
	}
	tag, length, in, err := header(in)
	if err != nil {
		return nil, nil, err
	}
	if tag&bitConstructed == 0 {
		return append(appendHeader(out, tag, length), in[:length]...), in[length:], nil
	}
	body, rest, err := appendChildren(nil, in, length, tag == tagOctets|bitConstructed, depth-1)
	if err != nil {
		return nil, nil, err
	}
	if tag == tagOctets|bitConstructed {
		tag = tagOctets
	}
	return append(appendHeader(out, tag, len(body)), body...), rest, nil
}

// appendChildren rewrites what a constructed element holds, to its length or to the end-of-contents mark. Pieces of an
// octet string are joined: only their contents are appended.
func appendChildren(out, in []byte, length int, pieces bool, depth int) (_, rest []byte, err error) {
	inner := in
	if length != lengthUndefined {
		inner, rest = in[:length], in[length:]
	}
	for {
		switch {
		case length == lengthUndefined && len(inner) >= 2 && inner[0] == 0 && inner[1] == 0:
			return out, inner[2:], nil
		case length == lengthUndefined && len(inner) == 0:
			return nil, nil, errTruncated
		case len(inner) == 0:
			return out, rest, nil
		case !pieces:
			out, inner, err = appendDER(out, inner, depth)
		default:
			var piece []byte
			if piece, inner, err = appendDER(nil, inner, depth); err == nil {
				out, err = appendPiece(out, piece)
			}
		}
		if err != nil {
			return nil, nil, err
		}
	}
}

func appendPiece(out, piece []byte) ([]byte, error) {
	tag, _, content, err := header(piece)
	if err == nil && tag != tagOctets {
		err = texts.DERPiece.Of(tag)
	}
	return append(out, content...), err
}

// header reads tag and length; the length fits what is left. Tags above 30 do not occur in CMS and are refused.
func header(in []byte) (tag byte, length int, rest []byte, err error) {
	if len(in) < 2 {
		return 0, 0, nil, errTruncated
	}
	tag, first, in := in[0], in[1], in[2:]
	switch {
	case tag == 0 || tag&0x1f == 0x1f:
		return 0, 0, nil, texts.DERTag.Of(tag)
	case first == 0x80 && tag&bitConstructed == 0:
		return 0, 0, nil, texts.DERNoLength.Of(tag)
	case first == 0x80:
		return tag, lengthUndefined, in, nil
	case first < 0x80:
		length = int(first)
	default:
		size := int(first & 0x7f)
		if size > len(in) {
			return 0, 0, nil, errTruncated
		}
		for _, b := range in[:size] {
			if length = length<<8 | int(b); length > maxSize {
				return 0, 0, nil, errTruncated
			}
		}
		in = in[size:]
	}
	if length > len(in) {
		return 0, 0, nil, errTruncated
	}
	return tag, length, in, nil
}

// headerSize is how many bytes the shortest header has.
func headerSize(length int) int {
	size := 2
	for more := length; length >= 0x80 && more > 0; more >>= 8 {
		size++
	}
	return size
}

func appendHeader(out []byte, tag byte, length int) []byte {
	if length < 0x80 {
		return append(out, tag, byte(length))
	}
	size := binary.BigEndian.AppendUint32(nil, uint32(length))
	for size[0] == 0 {
		size = size[1:]
	}
	return append(append(out, tag, 0x80|byte(len(size))), size...)
}
