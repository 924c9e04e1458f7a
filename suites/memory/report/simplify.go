package report

import (
	"math"
	"slices"
)

// simplified leaves out what can't be seen: points from which the line through their neighbours is nowhere farther than a
// quarter of a pixel, up or down. The points go from left to right; a picture's file becomes several times smaller.
func simplified(points []point) []point {
	const invisible = 0.25
	if len(points) < 3 {
		return points
	}
	first, last := points[0], points[len(points)-1]
	farthest, distance := 0, invisible
	for i, pt := range points[1 : len(points)-1] {
		straight := scale{first.x, last.x, first.y, last.y}.at(pt.x)
		if d := math.Abs(pt.y - straight); d > distance {
			farthest, distance = i+1, d
		}
	}
	if farthest == 0 {
		return []point{first, last}
	}
	left := simplified(points[:farthest+1])
	return append(slices.Clip(left), simplified(points[farthest:])[1:]...)
}
