package dict

// ProductGroup is one row of «Список поддерживаемых товарных групп».
type ProductGroup struct {
	ID    int    // the number that answers carry as productGroupId
	Name  string // the name that answers carry as productGroup and requests as pg
	About string // Russian description, as printed
	Paid  bool   // codes are APPLIED_NOT_PAID while the account is empty
}

var productGroups = []ProductGroup{
	{2, "shoes", "Обувные товары", false},
	{3, "tobacco", "Табачные изделия", true},
	{7, "pharma", "Лекарственные препараты для медицинского применения", true},
	{8, "milk", "Молочная продукция", false},
	{11, "alcohol", "Алкогольная продукция", false},
}

// ProductGroups gives all groups in the order of the dictionary.
func ProductGroups() []ProductGroup { return append([]ProductGroup(nil), productGroups...) }

// ProductGroupByName finds a group by the name that the API uses ("tobacco").
func ProductGroupByName(name string) (ProductGroup, bool) {
	return find(productGroups, func(g ProductGroup) bool { return g.Name == name })
}
