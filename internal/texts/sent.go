package texts

// What is wrong with documents that are sent: details that stand behind the colon of
// the refusal.
var (
	AtLine    = text2[int, Said](own, "sent.line", "строка %d: %s", "line %d: %s")
	AlsoLooks = text2[Said, Said](own, "sent.looks-like", "%s; похоже, %s")

	FormBroken  = text0(own, "sent.form-broken", "тело multipart/form-data повреждено")
	FormEnds    = text0(own, "sent.form-ends", "тело multipart/form-data обрывается")
	FieldTwice  = text1[string](own, "sent.field-twice", "поле %s передано дважды")
	NotBase64   = text0(own, "sent.not-base64", "документ не в base64")
	CMSInstead  = text0(own, "sent.cms-instead", "это CMS или сертификат: подпись передана вместо документа")
	NoProlog    = text0(own, "sent.no-prolog", `нет строки <?xml version="1.0" encoding="UTF-8"?>`)
	KindUnsaid  = text1[string](own, "sent.kind-unsaid", "вид документа не указан, fileId %.100s")
	KindUnknown = text1[string](own, "sent.kind-unknown", "неизвестный вид документа, fileId %.100s")

	PartiesDiffer  = text0(own, "sent.parties-differ", "participants и mainInfo называют разных участников")
	SenderIsOther  = text2[string, string](own, "sent.sender-is-other", "отправитель документа %s не совпадает с участником %s")
	SameParties    = text1[string](own, "sent.same-parties", "поставщик и получатель совпадают: %s")
	ReceiverAbsent = text1[string](own, "sent.receiver-absent", "получатель %s не является участником оборота")

	AboutAbsent     = text1[string](own, "sent.about-absent", "документ %s не найден")
	AboutOtherKind  = text1[string](own, "sent.about-other-kind", "документ %s другого вида")
	AboutOthers     = text1[string](own, "sent.about-others", "участники документа %s другие")
	AboutInStatus   = text2[string, int](own, "sent.about-in-status", "документ %s в статусе %d")
	NotDiverged     = text1[string](own, "sent.not-diverged", "к документу %s нет уведомления о расхождениях")
	AttributeAbsent = text1[string](own, "sent.attribute-absent", "не заполнен атрибут %s")
	OtherNumber     = text3[string, string, string](own, "sent.other-number", "%s %.100s не соответствует номеру документа %s")
	OtherDate       = text3[string, string, string](own, "sent.other-date", "%s %.20s не соответствует дате документа %s")

	TooManyExported   = text1[int](own, "sent.too-many-exported", "количество кодов маркировки не должно превышать %d")
	NotSaidIfAccepted = text0(own, "sent.not-said-if-accepted", "не заполнено поле accepted")
	OtherDateForm     = text1[string](own, "sent.other-date-form", "%s указана не в формате yyyy-MM-dd")
	NotAllNamed       = text1[string](own, "sent.not-all-named", "указаны не все коды маркировки отгрузки %s")
)

// What schemas cannot say of a document.
var (
	ForeignNumber = text4[string, string, string, string](own, "sent.foreign-number", "%[1]s: «%.50[2]s» не номер налогоплательщика %[3]s, в нём цифр: %[4]s", "%[1]s: %.50[2]q is no taxpayer's number of %[3]s: these have %[4]s digits")
	FlagAndPrefix = text1[string](own, "sent.flag-and-prefix", "correctionFlag не подходит к приставке fileId: true бывает с %s", "correctionFlag does not fit the prefix of fileId: true goes with %s")
	NoFlag        = text0(own, "sent.no-flag", "не заполнен атрибут correctionFlag", "correctionFlag is missing: it is read as false")
	NeedsOriginal = text1[string](own, "sent.needs-original", "при correctionFlag true нужен %s", "%s is required when correctionFlag is true")
	NoCountry     = text2[string, string](own, "sent.no-country", "%s: страны «%.20s» нет в справочнике", "%s: %.20q is not in the dictionary of countries")
	InsideUnion   = text1[string](own, "sent.inside-union", "exportCountry %s входит в ЕАЭС, а это уведомление о ввозе из третьих стран", "exportCountry %s is in the EAEU: this is the notice of goods from third countries")
	NoOffice      = text1[string](own, "sent.no-office", "customCode: таможенного органа «%.20s» нет в справочнике", "customCode %.20q is not in the dictionary of customs offices")
	NoReason      = text3[string, string, string](own, "sent.no-reason", "reason: «%.50[1]s» в этом документе не бывает, есть %[3]s", "reason %.50q of a %s is none of %s")
	NoTime        = text2[string, string](own, "sent.no-time", "%s: «%.50s» не дата и время, как 2022-06-06T09:45:15Z", "%s %.50q is no time like 2022-06-06T09:45:15Z")
	OtherTimeForm = text2[string, string](own, "sent.other-time-form", "%s: «%.50s» записано не так, как 2022-06-06T09:45:15Z", "%s %.50q is not written as 2022-06-06T09:45:15Z")
	NoDay         = text2[string, string](own, "sent.no-day", "%s: дня «%.50s» нет в календаре", "%s %.50q is no day of the calendar, as dd.MM.yyyy")
	SameReceiver  = text1[string](own, "sent.same-receiver", "receiverCode: %s и есть отправитель, нужен тот, кто принимает товар за рубежом", "receiverCode %s is the exporter himself: name who takes the goods abroad")
)
