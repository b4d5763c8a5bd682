package pki

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"math/big"
	"unicode/utf16"

	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/mockismp/mockismp/internal/texts"
)

const (
	oidPBES2  = "1.2.840.113549.1.5.13"
	oidPBKDF2 = "1.2.840.113549.1.5.12"

	oidPBE3DES  = "1.2.840.113549.1.12.1.3"
	oidPBERC240 = "1.2.840.113549.1.12.1.6"
)

// blockCipher is one that key files are encrypted with, always in CBC.
type blockCipher struct {
	name string
	key  int // bytes
	new  func(key []byte) (cipher.Block, error)
}

var (
	tripleDES = blockCipher{"3DES", 24, des.NewTripleDESCipher}
	doubleDES = blockCipher{"3DES of two keys", 16, func(key []byte) (cipher.Block, error) {
		return des.NewTripleDESCipher(append(append([]byte{}, key...), key[:8]...))
	}}
	rc2Of = func(name string, key int) blockCipher {
		return blockCipher{name, key, func(key []byte) (cipher.Block, error) { return newRC2(key), nil }}
	}
)

// pbes1 are the encryptions of RFC 7292, appendix C; RC4 is not among them, since no file was seen that uses it.
var pbes1 = map[string]blockCipher{
	oidPBE3DES:                tripleDES,
	"1.2.840.113549.1.12.1.4": doubleDES,
	"1.2.840.113549.1.12.1.5": rc2Of("RC2-128", 16),
	oidPBERC240:               rc2Of("RC2-40", 5),
}

// pbes2 are the encryptions of PBES2 (RFC 8018, appendix B.2).
var pbes2 = map[string]blockCipher{
	"1.2.840.113549.3.7":      tripleDES,
	"2.16.840.1.101.3.4.1.2":  {"AES-128", 16, aes.NewCipher},
	"2.16.840.1.101.3.4.1.22": {"AES-192", 24, aes.NewCipher},
	"2.16.840.1.101.3.4.1.42": {"AES-256", 32, aes.NewCipher},
}

// prfs are the random functions of PBKDF2 (RFC 8018, appendix B.1).
var prfs = map[string]crypto.Hash{
	"1.2.840.113549.2.7":  crypto.SHA1,
	"1.2.840.113549.2.8":  crypto.SHA224,
	"1.2.840.113549.2.9":  crypto.SHA256,
	"1.2.840.113549.2.10": crypto.SHA384,
	"1.2.840.113549.2.11": crypto.SHA512,
}

// maxRounds bounds what the derivation of all keys of a file may cost together. OpenSSL and Java ask for up to 10,000 a
// key, careful people for 600,000.
const maxRounds = 5_000_000

var errPassword = errors.New("the password does not open this PKCS#12 file")

// safe derives keys from a password, and counts what that costs.
type safe struct {
	password string // as it is, for PBES2
	wide     []byte // as the BMPString that RFC 7292 wants, or what a program took for one
	rounds   int    // left of maxRounds
}

// spellings are the ways in which programs turn a password into a BMPString: as it should be; with each byte of its UTF-8
// for a character (OpenSSL before 1.1); an empty one as no bytes at all.
func spellings(password string) [][]byte {
	out := [][]byte{wide(utf16.Encode([]rune(password)))}
	units := make([]uint16, len(password))
	for i, b := range []byte(password) {
		units[i] = uint16(b)
	}
	if bytewise := wide(units); !bytes.Equal(bytewise, out[0]) {
		out = append(out, bytewise)
	}
	if password == "" {
		out = append(out, nil)
	}
	return out
}

// wide writes units in big-endian order, with the zero behind them that RFC 7292, B.1 wants.
func wide(units []uint16) []byte {
	out := make([]byte, 0, 2*len(units)+2)
	for _, unit := range units {
		out = binary.BigEndian.AppendUint16(out, unit)
	}
	return append(out, 0, 0)
}

// spend counts rounds of a derivation before they are worked.
func (s *safe) spend(rounds int) error {
	if rounds < 1 || rounds > s.rounds {
		return fmt.Errorf("its keys are derived in %d rounds; at most %d are worked for a file", rounds, maxRounds)
	}
	s.rounds -= rounds
	return nil
}

// The uses of a derived key (RFC 7292, B.3).
const (
	useKey = 1
	useIV  = 2
	useMAC = 3
)

// derive is the key derivation of RFC 7292, B.2.
func (s *safe) derive(h func() hash.Hash, use byte, salt []byte, rounds, size int) ([]byte, error) {
	if err := s.spend(rounds); err != nil {
		return nil, err
	}
	digest := h()
	v := digest.BlockSize()
	diversifier := make([]byte, v)
	for i := range diversifier {
		diversifier[i] = use
	}
	input := append(repeatTo(salt, v), repeatTo(s.wide, v)...)
	var out []byte
	for {
		digest.Reset()
		digest.Write(diversifier)
		digest.Write(input)
		a := digest.Sum(nil)
		for range rounds - 1 {
			digest.Reset()
			digest.Write(a)
			a = digest.Sum(a[:0])
		}
		out = append(out, a...)
		if len(out) >= size {
			return out[:size], nil
		}
		addToBlocks(input, repeatTo(a, v)[:v])
	}
}

// repeatTo repeats b to the next multiple of size; nothing stays nothing.
func repeatTo(b []byte, size int) []byte {
	if len(b) == 0 {
		return nil
	}
	out := make([]byte, (len(b)+size-1)/size*size)
	for i := range out {
		out[i] = b[i%len(b)]
	}
	return out
}

// addToBlocks adds step + 1 to every block of input, modulo its size (RFC 7292, B.2, 6C).
func addToBlocks(input, step []byte) {
	for ; len(input) > 0; input = input[len(step):] {
		carry := 1
		for i := len(step) - 1; i >= 0; i-- {
			carry += int(input[i]) + int(step[i])
			input[i] = byte(carry)
			carry >>= 8
		}
	}
}

// decrypt opens what an encryption scheme of RFC 7292, C or RFC 8018, 6.2 closed. Padding that does not fit means another
// password.
func (s *safe) decrypt(algorithm algorithmID, data []byte) ([]byte, error) {
	block, iv, err := s.cipherOf(algorithm)
	if err != nil {
		return nil, err
	}
	size := block.BlockSize()
	if len(iv) != size || len(data) == 0 || len(data)%size != 0 {
		return nil, fmt.Errorf("its encrypted part of %d bytes is not made of blocks of %d", len(data), size)
	}
	out := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, data)
	padding := int(out[len(out)-1])
	if padding < 1 || padding > size {
		return nil, errPassword
	}
	for _, b := range out[len(out)-padding:] {
		if int(b) != padding {
			return nil, errPassword
		}
	}
	return out[:len(out)-padding], nil
}

func (s *safe) cipherOf(algorithm algorithmID) (cipher.Block, []byte, error) {
	if algorithm.oid == oidPBES2 {
		return s.cipherOf2(algorithm.parameters)
	}
	c, known := pbes1[algorithm.oid]
	if !known {
		return nil, nil, fmt.Errorf("its encryption %s is unknown", algorithm.oid)
	}
	parameters := openDER(algorithm.parameters)
	inner := parameters.take(asn1.SEQUENCE, "parameters of the encryption")
	salt := inner.take(asn1.OCTET_STRING, "salt").String
	rounds := inner.count("rounds")
	if err := parameters.problem(); err != nil {
		return nil, nil, err
	}
	key, err := s.derive(crypto.SHA1.New, useKey, salt, rounds, c.key)
	if err != nil {
		return nil, nil, err
	}
	iv, err := s.derive(crypto.SHA1.New, useIV, salt, rounds, 8)
	if err != nil {
		return nil, nil, err
	}
	block, err := c.new(key)
	return block, iv, err
}

// cipherOf2 reads PBES2-params (RFC 8018, A.4).
func (s *safe) cipherOf2(parameters []byte) (cipher.Block, []byte, error) {
	outer := openDER(parameters)
	inner := outer.take(asn1.SEQUENCE, "PBES2-params")
	derivation := readAlgorithm(inner.take(asn1.SEQUENCE, "keyDerivationFunc"))
	encryption := readAlgorithm(inner.take(asn1.SEQUENCE, "encryptionScheme"))
	c, known := pbes2[encryption.oid]
	if !outer.broken() && (!known || derivation.oid != oidPBKDF2) {
		return nil, nil, fmt.Errorf("its encryption %s with keys by %s is unknown", encryption.oid, derivation.oid)
	}
	scheme := der{encryption.parameters, outer.failed}
	iv := scheme.take(asn1.OCTET_STRING, "initialisation vector").String
	function := der{derivation.parameters, outer.failed}
	p := function.take(asn1.SEQUENCE, "PBKDF2-params")
	salt := p.take(asn1.OCTET_STRING, "salt").String
	rounds := p.count("rounds")
	p.option(asn1.INTEGER, "keyLength")
	prf := "1.2.840.113549.2.7"
	if id, present := p.option(asn1.SEQUENCE, "prf"); present {
		prf = readAlgorithm(id).oid
	}
	if err := outer.problem(); err != nil {
		return nil, nil, err
	}
	h, known := prfs[prf]
	if !known {
		return nil, nil, fmt.Errorf("its keys are derived by %s, which is unknown", prf)
	}
	if err := s.spend(rounds); err != nil {
		return nil, nil, err
	}
	key, err := pbkdf2.Key(h.New, s.password, salt, rounds, c.key) // PBES2 takes the password in UTF-8
	if err != nil {
		return nil, nil, err
	}
	block, err := c.new(key)
	return block, iv, err
}

// count takes an INTEGER as a number of rounds; one that does not fit counts as too many.
func (d *der) count(part string) int {
	var n big.Int
	if !d.more() || !d.ReadASN1Integer(&n) {
		d.fail(part, texts.DERNumber.Of())
		return 0
	}
	if !n.IsInt64() || n.Int64() > 1<<31 {
		return 1 << 31
	}
	return int(n.Int64())
}

// problem tells an operator, in English, which part could not be read.
func (d *der) problem() error {
	if !d.broken() {
		return nil
	}
	return fmt.Errorf("its part %q cannot be read", d.failed.part)
}
