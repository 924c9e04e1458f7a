package gmem

import (
	"strings"
	"unicode/utf8"
)

// tableWidth fits a CI log and an 80-column terminal.
const tableWidth = 80

// columnGap is the space between two columns.
const columnGap = "  "

// Table is aligned plain text of at most 80 columns, without colour. Columns whose cells all look like amounts are
// aligned right, the others left. Where the text is too wide, the middle of the widest column's cells is cut out, again
// and again until it fits. Each character is taken as one column wide. The zero value is an empty table.
type Table struct {
	rows    [][]string
	heading bool // the first row is one: it follows its column's alignment and has no say in it
	columns int
}

// Heading adds the row of headings. It is called before the first Row, or not at all.
func (t *Table) Heading(cells ...string) *Table {
	t.heading = true
	return t.Row(cells...)
}

// Row adds a row; rows may differ in length. Characters that would break the line become "?".
func (t *Table) Row(cells ...string) *Table {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = printable(cell)
	}
	t.rows = append(t.rows, row)
	t.columns = max(t.columns, len(cells))
	return t
}

// String is the table, each row ended by a line feed, no line with blanks at its end.
func (t *Table) String() string {
	widths := t.widths()
	var out strings.Builder
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			if i > 0 {
				line.WriteString(columnGap)
			}
			cell = Shorten(cell, widths[i])
			blanks := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if t.isAmounts(i) {
				line.WriteString(blanks + cell)
			} else {
				line.WriteString(cell + blanks)
			}
		}
		out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return out.String()
}

// widths gives each column what its widest cell needs, and then takes from the widest until a line fits.
func (t *Table) widths() []int {
	widths := make([]int, t.columns)
	total := len(columnGap) * max(t.columns-1, 0)
	for _, row := range t.rows {
		for i, cell := range row {
			if length := utf8.RuneCountInString(cell); length > widths[i] {
				total += length - widths[i]
				widths[i] = length
			}
		}
	}
	for ; total > tableWidth; total-- {
		widest := 0
		for i, width := range widths {
			if width >= widths[widest] {
				widest = i
			}
		}
		if widths[widest] == 0 {
			break // more gaps than the line has columns
		}
		widths[widest]--
	}
	return widths
}

// isAmounts tells whether every cell of a column begins like a number. Empty cells and "-", for what was not measured,
// have no say.
func (t *Table) isAmounts(column int) bool {
	amounts := false
	for i, row := range t.rows {
		if (i == 0 && t.heading) || column >= len(row) || row[column] == "" || row[column] == "-" {
			continue
		}
		if !isAmount(row[column]) {
			return false
		}
		amounts = true
	}
	return amounts
}

func isAmount(cell string) bool {
	digits := strings.TrimLeft(cell, "+-")
	return digits != "" && digits[0] >= '0' && digits[0] <= '9'
}
