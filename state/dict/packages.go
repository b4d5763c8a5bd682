package dict

// PackageType is a value of «Типы упаковки»; the zero value is no type.
type PackageType uint8

// The package types in the order of the dictionary, innermost first.
const (
	_ PackageType = iota
	Unit
	Level1
	Level2
	Level3
	Level4
	Level5
	Bundle
)

// Single tells whether it is sold as one thing: a unit, or a set of goods.
func (t PackageType) Single() bool { return t == 0 || t == Unit || t == Bundle }

// Transport tells whether it goes to warehouses, not over the counter: a box and all that is larger.
func (t PackageType) Transport() bool { return t >= Level2 && t != Bundle }

// PackageTypeRow is one row of «Типы упаковки».
type PackageTypeRow struct {
	Type  PackageType
	Code  string // as answers carry it in packageType
	About string
	MOTP  string // «Комментарий для МОТП»
	LP    string // «Комментарий для ЛП»
}

var packageTypes = []PackageTypeRow{
	{Unit, "UNIT", "Единица товара", "Пачка", "Товарная упаковка"},
	{Level1, "LEVEL1", "Упаковка 1-го уровня", "Блок", "Транспортная упаковка 1-го уровня"},
	{Level2, "LEVEL2", "Упаковка 2-го уровня", "Коробка", "Транспортная упаковка 2-го уровня (на данный момент это SSCC)"},
	{Level3, "LEVEL3", "Упаковка 3-го уровня", "Паллета", ""},
	{Level4, "LEVEL4", "Упаковка 4-го уровня", "LEVEL4", ""},
	{Level5, "LEVEL5", "Упаковка 5-го уровня", "LEVEL5", ""},
	{Bundle, "BUNDLE", "Комплект", "BUNDLE", ""},
}

// PackageTypes gives all rows in the order of the dictionary.
func PackageTypes() []PackageTypeRow { return append([]PackageTypeRow(nil), packageTypes...) }

// PackageTypeByCode finds a type by its code ("LEVEL1").
func PackageTypeByCode(code string) (PackageType, bool) {
	r, ok := find(packageTypes, func(r PackageTypeRow) bool { return r.Code == code })
	return r.Type, ok
}

// String is the code of the type as the API spells it, "" for no type.
func (t PackageType) String() string {
	if t == 0 || int(t) > len(packageTypes) {
		return ""
	}
	return packageTypes[t-1].Code
}
