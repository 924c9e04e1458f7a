package report

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// paletted is the picture in its 256 most frequent colours. A chart has a dozen, and their blends along edges and letters;
// its file becomes about three times smaller, and nobody sees a difference.
func paletted(picture *image.RGBA) *image.Paletted {
	counts := map[color.RGBA]int{}
	inRuns(picture, func(c color.RGBA, _, from, to int) { counts[c] += to - from })
	frequent := make([]color.RGBA, 0, len(counts))
	for c := range counts {
		frequent = append(frequent, c)
	}
	slices.SortFunc(frequent, func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var palette color.Palette
	for _, c := range frequent[:min(len(frequent), 256)] {
		palette = append(palette, c)
	}
	index := make(map[color.RGBA]uint8, len(counts))
	for c := range counts {
		index[c] = uint8(palette.Index(c))
	}
	out := image.NewPaletted(picture.Bounds(), palette)
	inRuns(picture, func(c color.RGBA, y, from, to int) {
		for x := from; x < to; x++ {
			out.SetColorIndex(x, y, index[c])
		}
	})
	return out
}

// inRuns calls f with each stretch of one colour within a row: most of a chart is long stretches.
func inRuns(picture *image.RGBA, f func(c color.RGBA, y, from, to int)) {
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		from, last := bounds.Min.X, picture.RGBAAt(bounds.Min.X, y)
		for x := from; x < bounds.Max.X; x++ {
			if c := picture.RGBAAt(x, y); c != last {
				f(last, y, from, x)
				from, last = x, c
			}
		}
		f(last, y, from, bounds.Max.X)
	}
}
