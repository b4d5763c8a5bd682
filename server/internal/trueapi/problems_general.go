package trueapi

import (
	"net/http"

	"github.com/mockismp/mockismp/internal/texts"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
)

// generalProblems is the general table of errors, which all methods share.
// negotiate sends a 401 as JSON to clients that ask for JSON first.
func generalProblems(negotiate bool) []pipeline.Problem {
	unauthorized, badToken := oauth{"UnauthorizedException", "unauthorized", negotiate}, oauth{"InvalidTokenException", "invalid_token", negotiate}
	in := func(shape pipeline.Shape, p pipeline.Problem) pipeline.Problem {
		p.Shape = shape
		return p
	}
	assumed := func(p pipeline.Problem) pipeline.Problem { return here(p, 0, "", texts.Assumed) } // for this kind
	rows := []pipeline.Problem{
		says(pipeline.ParamMissing, texts.ParamMissing.Row),
		says(pipeline.ParamType, texts.ParamType.Row),
		says(pipeline.ParamUnknown, texts.ParamUnknown.Row),
		says(pipeline.ParamRepeated, texts.ParamRepeated.Row),
		says(pipeline.ParamPlus, texts.ParamPlus.Row),
		says(pipeline.BodyMissing, texts.BodyMissing.Row),
		says(pipeline.BodyUnreadable, texts.BodyUnreadable.Row),
		in(unauthorized, says(pipeline.TokenMissing, texts.TokenMissing.Row)),
		in(badToken, says(pipeline.TokenExpired, texts.TokenExpired.Row)),
		in(badToken, says(pipeline.TokenBad, texts.TokenBad.Row)),
		assumed(says(pipeline.AttributeError, texts.AttributesWrong.Row)),
		says(pipeline.NoAccess, texts.NoAccess.Row),
		assumed(says(state.ParticipantUnknown, texts.NoAccess.Row)),
		assumed(says(state.ParticipantBlocked, texts.NoAccess.Row)),
		says(state.NoContract, texts.NoContract.Row),
		says(pipeline.NotFound, texts.NotFound.Row),
		says(pipeline.RouteUnknown, texts.RouteUnknown.Row),
		in(pipeline.Empty, says(pipeline.NotAcceptable, texts.NotAcceptable.Row)),
		assumed(says(pipeline.Conflict, texts.Conflict.Row)),
		assumed(says(pipeline.Gone, texts.Gone.Row)),
		says(pipeline.BodyTooLarge, texts.BodyTooLarge.Row),
		says(pipeline.MediaType, texts.MediaType.Row),
		says(pipeline.Internal, texts.Internal.Row),
		says(pipeline.Unavailable, texts.Unavailable.Row),
		says(pipeline.NoAnswer, texts.NoAnswer.Row),

		says(state.WorldUnknown, texts.WorldUnknown.Row),
		says(state.OutcomeBad, texts.OutcomeBad.Row),
	}
	for i := range rows {
		rows[i].Anyhow = rows[i].Status == http.StatusUnauthorized && !negotiate
	}
	return rows
}
