package gmem

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"
)

// Names of the parts that this package measures by itself. Registered parts come between them.
const (
	PartGoInUse      = "Go heap in use"
	PartGoHeld       = "Go free but held"
	PartGoRuntime    = "Go stacks and runtime"
	PartNative       = "other native alive"
	PartRetained     = "retained by the allocator"
	PartStacks       = "thread stacks" // of the system's threads; goroutines' are among Go's
	PartFiles        = "file-backed"
	PartUnattributed = "unattributed" // the only one that is derived: what the others leave of RSS
)

// advice is a sentence on what the growth of each part points to. Memory that was freed and kept is retention, no leak.
var advice = map[string]string{
	PartGoInUse:      "Go objects are still referenced; compare two heap profiles.",
	PartGoHeld:       "This is retention: the Go runtime keeps what was freed, for reuse.",
	PartGoRuntime:    "Stacks of goroutines, and the runtime's own records.",
	PartNative:       "Memory allocated in C is not freed, or the handle that owns it is not closed.",
	PartRetained:     "This is retention: the allocator keeps what was freed, for reuse.",
	PartFiles:        "Pages of mapped files, code among them; the system takes them back when it needs to.",
	PartStacks:       "Threads don't end, or have called deeper: the system takes a stack's pages back when its thread ends.",
	PartUnattributed: "No meter sees it: memory mapped directly, or an allocator of its own.",
}

// pointsTo returns a sentence on what the growth of a part points to, a registered one's from its registration; it is empty
// for a part that nobody knows.
func pointsTo(part string) string {
	for _, meter := range registered.trusted().parts {
		if meter.Name == part {
			return meter.Advice
		}
	}
	return advice[part]
}

// Part is one measured part of resident memory.
type Part struct {
	Name  string `json:"name"`
	Bytes Bytes  `json:"bytes"`
}

// Breakdown is resident memory at one moment and the parts measured at the same time. Parts do not overlap.
type Breakdown struct {
	RSS   Bytes  `json:"rss_bytes"`
	Parts []Part `json:"parts"`
}

// Unattributed returns RSS less the sum of the parts. It is signed and never clamped: below zero, a part counts memory that
// is not resident, or two parts overlap.
func (b Breakdown) Unattributed() Bytes {
	remainder := b.RSS
	for _, part := range b.Parts {
		remainder -= part.Bytes
	}
	return remainder
}

// Part returns the part of a name, unattributed included. It is false where it was not measured.
func (b Breakdown) Part(name string) (Bytes, bool) {
	if name == PartUnattributed {
		return b.Unattributed(), len(b.Parts) > 0
	}
	for _, part := range b.Parts {
		if part.Name == name {
			return part.Bytes, true
		}
	}
	return 0, false
}

// GrownSince returns the parts that grew since an earlier breakdown, most first, each with its growth for each of so many
// units; 0 units leave the rate out. A part that only one of the two measured has no growth to tell.
func (b Breakdown) GrownSince(earlier Breakdown, units int64) []Growth {
	whole := append(slices.Clone(b.Parts), Part{PartUnattributed, b.Unattributed()})
	return grownParts(whole, earlier.Part, units)
}

// grownParts are the parts of which there is more than there was before, where that was measured, most first.
func grownParts(parts []Part, before func(name string) (Bytes, bool), units int64) []Growth {
	var growth []Growth
	for _, part := range parts {
		if was, measured := before(part.Name); measured && part.Bytes > was {
			growth = append(growth, growthOf(part.Name, "bytes", float64(part.Bytes-was), units))
		}
	}
	mostFirst(growth)
	return growth
}

func mostFirst(growth []Growth) {
	slices.SortStableFunc(growth, func(a, b Growth) int { return cmp.Compare(b.Amount, a.Amount) })
}

func growthOf(what, unit string, amount float64, units int64) Growth {
	growth := Growth{What: what, Amount: amount, Unit: unit}
	if units > 0 {
		growth.PerUnit = amount / float64(units)
	}
	return growth
}

// Moment is the breakdown at a named moment: "baseline", "peak", "warm" (the end of the warm-up), "end".
type Moment struct {
	At string `json:"at"`
	Breakdown
}

// Moments are breakdowns in order of time.
type Moments []Moment

// At returns the breakdown at a moment. It is false where there is none.
func (m Moments) At(name string) (Breakdown, bool) {
	for _, moment := range m {
		if moment.At == name {
			return moment.Breakdown, len(moment.Parts) > 0
		}
	}
	return Breakdown{}, false
}

// grown returns what grew between two moments; nothing where one of them is missing.
func (m Moments) grown(from, to string, units int64) []Growth {
	before, measured := m.At(from)
	after, measuredToo := m.At(to)
	if !measured || !measuredToo {
		return nil
	}
	return after.GrownSince(before, units)
}

// grownFraction is how much another thing must have grown, of what grew most, to be named beside it: two leaks at once are
// not rare.
const grownFraction = 4

// Foremost returns what is to be named of growth, which comes most first: all that grew at least a quarter as much as the
// first, and what is of another unit.
func Foremost(growth []Growth) []Growth {
	return slices.DeleteFunc(slices.Clone(growth), func(g Growth) bool {
		return g.Unit == growth[0].Unit && g.Amount < growth[0].Amount/grownFraction
	})
}

func growthLines(growth []Growth) []string {
	var lines []string
	for _, g := range Foremost(growth) {
		lines = append(lines, g.String())
	}
	return lines
}

// String returns the growth in one line: "C++ objects: +445.2 MB (+333.9 KB each)".
func (g Growth) String() string {
	if g.Unit != "bytes" {
		text := fmt.Sprintf("%s: %s left open", g.What, humanize.Comma(int64(g.Amount)))
		switch {
		case g.PerUnit >= 10:
			text += " (" + humanize.Comma(int64(math.Round(g.PerUnit))) + " each)"
		case g.PerUnit > 0:
			text += fmt.Sprintf(" (%.2g each)", g.PerUnit)
		}
		return text
	}
	text := fmt.Sprintf("%s: %s", g.What, signed(Bytes(g.Amount).Short(), g.Amount))
	if g.PerUnit > 0 {
		text += " (" + strings.TrimSuffix(Rate{g.PerUnit, ""}.String(), "/") + " each)"
	}
	return text
}

// adviceOn is what the registered advice says of the thing that grew most, else something general.
func adviceOn(growth []Growth, general string) string {
	if len(growth) > 0 {
		if sentence := pointsTo(growth[0].What); sentence != "" {
			return growth[0].What + ": " + sentence
		}
	}
	return general
}
