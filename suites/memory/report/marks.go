package report

import (
	"fmt"

	"github.com/embecode/embecode/pkg/gmem"
)

// drawCeiling draws the ceiling in its place, or, far above, as a line at the upper edge behind a broken axis.
func (o *overview) drawCeiling(p *pen) {
	if o.ceiling <= 0 {
		return
	}
	y := o.y.at(float64(o.ceiling))
	if o.broken() {
		y = o.inner.top + 4
		x := o.inner.left
		p.rectangle(paper, box{x - 6, y + 8, x + 6, y + 14})
		for _, height := range []float64{8, 14} {
			p.line(muted, 1.25, []point{{x - 7, y + height + 3}, {x + 7, y + height - 3}})
		}
	}
	dashes := []float64{8, 5}
	p.line(failure, 2, []point{{o.inner.left, y}, {o.inner.right, y}}, dashes...)

	left, beside := o.inner.right+24, o.inner.top+4
	face := bodyFace.toned(failure)
	face.bold = true
	p.line(failure, 2, []point{{left, beside}, {left + 21, beside}}, dashes...)
	p.text(face, left+28, beside+4.5, "ceiling "+o.ceiling.Short())
	p.text(noteFace, left, beside+22, o.distance())
}

// distance says how far the ceiling lies from the peak.
func (o *overview) distance() string {
	peak := o.record.Series.Peak()
	switch {
	case peak >= o.ceiling:
		return "CROSSED: the peak is " + times(peak, o.ceiling) + " as high"
	case o.broken():
		return times(o.ceiling, peak) + " the peak: not to scale"
	}
	return times(o.ceiling, peak) + " the peak"
}

// drawPeak marks the highest sample, and above it what it came to and the file that was at hand.
func (o *overview) drawPeak(p *pen) {
	sample, sampled := o.record.Series.PeakSample()
	if !sampled {
		return
	}
	place := point{o.x.at(sample.Elapsed.Seconds()), o.y.at(float64(sample.RSS))}
	head, notes := o.peakWords(sample)
	face, words := bodyFace, noteFace
	face.bold = true
	width := p.wide(face, head)
	for _, note := range notes {
		width = max(width, p.wide(noteFace, note))
	}
	x := max(place.x-width/2, o.inner.left+12)
	if x+width > o.inner.right-4 {
		x, face, words = o.inner.right-4, face.aligned(-1), words.aligned(-1)
	}
	y := o.inner.top + 24.0
	bottom := y + 17*float64(len(notes)) + 5
	if bottom < place.y-4 {
		p.line(ink, 1, []point{{place.x, bottom}, {place.x, place.y}})
	}
	p.dot(ink, place, 4)
	p.text(face, x, y, head)
	for _, note := range notes {
		y += 17
		p.text(words, x, y, note)
	}
}

// peakWords says what the peak came to and where; the true peak may have been higher than any sample.
func (o *overview) peakWords(sample gmem.Sample) (head string, notes []string) {
	peak := o.record.Series.Peak()
	head = "peak " + peak.Short()
	if sample.Files > 0 {
		head += ", at file " + plain(float64(sample.Files))
	}
	if missed := peak - sample.RSS; missed >= peak/100 {
		head += fmt.Sprintf(" (%s between two samples)", missed.Short())
	}
	if sample.Path != "" {
		notes = append(notes, "while at "+gmem.Shorten(visible(sample.Path), 60))
	}
	return head, notes
}
