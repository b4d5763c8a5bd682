package rules

// Rules about any request.
const (
	Bearer       Name = "authorization.bearer"
	QueryPercent Name = "query.percent"
	ContentType  Name = "content-type.missing"

	QueryUnknown  Name = "query.unknown"
	QueryArray    Name = "query.array"
	QueryCase     Name = "query.case"
	QueryRepeated Name = "query.repeated"
	QueryPlus     Name = "query.plus"

	ParticipantMade Name = "participant.made"
)

func requestRows() []Row {
	return []Row{
		softness(Bearer, Warn, "the header Authorization is spelt otherwise than «Bearer <token>»: «BearerX», «Bearer:X», the bare token",
			"observed", "clients of Kazakhstan send them; samples of billing print «Bearer:»"),
		softness(ContentType, Warn, "a JSON body is sent without Content-Type", "documented", "every table names application/json; Spring MVC answers 415"),
		softness(QueryUnknown, Warn, "a query parameter is sent that the method does not know: it has no effect", "sibling", "Spring MVC"),
		softness(QueryArray, Warn, "a query parameter is spelt as an array, name[] or name[0]: it has no effect", "sibling", "Spring MVC"),
		softness(QueryCase, Warn, "a query parameter is spelt in another letter case: it has no effect", "sibling", "Spring MVC"),
		softness(QueryRepeated, Warn, "a query parameter that has one value is sent more than once: the first counts", "sibling", "Spring MVC"),
		softness(QueryPlus, Warn, "a + in a marking code of the query became a blank", "documented", "the table of characters to escape begins with «+ %2B»"),
		tolerated(QueryPercent, "a % in the query begins no escape: the parameter is left out", "sibling", "Tomcat"),
		tolerated(ParticipantMade, "an unknown BIN signs in where participants are open: it becomes a participant on the spot", "assumed", "no refusal is printed: POST /auth/simpleSignIn"),
	}
}

// Rules about documents.
const (
	Prolog           Name = "document.prolog"
	ThirdCountryEAEU Name = "third-country.eaeu"
	ExporterDiffers  Name = "acceptance.exporter"

	SignatureProof     Name = "signature.proof"
	SignatureValidity  Name = "signature.validity"
	SignatureAuthority Name = "signature.authority"
	SignatureUsage     Name = "signature.usage"
	SignatureStamp     Name = "signature.stamp"
)

func documentRows() []Row {
	return []Row{
		softness(Prolog, Warn, "the first line of a document is not <?xml version=\"1.0\" encoding=\"UTF-8\"?>",
			"documented", "Общие требования к файлам обмена; a printed sample has none"),
		softness(ThirdCountryEAEU, Warn, "exportCountry of a third-country notice is a country of the EAEU, or Kazakhstan",
			"documented", "Структура «Уведомление о ввозе из третьих стран»"),
		tolerated(ExporterDiffers, "an acceptance names another exporter, or another number or date, than its shipment",
			"assumed", "POST /documents/import/acceptancies"),
		tolerated(SignatureProof, "a signature is taken with a doubt: its algorithm is weak, or nobody can verify it",
			"assumed", "SIGNATURE"),
		// What --signature chain refuses anyhow.
		softness(SignatureValidity, Warn, "the certificate of a signer is not valid at the world's time", "assumed", "SIGNATURE"),
		softness(SignatureAuthority, Warn, "the certificate of a signer is neither of the test authority nor of one that --trust names", "assumed", "SIGNATURE"),
		softness(SignatureUsage, Warn, "a document is signed with a key for signing in, or with one for no signatures", "documented", "SIGNATURE: ключи SIGN и AUTH"),
		softness(SignatureStamp, Warn, "the time-stamp token of a signature is broken, of another signature, or of an authority that nobody trusts", "assumed", "RFC 3161"),
	}
}

// Rules about the registry and its receipts.
const RegistryLimitWithoutGroup Name = "registry.limit-without-pg"

func registryRows() []Row {
	return []Row{
		softness(RegistryLimitWithoutGroup, Warn, "limit is sent without pg",
			"documented", "GET /receipt/listV2, GET /doc/listV2: «При указании параметра, необходимо указать товарную группу»"),
	}
}
