package server_test

import (
	"context"
	"fmt"
	"time"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server"
	"github.com/mockismp/mockismp/xsd/doc"
)

const (
	sender   = "940517350290"
	receiver = "970425450202"
	boxCode  = "010460026600575520021121051210AL65588523"
)

// running is a server for an example; a test has server.Run(t).
func running() *server.Server {
	srv, err := server.New(server.WithListen("127.0.0.1:0"), server.WithWorld("spec"), server.WithProcessing("instant"), server.WithClock("2026-11-22T12:00:00Z"))
	if err != nil {
		panic(err)
	}
	return srv
}

// handedOver sends an act about the published box, and gives its id.
func handedOver(srv *server.Server) string {
	c, err := srv.As(sender)
	if err != nil {
		panic(err)
	}
	act, err := client.NewAct(doc.Act{
		SupplierInfo: doc.Party{IdentificationCode: sender}, ConsigneeInfo: doc.Party{IdentificationCode: receiver},
		ProductList: []doc.ICode{{CIS: boxCode, Count: 500}}, ProductTotals: []doc.GTIN{{GTIN: "00000046082251", Count: 500}},
	})
	if err != nil {
		panic(err)
	}
	sent, err := c.Send(context.Background(), act)
	if err != nil {
		panic(err)
	}
	return sent.ID
}

func ExampleServer_As() {
	srv := running()
	defer func() { _ = srv.Close() }()
	c, err := srv.As(sender)
	if err != nil {
		fmt.Println(err)
		return
	}
	balances, err := c.BalanceAll(context.Background())
	fmt.Println(len(balances), balances[0].Balance, err)
	// Output: 1 120000000 <nil>
}

func ExampleServer_Approve() {
	srv := running()
	defer func() { _ = srv.Close() }()
	document, err := srv.Approve(handedOver(srv))
	fmt.Println(document.Type, document.Status, err)
	code, err := srv.Code(boxCode)
	fmt.Println(code.Status, code.OwnerBin == receiver, err)
	// Output:
	// act 4 <nil>
	// INTRODUCED true <nil>
}

func ExampleServer_Document() {
	srv := running()
	defer func() { _ = srv.Close() }()
	document, err := srv.Document(handedOver(srv))
	fmt.Println(document.Status, document.Goods[0].Count, err)
	_, err = srv.Document("17")
	fmt.Println(err)
	// Output:
	// 3 500 <nil>
	// no document in world "default" has the id, number, fileId or internal number "17" (GET /_mock/documents lists the documents)
}

func ExampleServer_Code() {
	srv := running()
	defer func() { _ = srv.Close() }()
	code, err := srv.Code("(01)04600266005755(21)gy4R,sn")
	fmt.Println(code.Status, len(code.Child), code.Parent == boxCode, err)
	// Output: APPLIED 10 true <nil>
}

func ExampleServer_Fault() {
	srv := running()
	defer func() { _ = srv.Close() }()
	// The first act is taken, and its sender does not hear of it.
	if _, err := srv.Fault(mock.Fault{Match: mock.FaultMatch{Route: "edo.formal", Times: 1}, Phase: "written", Drop: "reset"}); err != nil {
		fmt.Println(err)
		return
	}
	c, err := srv.As(sender)
	if err != nil {
		fmt.Println(err)
		return
	}
	act, err := client.NewAct(doc.Act{
		SupplierInfo: doc.Party{IdentificationCode: sender}, ConsigneeInfo: doc.Party{IdentificationCode: receiver},
		ProductList: []doc.ICode{{CIS: boxCode, Count: 500}}, ProductTotals: []doc.GTIN{{GTIN: "00000046082251", Count: 500}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	sent, err := c.Send(context.Background(), act) // our client finds it; does yours?
	fmt.Println(sent.ID != "", err)
	calls, err := srv.Journal().Requests(mock.RequestFilter{Route: "edo.formal"})
	fmt.Println(calls.Items[0].Notes, err)
	// Output:
	// true <nil>
	// [fault f1] <nil>
}

func ExampleServer_Outcome() {
	srv := running()
	defer func() { _ = srv.Close() }()
	// The next act is found to be wrong; so it never comes to its receiver.
	if _, err := srv.Outcome(mock.Outcome{
		Match: mock.DocumentMatch{Type: "act", Times: 1}, Result: "CHECKED_NOT_OK", Errors: []mock.OutcomeError{{Number: 13}},
	}); err != nil {
		fmt.Println(err)
		return
	}
	document, err := srv.Document(handedOver(srv))
	fmt.Println(document.Status, document.Registry, document.Errors, err)
	// Output:
	// 10 CHECKED_NOT_OK [Участник 940517350290 не идентифицирован (не зарегистрирован)] <nil>
}

func ExampleServer_Bot() {
	srv := running()
	defer func() { _ = srv.Close() }()
	// The receiver approves every act a day after it came.
	if _, err := srv.Bot(mock.Bot{BIN: receiver, When: mock.DocumentMatch{Type: "act"}, Do: "approve", After: "24h"}); err != nil {
		fmt.Println(err)
		return
	}
	id := handedOver(srv)
	before, err := srv.Document(id)
	fmt.Println(before.Status, err)
	fmt.Println(srv.Clock().Advance(24 * time.Hour))
	after, err := srv.Document(id)
	fmt.Println(after.Status, len(after.Titles[0].Signature) > 0, err)
	// Output:
	// 3 <nil>
	// <nil>
	// 4 true <nil>
}

func ExampleServer_Reject() {
	srv := running()
	defer func() { _ = srv.Close() }()
	document, err := srv.Reject(handedOver(srv))
	fmt.Println(document.Status, err)
	// Output: 5 <nil>
}

func ExampleServer_Withdraw() {
	srv := running()
	defer func() { _ = srv.Close() }()
	document, err := srv.Withdraw(handedOver(srv))
	fmt.Println(document.Status, err)
	// Output: 16 <nil>
}

func ExampleServer_Control() {
	srv := running()
	defer func() { _ = srv.Close() }()
	control, err := srv.Control()
	if err != nil {
		fmt.Println(err)
		return
	}
	participant, err := control.Participant(context.Background(), sender)
	fmt.Println(participant.Name, err)
	// Output: ИП БЕРДЕШОВ АСХАТ УРИНБАСАРОВИЧ <nil>
}

// Which calls came, how many were refused, and whether one comes in time.
func ExampleServer_Journal() {
	srv := running()
	defer func() { _ = srv.Close() }()
	journal := srv.Journal()
	act := make(chan string, 1)
	go func() { act <- handedOver(srv) }()
	if _, err := journal.Wait(mock.RequestFilter{Route: "edo.formal"}, 1, 20*time.Second); err != nil {
		fmt.Println(err)
		return
	}
	<-act
	sent, err := journal.Requests(mock.RequestFilter{Route: "edo.formal", BIN: sender})
	fmt.Println(len(sent.Items), sent.Items[0].Method, sent.Items[0].Path, sent.Items[0].Status, sent.Complete, err)
	refused, err := journal.Count(mock.RequestFilter{Refused: new(true)})
	fmt.Println(refused.Count, err)
	fmt.Println(journal.Clear())
	// Output:
	// 1 POST /edo-api/outgoing-documents/formal 201 true <nil>
	// 0 <nil>
	// <nil>
}

func ExampleServer_Sign() {
	srv := running()
	defer func() { _ = srv.Close() }()
	cms, err := srv.Sign(sender, []byte("<file/>"), client.Detached)
	if err != nil {
		fmt.Println(err)
		return
	}
	signature, err := pki.Verify(cms, pki.Check{Level: pki.Crypto, Content: []byte("<file/>"), Detached: true})
	fmt.Println(signature.Identity.BIN, err)
	_, err = srv.Sign("123", nil, client.Detached)
	fmt.Println(err)
	// Output:
	// 940517350290 <nil>
	// bin "123" is not 12 digits
}

func ExampleServer_Key() {
	srv := running()
	defer func() { _ = srv.Close() }()
	key, err := srv.Key(sender)
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := client.New(srv.URL, client.WithSigner(key))
	if err != nil {
		fmt.Println(err)
		return
	}
	token, err := c.Token(context.Background())
	fmt.Println(token != "", err)
	// Output: true <nil>
}
