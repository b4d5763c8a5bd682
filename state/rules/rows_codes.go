package rules

import "github.com/mockismp/mockismp/internal/texts"

// Rules about sign-in, codes, products and billing.
const (
	SignInMissing   Name = "sign-in.missing-uuid"
	SignInRefusal   Name = "sign-in.refusal"
	Unauthorized    Name = "unauthorized.json"
	ForeignInMixed  Name = "codes.foreign-in-mixed"
	CodesForeign    Name = "codes.foreign"
	MixedErrors     Name = "codes.mixed-errors"
	CodeTail        Name = "codes.tail"
	TobaccoContract Name = "codes.tobacco-contract"
	PackageProducer Name = "codes.package-producer"
	AggregatedGroup Name = "aggregated.pg"
	UnitsBrackets   Name = "units-count.brackets"
	RouteContract   Name = "route-gtin.contract"
	CardIntroduced  Name = "products-info.introduced"
	HistoryPath     Name = "history.path"
	HistoryDate     Name = "history.operation-date"
	HistoryOwner    Name = "history.owner-of-gone"
	HistoryOthers   Name = "history.others"
	ListCis         Name = "listv2.cis"
	ListFuture      Name = "listv2.emission-date"
	OrderColumn     Name = "listv2.order-column"
	GroupNumber     Name = "product-group.number"
	InvoiceBody     Name = "prequests.body"
)

// Values of readings.
const (
	Parameter    = "parameter"    // of SignInMissing: told as any missing parameter
	Ancestor400  = "ancestor-400" // in the words of the sister system
	Ancestor401  = "ancestor-401"
	Shown        = "shown"
	LeftOut      = "left-out"
	AsRefused    = "refused"  // of MixedErrors: 403 for the whole
	AsElements   = "elements" // an element for each code
	Asked        = "asked"    // of TobaccoContract: as of all groups
	NotAsked     = "not-asked"
	TobaccoAlone = "tobacco-only"
	Barred       = "barred" // of RouteContract: an element with 401
	Routed       = "routed" // told as any other
	OfOperation  = "operation"
	OfDocument   = "document"
	Begins       = "begins" // of ListCis
	Whole        = "whole"
	Plain        = "plain" // of SignInRefusal
	Ancestor     = "ancestor"
	Framework    = "framework" // of Unauthorized
	Message      = "message"
	Nothing      = "nothing" // of HistoryOthers
	Ends         = "ends"
)

func codeRows() []Row {
	return []Row{
		reading(SignInMissing, []string{Parameter, Ancestor400, Ancestor401}, "how a sign-in without uuid is refused: 400 as any missing parameter, or 400 or 401 in the words of the sister system",
			texts.Documented, "Информация об ошибках, 400 «для всех методов»; the words of the sister system"),
		reading(SignInRefusal, []string{Plain, Ancestor}, "refusals of sign-in have error_message alone; or code and description beside it, as the sister system prints them",
			texts.Documented, "Информация об ошибках, the common format; «Описание True API» 16.0, simpleSignIn"),
		reading(Unauthorized, []string{Framework, Message}, "a 401 in JSON has error and error_description, as the framework writes them, or error_message, as the sister system prints it",
			texts.Sibling, "Spring Security OAuth; «Описание True API» 16.0: «Для доступа к этому ресурсу требуется полная аутентификация»"),
		reading(ForeignInMixed, []string{Shown, LeftOut}, "codes of others beside one that the caller may see: shown without their owner, or left out",
			texts.Documented, "POST /cises/info, note: «При полном несоответствии»; change log 2.15"),
		tolerated(CodesForeign, "codes are left out of an answer, or it is empty, because they are of others: a client may take that for codes that do not exist",
			texts.Documented, "POST /cises/info, note: «При полном несоответствии … выводится пустой массив»"),
		reading(MixedErrors, []string{AsRefused, AsElements}, "cises/info where some codes lie in groups without contract and the others are unknown: 403, or 200 with an element for each",
			texts.Documented, "POST /cises/info, 403; a later change of the sister system"),
		softness(CodeTail, Warn, "a code is asked with its check tail in a method that takes codes without (cises/info, units-count, history, listV2, products/info)",
			texts.Documented, "«КМ без криптоключа»; three methods print «криптохвост перед обработкой удаляется»"),
		reading(TobaccoContract, []string{Asked, NotAsked}, "whether cises/info asks for a contract for tobacco as for the other groups",
			texts.Documented, "POST /cises/info, 403; the sister system leaves tobacco out"),
		reading(PackageProducer, []string{Shown, TobaccoAlone}, "whether cises/info names the producer of packages of other groups than tobacco",
			texts.Assumed, "POST /cises/info; the sister system names that of tobacco only"),
		tolerated(AggregatedGroup, "aggregated/list is called without pg",
			texts.Observed, "«Обязательный: Да», and a printed call without it is answered"),
		tolerated(UnitsBrackets, "cises-units-count is asked about a block without brackets",
			texts.Observed, "«только со скобками», and a printed call without them is answered"),
		reading(RouteContract, []string{Barred, Routed}, "a GTIN of a product group without contract in product/route/gtin: an element with error-code 401, or its group",
			texts.Assumed, "POST /product/route/gtin prints the element, not what brings it about"),
		softness(CardIntroduced, Off, "products/info is asked by a code that is not INTRODUCED",
			texts.Sibling, "the sister system: «КИ должен быть в статусе INTRODUCED»"),
		tolerated(HistoryPath, "history is asked by /cises/{code}/history", texts.Documented, "the form before 2.14, which the list of methods still has"),
		reading(HistoryDate, []string{OfOperation, OfDocument}, "operationDate of history: when the operation was made, or the date that its document bears",
			texts.Observed, "GET /cises/history: timestamp and operationDate differ, and operationDate has whole seconds"),
		reading(HistoryOwner, []string{Shown, LeftOut}, "the owner of a code that left circulation, in history: shown to himself, or left out",
			texts.Assumed, "GET /cises/history; the sister system names what became of the code in place of the owner"),
		reading(HistoryOthers, []string{Nothing, Ends}, "what history tells who took part in nothing: the empty array, or the first and the last event, with the producer and the present owner",
			texts.Documented, "GET /cises/history, change log 2.15; «Описание True API» 16.0: «возвращается только производитель и текущий владелец»"),
		reading(ListCis, []string{Begins, Whole}, "cis of both listV2 is the beginning of codes, or a whole code",
			texts.Assumed, "GET /cises/listV2: cis is required and pages are long; the sister system has a parameter of its own for beginnings"),
		softness(ListFuture, Warn, "emissionDateFrom of a listV2 lies in the future: the list is empty",
			texts.Sibling, "«Описание True API» 16.0, listV2"),
		softness(OrderColumn, Warn, "orderColumn of cises/listV2 is another than emd: it has no effect",
			texts.Documented, "GET /cises/listV2 names no values; GET /products/listV2 allows emd alone"),
		softness(GroupNumber, Warn, "pg is the number of a product group instead of its name",
			texts.Sibling, "samples of the sister system have pg=3"),
		softness(InvoiceBody, Warn, "the body of prequests is sent as text/plain, or has names without quotes or a number as contractId",
			texts.Sibling, "the sample of the sister system"),
	}
}
