package trueapi

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// problems is the table of errors of the True-API: the general one, and behind
// it what its methods add. A method that words a kind in its own way has that
// row beside its route. What the rows say stands in the catalogue of texts.
func (a *API) problems() []pipeline.Problem {
	return append(generalProblems(a.Negotiate), ownProblems()...)
}

// says is a kind of errors in a text of the catalogue, in the general shape.
func says(k state.Kind, text *texts.Row) pipeline.Problem {
	return pipeline.Problem{Kind: k, Key: text.Key, Status: text.Status, Text: text.Text, Shape: errorMessage, Source: text.Source, Evidence: text.Evidence}
}

// here is a row whose method uses a text of another one: what is given is of this
// use, what is zero of the text.
func here(p pipeline.Problem, status int, source string, e texts.Evidence) pipeline.Problem {
	p.Status, p.Source, p.Evidence = cmp.Or(status, p.Status), cmp.Or(source, p.Source), cmp.Or(e, p.Evidence)
	return p
}

func ownProblems() []pipeline.Problem {
	return []pipeline.Problem{
		says(signatureRefused, texts.SignInSignature.Row),
		says(signerIsAnother, texts.SignInSigner.Row),
		says(uuidMissing400, texts.UUIDMissing.Row),
		here(says(uuidMissing401, texts.UUIDMissing.Row), http.StatusUnauthorized, "", ""),
		says(state.ChallengeUnknown, texts.ChallengeUnknown.Row),
		says(state.ChallengeStale, texts.ChallengeStale.Row),

		says(noCodes, texts.NoCodes.Row),
		says(tooManyCodes, texts.TooManyCodes.Row),
		says(outOfRange, texts.OutOfRange.Row),
		says(codesNotFound, texts.CodesNotFound.Row),
		says(groupUnknown, texts.GroupUnknown.Row),
		says(gtinMissing, texts.GTINMissing.Row),
		says(gtinUnknown, texts.GTINUnknown.Row),
		says(state.CodeUnreadable, texts.CodeMalformed.Row),
		says(state.OrderUnknown, texts.OrderUnknown.Row),
		says(limitExceeded, texts.LimitExceeded.Row),
		says(noParameters, texts.NoParameters.Row),
		says(pageKeyHalf, texts.PageKeyHalf.Row),

		says(productNotFound, texts.ProductAbsent.Row),
		says(productsNotFound, texts.ProductsNone.Row),

		says(intake.BadForm, texts.FormWrong.Row),
		says(intake.BadEnvelope, texts.XMLWrong.Row),
		says(intake.BadXML, texts.XMLWrong.Row),
		says(intake.BadSignature, texts.SignatureWrong.Row),
		says(intake.SignerIsAnother, texts.SignerWrong.Row),
		says(intake.BadParties, texts.PartiesWrong.Row),
		says(intake.NotRegistered, texts.NotRegistered.Row),
		here(says(intake.IDTaken, texts.IDTaken.Row), 0, "", texts.Assumed),
		says(intake.NoBody, texts.NoBody.Row),
		says(documentsNotFound, texts.DocumentsNone.Row),
		says(receiptUnknown, texts.ReceiptUnknown.Row),
		says(receiptForeign, texts.ReceiptForeign.Row),
		says(intake.BadReference, texts.ReferenceWrong.Row),
		says(docsLimit, texts.ListLimit.Row),
		here(says(docsNegative, texts.Internal.Row), 0, "GET /edo-api/outgoing-documents", ""),

		says(pidMissing, texts.PidMissing.Row),
		says(noAccount, texts.NoAccount.Row),
	}
}

// signInProblems are the rows of what sign-in is refused for, in its own shape.
func signInProblems() (rows []pipeline.Problem) {
	kinds := []state.Kind{
		signatureRefused, signerIsAnother, uuidMissing400, uuidMissing401, state.ChallengeUnknown, state.ChallengeStale,
		pipeline.ParamMissing, pipeline.BodyMissing, pipeline.BodyUnreadable, state.ParticipantUnknown, state.ParticipantBlocked,
	}
	for _, row := range append(generalProblems(true), ownProblems()...) {
		if slices.Contains(kinds, row.Kind) {
			row.Shape = signInShape{}
			rows = append(rows, row)
		}
	}
	return rows
}

// smallLetterProblems: two methods begin the text with a small letter, the others with a capital.
func smallLetterProblems() []pipeline.Problem {
	return []pipeline.Problem{says(state.NoContract, texts.NoContractHere.Row)}
}

func cisesInfoProblems() []pipeline.Problem {
	internal := says(pipeline.Internal, texts.InternalOfCodes.Row)
	internal.Shape = errorPair
	return append(smallLetterProblems(), internal)
}

// edo is a row of the methods of edo-api.
func edo(k state.Kind, text *texts.Row) pipeline.Problem {
	return here(says(k, text), 0, texts.ParametersWrong.Source, "")
}

// listProblems: «Параметры для поиска не получены или некорректны».
func listProblems() []pipeline.Problem {
	return []pipeline.Problem{says(pipeline.ParamType, texts.ListParameters.Row)}
}

// bodyProblems: the incoming method prints the outgoing one's words too.
func bodyProblems() []pipeline.Problem {
	return []pipeline.Problem{says(state.DocumentUnknown, texts.OutgoingUnknown.Row)}
}

func eventProblems(missing *texts.Row) []pipeline.Problem {
	return []pipeline.Problem{says(state.DocumentUnknown, missing), says(parametersWrong, texts.ParametersWrong.Row)}
}

// formalProblems: the method has words of its own for another Content-Type.
func formalProblems() []pipeline.Problem {
	return []pipeline.Problem{says(pipeline.MediaType, texts.MediaTypeOfFormal.Row)}
}

// decisionProblems: whatever is wrong with a decision, the text is one.
func decisionProblems() []pipeline.Problem {
	var rows []pipeline.Problem
	for _, k := range []state.Kind{
		state.DocumentUnknown, state.DocumentStatus, state.WithdrawalLate, state.TitleMissing, parametersWrong, intake.BadSignature, intake.SignerIsAnother,
	} {
		rows = append(rows, says(k, texts.ParametersWrong.Row))
	}
	return rows
}

// infoProblems are shared by the two methods that read one document.
func infoProblems(internal texts.Evidence) []pipeline.Problem {
	return []pipeline.Problem{
		says(state.DocumentUnknown, texts.DocumentUnknown.Row),
		here(says(pipeline.Internal, texts.InternalOfDocs.Row), 0, "", internal),
	}
}

// searchProblems: «Параметры для поиска не получены или некорректны», whatever is
// wrong with them; a body that is no JSON is told as everywhere.
func searchProblems() []pipeline.Problem {
	rows := listProblems()
	for _, k := range []state.Kind{pipeline.ParamMissing, pipeline.BodyMissing} {
		rows = append(rows, says(k, texts.ListParameters.Row))
	}
	return rows
}

// noticeProblems are shared by the methods that take notices, which spell one
// word of the 400 differently.
func noticeProblems(badXML *texts.Row) []pipeline.Problem {
	var rows []pipeline.Problem
	for _, k := range []state.Kind{intake.BadEnvelope, intake.BadXML} { // the schema holds the prefix of fileId, too
		rows = append(rows, edo(k, badXML))
	}
	rows = append(rows, says(intake.BadNotice, texts.NoticeXMLWrong.Row))
	for _, k := range intake.SignatureKinds() {
		rows = append(rows, says(k, texts.NoticeSignature.Row))
	}
	for _, k := range intake.ProcessingKinds() {
		rows = append(rows, says(k, texts.NoticeProcessing.Row))
	}
	return append(rows,
		here(edo(intake.IDTaken, texts.IDTaken.Row), http.StatusUnprocessableEntity, "", ""),
		says(pipeline.Internal, texts.InternalOfDocs.Row))
}

// recognitionProblems: whatever keeps a document of recognition from being taken
// is a 422 in the method's own shape.
func recognitionProblems(shape pipeline.Shape) []pipeline.Problem {
	return []pipeline.Problem{
		untaken(shape, intake.BadXML, texts.SchemaFailed.Row),
		untaken(shape, intake.Empty, texts.NotFilled.Row),
		untaken(shape, intake.BadEnvelope, texts.FormWrong.Row),
		untaken(shape, intake.BadSignature, texts.SignatureWrong.Row),
		untaken(shape, intake.SignerIsAnother, texts.SignerWrong.Row),
	}
}

// acceptanceProblems: an acceptance is about a shipment, and that may not be there.
func acceptanceProblems() []pipeline.Problem {
	return append(recognitionProblems(arrivalShape), untaken(arrivalShape, intake.BadReference, texts.ReferenceWrong.Row))
}

func untaken(shape pipeline.Shape, k state.Kind, text *texts.Row) pipeline.Problem {
	p := here(says(k, text), http.StatusUnprocessableEntity, texts.SchemaFailed.Source, "")
	p.Shape = shape
	return p
}

// shipmentProblems: «400 BAD REQUEST Документ не найден по shipmentId».
func shipmentProblems() []pipeline.Problem {
	return []pipeline.Problem{says(state.DocumentUnknown, texts.ShipmentUnknown.Row)}
}

// searchV2Problems: one 422 is printed, without its words.
func searchV2Problems() (rows []pipeline.Problem) {
	for _, k := range []state.Kind{pipeline.ParamType, pipeline.BodyMissing, pipeline.BodyUnreadable} {
		rows = append(rows, untaken(arrivalShape, k, texts.ValidationFailed.Row))
	}
	return rows
}

// arrivalProblems: the id that was asked stands in the text; its words were lost.
func arrivalProblems(shape pipeline.Shape) []pipeline.Problem {
	rows := []pipeline.Problem{
		says(state.DocumentUnknown, texts.ArrivalUnknown.Row),
		here(says(pipeline.Internal, texts.Internal.Row), 0, texts.SchemaFailed.Source, texts.Assumed),
	}
	for i := range rows {
		rows[i].Shape = shape
	}
	return rows
}
