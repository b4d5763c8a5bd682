package texts

const failuresOfSister = "«Описание True API» 16.0, errors of documents, with «код маркировки» and «ИС МПТ» as the Kazakh text says"

var ancestor = sibling(0, failuresOfSister)

// What documents fail by: the first value is what it is about. The Kazakh text
// prints one sentence, of a wrong status, without most of its words; the others
// are those of the sister system.
var (
	FailDuplicate   = text0(ancestor, "failures.duplicate", "Документ с таким номером уже зарегистрирован в ИС МПТ")
	FailParticipant = text1[string](ancestor, "failures.participant", "Участник %[1]s не идентифицирован (не зарегистрирован)")
	FailNotFound    = text1[string](ancestor, "failures.not-found", "Коды маркировки %[1]s не найден(ы)")
	FailNoRights    = text2[string, string](ancestor, "failures.no-rights", "У участника %[2]s нет полномочий на выполнение операции с кодом маркировки %[1]s")
	FailStatus      = text2[string, int](ours(0, "GET /receipt/listV2 prints the outline: three words, code, two words, number, four words"), "failures.status", "Статус кода маркировки %[1]s не соответствует %[2]d недопустим для этой операции")
	FailComposition = text0(ancestor, "failures.composition", "Состав или имя документа некорректно")
	FailNoProduct   = text1[string](ancestor, "failures.no-product", "Продукция с GTIN %[1]s не найдена")
	FailProduct     = text2[string, string](ancestor, "failures.product", "У участника %[2]s нет полномочий на выполнение операций с продукцией, имеющей GTIN %[1]s")
	FailNotPaid     = text1[string](ancestor, "failures.not-paid", "Код маркировки не оплачен \"%[1]s\"")
	FailUnparsed    = text0(ancestor, "failures.unparsed", "Содержание или имя документа некорректно. Не смогли распарсить")
	FailNoGoods     = text0(ancestor, "failures.no-goods", "В документе нет сведений о маркированном товаре")
	FailEmission    = text0(ancestor, "failures.emission", "Код маркировки имеет некорректный тип эмиссии")
	FailReference   = text1[string](ancestor, "failures.reference", "Документ с id %[1]s не найден")
	FailMalformed   = text1[string](ancestor, "failures.malformed", "Неверный код маркировки %[1]s")
	FailChain       = text0(ancestor, "failures.chain", "Код маркировки отсутствует в цепочке универсальных документов")
	FailPackage     = text1[string](ancestor, "failures.package", "Тип упаковки кода маркировки %[1]s не соответствует выполняемой операции")
	FailGroups      = text0(own, "failures.groups", "Коды маркировки относятся к разным товарным группам")
	FailEmpty       = text1[string](ancestor, "failures.empty", "%[1]s не содержит кодов маркировки")
	FailFormat      = text0(ancestor, "failures.format", "Код маркировки неподдерживаемого формата")
	FailOther       = text0(ancestor, "failures.other", "Ошибка валидации документа")
	FailSignature   = text0(ancestor, "failures.signature", "Не пройдена проверка подписи")
)

// What stands behind a failure, and says more of it.
var (
	Detailed   = text2[Said, Said](own, "goods.detailed", "%s: %s")
	LooksLike  = text1[Said](own, "goods.looks-like", "похоже, %s")
	AndDamaged = text2[Said, Said](own, "goods.and", "%s; %s", "%s; and %s")

	LostSeparator = text0(own, "goods.lost-separator", "за кодом стоит криптохвост без разделителя GS или другой код")
	BlanksAround  = text0(own, "goods.blanks", "вокруг кода стоят пробелы или переносы строк")
	WithTail      = text0(own, "goods.tail", "код указан с криптохвостом")
	WithoutGTIN   = text3[string, string, int](own, "goods.without-gtin", "в коде маркировки %s нет товара с GTIN %s (строка %d)")
	GTINNotNamed  = text3[string, string, int](own, "goods.gtin-not-named", "для кода маркировки %s не указан товар с GTIN %s (строка %d)")
	OtherGTIN     = text2[string, int](own, "goods.other-gtin", "указан GTIN %s (строка %d)")
	ListedTwice   = text3[string, int, int](own, "goods.twice", "код маркировки %s указан дважды (строки %d и %d)")
	NotWithin     = text3[string, string, int](own, "goods.not-within", "код маркировки %s не вложен в код %s (строка %d)")
	WithinAnother = text3[string, string, int](own, "goods.within-another", "код маркировки %s вложен в указанный в документе агрегат %s (строка %d)")
	InPackage     = text1[string](own, "goods.in-package", "код вложен в упаковку %s")
	OtherTNVED    = text2[string, string](own, "goods.tnved", "код ТН ВЭД %s не соответствует товару с GTIN %s")
	WrongCount    = text4[string, int, int, int](own, "goods.count", "количество потребительских упаковок в коде %s: указано %d, в системе %d (строка %d)")
	WrongTotal    = text3[string, int, int](own, "goods.total", "итог по GTIN %s: указано %d, в системе %d")
	GivenByMaker  = text0(own, "goods.given-by-maker", "нанесённый код передаёт только производитель")
	SenderBlocked = text0(own, "goods.sender-blocked", "участник заблокирован")

	OnlyOfGroups    = text5[Said, string, string, string, int](own, "goods.groups", "%s только для ТГ %s, код маркировки %s относится к ТГ %s (строка %d)")
	DocumentIsMade  = text0(own, "goods.groups.document", "Документ оформляется")
	ReasonIsUsed    = text2[string, string](own, "goods.groups.reason", "Причина %s (%s) применяется")
	NoContractFor   = text2[string, string](own, "goods.no-contract", "У участника %[1]s отсутствует действующий договор по ТГ %[2]s")
	ReferenceAbsent = text1[string](own, "goods.reference-absent", "Документ %s не найден")
	ReferenceMoved  = text2[string, string](own, "goods.reference-moved", "Документ %s в статусе %s")
	ReceiptFailed   = text2[string, string](own, "receipts.failed", "%s: код маркировки %s")
)
