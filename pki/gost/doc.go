// Package gost makes and verifies the signatures of Kazakhstan's national keys: ГОСТ 34.310-2004 and ГОСТ 34.10-2015,
// which are the Russian GOST R 34.10-2001 and 34.10-2012 (RFC 7091) with an encoding of their own, over the digests
// GOST R 34.11-94 (RFC 5831) and Streebog (RFC 6986). It is written from the RFCs.
//
// All numbers are little-endian octets, in keys, signatures and digests alike: that of a Russian signature (RFC 4491, RFC
// 9215) is this one with all of its octets reversed, and what RFC 6986 prints as a number is a digest backwards.
//
// Nothing here takes the same time for every key. It is made for a test double: do not keep secrets with it.
package gost
