package dict

import "slices"

// ProductGroup is a product group with all in which it differs from the others:
// a new group is one row of the table.
type ProductGroup struct {
	ID    int    // the number that answers carry as productGroupId; 0 of groups that the dictionary does not list
	Name  string // the name that answers carry as productGroup and requests as pg
	About string // Russian description, as «Список поддерживаемых товарных групп» prints it
	Paid  bool   // codes are APPLIED_NOT_PAID while the account does not suffice
	Price int64  // of a code in tiyn, without VAT

	Unit, Block, Transport CodeForm // codes of UNIT, of LEVEL1, and of LEVEL2 and above

	Attributes []string // of the catalogue, in the order in which answers have them
	Traits     Trait
	Sample     Goods // sold in the world demo where it lists no goods of the group
	Token      bool  // of groups that are not listed: tokens of the real system name it
}

// Trait is what the True-API has for some groups only; traits add up.
type Trait uint16

// The traits.
const (
	// Traced goods come in by a notice of import when they are of import, and by
	// their producer's first act when they are not (recommendations, sections 2 to 4).
	Traced Trait = 1 << iota
	// Recognised goods are shipped abroad by documents of recognition («В enum пока
	// только shoes»). Products that come in unknown are taken for them (assumed).
	Recognised
	// Returned goods are given back to a person who bought them (writeOff, reason 8).
	Returned
	// Requested codes are repeated in «POST /cises/list»: «Код маркировки (КМ) из запроса для табака».
	Requested
	// OnePage is all that is packed in codes: «Не используется товарной группой "Табачная продукция"».
	OnePage
	// AsBIN names parties ownerBin and producerBin in «GET /cises/listV2», not …Inn.
	AsBIN
	// Errorless documents are shown without docErrors, and without invoiceNumber where
	// the table is followed: «Для ТГ "Табачная продукция" не выводится».
	Errorless
	// Asked has to be named by who asks for receipts: «обязательно указывать для tobacco».
	Asked
	// Open codes are told of in «POST /cises/info» without a contract, and with the
	// producer of packages, where the world reads it as the sister system does.
	Open
)

// Has tells whether the group has a trait; each has 0.
func (g ProductGroup) Has(t Trait) bool { return g.Traits&t == t }

// Goods are what a group sells.
type Goods struct {
	GTIN, Name, Brand string
	TNVED             string // ten digits
}

// ProductGroups gives all groups of the dictionary, in its order.
func ProductGroups() []ProductGroup { return slices.Clone(groups.listed) }

// ProductGroupByName finds a group by the name that the API uses ("tobacco").
func ProductGroupByName(name string) (ProductGroup, bool) {
	for i := range groups.listed {
		if groups.listed[i].Name == name {
			return groups.listed[i], true
		}
	}
	return ProductGroup{}, false
}

// GroupHas tells whether the group of a name is listed and has a trait.
func GroupHas(name string, t Trait) bool {
	g, listed := ProductGroupByName(name)
	return listed && g.Has(t)
}

// GroupsWith gives the names of the groups that have a trait, in the order of
// the dictionary.
func GroupsWith(t Trait) (names []string) {
	for _, g := range groups.listed {
		if g.Has(t) {
			names = append(names, g.Name)
		}
	}
	return names
}

// GroupNames gives every name that a product group may have: those of the
// dictionary in its order, then those that only tokens name.
func GroupNames() []string { return slices.Clone(groups.names) }

// KnownGroup reports whether a product group may have this name.
func KnownGroup(name string) bool { return slices.Contains(groups.names, name) }

// CheckTails gives all check tails, of those that end alike the longer first.
// The list must not be changed.
func CheckTails() []GroupTail { return groups.tails }

// groupTable is the table with what is read off it.
type groupTable struct {
	rows, listed []ProductGroup
	names        []string
	tails        []GroupTail
}

var groups = tableOf(productGroups)

func tableOf(rows []ProductGroup) (t groupTable) {
	t.rows = rows
	for _, g := range rows {
		if g.ID != 0 {
			t.listed = append(t.listed, g)
		}
		t.tails = append(t.tails, tailsOf(g)...)
	}
	for _, g := range rows {
		if g.ID != 0 || g.Token {
			t.names = append(t.names, g.Name)
		}
	}
	slices.SortStableFunc(t.tails, func(a, b GroupTail) int { return len(b.Parts) - len(a.Parts) })
	return t
}

// AddProductGroup is for tests of this program: it appends a product group to
// the table until it is removed. The table is the program's, no world's, so
// nothing else may run meanwhile.
func AddProductGroup(g ProductGroup) (remove func()) {
	before := groups
	groups = tableOf(append(slices.Clone(before.rows), g))
	return func() { groups = before }
}
