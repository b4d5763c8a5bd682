// Package record keeps what goes over the wire between a client and a system,
// without its secrets: a [Recorder] under a client, a [Proxy] between two
// programs, and HAR 1.2 to keep it in a file. [Replay] answers from such a file.
package record
