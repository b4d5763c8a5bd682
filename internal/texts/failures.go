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
