package faults

import (
	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

const (
	someID   = "93aee74e-3134-458b-a1df-f69571704270"
	someBIN  = "940517350290"
	otherBIN = "970425450202"
	someXML  = "cvc-complex-type.2.4.a: Invalid content was found starting with element 'file'."
	someName = "pg"
)

// words finish the texts of errors whose rows leave room: a fault knows of no
// wrong value that they could quote.
var words = map[state.Kind][]any{
	pipeline.ParamMissing:   {someName},
	pipeline.ParamType:      {someName, "String"},
	pipeline.ParamUnknown:   {someName},
	pipeline.ParamRepeated:  {someName},
	pipeline.ParamPlus:      {someName},
	pipeline.BodyUnreadable: {"JSON parse error: Unexpected end-of-input"},
	pipeline.NotFound:       {texts.Resource.Of()},
	pipeline.MediaType:      {"text/plain"},
	state.WorldUnknown:      {"default"},
	state.OutcomeBad:        {"CHECKED"},

	"signature.refused":                {texts.SignatureInvalid.Of()},
	"signin.signer":                    {someBIN, otherBIN},
	state.ChallengeUnknown:             {someID},
	state.ChallengeStale:               {someID},
	"codes.too-many":                   {"1000"},
	"parameter.range":                  {"limit", "1", "0"},
	"product-group.unknown":            {"unknown"},
	state.OrderUnknown:                 {someID},
	"limit.exceeded":                   {"10001"},
	"page-key.half":                    {"did"},
	"document.form":                    {"content"},
	"document.empty":                   {"document"},
	"document.envelope":                {someXML},
	"document.xml":                     {someXML},
	"document.xml.notice":              {someID},
	"document.signature":               {texts.SignatureInvalid.Of()},
	"document.signer":                  {someBIN, otherBIN},
	"document.parties":                 {otherBIN},
	"document.receiver.pre-registered": {"PRE_REGISTERED_BO"},
	"document.id.taken":                {someID},
	"document.reference":               {someID},
	"documents.limit":                  {"10001"},
	"receipt.unknown":                  {someID},
	"receipt.foreign":                  {someID},
	"account.none":                     {someBIN},
	state.ParticipantUnknown:           {someID}, // of documents: which one
	state.ParticipantBlocked:           {someID},
	state.BadBIN:                       {someID},
	state.DocumentUnknown:              {someID},
}
