package dict

import _ "embed"

// The offices as printed, spelling and double blanks included; only names that
// were broken over two lines are one line here.
//
//go:embed customs-offices.tsv
var customsFile string

var customsOffices = read(customsFile, func(c []string) Row { return Row{Code: c[0], About: c[1]} })

// CustomsOfficeByCode finds an office by its five digits ("50417");
// documents carry it as customCode.
func CustomsOfficeByCode(code string) (Row, bool) { return byCode(customsOffices, code) }
