package trueapi

import (
	"errors"
	"mime"
	"strings"

	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/server/internal/trueapi/jackson"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/rules"
)

const mediaJSON = "application/json"

// decodeJackson reads a JSON body as the real service's library does.
func decodeJackson(c *pipeline.Call, dst any) error {
	sent := c.Header("Content-Type")
	if sent != "" && sent != mediaJSON && len(c.Body) > 0 {
		if media, _, err := mime.ParseMediaType(sent); err != nil || (media != mediaJSON && !strings.HasSuffix(media, "+json")) {
			return state.Errorf(pipeline.MediaType, "the body is sent as %q; this method takes application/json", sent).With(sent)
		}
	}
	if sent == "" && len(c.Body) > 0 {
		if err := c.Soften(rules.ContentType, state.Errorf(pipeline.MediaType, "the body came without Content-Type; send application/json").With("null")); err != nil {
			return err
		}
	}
	err := jackson.Decode(c.Body, dst)
	switch {
	case errors.Is(err, jackson.ErrMissing):
		return state.Errorf(pipeline.BodyMissing, "the request has no body; a JSON body is required")
	case err != nil:
		return state.Errorf(pipeline.BodyUnreadable, "%s", err).With(err.Error())
	}
	return nil
}
