package client_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/xsd/doc"
)

// double runs a double for an example, and gives a client that signs as bin.
func double(bin string) (*client.Client, func()) {
	srv, err := server.New(server.WithListen("127.0.0.1:0"), server.WithWorld("spec"), server.WithProcessing("instant"))
	if err != nil {
		panic(err)
	}
	key, err := pki.Issue(pki.Request{BIN: bin, Name: "БЕРДЕШОВ АСХАТ", Organisation: "ИП БЕРДЕШОВ"})
	if err != nil {
		panic(err)
	}
	c, err := client.New(srv.URL, client.WithSigner(client.Key{Key: key}))
	if err != nil {
		panic(err)
	}
	return c, func() { _ = srv.Close() }
}

// A test of a program of yours would run the double with server.Run(t).
func ExampleNew() {
	var t *testing.T // of the test
	_ = func() {
		srv := server.Run(t, server.WithWorld("spec"))
		c, err := client.New(srv.URL, client.WithToken(srv.Token("940517350290")))
		if err != nil {
			t.Fatal(err)
		}
		balance, err := c.BalanceAll(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Log(balance)
	}
	_, err := client.New("https://elk.prod.markirovka.ismet.kz")
	fmt.Println(err)
	// Output: target "https://elk.prod.markirovka.ismet.kz" is the production system: ask for it by its name, "prod"
}

func ExampleClient_CISInfo() {
	c, stop := double("940517350290")
	defer stop()
	codes, err := c.CISInfo(context.Background(), "", "(01)04600266005755(21)gy4R,sn", "0460026600575521unknown")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, code := range codes {
		if !code.Found() {
			fmt.Println(code.Code.RequestedCIS, code.ErrorMessage)
			continue
		}
		fmt.Println(code.Code.CIS, code.Code.Status, len(code.Code.Child), "packs")
	}
	// Output:
	// (01)04600266005755(21)gy4R,sn APPLIED 10 packs
	// 0460026600575521unknown КМ/КИ не найден
}

// An act goes to its receiver, who approves it.
func ExampleClient_Send() {
	c, stop := double("940517350290")
	defer stop()
	ctx := context.Background()
	act := doc.Act{
		SupplierInfo:  doc.Party{IdentificationCode: "940517350290"},
		ConsigneeInfo: doc.Party{IdentificationCode: "970425450202"},
		ProductList:   []doc.ICode{{CIS: "010460026600575520021121051210AL65588523"}},
	}
	var err error
	if act.ProductTotals, err = c.FillTotals(ctx, act.ProductList); err != nil {
		fmt.Println(err)
		return
	}
	document, err := client.NewAct(act)
	if err != nil {
		fmt.Println(err)
		return
	}
	sent, err := c.Send(ctx, document)
	if err != nil {
		fmt.Println(err)
		return
	}
	for listed, err := range c.AllOutgoingDocuments(ctx, client.ListFilter{Types: []int{client.TypeAct}}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(listed.ID == sent.ID, listed.Status == client.StatusWaiting, act.ProductTotals[0].Count)
	}
	// Output: true true 500
}

func ExampleError() {
	c, stop := double("940517350290")
	defer stop()
	_, err := c.History(context.Background(), "04600266005755unknown")
	fmt.Println(err)
	fmt.Println(errors.Is(err, client.ErrNotFound))
	// Output:
	// GET /cises/history: 404: КМ не найдены
	// true
}
