package texts

// What documents of recognition fail by lost its words in print; these leave the
// blanks and signs that print left. Coded puts a number before each.
var (
	Coded = text2[string, Said](own, "recognition.coded", "%s: %s")

	PartyWrong        = text4[Said, string, Said, string](ancestor, "recognition.party", "ИИН/БИН %s %s не соответствует ИИН/БИН %s %s")
	PartyReceiver     = text0(printed(0, recognitionChapter), "recognition.party.receiver", "получателя")
	PartyExporter     = text0(own, "recognition.party.exporter", "экспортера")
	PartyApplicant    = text0(own, "recognition.party.applicant", "заявителя")
	PartyReceiverThen = text0(own, "recognition.party.receiver-of-shipment", "получателя отгрузки")
	PartyExporterThen = text0(own, "recognition.party.exporter-of-shipment", "экспортера отгрузки")
	CountryWrong      = text2[string, string](own, "recognition.country", "Код страны отправителя %s не соответствует коду страны отгрузки %s")
	GroupNotAttached  = text2[string, string](ancestor, "recognition.group", "У участника %[1]s не подключена группа %[2]s в ИС МПТ ") // printed with a blank at the end
	ReceiverWrong     = text0(ancestor, "recognition.receiver", "Недопустимый формат значения поля receiver_inn документа.")
	ReleaseWrong      = text0(ancestor, "recognition.release", "Значение поля release_method не соответствует допустимым значениям справочника.")
	CertificateWrong  = text0(ancestor, "recognition.certificate", "Не заполнено поле certificate_type.")
	ExporterWrong     = text2[string, string](own, "recognition.exporter", "Отправитель %s не может быть участником оборота %s")
	NobodyKnows       = text0(ancestor, "recognition.code-unknown", "Код маркировки не найден") // four words are printed, and no code among them

	CodeIs         = text2[string, Said](own, "recognition.code", "Код маркировки %.255s %s")
	CodeTwice      = text0(own, "recognition.code.twice", "указан дважды")
	CodeNoGTIN     = text0(own, "recognition.code.no-gtin", "не содержит GTIN")
	CodeStatus     = text1[int](own, "recognition.code.status", "в статусе %d")
	CodeOwner      = text0(own, "recognition.code.owner", "принадлежит другому участнику")
	CodeForm       = text2[string, string](own, "recognition.code.form", "имеет вид потребительской упаковки, а товар %s — %s")
	NotInShipment  = text3[string, string, int](own, "recognition.not-in-shipment", "Код маркировки %.255s отсутствует в отгрузке %s (строка %d)")
	TwiceAtLine    = text2[string, int](own, "recognition.twice", "Код маркировки %.255s указан дважды (строка %d)")
	UnnamedProduct = text1[string](own, "recognition.product", "Товар %s")
	UnnamedParty   = text1[string](own, "participants.unnamed", "УОТ %s")
)
