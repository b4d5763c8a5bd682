package claims

// Error is a row of errors.tsv: a status that the specification prints for a
// method, with its text.
type Error struct {
	Method    string // method and path, * for the general table
	Status    string
	Condition string
	Body      string // as printed; "-" if none is, "? …" where the print lost words of it
	Source    string // the line it stands in
	Claim
}

// Errors lists every printed status and error of every method.
func Errors() []Error {
	var rows []Error
	for i, f := range read("errors.tsv") {
		e := Error{Method: f[0], Status: f[1], Condition: f[2], Body: f[3], Source: f[4]}
		e.Claim = Claim{
			ID: e.Method + " " + e.Status + " " + e.Source + " " + e.Condition, Chapter: chapterOf(e.Method, methodsOf), Kind: "error",
			Text: e.Method + ": " + e.Status + " " + e.Condition,
		}.stand("errors.tsv", i).prove(f[5])
		if e.Body != "-" {
			e.Text += ": " + e.Body
		}
		rows = append(rows, e)
	}
	return rows
}

// Field is a row of fields.tsv: a parameter of a call, or a field of its answer.
type Field struct {
	Method   string
	Side     string // request or response
	In       string // header, path, query or body
	Name     string // path in the body: [] for the elements of a list, {code} for any name
	Type     string
	Required string // yes, no, or cond where a condition is printed
	Claim
}

// Fields lists every printed parameter of every method, and every field of its answer.
func Fields() []Field {
	var rows []Field
	for i, r := range read("fields.tsv") {
		f := Field{Method: r[0], Side: r[1], In: r[2], Name: r[3], Type: r[4], Required: r[5]}
		kind := map[string]string{"request": "parameter", "response": "field"}[f.Side]
		f.Claim = Claim{
			ID: f.Method + " " + f.Side + " " + f.In + " " + f.Name, Chapter: chapterOf(f.Method, methodsOf), Kind: kind,
			Text: f.Method + ": " + f.In + " " + f.Name + ", " + f.Type + ", " + obligations[f.Required],
		}.stand("fields.tsv", i).prove(r[6])
		rows = append(rows, f)
	}
	return rows
}

// obligations are the words for what stands in the column required.
var obligations = map[string]string{"yes": "required", "no": "optional", "cond": "required on a condition", "inside": "required inside its parent"}

// DocumentField is a row of documents.tsv: a field of a document.
type DocumentField struct {
	Document string
	Path     string // a/b/@c in XML, a[].b in JSON
	Node     string // element, attribute or member
	Type     string
	Required string
	Claim
}

// Documents lists every printed field of every document.
func Documents() []DocumentField {
	var rows []DocumentField
	for i, r := range read("documents.tsv") {
		f := DocumentField{Document: r[0], Path: r[1], Node: r[2], Type: r[3], Required: r[4]}
		f.Claim = Claim{
			ID: f.Document + " " + f.Path, Chapter: chapterOf(f.Document, documentsOf), Kind: "field",
			Text: f.Document + ": " + f.Node + " " + f.Path + ", " + f.Type + ", " + obligations[f.Required],
		}.stand("documents.tsv", i).prove(r[5])
		rows = append(rows, f)
	}
	return rows
}
