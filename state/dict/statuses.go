package dict

// CodeStatus is the status of a marking code; its number is the ID of «Статусы КМ».
type CodeStatus uint8

// The statuses of codes with the numbers of the dictionary.
const (
	Emitted            CodeStatus = 0
	Applied            CodeStatus = 1
	Introduced         CodeStatus = 2
	WrittenOff         CodeStatus = 3
	Withdrawn          CodeStatus = 4
	ReservedNotUsed    CodeStatus = 5
	IntroducedReturned CodeStatus = 6
	Disaggregated      CodeStatus = 7
	Exported           CodeStatus = 9
	LoanRetired        CodeStatus = 10
	RemarkRetired      CodeStatus = 11
	AppliedNotPaid     CodeStatus = 12
)

// CodeStatusRow is one row of «Статусы КМ».
type CodeStatusRow struct {
	Status CodeStatus
	Code   string // as answers carry it in status
	About  string
}

var codeStatuses = []CodeStatusRow{
	{Introduced, "INTRODUCED", "Введен в оборот"},
	{IntroducedReturned, "INTRODUCED_RETURNED", "Возвращён в оборот"},
	{Withdrawn, "WITHDRAWN", "Выведен из оборота, продан"},
	{LoanRetired, "LOAN_RETIRED", "Выведен из оборота по договору рассрочки"},
	{RemarkRetired, "REMARK_RETIRED", "Выведен из оборота при перемаркировке"},
	{Disaggregated, "DISAGGREGATED", "Дезагрегирован"},
	{ReservedNotUsed, "RESERVED_NOT_USED", "Зарезервировано. Не использовать"},
	{Exported, "EXPORTED", "Используется для документов экспорта"},
	{Applied, "APPLIED", "Нанесён"},
	{AppliedNotPaid, "APPLIED_NOT_PAID", "Нанесён, не оплачен"},
	{WrittenOff, "WRITTEN_OFF", "Списан"},
	{Emitted, "EMITTED", "Эмитирован"},
}

// CodeStatuses gives all rows in the order of the dictionary.
func CodeStatuses() []CodeStatusRow { return append([]CodeStatusRow(nil), codeStatuses...) }

// CodeStatusByCode finds a status by its code ("APPLIED").
func CodeStatusByCode(code string) (CodeStatus, bool) {
	r, ok := find(codeStatuses, func(r CodeStatusRow) bool { return r.Code == code })
	return r.Status, ok
}

// String is the code of the status as the API spells it, "" for an unknown number.
func (s CodeStatus) String() string {
	for i := range codeStatuses {
		if codeStatuses[i].Status == s {
			return codeStatuses[i].Code
		}
	}
	return ""
}

// About is the status in the operator's words, "" for an unknown number.
func (s CodeStatus) About() string {
	r, _ := find(codeStatuses, func(r CodeStatusRow) bool { return r.Status == s })
	return r.About
}
