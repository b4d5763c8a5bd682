package dict

const byFiscalOperator = "Формируется оператором фискальных данных"

var documentTypes = []Row{
	{Code: "RECEIPT", About: "Чек", Format: byFiscalOperator},
	{Code: "RECEIPT_RETURN", About: "Чек возврата", Format: byFiscalOperator},
	{Code: "KZ_INTRODUCE_GOODS", About: "повторный ввод в оборот"},
	{Code: "MTTPS_90", About: "вывод из оборота"},
	{Code: "IMPORT", About: "ввоз из третьих стран"},
	{Code: "IMPORT_TRANSIT", About: "ввоз из стран ЕАЭС"},
	{Code: "WRITE_OFF", About: "списание"},
	{Code: "AGGREGATION_DOCUMENT", About: "агрегация"},
	{Code: "KZ_UPD", About: "акт Приема-передачи"},
}

// DocumentTypeByCode finds a type of documents ("KZ_UPD").
func DocumentTypeByCode(code string) (Row, bool) { return byCode(documentTypes, code) }

var documentStatuses = []Row{
	{Code: "IN_PROGRESS", About: "Проверяется"},
	{Code: "CHECKED_OK", About: "Оформлен"},
	{Code: "CHECKED_NOT_OK", About: "Ошибка при проверке"},
	{Code: "PROCESSING_ERROR", About: "Ошибка при обработке"},
	{Code: "UNDEFINED", About: "Не определён"},
}

// DocumentStatusByCode finds a status of documents ("CHECKED_OK").
func DocumentStatusByCode(code string) (Row, bool) { return byCode(documentStatuses, code) }

// actStatuses tell where an act or a notice of the EDO methods stands, with the
// operator's slips of the pen.
var actStatuses = []Row{
	{Code: "1", About: "Отравлен. Промежуточный статус(Отправлен)"},
	{Code: "2", About: "Новое. Для Уведомления о расхождении"},
	{Code: "3", About: "Документ зарегистрирован. Т.е. прошел первичные проверки и валидацию(Ожидает подтверждения)"},
	{Code: "4", About: "Подтвержден получателем(Подписан получателем)"},
	{Code: "5", About: "Отклонен получателем(Отклонен)"},
	{Code: "8", About: "Зарегистрировано Уведомление о расхождении(На согласовании)"},
	{Code: "10", About: "Не прошел валидацию. Ошибочный документ(Ошибка доставки)"},
	{Code: "16", About: "Отозван отравителем(Отозван)"},
	{Code: "17", About: "Зарегистрирован корректировочный Акт ПП(Аннулирован)"},
	{Code: "18", About: "Запущена асинхронная операция расчета итогов (статус: Расчет итогов)"},
	{Code: "19", About: "Асинхронный расчёт итогов завершен (статус: Готов к регистрации)"},
	{Code: "20", About: "Запущен асинхронная проверка Итогов (статус: Обработка документа)"},
}
