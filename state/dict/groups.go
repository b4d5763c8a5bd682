package dict

import "slices"

// ProductGroup is one row of «Список поддерживаемых товарных групп».
type ProductGroup struct {
	ID    int    // the number that answers carry as productGroupId
	Name  string // the name that answers carry as productGroup and requests as pg
	About string // Russian description, as printed
	Paid  bool   // codes are APPLIED_NOT_PAID while the account does not suffice
	Price int64  // of a code in tiyn, without VAT
}

// Prices are the ceilings that the Government set, shoes from 2021-11-01, pharma
// from 2022-07-18; those of the other groups were not found, and are taken to be
// that of shoes (assumed).
var productGroups = []ProductGroup{
	{2, "shoes", "Обувные товары", false, 268},
	{3, "tobacco", "Табачные изделия", true, 268},
	{7, "pharma", "Лекарственные препараты для медицинского применения", true, 240},
	{8, "milk", "Молочная продукция", false, 268},
	{11, "alcohol", "Алкогольная продукция", false, 268},
}

// unlisted are groups that tokens of the real system name and its dictionary
// does not: participants may be in them, and nothing more is known of them.
var unlisted = []string{"lp", "water"}

// ProductGroups gives all groups in the order of the dictionary.
func ProductGroups() []ProductGroup { return append([]ProductGroup(nil), productGroups...) }

// ProductGroupByName finds a group by the name that the API uses ("tobacco").
func ProductGroupByName(name string) (ProductGroup, bool) {
	return find(productGroups, func(g ProductGroup) bool { return g.Name == name })
}

// GroupNames gives every name that a product group may have: those of the
// dictionary in its order, then those that only tokens name.
func GroupNames() []string {
	names := make([]string, 0, len(productGroups)+len(unlisted))
	for _, g := range productGroups {
		names = append(names, g.Name)
	}
	return append(names, unlisted...)
}

// KnownGroup reports whether a product group may have this name.
func KnownGroup(name string) bool {
	_, listed := ProductGroupByName(name)
	return listed || slices.Contains(unlisted, name)
}
