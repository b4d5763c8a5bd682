// Package dict holds the dictionaries of the True-API: plain facts that the
// operator prints and clients compare with, as tables in the operator's order.
//
// Source of all of them: the chapter «Справочники» of the True-API description,
// unless a row says otherwise.
package dict
