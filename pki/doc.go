// Package pki is the trust of the double: a test certification authority with certificates laid out like those of the
// national authority of Kazakhstan (НУЦ РК), keys in PKCS#12, and CMS signatures, made and checked.
//
// A signature is checked rung by rung (Off, Shape, Crypto, Chain); the table in verify.go is the whole ladder. Errors
// of a client are told in Russian, because the API shows them in error_message. Errors of the operator (flags, orders
// for keys) are told in English.
package pki
