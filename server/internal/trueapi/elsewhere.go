package trueapi

import "github.com/mockismp/mockismp/server/internal/pipeline"

// elsewhere is what clients of other systems, and of Russia's, call on the
// True-API (sibling: open sources of clients).
var elsewhere = []pipeline.Elsewhere{
	{Begins: "/auth/simpleSignIn/", About: "the order station (СУЗ), which stands at an address of its own, …/auth/simpleSignIn/{omsConnection}"},
	{Begins: "/ping", About: "the order station (СУЗ), which stands at an address of its own"},
	{Begins: "/orders", About: "the order station (СУЗ), which stands at an address of its own; GET /cises/orders/{uuid}/status is about orders of lists of codes"},
	{Begins: "/auth/cert", About: "an older sign-in of Russia's system; here it is GET /auth/key"},
	{Begins: "/cises/short/list", About: "Russia's system; here it is POST /cises/info"},
	{Begins: "/cises/search", About: "Russia's system; here it is GET /cises/listV2"},
	{Begins: "/mods/", About: "Russia's system: places of business are not in Kazakhstan's"},
	{Begins: "/facade/", About: "Russia's system; here it is POST /cises/info"},
	{Begins: "/dispenser/", About: "Russia's system; here lists of codes are ordered by POST /cises/my"},
	{Begins: "/lk/documents/create", About: "Russia's system; here every kind of documents has a method of its own: POST /edo-api/outgoing-documents/formal for acts"},
	{Begins: "/doc/", About: "Russia's system; here it is GET /documents/{document_id}/info, or GET /doc/listV2"},
	{Begins: "/nk/", About: "the national catalogue, which stands at an address of its own"},
	{Begins: "/feed-product", About: "the national catalogue, which stands at an address of its own"},
}
