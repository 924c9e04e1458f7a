package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// killRow is a row of kill-matrix.json: a leak, and which verdicts saw it.
type killRow struct {
	Leak     string            `json:"leak"`
	Verdict  string            `json:"verdict"` // the one that is meant to catch it; empty for what is no leak
	Outcomes map[string]string `json:"outcomes"`
	Values   map[string]string `json:"values"`
	Named    []string          `json:"named"`
}

// kills is the kill matrix as a table.
type kills struct {
	Age     string
	Columns []string // verdicts
	Rows    []killCells
}

type killCells struct {
	Leak  string
	Cells []killCell
	Named string
}

// killCell is what one verdict saw: a word for those who don't see the colour, and how it is to be shown.
type killCell struct{ Word, Class, Value string }

// readKills reads the matrix in a folder; nil where there is none.
func readKills(folder string) (*kills, error) {
	var rows []killRow
	age, err := readBeside(folder, "kill-matrix.json", &rows)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	table := &kills{Age: age}
	for _, row := range rows {
		for verdict := range row.Outcomes {
			if !slices.Contains(table.Columns, verdict) {
				table.Columns = append(table.Columns, verdict)
			}
		}
	}
	slices.Sort(table.Columns)
	table.Columns = slices.DeleteFunc(table.Columns, func(verdict string) bool { return !caughtAny(rows, verdict) })
	for _, row := range rows {
		cells := killCells{Leak: visible(row.Leak), Named: visible(strings.Join(row.Named, ", "))}
		for _, verdict := range table.Columns {
			cells.Cells = append(cells.Cells, row.cell(verdict))
		}
		table.Rows = append(table.Rows, cells)
	}
	return table, nil
}

// caughtAny tells whether a verdict saw any of the leaks. One that never did is there to catch broken meters.
func caughtAny(rows []killRow, verdict string) bool {
	return slices.ContainsFunc(rows, func(row killRow) bool { return row.Outcomes[verdict] == "caught" })
}

func (r killRow) cell(verdict string) killCell {
	switch outcome := r.Outcomes[verdict]; outcome {
	case "caught":
		if verdict == r.Verdict {
			return killCell{"caught", "meant", measured(r.Values[verdict])}
		}
		return killCell{"also", "also", measured(r.Values[verdict])}
	case "vacuous":
		return killCell{"not reached", "none", ""}
	default:
		return killCell{visible(outcome), "none", ""} // quiet; or empty, where it was not asked
	}
}

// measured is a figure of the matrix, "1.669e+04 bytes/file", as people read it; what is none stays as it is.
func measured(text string) string {
	number, unit, _ := strings.Cut(text, " ")
	value, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return visible(text)
	}
	return amount(value, unit)
}

// readBeside reads a file of the suite's that may not be there, and when it was written.
func readBeside(folder, name string, into any) (age string, err error) {
	path := filepath.Join(folder, name)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("show %s: %w", name, err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return "", fmt.Errorf("show %s: %w", path, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("show %s: %w", name, err)
	}
	return info.ModTime().UTC().Format("2006-01-02 15:04 MST"), nil
}
