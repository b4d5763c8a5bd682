// Package client calls the True-API of ИС МПТ, Kazakhstan's goods marking and
// traceability system (description 2.23): the double that this module runs, the
// operator's stage, or production. All three look alike to it.
//
// # Who calls, and whom
//
// New takes the name of the system, or an address, and who signs:
//
//	key, err := client.PKCS12(file, password)
//	c, err := client.New(client.Stage, client.WithSigner(key))
//
// Signing in needs no call: it happens with the first one, again before the
// token expires, and once more when the system refuses a token earlier. Signers
// are keys in PKCS#12 files (PKCS12), the NCALayer on a person's desk (NCALayer),
// an NCANode service (NCANode), any program (Command), and what you write
// yourself (Signer). WithToken does without one, for reading.
//
// Production is reached by its name only. Against the double,
//
//	c, err := client.New(srv.URL, client.WithSigner(key))
//
// where srv is a server.Server or a world of it: every address of a world will do.
//
// # Methods
//
// Every method of the API has one here, and its documentation names it: CISInfo is
// «POST /cises/info». A code may be written in any of its forms. Lists with pages
// come as a page (CISListV2) and as an iterator over all of them (AllCISListV2,
// AllDocListV2, AllAggregatedList and so on):
//
//	for code, err := range c.AllCISListV2(ctx, filter) {
//		if err != nil {
//			return err
//		}
//		…
//	}
//
// Call makes any other call.
//
// # Documents
//
// A builder for each kind writes the document from a type of package xsd/doc and
// fills in what all documents have: NewAct, NewDivergence, NewImportTransit,
// NewImportThirdCountry, NewIntroduceGoods, NewWithdrawal, NewShipment,
// NewAcceptance. ReadDocument takes one that was written elsewhere. Send signs
// it with a detached CMS and sends it to the method of its kind. Approve, Reject
// and Withdraw take a decision, which is signed in the same way.
//
// # When something goes wrong
//
// A call that fails gives an *Error: what was called, the status, the system's own
// words, or the first 200 bytes of an answer that was not understood. It is of one
// of the kinds ErrUnauthorized, ErrForbidden, ErrNotFound, ErrTooLarge,
// ErrTooMany, ErrUnavailable and ErrUnreadable for errors.Is.
//
// Calls that only read are repeated, with a pause that doubles, or that
// Retry-After asks for (WithRetry). Documents and decisions are never simply sent
// twice: when an answer is lost, Send and Decide first look whether the system
// took the document or the decision. If that cannot be found out, the error is
// ErrUncertain: call again with the same document. A program that ended meanwhile
// asks Find and Decided.
package client
