package dict

import (
	"slices"
	"unicode/utf8"
)

// Member is a state of the EAEU that Kazakhstan trades with.
type Member struct {
	Code        string // two letters, as XML documents spell it
	ID          string // three digits, as JSON documents spell it
	About       string
	TaxpayerIDs []int // how many characters a taxpayer's number has there
}

// «Структура документа "Уведомление о ввозе ЕАЭС"» for letters and lengths,
// «POST /documents/import/acceptancies» for digits.
var members = []Member{
	{"AM", "051", "Армения", []int{8}},
	{"BY", "112", "Беларусь", []int{9}},
	{"KG", "417", "Кыргызстан", []int{14}},
	{"RU", "643", "Россия", []int{10, 12}},
}

// Members gives the states of the EAEU besides Kazakhstan.
func Members() []Member { return slices.Clone(members) }

// MemberByCode finds a member by its two letters ("RU").
func MemberByCode(code string) (Member, bool) {
	return find(members, func(m Member) bool { return m.Code == code })
}

// MemberByID finds a member by its three digits ("643").
func MemberByID(id string) (Member, bool) {
	return find(members, func(m Member) bool { return m.ID == id })
}

// TaxpayerID tells whether a taxpayer's number can be one of that state.
func (m Member) TaxpayerID(number string) bool {
	return slices.Contains(m.TaxpayerIDs, utf8.RuneCountInString(number))
}
