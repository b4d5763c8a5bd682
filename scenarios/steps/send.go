package steps

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/mockismp/mockismp/client"
)

// signIn signs in with the key that the step says, or the participant's own.
func signIn(ctx context.Context, p *play, t *turn) error {
	signer, err := t.keyToSignInWith(ctx)
	if err != nil {
		return err
	}
	w := t.session.wire
	w.begin()
	challenge, err := t.client.AuthKey(ctx)
	if err == nil {
		data, err := t.text("data")
		if err != nil {
			return err
		}
		if data == "" {
			data = challenge.Data
		}
		cms, err := signer.Sign(ctx, []byte(data), client.Attached)
		if err != nil {
			return err
		}
		_, _ = t.client.SimpleSignIn(ctx, challenge.UUID, cms) // refused or not, the wire has it
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.kept) == 0 {
		return err
	}
	t.took(w.kept[len(w.kept)-1])
	return nil
}

func (t *turn) keyToSignInWith(ctx context.Context) (client.Signer, error) {
	var k keyFor
	if t.arg.fields != nil {
		if err := t.argument(&k); err != nil {
			return nil, err
		}
	}
	if t.play.control == nil {
		return nil, errors.New("sign-in needs keys of the double; every other step signs in by itself")
	}
	if k.BIN == "" && k.IIN == "" {
		k.BIN = t.bin
	}
	if k.Foreign {
		return foreignKey(k.BIN)
	}
	return t.play.runner.key(ctx, t.play.control, k.KeyFor)
}

// send builds a document, signs it and sends it.
func send(ctx context.Context, p *play, t *turn) error {
	d, err := t.build(ctx)
	if err != nil {
		return err
	}
	cms, err := t.sign(ctx, d.Text)
	if err != nil {
		return err
	}
	t.session.wire.begin()
	sent, err := t.client.SendSigned(ctx, d, cms)
	if failed := t.takes(err, t.session.wire.last(http.MethodPost)); failed != nil {
		return failed
	}
	t.answer.id, t.answer.fileID = sent.ID, d.FileID
	return nil
}

// build writes the document of a step.
func (t *turn) build(ctx context.Context) (*client.Document, error) {
	word, err := t.arg.text(t.env)
	if err != nil {
		return nil, err
	}
	kind := client.Kind(word)
	d, err := t.written(ctx, kind)
	if err != nil {
		return nil, err
	}
	replace, err := t.field("replace")
	if err != nil {
		return nil, err
	}
	m, _ := replace.(map[string]any)
	if len(m) == 0 {
		return d, nil
	}
	text := string(d.Text)
	for old, new := range m {
		if !strings.Contains(text, old) {
			return nil, fmt.Errorf("replace: %q is not in the document", old)
		}
		text = strings.ReplaceAll(text, old, shown(new))
	}
	return client.ReadDocument(kind, []byte(text))
}

func (t *turn) written(ctx context.Context, kind client.Kind) (*client.Document, error) {
	whole, err := t.text("text")
	if err != nil {
		return nil, err
	}
	if whole != "" {
		return client.ReadDocument(kind, []byte(whole))
	}
	row, known := builders()[kind]
	if !known {
		return nil, fmt.Errorf("%q is no kind of documents; there are %s", kind, strings.Join(kindNames(), ", "))
	}
	fields, err := t.field("with")
	if err != nil {
		return nil, err
	}
	return row.build(ctx, t, []byte(jsonText(fields)))
}

func (t *turn) sign(ctx context.Context, text []byte) ([]byte, error) {
	if v := t.more["unsigned"]; v.plain == true {
		return nil, nil
	}
	by, err := t.text("signedBy")
	if err != nil {
		return nil, err
	}
	s := t.session
	if by != "" {
		if s, err = t.play.sessionOf(ctx, by, t.play.bins[by]); err != nil {
			return nil, err
		}
	}
	if s.signer == nil { // a real system's
		return s.client.Sign(ctx, text, client.Detached)
	}
	return s.signer.Sign(ctx, text, client.Detached)
}

// decideAs takes a decision of a document in both its calls.
func decideAs(d client.Decision) func(context.Context, *play, *turn) error {
	return func(ctx context.Context, p *play, t *turn) error {
		id, err := t.arg.text(t.env)
		if err != nil {
			return err
		}
		t.session.wire.begin()
		err = t.client.Decide(ctx, id, d)
		return t.takes(err, t.session.wire.last(http.MethodPost))
	}
}
