package dict

// ProductGroup is one row of «Список поддерживаемых товарных групп».
type ProductGroup struct {
	ID    int    // the number that answers carry as productGroupId
	Name  string // the name that answers carry as productGroup and requests as pg
	About string // Russian description, as printed
}

var productGroups = []ProductGroup{
	{2, "shoes", "Обувные товары"},
	{3, "tobacco", "Табачные изделия"},
	{7, "pharma", "Лекарственные препараты для медицинского применения"},
	{8, "milk", "Молочная продукция"},
	{11, "alcohol", "Алкогольная продукция"},
}

// ProductGroups gives all groups in the order of the dictionary.
func ProductGroups() []ProductGroup { return append([]ProductGroup(nil), productGroups...) }

// ProductGroupByName finds a group by the name that the API uses ("tobacco").
func ProductGroupByName(name string) (ProductGroup, bool) {
	for _, g := range productGroups {
		if g.Name == name {
			return g, true
		}
	}
	return ProductGroup{}, false
}
