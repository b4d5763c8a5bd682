package doc

import "github.com/mockismp/mockismp/xsd/lex"

// Why a document could not be read.
var (
	insideText     = lex.Words{Russian: "<%.40s> внутри %s, где может быть только текст", English: "<%.40s> inside %s, which holds text"}
	noRoot         = lex.Words{Russian: "в документе нет корневого элемента", English: "the document has no root element"}
	endsInside     = lex.Words{Russian: "документ обрывается внутри %s", English: "the document ends inside %s"}
	doesNotClose   = lex.Words{Russian: "тег </%.40s> не закрывает %s", English: "</%.40s> does not close %s"}
	textOutside    = lex.Words{Russian: "текст «%.40s» перед корневым элементом или после него", English: "text %.40q before or behind the root element"}
	textInside     = lex.Words{Russian: "текст «%.40s» в %s, где его быть не может", English: "text %.40q in %s, which holds none"}
	unknownElement = lex.Words{Russian: "элемента %s здесь быть не может", English: "the element %s is not known here"}
	second         = lex.Words{Russian: "второй %s, первый на строке %d", English: "a second %s, the first is on line %d"}
	missingAttr    = lex.Words{Russian: "в %s нет атрибута %s", English: "%s has no attribute %s"}
	negative       = lex.Words{Russian: "%s в %s отрицательно", English: "%s of %s is negative"}
	noNumber       = lex.Words{Russian: "%s в %s — «%.40s», а нужно целое число", English: "%s of %s is %.40q, no whole number"}
	noFlag         = lex.Words{Russian: "%s в %s — «%.40s», а нужно true или false", English: "%s of %s is %.40q, neither true nor false"}
	unknownAttr    = lex.Words{Russian: "в %s лишний или повторный атрибут", English: "%s has an attribute that is not known, or has one twice"}
	missingElement = lex.Words{Russian: "нет элемента %s", English: "the element %s is missing"}
	wrongField     = lex.Words{Russian: "поле неизвестно, или его значение другого типа"}
)
