package texts

import "net/http"

const generalTable = "Информация об ошибках при запросах API методов"

// general is the table of errors of all methods.
func general(status int) origin { return printed(status, generalTable) }

// The texts that all methods share.
var (
	ParamMissing      = text1[string](printed(http.StatusBadRequest, "GET /cises/aggregated/list"), "general.parameter-missing", "Отсутствует обязательный параметр: %s")
	ParamType         = text2[string, string](general(http.StatusBadRequest), "general.parameter-type", "Параметр %s требует значение типа %s")
	ParamUnknown      = text1[string](ours(http.StatusBadRequest, generalTable), "general.parameter-unknown", "Неизвестный параметр: %s")
	ParamRepeated     = text1[string](ours(http.StatusBadRequest, generalTable), "general.parameter-repeated", "Параметр %s указан более одного раза")
	ParamPlus         = text1[string](ours(http.StatusBadRequest, generalTable), "general.parameter-plus", "Параметр %s содержит недопустимый символ")
	BodyMissing       = text0(printed(http.StatusBadRequest, "POST /cises/info"), "general.body-missing", "Required request body is missing")
	BodyUnreadable    = text1[string](origin{http.StatusBadRequest, "POST /cises/info", Observed}, "general.body-unreadable", "%s")
	TokenMissing      = text0(general(http.StatusUnauthorized), "general.token-missing", "Full authentication is required to access this resource")
	TokenMissingJSON  = text0(sibling(http.StatusUnauthorized, "«Описание True API» 16.0"), "general.token-missing.json", "Для доступа к этому ресурсу требуется полная аутентификация")
	TokenExpired      = text1[string](general(http.StatusUnauthorized), "general.token-expired", "Access token expired: %s")
	TokenBad          = text0(sibling(http.StatusUnauthorized, "Spring Security OAuth"), "general.token-bad", "Cannot convert access token to JSON")
	AttributesWrong   = text0(general(http.StatusPaymentRequired), "general.attributes-wrong", "Ошибка в атрибутивном составе тела запроса")
	NoAccess          = text0(general(http.StatusForbidden), "general.no-access", "Отсутствует доступ к ресурсу")
	NoContract        = text0(printed(http.StatusForbidden, "GET /cises/history"), "general.no-contract", "Отсутствует действующий договор по ТГ")
	NoContractHere    = text0(printed(http.StatusForbidden, "POST /cises/info"), "general.no-contract.small-letter", "отсутствует действующий договор по ТГ")
	NotFound          = text1[string](general(http.StatusNotFound), "general.not-found", "%s не найден")
	Resource          = text0(own, "general.resource", "Ресурс")
	RouteUnknown      = text0(general(http.StatusNotFound), "general.route-unknown", "Метод с указанным URL не найден")
	NotAcceptable     = text0(printed(http.StatusNotAcceptable, "Тип возвращаемого методами API контента"), "general.not-acceptable", "")
	Conflict          = text0(general(http.StatusConflict), "general.conflict", "Запрос не может быть выполнен из-за конфликтного обращения к ресурсу")
	Gone              = text0(general(http.StatusGone), "general.gone", "Ресурс ранее был доступен по указанному URL, но сейчас он удалён и недоступен")
	BodyTooLarge      = text0(general(http.StatusRequestEntityTooLarge), "general.body-too-large", "Слишком большой запрос")
	MediaType         = text1[string](sibling(http.StatusUnsupportedMediaType, "Spring MVC"), "general.media-type", "Content type '%s' not supported")
	MediaTypeOfFormal = text0(printed(http.StatusUnsupportedMediaType, documentsChapter), "general.media-type.formal", "Формат содержимого не поддерживается сервером")
	TooManyRequests   = text0(sibling(http.StatusTooManyRequests, "«Описание True API» 16.0"), "general.too-many-requests", "Превышено допустимое количество запросов")
	Internal          = text0(general(http.StatusInternalServerError), "general.internal", "Ошибка при выполнении запроса")
	InternalOfCodes   = text0(printed(http.StatusInternalServerError, "POST /cises/info"), "general.internal.codes", "Ошибка получения информации о КМ")
	InternalOfDocs    = text0(printed(http.StatusInternalServerError, documentsChapter), "general.internal.documents", "Произошла внутренняя ошибка")
	Unavailable       = text0(general(http.StatusServiceUnavailable), "general.unavailable", "Удаленная система недоступна")
	NoAnswer          = text0(general(http.StatusGatewayTimeout), "general.no-answer", "Отсутствует ответ системы")

	// Not of the real system: what the double itself has to say.
	WorldUnknown = text1[string](ours(http.StatusNotFound, "mockismp"), "mock.world-unknown", "Мир %s не найден в mockismp: GET /_mock/worlds")
	OutcomeBad   = text1[string](ours(http.StatusBadRequest, "mockismp"), "mock.outcome-bad", "Неверное значение заголовка X-Mock-Outcome: %s")
)
