package dict

import (
	"slices"
	"strconv"
	"strings"
)

// Row is one row of any dictionary.
type Row struct {
	Code  string // what tells the row from all others: a word, or a number in digits
	ID    string // the number beside the code, in digits, "" where there is none
	About string // in Russian, as printed

	// Columns that two of the dictionaries have besides; "" where they are empty.
	MOTP   string // «Комментарий для МОТП»
	LP     string // «Комментарий для ЛП»
	Format string // «Описание формата типа документа»
}

// Dictionary is one dictionary, whatever its rows mean.
type Dictionary struct {
	Name  string
	Title string // in Russian, as printed
	Rows  []Row  // in the operator's order
}

// All gives every dictionary.
func All() []Dictionary {
	return []Dictionary{
		{"product-groups", "Список поддерживаемых товарных групп", rows(ProductGroups(), func(g ProductGroup) Row {
			return Row{Code: g.Name, ID: strconv.Itoa(g.ID), About: g.About}
		})},
		{"package-types", "Типы упаковки", rows(packageTypes, func(t PackageTypeRow) Row {
			return Row{Code: t.Code, About: t.About, MOTP: t.MOTP, LP: t.LP}
		})},
		{"code-statuses", "Статусы КМ", rows(codeStatuses, func(s CodeStatusRow) Row {
			return Row{Code: s.Code, ID: strconv.Itoa(int(s.Status)), About: s.About}
		})},
		{"document-types", "Типы документов", slices.Clone(documentTypes)},
		{"document-statuses", "Статусы документов", slices.Clone(documentStatuses)},
		{"act-statuses", "Статусы для Акта ПП", slices.Clone(actStatuses)},
		{"release-methods", "Способ выпуска товаров в оборот", rows(releaseMethods, func(m releaseMethodRow) Row {
			return Row{Code: m.Code, About: m.About}
		})},
		{"customs-offices", "Справочник кодов таможенных органов", slices.Clone(customsOffices)},
		{"countries", "Страны мира (ISO 3166-1)", slices.Clone(countries)},
	}
}

// ByName finds a dictionary by its name ("code-statuses").
func ByName(name string) (Dictionary, bool) {
	return find(All(), func(d Dictionary) bool { return d.Name == name })
}

func rows[T any](table []T, row func(T) Row) []Row {
	all := make([]Row, len(table))
	for i, t := range table {
		all[i] = row(t)
	}
	return all
}

// find gives the first row that fits.
func find[T any](table []T, fits func(T) bool) (row T, ok bool) {
	for _, t := range table {
		if fits(t) {
			return t, true
		}
	}
	return row, false
}

func byCode(rows []Row, code string) (Row, bool) {
	return find(rows, func(r Row) bool { return r.Code == code })
}

// read takes a file apart whose columns are divided by tabs. A test holds every
// line to the same number of them.
func read(tsv string, row func(columns []string) Row) []Row {
	var all []Row
	for line := range strings.Lines(tsv) {
		all = append(all, row(strings.Split(strings.TrimSuffix(line, "\n"), "\t")))
	}
	return all
}
