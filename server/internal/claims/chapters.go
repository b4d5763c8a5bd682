package claims

// Chapter is a chapter of the description, with the methods that stand in it
// and the documents whose structure it prints.
type Chapter struct {
	Name, Title string
	Methods     []string // method and path as printed
	Documents   []string
}

// Chapters is the table of contents of «Описание True-API», 2.23.
var Chapters = []Chapter{
	{Name: "general", Title: "Принципы взаимодействия, ошибки, файлы обмена", Methods: []string{"*"}},
	{Name: "sign-in", Title: "Получение токена", Methods: []string{"GET /auth/key", "POST /auth/simpleSignIn"}},
	{Name: "codes", Title: "Методы работы с КМ", Methods: []string{
		"POST /cises/my", "GET /cises/orders/{uuid}/status", "GET /cises/orders/{uuid}/result", "POST /cis/cises-units-count",
		"POST /cises/info", "POST /cises/aggregated/list", "GET /cises/aggregated/list", "POST /cises/list", "GET /cises/listV2",
		"GET /cises/history", "GET /cises/{code}/history",
	}},
	{Name: "products", Title: "Методы работы с товарами (GTIN)", Methods: []string{
		"GET /product/gtin", "GET /products/info", "POST /product/route/gtin", "GET /products/listV2",
	}},
	{Name: "documents", Title: "Общие методы для всех документов", Methods: []string{
		"GET /edo-api/outgoing-documents", "GET /edo-api/incoming-documents",
		"GET /edo-api/outgoing-documents/{documentId}/base64", "GET /edo-api/incoming-documents/{documentId}/base64",
		"GET /edo-api/documents/info/{documentId}", "GET /documents/info/{documentId}", "POST /documents/search",
		"GET /edo-api/outgoing-documents/{documentId}/events/withdraw/base64",
		"GET /edo-api/incoming-documents/{documentId}/events/{decision}/base64",
		"POST /edo-api/incoming-documents/{documentId}/events/{decision}",
		"POST /edo-api/incoming-documents/{documentId}/events/{decision}/signature",
		"POST /edo-api/outgoing-documents/{documentId}/events/withdraw", "POST /edo-api/outgoing-documents/{documentId}/events/signature",
		"POST /edo-api/outgoing-documents/{documentId}/events/withdraw/signature",
	}, Documents: []string{
		"title-act-approve", "title-act-reject", "title-act-withdraw",
		"title-import-transit-approve", "title-import-transit-reject", "title-import-transit-withdraw",
	}},
	{
		Name: "introduction", Title: "Возврат в оборот",
		Methods: []string{"POST /documents/transit/introduce-goods/create"}, Documents: []string{"introduce-goods"},
	},
	{
		Name: "acts", Title: "Акт приема-передачи",
		Methods: []string{"POST /edo-api/outgoing-documents/formal"}, Documents: []string{"act", "corrective-act", "divergence"},
	},
	{Name: "eaeu", Title: "Ввоз из ЕАЭС", Documents: []string{"import-transit", "import-transit-correction"}},
	{
		Name: "third-countries", Title: "Ввоз из третьих стран",
		Methods: []string{"POST /documents/transit/import/third_countries"}, Documents: []string{"import-third-country"},
	},
	{
		Name: "withdrawal", Title: "Вывод из оборота (прочие причины)",
		Methods: []string{"POST /documents/writeOff"}, Documents: []string{"withdrawal"},
	},
	{Name: "export", Title: "Методы по экспорту с признанием", Methods: []string{
		"POST /edo-api/shipments", "GET /edo-api/shipments/{shipmentId}/status", "GET /edo-api/shipments/{shipmentId}/view",
		"GET /api/v1/edo-api/shipments/{shipmentId}/view",
	}, Documents: []string{"shipment"}},
	{Name: "import", Title: "Методы по импорту с признанием", Methods: []string{
		"POST /documents/searchV2", "GET /documents/import/shipment/{shipment_id}", "POST /documents/import/acceptancies",
		"GET /documents/import/status/{doc_id}",
	}, Documents: []string{"acceptance"}},
	{Name: "registry", Title: "Прочие методы по документам и чекам", Methods: []string{
		"GET /doc/listV2", "POST /doc/listV2", "GET /documents/{document_id}/info", "GET /receipt/listV2", "GET /receipt/{receiptId}/info",
	}},
	{Name: "billing", Title: "Методы биллинга", Methods: []string{
		"POST /elk/crm-api/prequests", "GET /elk/product-groups/balance", "GET /elk/product-groups/balance/all",
	}},
	{Name: "dictionaries", Title: "Справочники"},
	{Name: "changes", Title: "Список изменений методов True-API"},
}

// chapterOf finds the chapter of a method or of a document, "" if none has it.
func chapterOf(name string, of func(Chapter) []string) string {
	for _, c := range Chapters {
		for _, has := range of(c) {
			if has == name {
				return c.Name
			}
		}
	}
	return ""
}

func methodsOf(c Chapter) []string { return c.Methods }

func documentsOf(c Chapter) []string { return c.Documents }
