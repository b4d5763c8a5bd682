package texts

// What keyboards, scanners, generators and escapers do to a code on its way, behind
// «похоже, » (sibling: each was reported by users of such systems).
var (
	DamageBlanks        = text0(own, "damage.blanks", "в коде стоят пробелы, переносы строк или управляющие символы", "blanks, line breaks or control characters stand around or within the code: take them out")
	DamagePlus          = text0(own, "damage.plus", "знак + стал пробелом (в адресе пишут %2B)", "a + became a blank on the way, as in a query: write %2B")
	DamageXML           = text0(own, "damage.xml", "код экранирован для XML или HTML лишний раз", "the code is escaped for XML or HTML (&amp;, &lt;, &quot;), or twice: escape it once")
	DamageBackslash     = text0(own, "damage.backslash", "код экранирован обратной косой чертой", "the code is escaped for JSON or for a programming language (\\\", \\/, \\u0026): take the backslashes out")
	DamageURL           = text0(own, "damage.url", "код закодирован для URL лишний раз", "the code is escaped for a URL (%26, %2B), or twice: decode it once more")
	DamageSpeltGS       = text0(own, "damage.spelt-gs", "разделитель GS записан текстом", "the separator GS (0x1D) is written as text; send the character itself, or leave it out")
	DamageOtherGS       = text0(own, "damage.other-gs", "вместо разделителя GS стоит другой знак", "what stands for GS (FNC1) is another character: the scanner or the font of the generator wrote it")
	DamageRussianLayout = text0(own, "damage.russian-layout", "код введён сканером в русской раскладке", "the code was typed by a scanner into a Russian keyboard layout: switch the layout to English")
	DamageKazakhLayout  = text0(own, "damage.kazakh-layout", "код введён сканером в казахской раскладке", "the code was typed by a scanner into a Kazakh keyboard layout: switch the layout to English")
	DamageLookalikes    = text0(own, "damage.lookalikes", "вместо латинских букв стоят похожие русские", "Cyrillic or Greek letters that look like Latin ones stand in the code: it was typed by hand or recognised from a picture")
	DamageLetters       = text0(own, "damage.letters", "среди цифр GTIN стоят похожие буквы", "letters that look like digits stand in the GTIN (O for 0, l or I for 1): it was typed by hand or recognised from a picture")
	DamageCapsLock      = text0(own, "damage.caps-lock", "был включён Caps Lock: прописные и строчные буквы поменялись местами", "Caps Lock was on: capital and small letters changed places")
	DamageOffice        = text0(own, "damage.office", "офисная программа заменила кавычки, тире или многоточие", "an office program changed the quotation marks, the dashes or the dots")
	DamageFullWidth     = text0(own, "damage.full-width", "код записан полноширинными знаками", "the code is in full-width characters, as East Asian keyboards write them")
	DamageCSV           = text0(own, "damage.csv", "код взят из CSV вместе с кавычками", "the code is quoted as CSV does: quotation marks around it, and doubled within")
	DamageBrackets      = text0(own, "damage.brackets", "скобки вокруг идентификаторов применения записаны иначе", "an application identifier has other brackets, or blanks beside them: (01)…(21)…, or none at all")
	DamageSymbology     = text0(own, "damage.symbology", "перед кодом стоит идентификатор символики, добавленный сканером", "the symbology identifier of a scanner stands before the code, and is none that is known here: switch it off in the scanner")
	DamageZeros         = text0(own, "damage.zeros", "потеряны нули в начале: столбец таблицы был числовым", "the leading zeros are gone, as spreadsheets do: format the column as text")
	DamageBase64        = text0(own, "damage.base64", "код передан в base64", "the code is in base64: decode it")
	DamageHex           = text0(own, "damage.hex", "код передан в шестнадцатеричном виде", "the code is in hexadecimal: decode it")
	DamageLink          = text0(own, "damage.link", "передана ссылка GS1 Digital Link вместо кода", "the code is a GS1 Digital Link: send the code that it stands for")
	DamageTwice         = text0(own, "damage.twice", "код передан дважды подряд", "the same code stands there twice, as when it is scanned twice")
)
