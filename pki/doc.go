// Package pki is the trust of the double: a test certification authority with certificates laid out like those of the
// national authority of Kazakhstan (НУЦ РК), keys in PKCS#12, and CMS signatures, made and checked.
//
// A signature is checked rung by rung (Off, Shape, Crypto, Chain); the table in verify.go is the whole ladder. What a
// client did wrong is told in Russian, because the API shows it in error_message; what the operator did wrong (flags,
// orders for keys) is told in English.
package pki
