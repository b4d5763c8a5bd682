package dict

import "strconv"

// The types of documents as the registry spells them.
const (
	ReceiptType       = "RECEIPT"
	ReceiptReturnType = "RECEIPT_RETURN"
	IntroductionType  = "KZ_INTRODUCE_GOODS"
	WithdrawalType    = "MTTPS_90"
	ImportType        = "IMPORT"
	TransitType       = "IMPORT_TRANSIT"
	WriteOffType      = "WRITE_OFF"
	AggregationType   = "AGGREGATION_DOCUMENT"
	TransferType      = "KZ_UPD"
)

// The types that the dictionary does not have, and methods of recognition do.
const (
	CrossborderType  = "EAS_CROSSBORDER"       // code 174
	CrossborderGroup = "EAS_CROSSBORDER_GROUP" // in searches: both
	AcceptanceType   = "LP_ACCEPT_GOODS"       // code 29
)

const byFiscalOperator = "Формируется оператором фискальных данных"

var documentTypes = []Row{
	{Code: ReceiptType, About: "Чек", Format: byFiscalOperator},
	{Code: ReceiptReturnType, About: "Чек возврата", Format: byFiscalOperator},
	{Code: IntroductionType, About: "повторный ввод в оборот"},
	{Code: WithdrawalType, About: "вывод из оборота"},
	{Code: ImportType, About: "ввоз из третьих стран"},
	{Code: TransitType, About: "ввоз из стран ЕАЭС"},
	{Code: WriteOffType, About: "списание"},
	{Code: AggregationType, About: "агрегация"},
	{Code: TransferType, About: "акт Приема-передачи"},
}

// DocumentTypeByCode finds a type of documents ("KZ_UPD").
func DocumentTypeByCode(code string) (Row, bool) { return byCode(documentTypes, code) }

// The statuses of documents as the registry spells them.
const (
	InProgress      = "IN_PROGRESS"
	CheckedOK       = "CHECKED_OK"
	CheckedNotOK    = "CHECKED_NOT_OK"
	ProcessingError = "PROCESSING_ERROR"
	Undefined       = "UNDEFINED"
)

var documentStatuses = []Row{
	{Code: InProgress, About: "Проверяется"},
	{Code: CheckedOK, About: "Оформлен"},
	{Code: CheckedNotOK, About: "Ошибка при проверке"},
	{Code: ProcessingError, About: "Ошибка при обработке"},
	{Code: Undefined, About: "Не определён"},
}

// DocumentStatusByCode finds a status of documents ("CHECKED_OK").
func DocumentStatusByCode(code string) (Row, bool) { return byCode(documentStatuses, code) }

// The numbers of «Статусы для Акта ПП».
const (
	ActSent       = 1
	ActNotice     = 2 // a divergence notice in the dictionary; the lists show it as 3
	ActWaiting    = 3
	ActApproved   = 4
	ActRejected   = 5
	ActDiverged   = 8
	ActFailed     = 10
	ActWithdrawn  = 16
	ActAnnulled   = 17
	ActCounting   = 18
	ActCounted    = 19
	ActProcessing = 20
)

// actStatuses tell where an act or a notice of the EDO methods stands, with the
// operator's slips of the pen.
var actStatuses = rows([]actStatus{
	{ActSent, "Отравлен. Промежуточный статус(Отправлен)"},
	{ActNotice, "Новое. Для Уведомления о расхождении"},
	{ActWaiting, "Документ зарегистрирован. Т.е. прошел первичные проверки и валидацию(Ожидает подтверждения)"},
	{ActApproved, "Подтвержден получателем(Подписан получателем)"},
	{ActRejected, "Отклонен получателем(Отклонен)"},
	{ActDiverged, "Зарегистрировано Уведомление о расхождении(На согласовании)"},
	{ActFailed, "Не прошел валидацию. Ошибочный документ(Ошибка доставки)"},
	{ActWithdrawn, "Отозван отравителем(Отозван)"},
	{ActAnnulled, "Зарегистрирован корректировочный Акт ПП(Аннулирован)"},
	{ActCounting, "Запущена асинхронная операция расчета итогов (статус: Расчет итогов)"},
	{ActCounted, "Асинхронный расчёт итогов завершен (статус: Готов к регистрации)"},
	{ActProcessing, "Запущен асинхронная проверка Итогов (статус: Обработка документа)"},
}, func(s actStatus) Row { return Row{Code: strconv.Itoa(s.number), About: s.about} })

type actStatus struct {
	number int
	about  string
}

// ActStatusNumbers gives the numbers of «Статусы для Акта ПП» in their order.
func ActStatusNumbers() (numbers []int) {
	for _, r := range actStatuses {
		n, _ := strconv.Atoi(r.Code)
		numbers = append(numbers, n)
	}
	return numbers
}
