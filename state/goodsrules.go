package state

import (
	"slices"

	"github.com/mockismp/mockismp/state/dict"
	"github.com/mockismp/mockismp/state/rules"
)

// GoodsRule is what documents of a kind do to their codes, and of a reason where
// the kind has reasons; packages around the codes are broken up. Documents
// without a rule move no codes.
type GoodsRule struct {
	Type     DocType    // whose it is; not filled in in the rows of kinds
	Reason   string     // as the document spells it, "" where it has none
	Event    CodeEvent  // what moves the codes, and everything packed in them
	SoldOnly CodeEvent  // instead, where the world reads that only what was sold is WITHDRAWN; "" for the same
	From, To Party      // whose the codes must be ("": anybody's), and whose they become
	Totals   bool       // productTotals must be what the codes hold
	Coded    bool       // errors begin with the code that GoodsChecks has for them
	Only     dict.Trait // of the product groups that it is for, 0 for all
	About    string     // the reason in the operator's words
	Source   string
}

const (
	introduceReasons  = "POST /documents/transit/introduce-goods/create; moves assumed (decisions on section 5)"
	withdrawalReasons = "POST /documents/writeOff; Статусы КМ: «Списан», «Выведен из оборота», EXPORTED (split assumed)"
	importSource      = "recommendations, sections 2 and 3: «смена статуса кодов со статуса Нанесен на В обороте»"
	actSource         = "recommendations, section 4: «смена владельца кодов»"
	recognition       = "Методы по экспорту и по импорту с признанием; moves assumed (decisions on section 5)"
)

// GoodsRules gives the rules of all kinds, in the order of the table of kinds.
func GoodsRules() (all []GoodsRule) {
	for _, row := range docTypeRows {
		for _, r := range row.Goods {
			r.Type = row.Type
			all = append(all, r)
		}
	}
	return all
}

// introductions are the rules of KZ_INTRODUCE_GOODS by reason.
var introductions = []GoodsRule{
	{Reason: "1", Event: Found, From: Supplier, To: Supplier, About: "Ввод в оборот товаров при обнаружении излишков", Source: introduceReasons},
	{Reason: "2", Event: Found, From: Supplier, To: Supplier, About: "Ввод в оборот маркированной продукции (до даты введения обязательной маркировки)", Source: introduceReasons},
	{Reason: "3", Event: Restored, To: Supplier, About: "Ввод в оборот ранее конфискованной продукции", Source: introduceReasons},
}

// withdrawals are the rules of MTTPS_90 by reason.
func withdrawals() (all []GoodsRule) {
	for _, r := range []struct {
		reason string
		event  CodeEvent
		about  string
		only   dict.Trait
	}{
		{"1", WroteOff, "Брак", 0},
		{"2", WroteOff, "Утрата", 0},
		{"3", WroteOff, "Повреждение", 0},
		{"4", WroteOff, "Уничтожение", 0},
		{"5", TakenOut, "Использование для собственных нужд предприятия", 0},
		{"6", TakenOut, "Отбор образцов", 0},
		{"7", TakenOut, "Вывод из оборота при интернет торговле", 0},
		{"8", TakenOut, "Возврат физическому лицу", dict.Returned},
		{"9", TakenOut, "Для медицинского назначения", 0},
		{"10", TakenOut, "Отпуск по бесплатному рецепту", 0},
		{"11", Exported, "Экспорт в страны ЕАЭС", 0},
		{"12", Exported, "Экспорт за пределы ЕАЭС", 0},
		{"13", TakenOut, "Розничная продажа", 0},
		{"14", TakenOut, "Выбыл (переработка)", 0},
		{"15", TakenOut, "Приобретение государственным предприятием", 0},
		{"16", TakenOut, "Использование для собственных нужд покупателем", 0},
		{"17", TakenOut, "Конфискация", 0},
		{"18", TakenOut, "Другое", 0},
	} {
		soldOnly := WroteOff
		if r.reason == "7" || r.reason == "13" {
			soldOnly = TakenOut
		}
		all = append(all, GoodsRule{Reason: r.reason, Event: r.event, SoldOnly: soldOnly, From: Supplier, To: Supplier, Only: r.only, About: r.about, Source: withdrawalReasons})
	}
	return all
}

// coded tells whether errors of documents of the kind begin with their code.
func (r DocTypeRow) coded() bool {
	return slices.ContainsFunc(r.Goods, func(g GoodsRule) bool { return g.Coded })
}

// goodsRule finds the rule for a document as the world reads it, if it moves
// goods at all.
func (v View) goodsRule(d *Document) (GoodsRule, bool) {
	i := slices.IndexFunc(v.world.goodsRules, func(r GoodsRule) bool { return r.Type == d.Type && r.Reason == d.Reason })
	if i < 0 {
		return GoodsRule{}, false
	}
	rule := v.world.goodsRules[i]
	if rule.SoldOnly != "" && v.Rules().Is(rules.WithdrawalStatus, "sold-only") {
		rule.Event = rule.SoldOnly
	}
	return rule, true
}

// ReasonsOf are the reasons that documents of a kind give, as they spell them;
// it is empty for a kind without reasons.
func ReasonsOf(kind DocType) (reasons []string) {
	for _, r := range GoodsRules() {
		if r.Type == kind && r.Reason != "" {
			reasons = append(reasons, r.Reason)
		}
	}
	return reasons
}
