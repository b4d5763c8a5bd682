package control

import (
	"strings"

	"github.com/mockismp/mockismp/client/mock"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// dictionaryUnknown is the kind of a call that names no dictionary.
const dictionaryUnknown state.Kind = "control.dictionary"

// dictionaries lists the dictionaries by name.
func (a *API) dictionaries(*pipeline.Call, struct{}) (out mock.Items[mock.Dictionary], err error) {
	for _, d := range dict.All() {
		out.Items = append(out.Items, mock.Dictionary{Name: d.Name, Title: d.Title})
	}
	return out, nil
}

type dictionaryIn struct {
	Name string `path:"name"`
}

// dictionary gives one dictionary with its rows in the operator's order.
func (a *API) dictionary(_ *pipeline.Call, in dictionaryIn) (out mock.DictionaryRows, err error) {
	d, ok := dict.ByName(in.Name)
	if !ok {
		var names []string
		for _, d := range dict.All() {
			names = append(names, d.Name)
		}
		return out, state.Errorf(dictionaryUnknown, "there is no dictionary %q; there are %s", in.Name, strings.Join(names, ", "))
	}
	out.Dictionary = mock.Dictionary{Name: d.Name, Title: d.Title}
	for _, r := range d.Rows {
		out.Items = append(out.Items, mock.DictionaryRow(r))
	}
	return out, nil
}

// codeStatus reads a value of a dictionary, and says where the good ones stand.
func codeStatus(code string) (dict.CodeStatus, error) {
	return value("status", code, "code-statuses", dict.CodeStatusByCode)
}

func packageType(code string) (dict.PackageType, error) {
	return value("packageType", code, "package-types", dict.PackageTypeByCode)
}

func value[T any](field, code, dictionary string, find func(string) (T, bool)) (T, error) {
	v, ok := find(code)
	if !ok {
		return v, state.Errorf(badCall, "%s is %q, and must be a code of GET /_mock/dictionaries/%s", field, code, dictionary)
	}
	return v, nil
}
