package mock_test

import (
	"context"
	"fmt"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server"
)

// A code is made, and looked at by its owner and from inside.
func Example() {
	srv, err := server.New(server.WithListen("127.0.0.1:0"), server.WithWorld("spec"), server.WithClock("2026-11-22T12:00:00Z"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = srv.Close() }()
	ctx := context.Background()
	m, err := mock.New(srv.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	codes, err := m.Generate(ctx, mock.Generate{GTIN: "00000046082251", OwnerBin: "940517350290", Status: "INTRODUCED", Count: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := m.As(ctx, "940517350290")
	if err != nil {
		fmt.Println(err)
		return
	}
	told, err := c.CISInfo(ctx, "", codes...)
	if err != nil {
		fmt.Println(err)
		return
	}
	inside, err := m.Code(ctx, codes[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(told[0].Code.Status == client.Introduced, inside.Status, inside.OwnerBin)
	_, err = m.Document(ctx, "17")
	fmt.Println(err)
	// Output:
	// true INTRODUCED 940517350290
	// no document in world "default" has the id, number, fileId or internal number "17" (GET /_mock/documents lists the documents)
}
