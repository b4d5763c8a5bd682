package dict

import "github.com/mockismp/mockismp/internal/texts"

var (
	key    = Part{"91", 4, false}
	sign   = Part{"93", 4, false}
	weight = Part{"3103", 6, true}
)

// printed is how the samples order the attributes of the catalogue, in whose
// midst the sample of alcohol has tnVedCode10; others follow by name.
var printed = []string{
	"tradeName", "alcoholVol", "tnVedCode10", "packUnitVolume", "fullName", "packageName", "producerCountry", "quantityInPack", "tobacoType", "structure", "packMaterial",
}

// The forms that several packages have.
var (
	sscc = CodeForm{Layout: SSCC, Evidence: texts.Sibling}

	// Serials of shoes and milk begin with the digit of the country; Kazakhstan's is
	// not known, any is drawn.
	shoesForm = CodeForm{Layout: SGTIN, Serial: 13, First: Decimal, Rest: Alphabet, Evidence: texts.Sibling, Tails: []Tail{
		{Name: "shoes", Parts: []Part{key, {"92", 88, false}}, Certain: true, Evidence: texts.Sibling},
	}}
	pharmaForm = CodeForm{Layout: SGTIN, Serial: 13, First: Alphanumeric, Rest: Alphanumeric, Evidence: texts.Assumed, Tails: []Tail{
		{Name: "pharma", Parts: []Part{key, {"92", 44, false}}, Certain: true, Evidence: texts.Assumed},
	}}
	milkForm = CodeForm{Layout: SGTIN, Serial: 6, First: Decimal, Rest: Alphabet, Evidence: texts.Assumed, Tails: []Tail{
		{Name: "milk", Parts: []Part{sign}, Certain: true, Country: true, Evidence: texts.Assumed},
		{Name: "milk by weight", Parts: []Part{sign, weight}, Certain: true, Evidence: texts.Assumed},
	}}
	alcoholForm = CodeForm{Layout: SGTIN, Serial: 7, First: Alphabet, Rest: Alphabet, Evidence: texts.Observed}
)

// productGroups are the groups: those of the dictionary in its order, then those
// that tokens name or that published codes are of, of which nothing more is known.
// Participants may be in the groups that tokens name.
//
// Prices are the ceilings that the Government set, shoes from 2021-11-01, pharma
// from 2022-07-18; those of the other groups were not found, and are taken to be
// that of shoes (assumed). No Sample stands here: the world demo lists goods of each.
//
// In brackets all tails can be told, behind the serial of any group: a code of
// milk may end in the tail that is listed for pharma. (One long serial in
// forty-five million ends in what looks like (93) and its four characters, and is
// cut in all its forms alike.) Without brackets:
//
//   - a serial has at most 20 characters (GS1), so whatever is longer and fits
//     a row is certain: tobacco block, shoes, pharma, milk by weight;
//   - a code without identifiers has 21 characters, or 29 with its tail; own
//     transport codes begin at 34: tobacco pack;
//   - water makes a serial of 19, a length nobody emits;
//   - milk makes one of 12, which one published sample has as well. In milk the
//     first character is the digit of the country: that is asked for, and a
//     serial of 12 with a digit in front and 93 in the middle reads as milk;
//   - beer makes one of 13, the commonest length of all: never cut.
var productGroups = []ProductGroup{
	{
		ID: 2, Name: "shoes", About: "Обувные товары", Price: 268,
		Unit: shoesForm, Block: shoesForm, Transport: sscc,
		Attributes: printed, Traits: Recognised,
	},
	{
		ID: 3, Name: "tobacco", About: "Табачные изделия", Paid: true, Price: 268,
		Unit: CodeForm{Layout: Bare, Serial: 7, First: Alphabet, Rest: Alphabet, Evidence: texts.Observed, Tails: []Tail{
			{Name: "tobacco pack", Parts: []Part{{"", 4, false}, {"", 4, false}}, Certain: true, Evidence: texts.Sibling},
		}},
		Block: CodeForm{Layout: Bracketed, Serial: 7, First: Alphabet, Rest: Alphabet, Evidence: texts.Observed, Tails: []Tail{
			{Name: "tobacco block", Parts: []Part{{"8005", 6, true}, sign}, Certain: true, Evidence: texts.Sibling},
		}},
		Transport:  CodeForm{Layout: Lot, Evidence: texts.Observed},
		Attributes: printed, Traits: Traced | Requested | OnePage | AsBIN | Errorless | Asked | Open,
	},
	{
		ID: 7, Name: "pharma", About: "Лекарственные препараты для медицинского применения", Paid: true, Price: 240,
		Unit: pharmaForm, Block: pharmaForm, Transport: sscc,
		Attributes: printed, Traits: Returned,
	},
	{
		ID: 8, Name: "milk", About: "Молочная продукция", Price: 268,
		Unit: milkForm, Block: milkForm, Transport: sscc,
		Attributes: printed,
	},
	{
		ID: 11, Name: "alcohol", About: "Алкогольная продукция", Price: 268,
		Unit: alcoholForm, Block: alcoholForm, Transport: sscc,
		Attributes: printed,
	},
	{Name: "lp", Token: true},
	{Name: "water", Token: true, Unit: CodeForm{Layout: SGTIN, Serial: 13, Tails: []Tail{
		{Name: "water", Parts: []Part{sign}, Certain: true, Evidence: texts.Assumed},
	}}},
	{Name: "beer", Unit: CodeForm{Layout: SGTIN, Serial: 7, Tails: []Tail{
		{Name: "beer", Parts: []Part{sign}, Evidence: texts.Assumed},
	}}},
}
