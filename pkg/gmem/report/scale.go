package report

import (
	"math"
	"strconv"

	"github.com/embecode/embecode/pkg/gmem"
)

// px is a length or a place in a chart, written to a tenth of a pixel.
type px float64

func (p px) String() string { return strconv.FormatFloat(math.Round(10*float64(p))/10, 'f', -1, 64) }

// scale turns values into places along one axis.
type scale struct {
	least, most float64
	from, to    px
}

func (s scale) at(value float64) px {
	if s.most <= s.least {
		return s.from
	}
	return s.from + px((value-s.least)/(s.most-s.least))*(s.to-s.from)
}

// ticks are round values within the scale: at most so many steps, one, two or five of a power of ten apart.
func (s scale) ticks(steps int) []float64 {
	span := s.most - s.least
	if span <= 0 {
		return []float64{s.least}
	}
	step := math.Pow(10, math.Floor(math.Log10(span/float64(steps))))
	for _, factor := range []float64{2, 2.5, 2} { // 1, 2, 5, 10
		if span/step > float64(steps) {
			step *= factor
		}
	}
	var all []float64
	for n := math.Ceil(s.least/step - 1e-9); n*step <= s.most+step*1e-9; n++ {
		all = append(all, n*step)
	}
	return all
}

// point is a place in a chart, from its left and from its top.
type point struct{ X, Y px }

// path is a line through the points, in SVG's words.
func path(points []point) string {
	var data []byte
	for i, at := range points {
		command := byte('L')
		if i == 0 {
			command = 'M'
		}
		data = append(append(append(append(data, command), at.X.String()...), ','), at.Y.String()...)
	}
	return string(data)
}

// simplified leaves out what can't be seen: points from which the line through their neighbours is nowhere farther than a
// quarter of a pixel, up or down (Douglas and Peucker, Cartographica 1973). The points go from left to right.
func simplified(points []point) []point {
	const invisible = 0.25
	if len(points) < 3 {
		return points
	}
	first, last := points[0], points[len(points)-1]
	farthest, distance := 0, invisible
	for i, at := range points[1 : len(points)-1] {
		straight := scale{float64(first.X), float64(last.X), first.Y, last.Y}.at(float64(at.X))
		if d := math.Abs(float64(at.Y - straight)); d > distance {
			farthest, distance = i+1, d
		}
	}
	if farthest == 0 {
		return []point{first, last}
	}
	left := simplified(points[:farthest+1])
	return append(left[:len(left)-1:len(left)-1], simplified(points[farthest:])...)
}

// unit is what the amounts of a chart are given in.
type unit struct {
	size gmem.Bytes
	name string
}

// unitFor is the largest unit of which a chart up to this amount holds at least one and a half.
func unitFor(most gmem.Bytes) unit {
	for _, u := range []unit{{gmem.GB, "GB"}, {gmem.MB, "MB"}, {gmem.KB, "KB"}} {
		if 2*most >= 3*u.size {
			return u
		}
	}
	return unit{1, "B"}
}

// amount is an amount in this unit, without its name.
func (u unit) amount(bytes gmem.Bytes) string {
	places := 1
	if u.size == gmem.GB {
		places = 2
	}
	text := strconv.FormatFloat(float64(bytes)/float64(u.size), 'f', places, 64)
	if value, err := strconv.ParseFloat(text, 64); err == nil && value == 0 {
		return text[len(text)-places-2:] // without the sign of what was rounded away
	}
	return text
}
