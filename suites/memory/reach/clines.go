package reach

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// gcovReport is what gcov tells of the counters of one file that was compiled.
type gcovReport struct {
	Files []struct {
		File  string `json:"file"`
		Lines []struct {
			Number   int    `json:"line_number"`
			Count    int64  `json:"count"`
			Function string `json:"function_name"`
		} `json:"lines"`
	} `json:"files"`
}

// Lines returns what jobs of a program with counters in C have reached of it, in lines: neighbours that were missed are one block.
func (p *Program) Lines(ctx context.Context) (Package, error) {
	found := Package{Name: cPackage + " (C, lines)"}
	printed, err := output(command(ctx, filepath.Join(p.root, filepath.FromSlash(cPackage)), "gcov", append([]string{"--json-format", "--stdout"}, p.notes...)...))
	if err != nil {
		return found, err
	}
	lines := map[string]map[int]line{}
	for decoder := json.NewDecoder(bytes.NewReader(printed)); ; {
		var report gcovReport
		if err := decoder.Decode(&report); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return found, fmt.Errorf("read gcov's report: %w", err)
		}
		for _, file := range report.Files {
			if strings.ContainsAny(file.File, `/\`) { // a header of the system's
				continue
			}
			name := cPackage + "/" + file.File
			if lines[name] == nil {
				lines[name] = map[int]line{}
			}
			for _, one := range file.Lines { // a header is compiled more than once
				before := lines[name][one.Number]
				lines[name][one.Number] = line{one.Function, before.count + one.Count}
			}
		}
	}
	for name, of := range lines {
		found.addLines(name, of)
	}
	slices.SortFunc(found.Missed, func(a, b Block) int {
		if order := strings.Compare(a.File, b.File); order != 0 {
			return order
		}
		return a.From - b.From
	})
	return found, nil
}

type line struct {
	function string
	count    int64
}

func (p *Package) addLines(name string, of map[int]line) {
	numbers := make([]int, 0, len(of))
	for number := range of {
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	missing := false
	for _, number := range numbers {
		p.Statements++
		one := of[number]
		last := len(p.Missed) - 1
		switch {
		case one.count > 0:
			p.Reached++
		case missing && p.Missed[last].Func == one.function:
			p.Missed[last].To = number
			p.Missed[last].Statements++
		default:
			p.Missed = append(p.Missed, Block{File: name, From: number, To: number, Func: one.function, Statements: 1})
		}
		missing = one.count == 0
	}
}
