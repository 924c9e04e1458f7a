package report

// label writes a band's name into it, where it is thick enough over the whole of the text, and thickest.
func (o *overview) label(p *pen, l layer, lower, upper []point) {
	const thick, margin = 19, 5
	face := bodyFace.toned(l.band.label)
	width := p.wide(face, l.name) + 2*margin
	best, x, y := 0.0, 0.0, 0.0
	for from := range upper {
		if upper[from].x+width > o.inner.right {
			break
		}
		top, bottom, ends := upper[from].y, lower[from].y, false
		for i := from; i < len(upper) && !ends; i++ {
			top, bottom = max(top, upper[i].y), min(bottom, lower[i].y)
			ends = upper[i].x >= upper[from].x+width
		}
		if room := bottom - top; ends && room > best {
			best, x, y = room, upper[from].x+margin, (top+bottom)/2+4.5
		}
	}
	if best >= thick {
		p.text(face, x, y, l.name)
	}
}
