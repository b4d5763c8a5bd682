package lex

import "fmt"

// Words say one thing twice: to clients in Russian, to operators and in the
// journal in English. Both are formats of the same values, in the same order.
type Words struct{ Russian, English string }

// With fills values in.
func (w Words) With(values ...any) Words {
	return Words{Russian: fmt.Sprintf(w.Russian, values...), English: fmt.Sprintf(w.English, values...)}
}

// The errors of an XML document that need no schema.
var (
	endsAfterLess   = Words{"документ обрывается после <", "the document ends after <"}
	noDoctype       = Words{"DOCTYPE не допускается: уберите его и все его сущности", "DOCTYPE is not allowed: leave it out, and every entity with it"}
	noDeclaration   = Words{"объявление %.20q здесь не допускается", "a declaration %.20q is not allowed here"}
	neverClosed     = Words{"%s не закрыто: нет %s", "%s is never closed by %s"}
	longToken       = Words{"%s длиной %d байт, допускается не более %d", "%s of %d bytes, at most %d are taken"}
	longText        = Words{"текст длиннее %d байт, столько не принимается", "a text is longer than %d bytes, more are not taken"}
	manyPieces      = Words{"текст состоит более чем из %d частей (ссылок, разделов CDATA, кусков между комментариями), столько не принимается", "a text is made of more than %d pieces (references, CDATA sections, texts between comments), more are not taken"}
	brokenEnd       = Words{"закрывающий тег </%.40s испорчен", "the closing tag </%.40s is broken"}
	closesNothing   = Words{"тег </%.40s> ничего не закрывает", "</%.40s> closes nothing"}
	noName          = Words{"после < нужно имя; в тексте вместо < пишут &lt;", "after < a name is due; in text < is written &lt;"}
	tooDeep         = Words{"<%.40s> вложен глубже чем в %d элементов", "<%.40s> lies deeper than %d elements"}
	slash           = Words{"после / в теге <%.40s> нужен знак >", "after / in <%.40s> a > is due"}
	brokenTag       = Words{"тег <%.40s испорчен или не закрыт знаком >", "the tag <%.40s is broken, or never closed by >"}
	brokenAttr      = Words{"атрибут в теге <%.40s> записан не в виде имя=\"значение\"", "an attribute of <%.40s> is not of the form name=\"value\""}
	unquoted        = Words{"значение атрибута %.40s не в кавычках", "the value of %.40s is not quoted"}
	openValue       = Words{"значение атрибута %.40s не закрыто кавычкой или содержит <, который пишут &lt;", "the value of %.40s is never closed, or holds a < that is not written &lt;"}
	longValue       = Words{"значение атрибута %.40s длиной %d байт, допускается не более %d", "the value of %.40s has %d bytes, at most %d are taken"}
	manyAttrs       = Words{"в теге <%.40s> более %d атрибутов", "<%.40s> has more than %d attributes"}
	manySpaces      = Words{"вместе с <%.40s> объявлено более %d пространств имён", "with <%.40s> more than %d namespaces are declared"}
	noTarget        = Words{Russian: "инструкция <? начинается не с имени", English: "behind <? a name is due"}
	badTarget       = Words{Russian: "после <?%.40s нужен пробел или ?>", English: "behind <?%.40s a blank or ?> is due"}
	sectionOutside  = Words{Russian: "раздел CDATA не может стоять вне корневого элемента", English: "a CDATA section cannot stand outside the root element"}
	lateDeclaration = Words{Russian: "<?xml … ?> может стоять только в самом начале документа", English: "<?xml … ?> can stand at the very start of the document only"}
	hyphens         = Words{Russian: "-- не может стоять внутри комментария", English: "-- cannot stand inside a comment"}
	declaration     = Words{Russian: "строка <?xml … ?> записана неверно", English: "the declaration <?xml … ?> is not well-formed"}
	attributeTwice  = Words{Russian: "атрибут %.40s указан дважды", English: "the attribute %.40s stands twice"}
	badName         = Words{Russian: "%.40s не может быть именем", English: "%.40s is no name"}
	colon           = Words{Russian: "в имени %.40s двоеточие стоит не на месте", English: "in the name %.40s a colon is out of place"}
	badNamespace    = Words{Russian: "объявление пространства имён %.40s=\"%.100s\" не допускается", English: "the declaration %.40s=%.100q of a namespace is not allowed"}
	noReference     = Words{"знак & не начинает ссылку: пишите &amp;", "& begins no reference: write &amp;"}
	unknownEntity   = Words{"сущность &%s; неизвестна: есть только &amp; &lt; &gt; &quot; &apos;", "the entity &%s; is not known: only &amp; &lt; &gt; &quot; &apos; are"}
	noSuchChar      = Words{"&%s; не обозначает знака, допустимого в XML", "&%s; is no character that XML allows"}
	brokenJSON      = Words{Russian: "это не JSON: ошибка в этой строке"}
	longString      = Words{"строка длиной %d байт, допускается не более %d", "a string of %d bytes, at most %d are taken"}
	nulInText       = Words{"знак NUL не может стоять в тексте", "NUL is no character of a text"}
	longNumber      = Words{"число %.60s слишком длинное, или слишком велик его порядок", "the number %.60s is too long, or its exponent is"}
	manyValues      = Words{"более %d значений, или %d в одном товаре", "more than %d values, or %d in one product"}
	deepBrackets    = Words{"%s вложена глубже чем в %d скобок", "%s lies deeper than %d brackets"}
	nameTwice       = Words{"имя %.60q стоит дважды в одном объекте", "the name %.60q stands twice in one object"}
	manyNames       = Words{"в объекте более %d имён", "an object of more than %d names"}
	tokenNames      = map[string]string{"text": "текст", "tag": "тег", "closing tag": "закрывающий тег", "<!--": "комментарий", "<?": "инструкция", "<![CDATA[": "раздел CDATA"}
)
