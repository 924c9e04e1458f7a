package gmem

import (
	"fmt"
	"strings"
)

// pointsTo is what the growth of each part points to. Memory that was freed and kept is retention, never a leak.
var pointsTo = map[string]string{
	PartGoInUse:      "Go objects are still referenced; compare two heap profiles.",
	PartGoHeld:       "This is retention: the Go runtime keeps what was freed, for reuse.",
	PartGoRuntime:    "Goroutines do not end; look at the goroutine profile.",
	PartDuckDB:       "An appender, transaction or connection stays open, or the buffer pool has no limit.",
	PartTreeSitter:   "Trees, cursors or parsers are not closed.",
	PartCPlusPlus:    "Values created for the DuckDB driver are not destroyed.",
	PartNative:       "Memory allocated in C is not freed, or the handle that owns it is not closed.",
	PartRetained:     "This is retention: the allocator keeps what was freed, for reuse.",
	PartFiles:        "Pages of mapped files, code among them; the system takes them back when it needs to.",
	PartUnattributed: "No meter sees it: memory mapped directly, stacks of threads, or an allocator of its own.",
}

// PointsTo is a sentence on what the growth of a part points to; it is empty for a part that this package doesn't name.
func PointsTo(part string) string { return pointsTo[part] }

// Explain is the sentence under the table: which part grew most, by how much for each chunk and file, and what that
// points to. A further part that grew at least a quarter as much is named too, since two leaks at once are not rare.
// Counts of 0 leave out their rate.
func Explain(before, after Ledger, files, chunks int64) string {
	growth := grownParts(before, after)
	if len(growth) == 0 {
		return "No part of memory grew."
	}
	sentences := []string{growthSentence(growth[0], files, chunks)}
	for _, part := range growth[1:] {
		if part.Bytes >= growth[0].Bytes/4 && part.Bytes > 0 {
			sentences = append(sentences, "Also "+growthSentence(part, files, chunks))
		}
	}
	return strings.Join(sentences, "\n")
}

func growthSentence(part Part, files, chunks int64) string {
	amounts := []string{"+" + part.Bytes.Short()}
	if chunks > 0 {
		amounts = append(amounts, "+"+perOne(part.Bytes, chunks)+" per chunk")
	}
	if files > 0 {
		amounts = append(amounts, "+"+perOne(part.Bytes, files)+" per file")
	}
	sentence := fmt.Sprintf("%s: %s.", part.Name, strings.Join(amounts, ", "))
	if hint := PointsTo(part.Name); hint != "" {
		sentence += " " + hint
	}
	return sentence
}

// perOne is a share of an amount, with a decimal where it would round to nothing.
func perOne(amount Bytes, count int64) string {
	if share := float64(amount) / float64(count); share < 10 {
		return fmt.Sprintf("%.1f B", share)
	}
	return (amount / Bytes(count)).Short()
}

// LedgerTable lays out ledgers beside each other, one column of megabytes each under its heading, with a row for every
// part, the unattributed remainder and RSS. A part that a ledger lacks is shown as "-": it was not measured.
func LedgerTable(headings []string, ledgers ...Ledger) *Table {
	table := new(Table)
	table.Heading(append([]string{"MB"}, headings...)...)
	for _, name := range partNames(ledgers) {
		row := []string{name}
		for _, ledger := range ledgers {
			row = append(row, ledger.cell(name))
		}
		table.Row(row...)
	}
	total := []string{"RSS"}
	for _, ledger := range ledgers {
		total = append(total, megabytes(ledger.RSS))
	}
	return table.Row(total...)
}

// partNames are the names of all parts in the order in which they first occur, with the remainder last.
func partNames(ledgers []Ledger) []string {
	var names []string
	seen := map[string]bool{}
	for _, ledger := range ledgers {
		for _, part := range ledger.Parts {
			if !seen[part.Name] {
				seen[part.Name] = true
				names = append(names, part.Name)
			}
		}
	}
	return append(names, PartUnattributed)
}

func (l Ledger) cell(name string) string {
	if amount, measured := l.part(name); measured {
		return megabytes(amount)
	}
	return "-"
}

func megabytes(amount Bytes) string { return fmt.Sprintf("%.1f", float64(amount)/float64(MB)) }
