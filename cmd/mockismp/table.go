package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// tableWidth is how wide a table may be, in characters; a cell that would make
// it wider goes on in the next line.
const tableWidth = 120

// leastColumn is how narrow a column may get.
const leastColumn = 12

// gap stands between columns.
const gap = "  "

// writeTable prints rows below a head.
func writeTable(w io.Writer, head []string, rows [][]string) error {
	widths := columnWidths(append([][]string{head}, rows...))
	var text strings.Builder
	writeRow(&text, widths, head)
	for _, row := range rows {
		writeRow(&text, widths, row)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// columnWidths are those of the widest cells; the widest columns give way until
// the whole fits.
func columnWidths(rows [][]string) []int {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	total := len(gap) * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for total > tableWidth {
		widest := slices.Index(widths, slices.Max(widths))
		if widths[widest] <= leastColumn {
			break
		}
		widths[widest]--
		total--
	}
	return widths
}

func writeRow(text *strings.Builder, widths []int, row []string) {
	lines := 1
	cells := make([][]string, len(row))
	for i, cell := range row {
		cells[i] = wrap(cell, widths[i])
		lines = max(lines, len(cells[i]))
	}
	for n := range lines {
		var line strings.Builder
		for i, cell := range cells {
			part := ""
			if n < len(cell) {
				part = cell[n]
			}
			fmt.Fprintf(&line, "%s%-*s", map[bool]string{false: gap}[i == 0], widths[i], part)
		}
		text.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

// wrap breaks a cell at blanks; a word that is too long is broken where the
// column ends.
func wrap(cell string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(cell) {
		if line != "" && utf8.RuneCountInString(line+" "+word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for runes := []rune(word); len(runes) > width; runes = []rune(word) {
			lines = append(lines, string(runes[:width]))
			word = string(runes[width:])
		}
		line = word
	}
	return append(lines, line)
}
