package trueapi

import (
	"net/http"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

const general = "Информация об ошибках при запросах API методов"

// generalProblems is the general table of errors, which all methods share.
// negotiate sends a 401 as JSON to clients that ask for JSON first.
func generalProblems(negotiate bool) []pipeline.Problem {
	const documented, sibling, assumed = pipeline.Documented, pipeline.Sibling, pipeline.Assumed
	rows := []struct {
		kind     state.Kind
		status   int
		text     string
		shape    pipeline.Shape
		source   string
		evidence pipeline.Evidence
	}{
		{pipeline.ParamMissing, http.StatusBadRequest, "Отсутствует обязательный параметр: %s", errorMessage, "GET /cises/aggregated/list", documented},
		{pipeline.ParamType, http.StatusBadRequest, "Параметр %s требует значение типа %s", errorMessage, general, documented},
		{pipeline.ParamUnknown, http.StatusBadRequest, "Неизвестный параметр: %s", errorMessage, general, assumed},
		{pipeline.ParamRepeated, http.StatusBadRequest, "Параметр %s указан более одного раза", errorMessage, general, assumed},
		{pipeline.ParamPlus, http.StatusBadRequest, "Параметр %s содержит недопустимый символ", errorMessage, general, assumed},
		{pipeline.BodyMissing, http.StatusBadRequest, "Required request body is missing", errorMessage, "POST /cises/info", documented},
		{pipeline.BodyUnreadable, http.StatusBadRequest, "%s", errorMessage, "POST /cises/info", pipeline.Observed},
		{pipeline.TokenMissing, http.StatusUnauthorized, "Full authentication is required to access this resource", oauth{"UnauthorizedException", "unauthorized", negotiate}, general, documented},
		{pipeline.TokenExpired, http.StatusUnauthorized, "Access token expired: %s", oauth{"InvalidTokenException", "invalid_token", negotiate}, general, documented},
		{pipeline.TokenBad, http.StatusUnauthorized, "Cannot convert access token to JSON", oauth{"InvalidTokenException", "invalid_token", negotiate}, "Spring Security OAuth", sibling},
		{pipeline.AttributeError, http.StatusPaymentRequired, "Ошибка в атрибутивном составе тела запроса", errorMessage, general, assumed},
		{pipeline.NoAccess, http.StatusForbidden, "Отсутствует доступ к ресурсу", errorMessage, general, documented},
		{state.ParticipantUnknown, http.StatusForbidden, "Отсутствует доступ к ресурсу", errorMessage, general, assumed},
		{state.ParticipantBlocked, http.StatusForbidden, "Отсутствует доступ к ресурсу", errorMessage, general, assumed},
		{state.NoContract, http.StatusForbidden, "Отсутствует действующий договор по ТГ", errorMessage, "GET /cises/history", documented},
		{pipeline.NotFound, http.StatusNotFound, "%s не найден", errorMessage, general, documented},
		{pipeline.RouteUnknown, http.StatusNotFound, "Метод с указанным URL не найден", errorMessage, general, documented},
		{pipeline.NotAcceptable, http.StatusNotAcceptable, "", pipeline.Empty, "Тип возвращаемого методами API контента", documented},
		{pipeline.Conflict, http.StatusConflict, "Запрос не может быть выполнен из-за конфликтного обращения к ресурсу", errorMessage, general, assumed},
		{pipeline.Gone, http.StatusGone, "Ресурс ранее был доступен по указанному URL, но сейчас он удалён и недоступен", errorMessage, general, assumed},
		{pipeline.BodyTooLarge, http.StatusRequestEntityTooLarge, "Слишком большой запрос", errorMessage, general, documented},
		{pipeline.MediaType, http.StatusUnsupportedMediaType, "Content type '%s' not supported", errorMessage, "Spring MVC", sibling},
		{pipeline.Internal, http.StatusInternalServerError, "Ошибка при выполнении запроса", errorMessage, general, documented},
		{pipeline.Unavailable, http.StatusServiceUnavailable, "Удаленная система недоступна", errorMessage, general, documented},
		{pipeline.NoAnswer, http.StatusGatewayTimeout, "Отсутствует ответ системы", errorMessage, general, documented},

		// Not of the real system: what the double itself has to say.
		{state.WorldUnknown, http.StatusNotFound, "Мир %s не найден в mockismp: GET /_mock/worlds", errorMessage, "mockismp", assumed},
		{state.OutcomeBad, http.StatusBadRequest, "Неверное значение заголовка X-Mock-Outcome: %s", errorMessage, "mockismp", assumed},
	}
	out := make([]pipeline.Problem, len(rows))
	for i, r := range rows {
		out[i] = pipeline.Problem{Kind: r.kind, Status: r.status, Text: r.text, Shape: r.shape, Source: r.source, Evidence: r.evidence}
		out[i].Anyhow = r.status == http.StatusUnauthorized && !negotiate
	}
	return out
}
