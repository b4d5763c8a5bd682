package trueapi

import (
	"net/http"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/pipeline"
	"github.com/mockismp/mockismp/state"
)

// Base is where the True-API stands (chapter «Единый адрес сервера»).
const Base = "/api/v3/true-api"

// bodyLimit is the largest body: «Максимальный размер документа, передаваемого
// по API, не должен превышать 30 мегабайт».
const bodyLimit = 30 << 20

// API is the True-API with the settings that its methods look at.
type API struct {
	Signature pki.Level // how far signatures are checked
}

// System is the True-API as the pipeline serves it.
func (a *API) System() *pipeline.System {
	return &pipeline.System{
		Name: "True-API", Base: Base, Routes: a.routes(), Problems: pipeline.GeneralProblems(), Limit: bodyLimit, Decode: pipeline.DecodeJackson,
	}
}

// routes is the table of contents, in the order of the specification.
func (a *API) routes() []pipeline.Route {
	return []pipeline.Route{
		// Инструкция для получения токена
		{Method: "GET", Path: "/auth/key", Name: "auth.key", Access: pipeline.Open, Handler: pipeline.Handle(a.authKey), Source: "GET /auth/key", Evidence: pipeline.Observed},
		{Method: "POST", Path: "/auth/simpleSignIn", Name: "auth.simpleSignIn", Access: pipeline.Open, Handler: pipeline.Handle(a.simpleSignIn), Own: signInProblems(), Source: "POST /auth/simpleSignIn", Evidence: pipeline.Documented},

		// Методы работы с КМ
		{Method: "POST", Path: "/cises/info", Name: "cises.info", Access: pipeline.Bearer, Handler: pipeline.Handle(a.cisesInfo), Own: cisesInfoProblems(), Source: "POST /cises/info", Evidence: pipeline.Observed},
	}
}

// The refusals of sign-in. The chapter prints no table of errors: statuses
// after the sister system (400 for a missing field, 403 for the signature),
// texts ours.
func signInProblems() []pipeline.Problem {
	const source = "POST /auth/simpleSignIn"
	return []pipeline.Problem{
		{Kind: signatureRefused, Status: http.StatusForbidden, Text: "Ошибка проверки подписи: %s", Shape: pipeline.ErrorMessage, Source: source, Evidence: pipeline.Assumed},
		{Kind: signerIsAnother, Status: http.StatusForbidden, Text: "Подпись принадлежит %s, а вход запрошен для %s", Shape: pipeline.ErrorMessage, Source: source, Evidence: pipeline.Assumed},
		{Kind: state.ChallengeUnknown, Status: http.StatusForbidden, Text: "Идентификатор uuid %s не найден", Shape: pipeline.ErrorMessage, Source: source, Evidence: pipeline.Assumed},
		{Kind: state.ChallengeStale, Status: http.StatusForbidden, Text: "Срок действия uuid %s истёк", Shape: pipeline.ErrorMessage, Source: source, Evidence: pipeline.Assumed},
	}
}

func cisesInfoProblems() []pipeline.Problem {
	const source = "POST /cises/info"
	return []pipeline.Problem{
		{Kind: noCodes, Status: http.StatusBadRequest, Text: "В запросе не указан ни один КМ", Shape: pipeline.ErrorMessage, Source: source, Evidence: pipeline.Documented},
		{Kind: tooManyCodes, Status: http.StatusBadRequest, Text: "Превышено допустимое количество КМ в запросе: %s, допустимо не более %s", Shape: pipeline.ErrorMessage, Source: source, Evidence: pipeline.Assumed},
		{Kind: groupUnknown, Status: http.StatusBadRequest, Text: "Could not determine product group by name '%s'", Shape: pipeline.ErrorMessage, Source: source, Evidence: pipeline.Sibling},
		{Kind: state.NoContract, Status: http.StatusForbidden, Text: "отсутствует действующий договор по ТГ", Shape: pipeline.ErrorMessage, Source: source, Evidence: pipeline.Documented},
		{Kind: pipeline.Internal, Status: http.StatusInternalServerError, Text: "Ошибка получения информации о КМ", Shape: pipeline.ErrorPair, Source: source, Evidence: pipeline.Documented},
	}
}
