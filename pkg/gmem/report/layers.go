package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
)

// layer is one part of memory over time.
type layer struct {
	name    string
	class   string // its colour
	amounts []gmem.Bytes
}

// colours are how many the style sheet has for parts. They are those of Okabe and Ito, which people with any kind of colour
// vision tell apart, in an order that sets neighbours far from each other.
const colours = 7

// rest is the name of what the parts leave of resident memory.
const rest = "retained, unattributed"

// layers are the parts from the bottom up, which together reach up to resident memory at each moment. Mapped files lie at
// the bottom and what moves most on top, where it is easiest to see. They are none where nobody counted them.
func (r *Run) layers() []layer {
	over := r.Series.Over
	if over == nil || len(over.Moments) == 0 {
		return nil
	}
	var all []layer
	coloured := 0
	for _, name := range over.Parts {
		l := layer{name: name, class: "code", amounts: make([]gmem.Bytes, len(over.Moments))}
		if name != gmem.PartFiles {
			l.class = fmt.Sprint("part", coloured%colours)
			coloured++
		}
		all = append(all, l)
	}
	left := layer{rest, "rest", make([]gmem.Bytes, len(over.Moments))}
	for i, moment := range over.Moments {
		resident := residentOf(moment, len(all))
		left.amounts[i] = moment.RSS
		for p := range all {
			all[p].amounts[i] = resident[p]
			left.amounts[i] -= resident[p]
		}
	}
	slices.SortStableFunc(all, func(a, b layer) int {
		if a.class == "code" || b.class == "code" {
			return strings.Compare(a.class, b.class) // before "part"
		}
		return cmp.Compare(a.moved(), b.moved())
	})
	return append(all, left)
}

// residentOf is what of each part is resident. Where parts come to more than resident memory, something is allocated and was
// never touched, as a pool is that fills by and by: it is taken from the last parts, which may do so.
func residentOf(moment gmem.Made, parts int) []gmem.Bytes {
	resident, left := make([]gmem.Bytes, parts), moment.RSS
	for p := range min(parts, len(moment.Bytes)) {
		resident[p] = max(min(moment.Bytes[p], left), 0)
		left -= resident[p]
	}
	return resident
}

// moved is the distance between a layer's smallest and largest amount.
func (l layer) moved() gmem.Bytes { return slices.Max(l.amounts) - slices.Min(l.amounts) }

// peakMoment is the first moment at which resident memory was within 0.2 % of its highest. While gigabytes are being freed a
// few pages more make a new peak, with nothing left of what made it.
func peakMoment(moments []gmem.Made) int {
	var most gmem.Bytes
	for _, moment := range moments {
		most = max(most, moment.RSS)
	}
	return max(0, slices.IndexFunc(moments, func(moment gmem.Made) bool { return moment.RSS >= most-most/500 }))
}

// suspect is the part that grew most by the evidence of the first failed verdict on bytes; empty where none has failed.
func (r *Run) suspect() string {
	for _, verdict := range r.failed() {
		if strings.HasPrefix(verdict.Unit, "bytes") && len(verdict.Evidence) > 0 {
			return verdict.Evidence[0].What
		}
	}
	return ""
}

// area is a layer as it is drawn, with its name where that fits.
type area struct {
	Class, Outline, Edge string
	Name                 string // empty where it doesn't fit
	X, Y                 px     // of the name
}

// areasOf stacks the layers.
func areasOf(layers []layer, moments []gmem.Made, x, y scale) []area {
	var all []area
	below := make([]gmem.Bytes, len(moments))
	for _, l := range layers {
		lower, upper := make([]point, len(moments)), make([]point, len(moments))
		for i, moment := range moments {
			lower[i] = point{x.at(moment.ElapsedSeconds), y.at(float64(below[i]))}
			below[i] += l.amounts[i]
			upper[i] = point{lower[i].X, y.at(float64(below[i]))}
		}
		edge, back := simplified(upper), slices.Clone(simplified(lower))
		slices.Reverse(back)
		a := area{Class: l.class, Edge: path(edge), Outline: path(append(slices.Clone(edge), back...)) + "Z"}
		a.place(l.name, lower, upper)
		all = append(all, a)
	}
	return all
}

// place puts a name where the area is thick enough over the whole of it, and thickest.
func (a *area) place(name string, lower, upper []point) {
	const thick, margin = 19, 6
	width, best := widthOf(name, textSize)+2*margin, px(thick)
	for from := range upper {
		end := upper[from].X + width
		if upper[len(upper)-1].X < end {
			break
		}
		top, bottom := upper[from].Y, lower[from].Y
		for i := from; i < len(upper); i++ {
			top, bottom = max(top, upper[i].Y), min(bottom, lower[i].Y)
			if upper[i].X >= end {
				break
			}
		}
		if bottom-top >= best {
			best, a.Name, a.X, a.Y = bottom-top, name, upper[from].X+margin, (top+bottom)/2
		}
	}
}
