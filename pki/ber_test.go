package pki

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// node is an element to be written in DER, or in one of the many ways of BER.
type node struct {
	tag      byte
	content  []byte
	children []*node
}

func nodes(depth int) *rapid.Generator[*node] {
	return rapid.Custom(func(t *rapid.T) *node {
		if depth == 0 || rapid.Bool().Draw(t, "primitive") {
			tag := rapid.SampledFrom([]byte{0x02, tagOctets, 0x06, 0x0c, 0x80}).Draw(t, "tag")
			return &node{tag: tag, content: rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "content")}
		}
		tag := rapid.SampledFrom([]byte{0x30, 0x31, 0xa0}).Draw(t, "tag")
		return &node{tag: tag, children: rapid.SliceOfN(nodes(depth-1), 0, 4).Draw(t, "children")}
	})
}

func (n *node) der() []byte {
	body := n.content
	for _, c := range n.children {
		body = append(body, c.der()...)
	}
	return append(appendHeader(nil, n.tag, len(body)), body...)
}

// ber writes the node in a way that t draws: indefinite or overlong lengths, octet strings in pieces, pieces in pieces.
func (n *node) ber(t *rapid.T) []byte {
	tag, body := n.tag, bytes.Clone(n.content)
	for _, c := range n.children {
		body = append(body, c.ber(t)...)
	}
	if tag == tagOctets && rapid.Bool().Draw(t, "in pieces") {
		at := rapid.IntRange(0, len(n.content)).Draw(t, "cut")
		first := &node{tag: tagOctets, content: n.content[:at]}
		tag |= bitConstructed
		body = append(first.ber(t), (&node{tag: tagOctets, content: n.content[at:]}).der()...)
	}
	switch form := rapid.IntRange(0, 2).Draw(t, "form"); {
	case form == 1:
		return append(binary.BigEndian.AppendUint32([]byte{tag, 0x84}, uint32(len(body))), body...)
	case form == 2 && tag&bitConstructed != 0:
		return append(append([]byte{tag, 0x80}, body...), 0, 0)
	}
	return append(appendHeader(nil, tag, len(body)), body...)
}

func TestNormaliseUndoesBER(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := nodes(3).Draw(t, "node")
		tail := rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(t, "tail")
		ber := n.ber(t)
		der, rest, err := normalise(append(ber, tail...))
		if err != nil || !bytes.Equal(der, n.der()) || !bytes.Equal(rest, tail) {
			t.Fatalf("%x\ngives %x\nwant  %x, error %v", ber, der, n.der(), err)
		}
		again, _, err := normalise(der)
		if err != nil || !bytes.Equal(again, der) {
			t.Fatalf("DER %x becomes %x, error %v", der, again, err)
		}
	})
}

func TestNormaliseRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		ber  []byte
		want string
	}{
		"no length":             {[]byte{0x30}, "данные обрываются"},
		"short content":         {[]byte{0x04, 0x02, 0x01}, "данные обрываются"},
		"length longer than it": {[]byte{0x04, 0x84, 0x01}, "данные обрываются"},
		"absurd length":         {[]byte{0x04, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, "данные обрываются"},
		"no end mark":           {[]byte{0x30, 0x80, 0x05, 0x00}, "данные обрываются"},
		"child over the edge":   {[]byte{0x30, 0x02, 0x04, 0x05, 1, 2, 3, 4, 5}, "данные обрываются"},
		"primitive, no length":  {[]byte{0x04, 0x80, 0x00, 0x00}, "простой элемент с тегом 0x04 без длины"},
		"high tag":              {[]byte{0x1f, 0x81, 0x01, 0x00}, "тег 0x1f в CMS не встречается"},
		"stray end mark":        {[]byte{0x30, 0x02, 0x00, 0x00}, "тег 0x00 в CMS не встречается"},
		"a piece of other kind": {[]byte{0x24, 0x02, 0x05, 0x00}, "внутри составной OCTET STRING стоит тег 0x05"},
		"too deep":              {bytes.Repeat([]byte{0x30, 0x80}, 1<<20), "вложенность глубже 32"},
		"too long":              {make([]byte, maxSize+1), "67108865 байт, больше допустимых 67108864"},
	} {
		if der, _, err := normalise(c.ber); err == nil || err.Error() != c.want {
			t.Errorf("%s: %x, error %v, want %s", name, der, err, c.want)
		}
	}
	if _, _, err := normalise(nil); !errors.Is(err, errTruncated) {
		t.Errorf("nothing: error %v", err)
	}
}

// FuzzNormalise: nothing panics, what comes out is DER already, and what follows the element is left alone.
func FuzzNormalise(f *testing.F) {
	f.Add(fixture(f, "stream.cms"))
	f.Add(berOctets(tagOctets|bitConstructed, make([]byte, 2500)))
	f.Fuzz(func(t *testing.T, ber []byte) {
		der, rest, err := normalise(ber)
		if err != nil {
			return
		}
		if !bytes.HasSuffix(ber, rest) {
			t.Fatalf("%x does not end with %x", ber, rest)
		}
		again, none, err := normalise(der)
		if err != nil || len(none) > 0 || !bytes.Equal(again, der) {
			t.Fatalf("%x becomes %x, and that %x, error %v", ber, der, again, err)
		}
	})
}
