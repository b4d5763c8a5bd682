package pipeline

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/mockismp/mockismp/state"
)

// The kinds that arise on the way of a request, before or after the world.
const (
	TokenMissing   state.Kind = "token.missing"
	TokenExpired   state.Kind = "token.expired"
	TokenBad       state.Kind = "token.bad"
	RouteUnknown   state.Kind = "route.unknown"
	NotAcceptable  state.Kind = "accept.refused"
	MediaType      state.Kind = "content-type.refused"
	BodyTooLarge   state.Kind = "body.too-large"
	BodyMissing    state.Kind = "body.missing"
	BodyUnreadable state.Kind = "body.unreadable"
	ParamMissing   state.Kind = "parameter.missing"
	ParamType      state.Kind = "parameter.type"
	ParamUnknown   state.Kind = "parameter.unknown" // of control calls, and by rules: the real service passes over what it does not know
	ParamRepeated  state.Kind = "parameter.repeated"
	ParamPlus      state.Kind = "parameter.plus"
	AttributeError state.Kind = "attributes.wrong"
	NoAccess       state.Kind = "access.denied"
	NotFound       state.Kind = "not-found"
	ClientLeft     state.Kind = "client.left" // of control calls only: the answer reaches nobody
	Conflict       state.Kind = "conflict"
	Gone           state.Kind = "gone"
	Internal       state.Kind = "internal"
	Unavailable    state.Kind = "unavailable"
	NoAnswer       state.Kind = "no-answer"
)

// Problem is one row of a system's table of errors: what a client sees.
type Problem struct {
	Kind     state.Kind
	Status   int
	Text     string // Russian, as printed; %s takes the error's arguments in order
	Shape    Shape
	Source   string
	Evidence Evidence
}

const general = "Информация об ошибках при запросах API методов"

// GeneralProblems is the general table of errors, which every method of the
// True-API shares.
func GeneralProblems() []Problem {
	return []Problem{
		{ParamMissing, http.StatusBadRequest, "Отсутствует обязательный параметр: %s", ErrorMessage, "GET /cises/aggregated/list", Documented},
		{ParamType, http.StatusBadRequest, "Параметр %s требует значение типа %s", ErrorMessage, general, Documented},
		{ParamUnknown, http.StatusBadRequest, "Неизвестный параметр: %s", ErrorMessage, general, Assumed},
		{ParamRepeated, http.StatusBadRequest, "Параметр %s указан более одного раза", ErrorMessage, general, Assumed},
		{ParamPlus, http.StatusBadRequest, "Параметр %s содержит недопустимый символ", ErrorMessage, general, Assumed},
		{BodyMissing, http.StatusBadRequest, "Required request body is missing", ErrorMessage, "POST /cises/info", Documented},
		{BodyUnreadable, http.StatusBadRequest, "%s", ErrorMessage, "POST /cises/info", Observed},
		{TokenMissing, http.StatusUnauthorized, "Full authentication is required to access this resource", OAuth{"UnauthorizedException", "unauthorized"}, general, Documented},
		{TokenExpired, http.StatusUnauthorized, "Access token expired: %s", OAuth{"InvalidTokenException", "invalid_token"}, general, Documented},
		{TokenBad, http.StatusUnauthorized, "Cannot convert access token to JSON", OAuth{"InvalidTokenException", "invalid_token"}, "Spring Security OAuth", Sibling},
		{AttributeError, http.StatusPaymentRequired, "Ошибка в атрибутивном составе тела запроса", ErrorMessage, general, Assumed},
		{NoAccess, http.StatusForbidden, "Отсутствует доступ к ресурсу", ErrorMessage, general, Documented},
		{state.ParticipantUnknown, http.StatusForbidden, "Отсутствует доступ к ресурсу", ErrorMessage, general, Assumed},
		{state.ParticipantBlocked, http.StatusForbidden, "Отсутствует доступ к ресурсу", ErrorMessage, general, Assumed},
		{state.NoContract, http.StatusForbidden, "Отсутствует действующий договор по ТГ", ErrorMessage, "GET /cises/history", Documented},
		{NotFound, http.StatusNotFound, "%s не найден", ErrorMessage, general, Documented},
		{RouteUnknown, http.StatusNotFound, "Метод с указанным URL не найден", ErrorMessage, general, Documented},
		{NotAcceptable, http.StatusNotAcceptable, "", Empty, "Тип возвращаемого методами API контента", Documented},
		{Conflict, http.StatusConflict, "Запрос не может быть выполнен из-за конфликтного обращения к ресурсу", ErrorMessage, general, Assumed},
		{Gone, http.StatusGone, "Ресурс ранее был доступен по указанному URL, но сейчас он удалён и недоступен", ErrorMessage, general, Assumed},
		{BodyTooLarge, http.StatusRequestEntityTooLarge, "Слишком большой запрос", ErrorMessage, general, Documented},
		{MediaType, http.StatusUnsupportedMediaType, "Content type '%s' not supported", ErrorMessage, "Spring MVC", Sibling},
		{Internal, http.StatusInternalServerError, "Ошибка при выполнении запроса", ErrorMessage, general, Documented},
		{Unavailable, http.StatusServiceUnavailable, "Удаленная система недоступна", ErrorMessage, general, Documented},
		{NoAnswer, http.StatusGatewayTimeout, "Отсутствует ответ системы", ErrorMessage, general, Documented},

		// Not of the real system: what the double itself has to say.
		{state.WorldUnknown, http.StatusNotFound, "Мир %s не найден в mockismp: GET /_mock/worlds", ErrorMessage, "mockismp", Assumed},
	}
}

// text is the finished text: as many of the arguments as the text has room for.
func (p Problem) text(args []any) string {
	return fmt.Sprintf(p.Text, args[:min(len(args), strings.Count(p.Text, "%s"))]...)
}
