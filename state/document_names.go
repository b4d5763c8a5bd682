package state

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mockismp/mockismp/state/internal/engine"
)

// The names by which documents are looked up.

// DocumentCalled finds a document as people name it: by its id, its number in the
// registry, its fileId, whole or without its prefix, or the internal number that its
// notice was answered; the newest of several. It fails with DocumentUnknown.
func (v View) DocumentCalled(name string) (found *Document, err error) {
	if d := v.documentNamed(name); d != nil {
		return d, nil
	}
	v.Documents("", func(d *Document) bool {
		if slices.ContainsFunc(d.Names(), func(known string) bool { return strings.EqualFold(known, name) }) {
			found = d
		}
		return found == nil
	})
	if found == nil {
		err = Errorf(DocumentUnknown, "no document in world %q has the id, number, fileId or internal number %q", v.world.name, name).With(name)
	}
	return found, err
}

// Names are all names by which people call a document, as [View.DocumentCalled] takes
// them, in any letter case.
func (d *Document) Names() []string {
	names := d.names()
	if d.FileID != "" {
		names = append(names, d.FileID, strings.TrimPrefix(d.FileID, DocTypeOf(d.Type).Prefix))
	}
	if d.Internal != 0 {
		names = append(names, strconv.FormatInt(d.Internal, 10))
	}
	return names
}

// namedAlready tells what has a name already: the ids of documents, their numbers in
// the registry and the ids of receipts are looked up alike. "" for nothing.
func (v View) namedAlready(name string) string {
	if d := v.documentNamed(name); d != nil {
		return fmt.Sprintf("a document of the kind %s, taken at %s", d.Type, d.Created)
	}
	if r := v.Receipt(name); r != nil {
		return fmt.Sprintf("a receipt, received at %s", r.ReceivedAt)
	}
	return ""
}

// given is namedAlready without the numbers of notices: their senders chose them, and
// might choose what was a receipt's already.
func (v View) given(name string) string {
	all := v.documentsNamed(name)
	ours := func(d *Document) bool { return d.Number != d.FileID || strings.EqualFold(d.ID, name) }
	if v.Receipt(name) == nil && !slices.ContainsFunc(all, ours) {
		return ""
	}
	return v.namedAlready(name)
}

// documentNamed finds the document that has a name, of several the last that
// came; nil for none.
func (v View) documentNamed(name string) *Document {
	if all := v.documentsNamed(name); len(all) > 0 {
		return all[0]
	}
	return nil
}

// documentsNamed finds documents by their number, that of a notice with its
// prefix or without, or by their id, in any letter case; the last that came
// first. Notices of different kinds may share one.
func (v View) documentsNamed(name string) (all []*Document) {
	name = strings.ToLower(name)
	v.names.Down(engine.LastOf(name), func(stands engine.Slot, id string) bool {
		if stands.Of == name {
			all = append(all, at(v.documents, id))
		}
		return stands.Of == name
	})
	return all
}

// names are what clients look a document up by.
func (d *Document) names() []string {
	names := []string{d.ID}
	for _, name := range []string{d.Number, BareUUID(d.Number)} {
		if !slices.ContainsFunc(names, func(known string) bool { return strings.EqualFold(known, name) }) {
			names = append(names, name)
		}
	}
	return names
}

// BareUUID is the UUID of a fileId without what stands before it.
func BareUUID(fileID string) string { return fileID[max(0, len(fileID)-uuidLength):] }

const uuidLength = 36

// namedAlike is the name of a document that is taken already, and what has it;
// both are "" if none is. An id or a number must be new; the number of a notice
// need not be, as its sender chose it.
func (tx *Tx) namedAlike(d *Document) (name, other string) {
	if at(tx.documents, d.ID) != nil || tx.Receipt(d.ID) != nil {
		return d.ID, tx.namedAlready(d.ID)
	}
	if d.Number == d.FileID {
		return "", ""
	}
	return d.Number, tx.namedAlready(d.Number)
}
