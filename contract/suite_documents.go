package contract

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/mockismp/mockismp/client"
	"github.com/mockismp/mockismp/xsd/doc"
)

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // the variable is held to digits
	return n
}

func itoa(n client.Number) string { return strconv.FormatInt(int64(n), 10) }

// documentCases are those of documents that two parties exchange.
func documentCases() []Case {
	give := []string{"partner", "giveBox"}
	return []Case{
		{Name: "act, withdrawn", About: "an act that its sender takes back", Writes: true, Vars: give, Play: playActWithdrawn},
		{Name: "act, rejected", About: "an act that its receiver refuses", Writes: true, Vars: give, Roles: []string{partnerRole}, Play: playActRejected},
		{Name: "act, approved", About: "an act, a divergence notice, a corrective act that is approved, and the way back", Writes: true, Vars: give, Roles: []string{partnerRole}, Play: playActApproved},
		{Name: "import from the EAEU", About: "a notice, its correction, approval", Writes: true, Double: true, Roles: []string{traderRole}, Play: playTransit},
		{Name: "import from the EAEU, withdrawn", About: "a notice that its sender takes back", Writes: true, Vars: []string{"importCode"}, Play: playTransitWithdrawn},
	}
}

// giveBox sends an act that gives the box away, between two roles, and waits as
// sendAct does.
func giveBox(ctx context.Context, p *Play, from, to string) (a doc.Act, id string, err error) {
	a = doc.Act{
		SupplierInfo: doc.Party{IdentificationCode: p.Vars[from]}, ConsigneeInfo: doc.Party{Name: "ПОЛУЧАТЕЛЬ", IdentificationCode: p.Vars[to]},
		ProductList: []doc.ICode{{CIS: p.Vars["giveBox"]}},
	}
	if a.ProductTotals, err = p.As(from).FillTotals(ctx, a.ProductList); err != nil {
		return a, "", err
	}
	id, err = sendAct(ctx, p, from, a)
	return a, id, err
}

// sendAct sends an act and waits until its receiver could decide. Unless somebody
// decides, the sender takes it back at the end.
func sendAct(ctx context.Context, p *Play, by string, a doc.Act) (id string, err error) {
	c := p.As(by)
	d, err := client.NewAct(a)
	if err != nil {
		return "", err
	}
	sent, err := c.Send(ctx, d)
	if err != nil {
		return "", err
	}
	number := client.TypeAct
	if a.Document.CorrectionFlag {
		number = client.TypeCorrectiveAct
	}
	return sent.ID, p.Until(ctx, "the act waits for its receiver", func() (bool, error) {
		status, err := outgoing(ctx, c, number, sent.ID)
		if err == nil && status == client.StatusFailed {
			err = fmt.Errorf("the act %s fails", sent.ID)
		}
		return status == client.StatusWaiting, err
	})
}

// outgoing is where a document that was sent stands.
func outgoing(ctx context.Context, c *client.Client, number int, id string) (client.Status, error) {
	page, err := c.OutgoingDocuments(ctx, client.ListFilter{Types: []int{number}, Limit: 1})
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(page.Items, func(d client.ListedDocument) bool { return d.ID == id })
	if i < 0 {
		return 0, nil
	}
	return page.Items[i].Status, nil
}

func playActWithdrawn(ctx context.Context, p *Play) error {
	_, id, err := giveBox(ctx, p, ownerRole, partnerRole)
	if err != nil {
		return err
	}
	if _, err := p.As(ownerRole).OutgoingBody(ctx, id); err != nil {
		return err
	}
	if err := p.As(ownerRole).Withdraw(ctx, id); err != nil {
		return err
	}
	title, err := p.As(ownerRole).Title(ctx, id, client.Withdraw)
	p.Check(err != nil || len(title) > 0, "the title of the withdrawal is empty")
	return err
}

func playActRejected(ctx context.Context, p *Play) error {
	_, id, err := giveBox(ctx, p, ownerRole, partnerRole)
	if err != nil {
		return err
	}
	if err := p.As(partnerRole).Reject(ctx, id); err != nil {
		p.Undo("withdraw the act "+id, func(ctx context.Context) error { return p.As(ownerRole).Withdraw(ctx, id) })
		return err
	}
	return p.Until(ctx, "the act is rejected", func() (bool, error) {
		status, err := outgoing(ctx, p.As(ownerRole), client.TypeAct, id)
		return status == client.StatusRejected, err
	})
}

func playActApproved(ctx context.Context, p *Play) error {
	owner, partner := p.As(ownerRole), p.As(partnerRole)
	a, id, err := giveBox(ctx, p, ownerRole, partnerRole)
	if err != nil {
		return err
	}
	if _, err := partner.IncomingBody(ctx, id); err != nil {
		return err
	}
	if err := diverge(ctx, p, a, id); err != nil {
		return err
	}
	a.Document = doc.ActDocument{CorrectionFlag: true, CorrectionDocID: id}
	corrected, err := sendAct(ctx, p, ownerRole, a)
	if err != nil {
		return err
	}
	if err := partner.Approve(ctx, corrected); err != nil {
		return err
	}
	p.Undo("give the package back", func(ctx context.Context) error { return giveBack(ctx, p) })
	if _, err := partner.Title(ctx, corrected, client.Approve); err != nil {
		return err
	}
	if err := p.Until(ctx, "the act is approved", func() (bool, error) {
		status, err := outgoing(ctx, owner, client.TypeCorrectiveAct, corrected)
		return status == client.StatusApproved, err
	}); err != nil {
		return err
	}
	return readBack(ctx, p)
}

// diverge tells that a code of the act did not come.
func diverge(ctx context.Context, p *Play, a doc.Act, id string) error {
	listed, err := p.As(ownerRole).AggregatedList(ctx, client.AggregatedQuery{ProductGroup: p.Vars["group"], Codes: []string{p.Vars["giveBox"]}})
	if err != nil {
		return err
	}
	missing := p.Vars["giveBox"]
	for _, name := range sortedKeys(listed[missing]) {
		missing = name
		break
	}
	d, err := client.NewDivergence(doc.Divergence{
		CorrectionDocID: id, SupplierInfo: a.SupplierInfo, ConsigneeInfo: a.ConsigneeInfo, ProductList: []doc.Revision{{CIS: missing, ReviseStatusCode: "NOT_FOUND"}},
	})
	if err != nil {
		return err
	}
	_, err = p.As(partnerRole).Send(ctx, d)
	if err != nil {
		return err
	}
	return p.Until(ctx, "the divergence is told", func() (bool, error) {
		status, err := outgoing(ctx, p.As(ownerRole), client.TypeAct, id)
		return status == client.StatusDivergence, err
	})
}

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// readBack reads the act that was sent last in the registry.
func readBack(ctx context.Context, p *Play) error {
	page, err := p.As(ownerRole).OutgoingDocuments(ctx, client.ListFilter{Types: []int{client.TypeCorrectiveAct}, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return err
	}
	info, err := p.As(ownerRole).DocumentInfo(ctx, page.Items[0].Number)
	if err != nil {
		return err
	}
	p.Check(info.Status == client.CheckedOK, "the act stands in the registry as %s", info.Status)
	return nil
}

// giveBack is an act from the partner to the owner, who approves it.
func giveBack(ctx context.Context, p *Play) error {
	_, id, err := giveBox(ctx, p, partnerRole, ownerRole)
	if err != nil {
		return err
	}
	return p.As(ownerRole).Approve(ctx, id)
}

func playTransit(ctx context.Context, p *Play) error {
	c := p.As(traderRole)
	notice := doc.ImportTransit{
		SupplierInfo:  doc.ForeignParty{Party: doc.Party{Name: "SENDER", IdentificationCode: "468578450149"}, CountryCode: "RU"},
		ConsigneeInfo: doc.Party{IdentificationCode: trader},
		ProductList:   []doc.ICode{{CIS: shoe(1)}}, ProductTotals: []doc.GTIN{{GTIN: shoeGTIN, Count: 1}},
	}
	id, err := sendTransit(ctx, p, c, notice, client.TypeImportTransit)
	if err != nil {
		return err
	}
	notice.Document = doc.ImportTransitDocument{CorrectionFlag: true, PrimaryDocID: id}
	corrected, err := sendTransit(ctx, p, c, notice, client.TypeImportTransitCorrection)
	if err != nil {
		return err
	}
	if err := c.Approve(ctx, corrected); err != nil {
		return err
	}
	return p.Until(ctx, "the notice is approved", func() (bool, error) {
		status, err := outgoing(ctx, c, client.TypeImportTransitCorrection, corrected)
		return status == client.StatusApproved, err
	})
}

// playTransitWithdrawn declares a unit and takes the notice back: nothing has moved.
func playTransitWithdrawn(ctx context.Context, p *Play) error {
	c, code := p.As(ownerRole), p.Vars["importCode"]
	notice := doc.ImportTransit{
		SupplierInfo:  doc.ForeignParty{Party: doc.Party{Name: "SENDER", IdentificationCode: "468578450149"}, CountryCode: "RU"},
		ConsigneeInfo: doc.Party{IdentificationCode: p.Vars["owner"]}, ProductList: []doc.ICode{{CIS: code}},
	}
	var err error
	if notice.ProductTotals, err = c.FillTotals(ctx, notice.ProductList); err != nil {
		return err
	}
	id, err := sendTransit(ctx, p, c, notice, client.TypeImportTransit)
	if err != nil {
		return err
	}
	back := func(ctx context.Context) error { return c.Withdraw(ctx, id) }
	if err := back(ctx); err != nil {
		p.Undo("withdraw the notice "+id, back)
		return err
	}
	if err := p.Until(ctx, "the notice is withdrawn", func() (bool, error) {
		status, err := outgoing(ctx, c, client.TypeImportTransit, id)
		return status == client.StatusWithdrawn, err
	}); err != nil {
		return err
	}
	infos, err := c.CISInfo(ctx, p.Vars["group"], code)
	p.Check(err != nil || len(infos) == 1 && infos[0].Found() && infos[0].Code.Status == "APPLIED", "the code has moved: %+v", infos)
	return err
}

func sendTransit(ctx context.Context, p *Play, c *client.Client, n doc.ImportTransit, number int) (string, error) {
	d, err := client.NewImportTransit(n)
	if err != nil {
		return "", err
	}
	sent, err := c.Send(ctx, d)
	if err != nil {
		return "", err
	}
	return sent.ID, p.Until(ctx, "the notice waits for approval", func() (bool, error) {
		status, err := outgoing(ctx, c, number, sent.ID)
		return status == client.StatusWaiting, err
	})
}

// shoeGTIN is the product of the trader's codes in the world of the double.
const shoeGTIN = "04610046110210"

func shoe(n int) string { return fmt.Sprintf("01%s213sHoEs000000%d", shoeGTIN, n) }
