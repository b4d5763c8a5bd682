package jackson

import (
	"fmt"
	"unicode"
	"unicode/utf16"
)

// The exceptions of the library that name themselves in an answer.
const (
	parseException    = "com.fasterxml.jackson.core.JsonParseException"
	eofException      = "com.fasterxml.jackson.core.io.JsonEOFException"
	limitException    = "com.fasterxml.jackson.core.exc.StreamConstraintsException"
	mappingException  = "com.fasterxml.jackson.databind.JsonMappingException"
	mismatchException = "com.fasterxml.jackson.databind.exc.MismatchedInputException"
	formatException   = "com.fasterxml.jackson.databind.exc.InvalidFormatException"
)

// Texts of the reader. What starts with "Unexpected character" is put together by unexpected.
const (
	wantComma    = "was expecting comma to separate %s entries"
	wantColon    = "was expecting a colon to separate field name and value"
	wantName     = "was expecting double-quote to start field name"
	wantSomeVal  = "expected a value"
	wantValue    = "expected a valid value (number, String, array, object, 'true', 'false' or 'null')"
	wantRootGap  = "Expected space separating root-level values"
	wantHex      = "expected a hex-digit for character escape sequence"
	noComments   = "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)"
	wantDigit    = "expected digit (0-9) to follow minus sign, for valid numeric value"
	wantFraction = "Decimal point not followed by a digit"
	wantExponent = "Exponent indicator not followed by a digit"

	unexpectedChar   = "Unexpected character (%s): %s"
	unexpectedInNum  = "Unexpected character (%s) in numeric value: %s"
	unexpectedClose  = "Unexpected close marker '%c': expected '%c' (for %s starting at %s)"
	unexpectedEnd    = "Unexpected end-of-input"
	endBetween       = " within/between %s entries"
	endUnclosed      = ": expected close marker for %s (start marker at %s)"
	endInName        = " in field name"
	endBeforeName    = ": was expecting closing '\"' for name"
	endInEscape      = " in character escape sequence"
	endInNumber      = " in a Number value"
	endInToken       = " in %s"
	illegalSpace     = `Illegal character (%s): only regular white space (\r, \n, \t) is allowed between tokens`
	illegalControl   = "Illegal unquoted character (%s): has to be escaped using backslash to be included in %s"
	unknownEscape    = "Unrecognized character escape %s"
	unknownWord      = "Unrecognized token '%s': was expecting %s"
	nonStandard      = "Non-standard token '%s': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow"
	leadingZeroes    = "Invalid numeric value: Leading zeroes not allowed"
	badStartByte     = "Invalid UTF-8 start byte 0x%x"
	badMiddleByte    = "Invalid UTF-8 middle byte 0x%x"
	tooDeep          = "Document nesting depth (%d) exceeds the maximum allowed (%d, from `StreamReadConstraints.getMaxNestingDepth()`)"
	wordsOfAnyStart  = "('true', 'false' or 'null')"
	wordsOfLikeStart = "'null', 'true', 'false' or NaN"
)

// Texts of the binding.
const (
	noContent     = "No content to map due to end-of-input"
	wrongToken    = "Cannot deserialize instance of `%s` out of %s token"
	wrongString   = "Cannot deserialize value of type `%s` from String \"%s\": %s"
	noConstructor = "Cannot construct instance of `%s` (although at least one Creator exists): no String-argument constructor/factory method to deserialize from String value ('%s')"
	outOfRange    = "Numeric value (%s) out of range of %s"
	notInteger    = "not a valid Integer value"
	overflow      = "Overflow: numeric value (%s) out of range of Integer (-2147483648 - 2147483647)"
)

// token is what the reader stands on; tokenNames has the names that the library prints.
type token uint8

const (
	none token = iota
	startObject
	endObject
	startArray
	endArray
	fieldName
	valueString
	numberInt
	numberFloat
	valueTrue
	valueFalse
	valueNull
)

var tokenNames = [...]string{
	none: "null", startObject: "START_OBJECT", endObject: "END_OBJECT", startArray: "START_ARRAY",
	endArray: "END_ARRAY", fieldName: "FIELD_NAME", valueString: "VALUE_STRING", numberInt: "VALUE_NUMBER_INT",
	numberFloat: "VALUE_NUMBER_FLOAT", valueTrue: "VALUE_TRUE", valueFalse: "VALUE_FALSE", valueNull: "VALUE_NULL",
}

func (t token) String() string { return tokenNames[t] }

// describe writes one UTF-16 unit for an error text.
func describe(c rune) string {
	switch {
	case unicode.IsControl(c):
		return fmt.Sprintf("(CTRL-CHAR, code %d)", c)
	case c > 0xFF:
		return fmt.Sprintf("'%c' (code %d / 0x%x)", c, c, c)
	default:
		return fmt.Sprintf("'%c' (code %d)", c, c)
	}
}

// identifierStart and identifierPart follow Character.isJavaIdentifierStart and …Part: by them the library
// guesses how far a misspelt word goes.
func identifierStart(c rune) bool {
	return unicode.In(c, unicode.L, unicode.Nl, unicode.Sc, unicode.Pc)
}

func identifierPart(c rune) bool {
	ignorable := c <= 8 || c >= 0x0E && c <= 0x1B || c >= 0x7F && c <= 0x9F
	return identifierStart(c) || ignorable || unicode.In(c, unicode.Nd, unicode.Mn, unicode.Mc, unicode.Cf)
}

// shortened cuts a quoted value the way the library does: at most 500 UTF-16 units from either end.
func shortened(s string) string {
	const most = 500
	units := utf16.Encode([]rune(s))
	if len(units) <= most {
		return s
	}
	return string(utf16.Decode(units[:most])) + "]...[" + string(utf16.Decode(units[len(units)-most:]))
}
