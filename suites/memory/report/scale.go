package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
)

// scale turns values into pixels along one axis.
type scale struct{ least, most, from, to float64 }

func (s scale) at(value float64) float64 {
	if s.most <= s.least {
		return s.from
	}
	return s.from + (value-s.least)/(s.most-s.least)*(s.to-s.from)
}

// ticks are round values within the scale: about so many, one, two or five of a power of ten apart.
func (s scale) ticks(about int) []float64 {
	span := s.most - s.least
	if span <= 0 || about < 1 {
		return []float64{s.least}
	}
	step := math.Pow(10, math.Floor(math.Log10(span/float64(about))))
	for _, factor := range []float64{2, 2.5, 2} { // 1, 2, 5, 10
		if span/step <= float64(about) {
			break
		}
		step *= factor
	}
	var all []float64
	for n := math.Ceil(s.least/step - 1e-9); n*step <= s.most+step*1e-9; n++ {
		all = append(all, n*step)
	}
	return all
}

// unit is what the amounts of a picture are given in.
type unit struct {
	size gmem.Bytes
	name string
}

// unitFor is the largest unit of which a picture up to this amount holds at least one and a half.
func unitFor(most gmem.Bytes) unit {
	for _, u := range []unit{{gmem.GB, "GB"}, {gmem.MB, "MB"}, {gmem.KB, "KB"}} {
		if 2*most >= 3*u.size {
			return u
		}
	}
	return unit{1, "B"}
}

// short is an amount in this unit, without its name, to as many places as tell it apart in a picture.
func (u unit) short(amount gmem.Bytes) string {
	places := 1
	if u.size == gmem.GB {
		places = 2
	}
	text := strconv.FormatFloat(float64(amount)/float64(u.size), 'f', places, 64)
	if strings.Trim(text, "-0.") == "" {
		return strings.TrimPrefix(text, "-")
	}
	return text
}

// plain is a tick's value without needless places, a comma between each three digits.
func plain(value float64) string {
	text := strconv.FormatFloat(math.Abs(value), 'f', -1, 64)
	if len(text) > 12 { // 0.30000000000000004
		text = strconv.FormatFloat(math.Abs(value), 'g', 6, 64)
	}
	if value < 0 {
		return "−" + grouped(text)
	}
	return grouped(text)
}

func grouped(digits string) string {
	whole, fraction, broken := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if broken {
		return whole + "." + fraction
	}
	return whole
}

func count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(strconv.FormatInt(n, 10)) + " " + many
}

// times says how many times as large the one is as the other.
func times(larger, smaller gmem.Bytes) string {
	if smaller <= 0 {
		return ""
	}
	factor := float64(larger) / float64(smaller)
	if factor < 10 {
		return fmt.Sprintf("%.1f times", factor)
	}
	return fmt.Sprintf("%.0f times", factor)
}

// roundTo rounds to a multiple of a step.
func roundTo(value, step float64) float64 { return math.Round(value/step) / math.Round(1/step) }
