package intake

import (
	"cmp"
	"errors"
	"slices"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
	"github.com/mockismp/mockismp/xsd"
	"github.com/mockismp/mockismp/xsd/doc"
)

// Phase says when a check is made and how its refusal is told.
type Phase string

// Reading looks at the bytes alone, outside of the world's lock, and World at
// the world, in the transaction that takes the document: both answer at once.
// Later is looked at when the document is processed, and ends in a status.
const (
	Reading Phase = "reading"
	World   Phase = "world"
	Later   Phase = "later"
)

// Check is one row of the table.
type Check struct {
	Name  string
	Phase Phase
	Kind  state.Kind // of its refusal, whose status and text stand in the tables of problems; "" for Later
	About string
	Fix   string // how to pass it
	read  func(*Submission) error
	admit func(*state.Tx, *Submission) error
}

// The kinds of refusals.
const (
	BadForm         state.Kind = "document.form"
	Empty           state.Kind = "document.empty"
	BadEnvelope     state.Kind = "document.envelope"
	BadXML          state.Kind = "document.xml"
	BadNotice       state.Kind = "document.xml.notice" // of a notice whose fileId could be read
	BadSignature    state.Kind = "document.signature"
	SignerIsAnother state.Kind = "document.signer"
	BadParties      state.Kind = "document.parties"
	NotRegistered   state.Kind = "document.receiver.pre-registered"
	BadReference    state.Kind = "document.reference"
	IDTaken                    = state.FileIDTaken
	NoBody          state.Kind = "document.body" // of a document that is asked for, not sent
)

// Checks is the table, in the order in which a document is looked at.
func Checks() []Check {
	return append([]Check{
		{
			"filled", Reading, Empty, "document and signature are not empty; methods that take XML come to that later, in words of their own",
			"send both, in base64", (*Submission).filled, nil,
		},
		{
			"envelope", Reading, BadEnvelope, "content and signature are base64; the document is of a kind that the method takes",
			"send the bytes of the document in base64 to the method of its kind, with a fileId of the kind's prefix and a uuid", (*Submission).open, nil,
		},
		{
			"xsd", Reading, BadXML, "XML or JSON fits the schema of its kind",
			"write it as the schema has it; mockismp doctypes names the schema", (*Submission).validate, nil,
		},
		{
			"signature", Reading, BadSignature, "a detached CMS over the decoded bytes, by the caller",
			"sign the bytes that are sent, detached, with a key of who sends them: mockismp keys sign", (*Submission).verify, nil,
		},
		{
			"parties.agree", Reading, BadParties, "participants and mainInfo name the same parties",
			"name the same BINs in <participants> and in <mainInfo>", (*Submission).agree, nil,
		},
		{
			"parties", World, BadParties, "the caller is the sender, a receiver is a registered participant",
			"send it as who is its sender, to another, registered participant", nil, admitParties,
		},
		{
			"id", World, IDTaken, "no document of the kind had this fileId before",
			"give it a new uuid as the end of its fileId", nil, admitID,
		},
		{
			"reference", World, BadReference, "what the document is about exists, is of these parties, and waits for it",
			"name the id of a document of the same parties that waits: GET /_mock/documents lists them", nil, admitReference,
		},
	}, laterChecks()...)
}

// stillWaits is the check that is made of the reference when its time has come.
const stillWaits = "reference.waits"

// checks is the table that every document goes through, made once.
var checks = Checks()

func laterChecks() []Check {
	rows := []Check{{
		Name: stillWaits, Phase: Later, About: "what the document is about still waits for it; an acceptance answers codes of its shipment",
		Fix: "name a document that waits, and of a shipment its own codes",
	}}
	for _, g := range state.GoodsChecks() {
		rows = append(rows, Check{Name: g.Name, Phase: Later, About: g.About, Fix: g.Fix})
	}
	return rows
}

// Submission is a document on its way in.
type Submission struct {
	Content   string          // base64 of the XML or JSON, as it was sent
	Signature string          // base64 of the CMS, "" for none
	Caller    string          // BIN or IIN of who is signed in
	Takes     []state.DocType // the kinds that the method takes, none for all

	Level   pki.Level    // how far signatures are checked
	Trust   *pki.Trust   // whose certificates are trusted
	Schemas *xsd.Set     // what the document must fit
	Now     state.Moment // for the validity of certificates
	Rules   rules.Set    // how strict the world is

	Row      state.DocTypeRow
	Document state.Document // filled on the way

	supplierID, consigneeID string          // the parties as participants names them
	group                   string          // the product group that a shipment names
	acceptance              *doc.Acceptance // as it was read, nil of other documents
	answers                 *state.Document // the shipment that it is about
	cited                   cited           // what a correction says of the document that it is about
	violations              []xsd.Violation // of its schema
	warnings                []rules.Warning // what passed here and may not pass there
}

// soften judges what may or may not pass there by a rule of the world.
func (s *Submission) soften(n rules.Name, refusal *state.Error) error {
	return state.Soften(s.Rules, n, refusal, &s.warnings)
}

// Warnings are what passed here and may not pass there. They are asked for when
// the document is admitted, and need no lock.
func (s *Submission) Warnings() []rules.Warning {
	state.Tolerate(s.Rules, rules.ExporterDiffers, &s.warnings, s.differences()...)
	state.Tolerate(s.Rules, rules.CodeBlanks, &s.warnings, s.blanks()...)
	return s.warnings
}

// Read makes the checks that look at bytes alone. It may take long, and needs no lock.
func (s *Submission) Read() error {
	for _, c := range checks {
		if c.Phase == Reading {
			if err := c.read(s); err != nil {
				return s.named(err)
			}
		}
	}
	return nil
}

// Admit makes the checks that look at the world, and puts the document into it.
func (s *Submission) Admit(tx *state.Tx) (*state.Document, error) {
	for _, c := range checks {
		if c.Phase == World {
			if err := c.admit(tx, s); err != nil {
				return nil, s.named(err)
			}
		}
	}
	return tx.Submit(s.Document), nil
}

// SignatureKinds and ProcessingKinds are the refusals of which the methods of
// notices tell nothing but the fileId.
func SignatureKinds() []state.Kind { return []state.Kind{BadSignature, SignerIsAnother} }

// ProcessingKinds are all others that are found behind the schema.
func ProcessingKinds() []state.Kind {
	return []state.Kind{BadParties, state.ParticipantUnknown, state.ParticipantBlocked, state.BadBIN}
}

// named words a refusal with the fileId, where the method's texts want that.
func (s *Submission) named(err error) error {
	var refused *state.Error
	if !s.isNotice() || !errors.As(err, &refused) || !slices.Contains(append(SignatureKinds(), append(ProcessingKinds(), BadXML)...), refused.Kind) {
		return err
	}
	named := *refused
	named.Args = append([]any{s.Document.FileID}, refused.Args...) // the others are for explanations
	if refused.Kind == BadXML {
		if s.Document.FileID == "" {
			return err
		}
		named.Kind, named.Rule = BadNotice, cmp.Or(refused.Rule, string(BadXML))
	}
	return &named
}

// isNotice tells whether the document is a notice, or the method takes no other.
func (s *Submission) isNotice() bool {
	if s.Row.Type != "" || len(s.Takes) == 0 {
		return s.Row.Flow == state.NoticeFlow
	}
	return !slices.ContainsFunc(s.Takes, func(t state.DocType) bool { return state.DocTypeOf(t).Flow != state.NoticeFlow })
}

const uuidLength = 36
