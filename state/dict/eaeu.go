package dict

import (
	"fmt"
	"slices"
	"strings"
)

// Member is a state of the EAEU that Kazakhstan trades with.
type Member struct {
	Code        string // two letters, as XML documents spell it
	ID          string // three digits, as JSON documents spell it
	About       string
	TaxpayerIDs []int // how many digits a taxpayer's number has there
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

// CheckTaxpayerID refuses what can be no taxpayer's number of that state.
func (m Member) CheckTaxpayerID(number string) error {
	if slices.Contains(m.TaxpayerIDs, len(number)) && strings.Trim(number, "0123456789") == "" {
		return nil
	}
	return fmt.Errorf("%.50q is no taxpayer's number of %s: these have %v digits", number, m.Code, m.TaxpayerIDs)
}

// CertificateType is a kind of documents of conformity of goods that go from one
// member to another.
type CertificateType struct {
	Code    string // as foreign shipments spell it
	DocKind string // as shipments from here spell it
	About   string
}

// «GET /documents/import/shipment» for codes, «POST /edo-api/shipments» for kinds.
var certificateTypes = []CertificateType{
	{"CONFORMITY_CERTIFICATE", "certificate", "Сертификат соответствия"},
	{"CONFORMITY_DECLARATION", "declaration", "Декларация о соответствии"},
}

// CertificateTypeByCode finds a kind by the word of foreign shipments ("CONFORMITY_CERTIFICATE").
func CertificateTypeByCode(code string) (CertificateType, bool) {
	return find(certificateTypes, func(t CertificateType) bool { return t.Code == code })
}

// CertificateTypeByKind finds a kind by the word of shipments from here ("certificate").
func CertificateTypeByKind(kind string) (CertificateType, bool) {
	return find(certificateTypes, func(t CertificateType) bool { return t.DocKind == kind })
}
