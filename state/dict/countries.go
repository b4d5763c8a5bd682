package dict

import _ "embed"

// The operator names a dictionary of countries and does not print it. These are
// the codes of ISO 3166-1 (letters, digits) with the Russian names of Unicode
// CLDR 32, as golang.org/x/text/language/display has them; Северная Македония
// and Эсватини were renamed since.
//
//go:embed countries.tsv
var countriesFile string

// countries are known by their two letters; ID has the three digits.
var countries = read(countriesFile, func(c []string) Row { return Row{Code: c[0], ID: c[1], About: c[2]} })

// CountryByCode finds a country by its two letters ("KZ").
func CountryByCode(code string) (Row, bool) { return byCode(countries, code) }
