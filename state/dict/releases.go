package dict

// ReleaseMethod is how goods came into the country's circulation, a value of
// «Способ выпуска товаров в оборот»; answers carry it as emissionType.
type ReleaseMethod uint8

// The release methods in the order of the dictionary; the zero value is unknown.
const (
	_ ReleaseMethod = iota
	Foreign
	Local
)

// releaseMethodRow is one row of «Способ выпуска товаров в оборот».
type releaseMethodRow struct {
	Method ReleaseMethod
	Code   string // as answers carry it in emissionType
	About  string // with a Latin K, as printed
}

var releaseMethods = []releaseMethodRow{
	{Foreign, "FOREIGN", "Ввезён в РK"},
	{Local, "LOCAL", "Производство РK"},
}

// ReleaseMethodByCode finds a release method by its code ("LOCAL").
func ReleaseMethodByCode(code string) (ReleaseMethod, bool) {
	r, ok := find(releaseMethods, func(r releaseMethodRow) bool { return r.Code == code })
	return r.Method, ok
}

// String is the code as the API spells it, "" for unknown.
func (m ReleaseMethod) String() string {
	r, _ := find(releaseMethods, func(r releaseMethodRow) bool { return r.Method == m })
	return r.Code
}
