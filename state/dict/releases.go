package dict

// ReleaseMethod is how goods came into the country's circulation, a value of
// «Способ выпуска товаров в оборот»; answers carry it as emissionType.
type ReleaseMethod uint8

// The release methods; the zero value is unknown.
const (
	_ ReleaseMethod = iota
	Foreign
	Local
)

var releaseMethods = []string{Foreign: "FOREIGN", Local: "LOCAL"}

// ReleaseMethodByCode finds a release method by its code ("LOCAL").
func ReleaseMethodByCode(code string) (ReleaseMethod, bool) {
	for i, c := range releaseMethods {
		if c == code && c != "" {
			return ReleaseMethod(i), true
		}
	}
	return 0, false
}

// String is the code as the API spells it, "" for unknown.
func (m ReleaseMethod) String() string {
	if int(m) >= len(releaseMethods) {
		return ""
	}
	return releaseMethods[m]
}
