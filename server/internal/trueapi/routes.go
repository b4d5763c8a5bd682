package trueapi

import (
	"slices"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/xsd"
)

// Base is where the True-API stands (chapter «Единый адрес сервера»).
const Base = "/api/v3/true-api"

// bodyLimit is the largest body of a method that takes no document (assumed);
// documentLimit is of one that does: a document of intake.MaxDocument in base64,
// its signature, and what stands around them.
const (
	bodyLimit     = 30 << 20
	documentLimit = 44 << 20
)

// API is the True-API with the settings that its methods look at.
type API struct {
	Settings
	tokens *pipeline.Local[tokens]
	system *pipeline.System
}

// Settings are the same for all worlds.
type Settings struct {
	Signature pki.Level  // how far signatures are checked
	Trust     *pki.Trust // whose certificates are trusted
	Schemas   *xsd.Set   // what documents must fit
	Secret    string     // what keys of tokens are made of beside what everybody knows
	Negotiate bool       // 401 as JSON to clients that take no XML
}

// New makes the True-API of one server.
func New(s Settings) *API {
	a := &API{Settings: s, tokens: pipeline.NewLocal(tokensOf(s.Secret))}
	a.system = &pipeline.System{
		Name: "True-API", Bases: []string{Base}, Routes: a.routes(), Elsewhere: elsewhere, Problems: a.problems(), Limit: bodyLimit,
		SignIn: a.signIn, Decode: decodeJackson, Journaled: true, Negotiates: true,
	}
	return a
}

// System is the True-API as the pipeline serves it.
func (a *API) System() *pipeline.System { return a.system }

// textOrJSON: base64, a number or a blank, without quotes, labelled as the client likes it best.
const textOrJSON = "text/plain application/json"

// zipOrBytes: «документы в ZIP» are «application/zip или application/octet-stream».
const zipOrBytes = "application/zip application/octet-stream"

// routes is the table of contents. The methods of documents are printed with
// and without /edo-api before them, and answer under both.
func (a *API) routes() []pipeline.Route {
	rows := slices.Concat(a.codeRoutes(), a.exchangeRoutes(), a.registryRoutes(), a.recognitionRoutes())
	for i := range rows {
		if intake.TakenBy(rows[i].Name) != nil {
			rows[i].Limit = documentLimit
		} else if rows[i].Name != ordering {
			rows[i].Handler = rows[i].Handler.Before(unheeded)
		}
		for _, path := range append([]string{rows[i].Path}, rows[i].Aliases...) {
			if bare, ok := strings.CutPrefix(path, "/edo-api"); ok {
				rows[i].Aliases = append(rows[i].Aliases, bare)
			}
		}
	}
	return rows
}

// codeRoutes are sign-in, codes, products and billing, in the order of the specification.
func (a *API) codeRoutes() []pipeline.Route {
	const bearer, open = pipeline.Bearer, pipeline.Open
	const observed, documented, sibling = texts.Observed, texts.Documented, texts.Sibling
	return []pipeline.Route{
		// Инструкция для получения токена
		{Method: "GET", Path: "/auth/key", Name: "auth.key", Access: open, Handler: pipeline.Handle(a.authKey), Evidence: observed},
		{Method: "POST", Path: "/auth/simpleSignIn", Name: "auth.simpleSignIn", Access: open, Handler: pipeline.Handle(a.simpleSignIn), Own: signInProblems(), Evidence: sibling},

		// Методы работы с КМ
		{Method: "POST", Path: "/cises/my", Name: "cises.my", Access: bearer, Handler: pipeline.Handle(a.cisesMy), Evidence: documented},
		{Method: "GET", Path: "/cises/orders/{uuid}/status", Name: "cises.orders.status", Access: bearer, Handler: pipeline.Handle(a.orderStatus), Evidence: documented},
		{Method: "GET", Path: "/cises/orders/{uuid}/result", Name: "cises.orders.result", Access: bearer, Handler: pipeline.Handle(a.orderResult), Produces: zipOrBytes, Evidence: sibling},
		{Method: "POST", Path: "/cis/cises-units-count", Name: "cis.cises-units-count", Access: bearer, Handler: pipeline.Handle(a.unitsCount), Evidence: observed},
		{Method: "POST", Path: "/cises/info", Name: "cises.info", Access: bearer, Handler: pipeline.Handle(a.cisesInfo), Own: cisesInfoProblems(), Evidence: observed},
		{Method: "POST", Path: "/cises/aggregated/list", Name: "cises.aggregated.list", Access: bearer, Handler: pipeline.Handle(a.aggregatedPost), Own: smallLetterProblems(), Evidence: observed},
		{Method: "GET", Path: "/cises/aggregated/list", Name: "cises.aggregated.list.get", Access: bearer, Handler: pipeline.Handle(a.aggregatedGet), Own: smallLetterProblems(), Evidence: documented},
		{Method: "POST", Path: "/cises/list", Name: "cises.list", Access: bearer, Handler: pipeline.Handle(a.cisesList), Evidence: observed},
		{Method: "GET", Path: "/cises/listV2", Name: "cises.listV2", Access: bearer, Handler: pipeline.Handle(a.cisesListV2), Evidence: documented},
		{Method: "GET", Path: "/cises/history", Name: "cises.history", Access: bearer, Handler: pipeline.Handle(a.history), Evidence: documented},
		{Method: "GET", Path: "/cises/{code}/history", Name: "cises.history.old", Access: bearer, Handler: pipeline.Handle(a.historyOld), Source: "change log 2.14", Evidence: documented},

		// Методы работы с товарами (GTIN)
		{Method: "GET", Path: "/product/gtin", Name: "product.gtin", Access: bearer, Handler: pipeline.Handle(a.productGtin), Evidence: documented},
		{Method: "GET", Path: "/products/info", Name: "products.info", Access: bearer, Handler: pipeline.Handle(a.productInfo), Evidence: documented},
		{Method: "POST", Path: "/product/route/gtin", Name: "product.route.gtin", Access: bearer, Handler: pipeline.Handle(a.routeGtin), Evidence: documented},
		{Method: "GET", Path: "/products/listV2", Name: "products.listV2", Access: bearer, Handler: pipeline.Handle(a.productsListV2), Evidence: documented},

		// Методы билинга
		{Method: "POST", Path: "/elk/crm-api/prequests", Name: "elk.prequests", Access: bearer, Handler: pipeline.Handle(a.prequest), Evidence: documented},
		{Method: "GET", Path: "/elk/product-groups/balance", Name: "elk.balance", Access: bearer, Handler: pipeline.Handle(a.balance), Evidence: documented},
		{Method: "GET", Path: "/elk/product-groups/balance/all", Name: "elk.balance.all", Access: bearer, Handler: pipeline.Handle(a.balanceAll), Evidence: documented},
	}
}

// exchangeRoutes are the methods of documents that two parties exchange, in the order of the specification.
func (a *API) exchangeRoutes() []pipeline.Route {
	const bearer = pipeline.Bearer
	const observed, documented = texts.Observed, texts.Documented
	return []pipeline.Route{
		// Методы работы с документами: общие методы для всех документов
		{Method: "GET", Path: "/edo-api/outgoing-documents", Name: "edo.outgoing", Access: bearer, Handler: pipeline.Handle(a.outgoing), Own: listProblems(), Evidence: observed},
		{Method: "GET", Path: "/edo-api/incoming-documents", Name: "edo.incoming", Access: bearer, Handler: pipeline.Handle(a.incoming), Own: listProblems(), Evidence: observed},
		{Method: "GET", Path: "/edo-api/outgoing-documents/{documentId}/base64", Name: "edo.outgoing.body", Access: bearer, Handler: pipeline.Handle(a.outgoingBody), Own: bodyProblems(), Produces: textOrJSON, Evidence: observed},
		{Method: "GET", Path: "/edo-api/incoming-documents/{documentId}/base64", Name: "edo.incoming.body", Access: bearer, Handler: pipeline.Handle(a.incomingBody), Own: bodyProblems(), Produces: textOrJSON, Evidence: observed},
		{Method: "GET", Path: "/edo-api/outgoing-documents/{documentId}/events/withdraw/base64", Name: "edo.outgoing.event", Access: bearer, Handler: pipeline.Handle(a.outgoingEvent), Own: eventProblems(texts.OutgoingEvent.Row), Produces: textOrJSON, Evidence: documented},
		{Method: "GET", Path: "/edo-api/incoming-documents/{documentId}/events/{decision}/base64", Name: "edo.incoming.event", Access: bearer, Handler: pipeline.Handle(a.incomingEvent), Own: eventProblems(texts.IncomingEvent.Row), Produces: textOrJSON, Evidence: documented},
		{Method: "POST", Path: "/edo-api/incoming-documents/{documentId}/events/{decision}", Name: "edo.incoming.title", Access: bearer, Handler: pipeline.Handle(a.incomingTitle), Own: decisionProblems(), Produces: textOrJSON, Evidence: documented},
		{Method: "POST", Path: "/edo-api/incoming-documents/{documentId}/events/{decision}/signature", Name: "edo.incoming.sign", Access: bearer, Handler: pipeline.Handle(a.incomingSign), Own: decisionProblems(), Evidence: documented},
		{Method: "POST", Path: "/edo-api/outgoing-documents/{documentId}/events/withdraw", Name: "edo.outgoing.title", Access: bearer, Handler: pipeline.Handle(a.outgoingTitle), Own: decisionProblems(), Produces: textOrJSON, Evidence: documented},
		{Method: "POST", Path: "/edo-api/outgoing-documents/{documentId}/events/signature", Aliases: []string{"/edo-api/outgoing-documents/{documentId}/events/withdraw/signature"}, Name: "edo.outgoing.sign", Access: bearer, Handler: pipeline.Handle(a.outgoingSign), Own: decisionProblems(), Evidence: documented},

		// Акт приема-передачи
		{Method: "POST", Path: "/edo-api/outgoing-documents/formal", Name: "edo.formal", Access: bearer, Handler: pipeline.Handle(a.formal), Own: formalProblems(), Evidence: observed},
	}
}

// registryRoutes are the methods of «Документы» and of the notices that go there at once.
func (a *API) registryRoutes() []pipeline.Route {
	const bearer = pipeline.Bearer
	const observed, documented = texts.Observed, texts.Documented
	return []pipeline.Route{
		// Общие методы для всех документов
		{Method: "GET", Path: "/edo-api/documents/info/{documentId}", Name: "documents.info", Access: bearer, Handler: pipeline.Handle(a.shortInfo), Own: infoProblems(texts.Sibling), Evidence: observed},
		{Method: "POST", Path: "/documents/search", Name: "documents.search", Access: bearer, Handler: pipeline.Handle(a.searchDocuments), Own: searchProblems(), Evidence: observed},

		// Возврат в оборот, Ввоз из третьих стран, Вывод из оборота
		{Method: "POST", Path: "/documents/transit/introduce-goods/create", Name: "documents.introduce-goods", Access: bearer, Handler: pipeline.Handle(a.introduceGoods), Own: noticeProblems(texts.XMLWrongInTwo.Row), Produces: textOrJSON, Evidence: documented},
		{Method: "POST", Path: "/documents/transit/import/third_countries", Name: "documents.third-countries", Access: bearer, Handler: pipeline.Handle(a.numberedNotice), Own: noticeProblems(texts.XMLWrong.Row), Produces: textOrJSON, Evidence: documented},
		{Method: "POST", Path: "/documents/writeOff", Name: "documents.writeOff", Access: bearer, Handler: pipeline.Handle(a.numberedNotice), Own: noticeProblems(texts.XMLWrong.Row), Produces: textOrJSON, Evidence: documented},

		// Прочие методы по документам и чекам
		{Method: "GET", Path: "/doc/listV2", Aliases: []string{"POST /doc/listV2"}, Name: "doc.listV2", Access: bearer, Handler: pipeline.Handle(a.docListV2), Evidence: observed},
		{Method: "GET", Path: "/documents/{document_id}/info", Name: "documents.id.info", Access: bearer, Handler: pipeline.Handle(a.longInfo), Own: infoProblems(documented), Evidence: observed},
		{Method: "GET", Path: "/receipt/listV2", Name: "receipt.listV2", Access: bearer, Handler: pipeline.Handle(a.receiptListV2), Evidence: observed},
		{Method: "GET", Path: "/receipt/{receiptId}/info", Name: "receipt.info", Access: bearer, Handler: pipeline.Handle(a.receiptInfo), Evidence: documented},
	}
}

// recognitionRoutes are the methods of recognition across the border.
func (a *API) recognitionRoutes() []pipeline.Route {
	const bearer = pipeline.Bearer
	const observed, documented = texts.Observed, texts.Documented
	return []pipeline.Route{
		// Методы по экспорту с признанием
		{Method: "POST", Path: "/edo-api/shipments", Name: "shipments.create", Access: bearer, Handler: pipeline.Handle(a.recognised), Own: recognitionProblems(shipmentShape), Evidence: documented},
		{Method: "GET", Path: "/edo-api/shipments/{shipmentId}/status", Name: "shipments.status", Access: bearer, Handler: pipeline.Handle(a.shipmentStatus), Own: shipmentProblems(), Evidence: observed},
		{Method: "GET", Path: "/edo-api/shipments/{shipmentId}/view", Rooted: []string{"/api/v1/edo-api/shipments/{shipmentId}/view", Base + "/api/v1/edo-api/shipments/{shipmentId}/view"}, Name: "shipments.view", Access: bearer, Handler: pipeline.Handle(a.shipmentView), Own: shipmentProblems(), Evidence: documented},

		// Методы по импорту с признанием
		{Method: "POST", Path: "/documents/searchV2", Name: "documents.searchV2", Access: bearer, Handler: pipeline.Handle(a.searchV2), Own: searchV2Problems(), Evidence: observed},
		{Method: "GET", Path: "/documents/import/shipment/{shipment_id}", Name: "import.shipment", Access: bearer, Handler: pipeline.Handle(a.arrival), Own: arrivalProblems(arrivalShape), Evidence: observed},
		{Method: "POST", Path: "/documents/import/acceptancies", Name: "import.acceptancies", Access: bearer, Handler: pipeline.Handle(a.recognised), Own: acceptanceProblems(), Evidence: observed},
		{Method: "GET", Path: "/documents/import/status/{doc_id}", Name: "import.status", Access: bearer, Handler: pipeline.Handle(a.arrivalStatus), Own: arrivalProblems(statusShape), Evidence: observed},
	}
}
