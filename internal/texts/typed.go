package texts

import "reflect"

// Text0 is a text without values.
type Text0 struct{ *Row }

// Text1 is a text of one value, which Of takes; Text2 to Text6 are of more.
type (
	Text1[A any]                struct{ *Row }
	Text2[A, B any]             struct{ *Row }
	Text3[A, B, C any]          struct{ *Row }
	Text4[A, B, C, D any]       struct{ *Row }
	Text5[A, B, C, D, E any]    struct{ *Row }
	Text6[A, B, C, D, E, F any] struct{ *Row }
)

// Of is the text.
func (t Text0) Of() Said { return Said{row: t.Row} }

// Of fills the text.
func (t Text1[A]) Of(a A) Said { return Said{row: t.Row, args: []any{a}} }

// Of fills the text.
func (t Text2[A, B]) Of(a A, b B) Said { return Said{row: t.Row, args: []any{a, b}} }

// Of fills the text.
func (t Text3[A, B, C]) Of(a A, b B, c C) Said { return Said{row: t.Row, args: []any{a, b, c}} }

// Of fills the text.
func (t Text4[A, B, C, D]) Of(a A, b B, c C, d D) Said {
	return Said{row: t.Row, args: []any{a, b, c, d}}
}

// Of fills the text.
func (t Text5[A, B, C, D, E]) Of(a A, b B, c C, d D, e E) Said {
	return Said{row: t.Row, args: []any{a, b, c, d, e}}
}

// Of fills the text.
func (t Text6[A, B, C, D, E, F]) Of(a A, b B, c C, d D, e E, f F) Said {
	return Said{row: t.Row, args: []any{a, b, c, d, e, f}}
}

func text0(o origin, key, text string, english ...string) Text0 {
	return Text0{row(o, key, text, english)}
}

func text1[A any](o origin, key, text string, english ...string) Text1[A] {
	return Text1[A]{row(o, key, text, english, typ[A]())}
}

func text2[A, B any](o origin, key, text string, english ...string) Text2[A, B] {
	return Text2[A, B]{row(o, key, text, english, typ[A](), typ[B]())}
}

func text3[A, B, C any](o origin, key, text string, english ...string) Text3[A, B, C] {
	return Text3[A, B, C]{row(o, key, text, english, typ[A](), typ[B](), typ[C]())}
}

func text4[A, B, C, D any](o origin, key, text string, english ...string) Text4[A, B, C, D] {
	return Text4[A, B, C, D]{row(o, key, text, english, typ[A](), typ[B](), typ[C](), typ[D]())}
}

func text5[A, B, C, D, E any](o origin, key, text string, english ...string) Text5[A, B, C, D, E] {
	return Text5[A, B, C, D, E]{row(o, key, text, english, typ[A](), typ[B](), typ[C](), typ[D](), typ[E]())}
}

func text6[A, B, C, D, E, F any](o origin, key, text string, english ...string) Text6[A, B, C, D, E, F] {
	return Text6[A, B, C, D, E, F]{row(o, key, text, english, typ[A](), typ[B](), typ[C](), typ[D](), typ[E](), typ[F]())}
}

func typ[A any]() reflect.Type { return reflect.TypeFor[A]() }
