// Package trueapi is the True-API of ИС МПТ: routes.go is its table of
// contents, and each chapter of the specification has its file.
package trueapi
