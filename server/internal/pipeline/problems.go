package pipeline

import (
	"fmt"
	"strings"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/state"
)

// The kinds that arise on the way of a request, before or after the world.
const (
	TokenMissing   state.Kind = "token.missing"
	TokenExpired   state.Kind = "token.expired"
	TokenBad       state.Kind = "token.bad"
	RouteUnknown   state.Kind = "route.unknown"
	NotAcceptable  state.Kind = "accept.refused"
	MediaType      state.Kind = "content-type.refused"
	BodyTooLarge   state.Kind = "body.too-large"
	BodyMissing    state.Kind = "body.missing"
	BodyUnreadable state.Kind = "body.unreadable"
	ParamMissing   state.Kind = "parameter.missing"
	ParamType      state.Kind = "parameter.type"
	ParamUnknown   state.Kind = "parameter.unknown" // of control calls, and by rules: the real service passes over what it does not know
	ParamRepeated  state.Kind = "parameter.repeated"
	ParamPlus      state.Kind = "parameter.plus"
	AttributeError state.Kind = "attributes.wrong"
	NoAccess       state.Kind = "access.denied"
	NotFound       state.Kind = "not-found"
	ClientLeft     state.Kind = "client.left" // the answer reaches nobody; no table has a row for it
	Conflict       state.Kind = "conflict"
	Gone           state.Kind = "gone"
	Internal       state.Kind = "internal"
	Unavailable    state.Kind = "unavailable"
	NoAnswer       state.Kind = "no-answer"
)

// Problem is one row of a system's table of errors: what a client sees.
type Problem struct {
	Kind     state.Kind
	Key      string // of the text in the catalogue, "" for words of a system of its own
	Status   int
	Text     string // Russian, as printed; %s takes the error's arguments in order
	Shape    Shape
	Source   string
	Evidence texts.Evidence
	Anyhow   bool // it goes out whatever Accept says
}

// text is the finished text: as many of the arguments as the text has room for.
func (p Problem) text(args []any) string {
	return fmt.Sprintf(p.Text, args[:min(len(args), strings.Count(p.Text, "%s"))]...)
}
