package server

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/mockismp/mockismp/pki"
	"github.com/mockismp/mockismp/server/internal/intake"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/cis"
	"github.com/mockismp/mockismp/state/dict"
)

// givens are what a line of the given section can say.
func (g *golden) givens() map[string]func(args []string) {
	all := map[string]func([]string){
		// participant BIN blocked | participant BIN without GROUP…
		"participant": func(args []string) {
			p := state.Participant{BIN: args[0], Name: "УОТ " + args[0]}
			if args[1] == "blocked" {
				p.Status = dict.Blocked
			}
			for _, group := range dict.ProductGroups() {
				none := args[1] == "without" && strings.Contains(strings.Join(args[2:], " "), group.Name)
				p.Groups = append(p.Groups, state.Membership{Group: group.Name, Roles: dict.Roles(), NoContract: none})
			}
			g.must(g.srv.World().Update(func(tx *state.Tx) error { return tx.PutParticipant(p) }))
		},
		// token NAME BIN
		"token": func(args []string) { g.values[args[0]] = g.srv.Token(args[1]) },
		// key: {uuid} and {data} of GET /auth/key
		"key": func([]string) {
			g.must(g.srv.World().Update(func(tx *state.Tx) error {
				c := tx.NewChallenge()
				g.values["uuid"], g.values["data"] = c.UUID, c.Data
				return nil
			}))
		},
		// signed BIN [detached|expired] [text]: {cms} over {data} or the text
		"signed": func(args []string) {
			mode, text := "", g.values["data"]
			if len(args) > 1 {
				mode = args[1]
			}
			if len(args) > 2 {
				text = args[2]
			}
			cms, err := keyLike(g.t, args[0], "ТОО ПРИМЕР", mode == "expired").Sign([]byte(text), pki.SignOptions{Detached: mode == "detached"})
			g.must(err)
			g.values["cms"] = base64.StdEncoding.EncodeToString(cms)
		},
		// codes NAME N: a JSON array of N codes that do not exist
		"codes": func(args []string) {
			var n int
			_, err := fmt.Sscan(args[1], &n)
			g.must(err)
			g.values[args[0]] = `"00000046082251AAAAAAA"` + strings.Repeat(`,"00000046082251AAAAAAA"`, n-1)
		},
		// bytes NAME N: N times the letter a
		"bytes": func(args []string) {
			var n int
			_, err := fmt.Sscan(args[1], &n)
			g.must(err)
			g.values[args[0]] = strings.Repeat("a", n)
		},
		// advance DURATION of world time
		"advance": func(args []string) {
			d, err := time.ParseDuration(args[0])
			g.must(err)
			g.must(g.srv.Clock().Advance(d))
		},
		// order GTIN [PACKAGETYPE | ERROR]: {order}, and {ORDER} in capitals
		"order": func(args []string) {
			o := state.Order{BIN: goldenOwner, GTIN: args[0]}
			var kept state.Order
			g.must(g.srv.World().Update(func(tx *state.Tx) error {
				if len(args) > 1 {
					o.PackageType, _ = dict.PackageTypeByCode(args[1])
				}
				kept = *tx.PlaceOrder(o)
				if len(args) > 1 && args[1] == "ERROR" {
					kept.Status = state.OrderError
					return tx.Import().Order(kept)
				}
				return nil
			}))
			g.values["order"], g.values["ORDER"] = kept.UUID, strings.ToUpper(kept.UUID)
		},
		// code GROUP PACKAGETYPE CIS: of the owner, with its product
		"code": func(args []string) { g.register(args[0], args[1], args[2]) },
		// package GROUP N: {package} with N units in it
		"package": func(args []string) {
			var n int
			_, err := fmt.Sscan(args[1], &n)
			g.must(err)
			p := state.Packing{CIS: "00046002660143821000", PackageType: dict.Level2}
			for i := range n {
				p.Child = append(p.Child, fmt.Sprintf("010460026601438221ABCDEFGHIJK%02d", i))
				g.register(args[0], "UNIT", p.Child[i])
			}
			g.must(g.srv.World().Update(func(tx *state.Tx) error { return tx.Pack(p) }))
			g.values["package"] = p.CIS
		},
		// story: {story} is a pack that was taken out of its block and packed anew
		"story": func([]string) {
			g.values["story"] = "00000046082251RN6feEy"
			g.must(g.srv.Clock().Advance(time.Hour))
			g.must(g.srv.World().Update(func(tx *state.Tx) error {
				return tx.Pack(state.Packing{CIS: "(01)04600266005755(21)newblok", PackageType: dict.Level1, Child: []string{g.values["story"]}})
			}))
			g.must(g.srv.Clock().Advance(time.Hour))
			g.must(g.srv.World().Update(func(tx *state.Tx) error { return tx.Unpack([]string{"(01)04600266005755(21)newblok"}) }))
		},
		// contract BIN: {contract} of the participant's first group
		"contract": func(args []string) {
			g.values["contract"] = fmt.Sprint(g.srv.World().Snapshot().Participant(args[0]).Groups[0].ContractID)
		},
		// token-without-pid: {token}, as no sign-in gives one
		"token-without-pid": func([]string) {
			key := sha256.Sum256(append(binary.BigEndian.AppendUint64([]byte("token"), g.srv.World().Seed()), g.srv.World().Name()...))
			claims := jwt.MapClaims{"inn": goldenOwner, "exp": g.srv.Clock().Now().Time().Unix() + 60}
			token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key[:])
			g.must(err)
			g.values["token"] = token
		},
		// act [wrong]: {act} is an act over the published box, processed; wrong totals end it in 10
		"act": func(args []string) {
			xml := boxAct()
			if len(args) > 0 {
				xml = boxAct(`<gtin count="500">`, `<gtin count="499">`)
			}
			g.values["act"] = sent(g.t, g.srv, goldenOwner, xml)
		},
		// notice: a divergence notice of the receiver to {act}
		"notice": func([]string) {
			g.must(g.srv.World().Update(func(tx *state.Tx) error {
				tx.Submit(state.Document{Type: state.Divergence, FileID: "DIVERG_x", Supplier: goldenOwner, Consignee: receiver, Corrects: g.values["act"]})
				return nil
			}))
			g.must(g.srv.Clock().Advance(time.Second))
		},
		// title BIN DECISION [SIGNER]: made by the participant; {cms} is the signature over it
		"title": func(args []string) {
			decision := state.Decision(strings.ToUpper(args[1]))
			g.must(g.srv.World().Update(func(tx *state.Tx) error {
				d, err := tx.BeginDecision(cmp.Or(g.values["act"], g.values["id"]), args[0], decision)
				if err != nil {
					return err
				}
				text, err := intake.Title(tx.View, d, d.Title(decision))
				g.document, g.values["cms"] = text, signature(g.t, signerOf(args), text)
				return err
			}))
		},
		// retitled BIN DECISION: its title is made anew, and {cms} stays
		"retitled": func(args []string) {
			g.must(g.srv.World().Update(func(tx *state.Tx) error {
				_, err := tx.BeginDecision(g.values["act"], args[0], state.Decision(strings.ToUpper(args[1])))
				return err
			}))
		},
		// taken BIN DECISION: of {act} by the participant, as clients do
		"taken": func(args []string) {
			if status, text := decideBy(g.t, g.srv, args[0], g.values["act"], map[bool]string{true: "outgoing", false: "incoming"}[args[1] == "withdraw"], args[1]); status != 201 {
				g.t.Fatalf("the decision is answered with %d %s", status, text)
			}
		},
		// xml [CHANGE]: {xml} is an act over the box in base64, {cms} its signature
		"xml": func(args []string) {
			change, signer := "", goldenOwner
			if len(args) > 0 {
				change = args[0]
			}
			if change == "signer" {
				signer = receiver
			}
			if change == "pre" {
				p := state.Participant{BIN: "111111111111", Name: "ТОО", Status: "PRE_REGISTERED_BO"}
				g.must(g.srv.World().Update(func(tx *state.Tx) error { return tx.PutParticipant(p) }))
			}
			xml := boxAct(xmlChanges[change]...)
			g.values["xml"] = enc(xml)
			g.values["cms"] = signature(g.t, signer, []byte(xml))
		},
		// reset the world
		"reset": func([]string) { g.srv.Reset() },
		// fail KIND [ARG]: what goes wrong behind the scenes
		"fail": func(args []string) {
			why := state.Errorf(state.Kind(args[0]), "the golden file says so")
			for _, a := range args[1:] {
				why.Args = append(why.Args, a)
			}
			g.srv.core.pipeline.Intervene = func(_ *pipeline.Call, ph pipeline.Phase) (pipeline.Intervention, bool) {
				return pipeline.Intervention{Err: why}, ph == pipeline.Received
			}
		},
	}
	maps.Copy(all, g.documentGivens())
	maps.Copy(all, g.recognitionGivens())
	return all
}

// register adds a code of the golden owner, and its product, whose attributes
// are those of the alcohol sample.
func (g *golden) register(group, pack, code string) {
	g.t.Helper()
	g.registerAs(dict.Applied, group, pack, code)
}

func (g *golden) registerAs(status dict.CodeStatus, group, pack, code string) {
	g.t.Helper()
	read, err := cis.Parse(code)
	g.must(err)
	t, _ := dict.PackageTypeByCode(pack)
	g.must(g.srv.World().Update(func(tx *state.Tx) error {
		p := *tx.Participant(goldenOwner)
		if !p.Contract(group) {
			p.Groups = append(p.Groups, state.Membership{Group: group, Roles: dict.Roles()})
		}
		if err := tx.PutParticipant(p); err != nil {
			return err
		}
		product := state.Product{GTIN: read.GTIN, ProductGroup: group, Name: "Товар " + read.GTIN, PackageType: t}
		if group == "alcohol" {
			product.TNVedCode10 = "2204101100"
			product.Attributes = map[string]string{
				"packMaterial": "стекло", "structure": "виноград", "producerCountry": "Казахстан", "packageName": "бутылка",
				"fullName": "Вино игристое", "packUnitVolume": "750 мл", "alcoholVol": "12.5 % об.", "tradeName": "Вино", "zzz": "последний",
			}
		}
		if tx.Product(read.GTIN) == nil {
			if err := tx.PutProduct(product); err != nil {
				return err
			}
		}
		return tx.AddTree(state.Tree{Code: state.Code{
			CIS: code, GTIN: read.GTIN, OwnerBIN: goldenOwner, ProducerBIN: goldenOwner, Status: status, PackageType: t,
			EmissionType: dict.Foreign, EmissionDate: tx.Now(), ProducedDate: tx.Now(),
		}})
	}))
}

// signerOf is who signs a title: the third word, or who made it.
func signerOf(args []string) string {
	if len(args) > 2 {
		return args[2]
	}
	return args[0]
}

// xmlChanges are what is wrong with an act.
var xmlChanges = map[string][]string{
	"schema":     {`operationType="1"`, `operationType="3"`},
	"doctype":    {"<file ", "<!DOCTYPE file [<!ENTITY a \"b\">]>\n<file "},
	"pre":        {receiver, "111111111111"},
	"kind":       {"EEU_ACT_", "EEU_CAT_"},
	"correction": {"EEU_ACT_", "COR_ACT_", `correctionFlag="false"`, `correctionFlag="true" correctionDocId="93aee74e-3134-458b-a1df-f69571704270"`},
}
