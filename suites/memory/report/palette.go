package report

import (
	"image/color"

	"github.com/embecode/embecode/pkg/gmem"
)

// tone is a colour in its light and in its dark variant.
type tone struct{ light, dark color.RGBA }

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

func same(hex uint32) tone         { return tone{rgb(hex), rgb(hex)} }
func pair(light, dark uint32) tone { return tone{rgb(light), rgb(dark)} }

// What is drawn, apart from the parts of memory. No two light variants are equal: the SVG tells them apart by it.
var (
	paper   = pair(0xffffff, 0x14181d)
	shade   = pair(0xf1f3f5, 0x1d232a) // every other cycle
	grid    = pair(0xdfe3e7, 0x2e363f)
	muted   = pair(0x56606b, 0xa3adb8)
	ink     = pair(0x16191d, 0xf0f3f6)
	failure = pair(0xa8321a, 0xff9d7a)
	allowed = pair(0xcfe8dd, 0x1f4a3c) // growth within this is no finding
	edge    = pair(0x1e7a59, 0x5fcfa5) // of what is allowed
)

// band is how one or several parts of memory are drawn as one.
type band struct {
	name  string
	parts []string // of the ledger
	fill  tone
	label tone // of a text on it
}

// The colours are those of Okabe and Ito, which people with any kind of colour vision tell apart, in an order which sets
// neighbours far from each other; greys for what is the program's own code and what is left over. DuckDB's buffers come
// last below the rest: they are allocated in blocks that are filled by and by, and what was not touched yet is cut off
// there by the line of resident memory.
var (
	dark, bright = same(0x101418), same(0xfdfefe)

	bands = []band{
		{"file-backed (code)", []string{gmem.PartFiles}, pair(0x98a2ad, 0x7d8894), same(0x111519)},
		{"Go heap in use", []string{gmem.PartGoInUse}, same(0x0072b2), bright},
		{"Go held, stacks, runtime", []string{gmem.PartGoHeld, gmem.PartGoRuntime}, same(0x56b4e9), dark},
		{"other native alive", []string{gmem.PartNative}, same(0xcc79a7), dark},
		{"tree-sitter", []string{gmem.PartTreeSitter}, same(0x009e73), dark},
		{"C++ objects", []string{gmem.PartCPlusPlus}, same(0xd55e00), dark},
		{"DuckDB buffers", []string{gmem.PartDuckDB}, same(0xe69f00), dark},
	}
	// rest is what the others leave of resident memory.
	rest = band{"retained, unattributed", nil, pair(0xd3d8de, 0x3c454f), ink}
)

// tones are all colours that differ between the two variants.
func tones() []tone {
	all := []tone{paper, shade, grid, muted, ink, failure, allowed, edge, rest.fill}
	for _, b := range bands {
		if b.fill.light != b.fill.dark {
			all = append(all, b.fill)
		}
	}
	return all
}
