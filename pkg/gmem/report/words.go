package report

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dustin/go-humanize"

	"github.com/embecode/embecode/pkg/gmem"
)

// number is a value without needless places, a comma between each three digits.
func number(value float64) string {
	// Adding 0 makes 0 of -0.
	return strings.Replace(humanize.Commaf(math.Round(value*1e4)/1e4+0), "-", "−", 1)
}

// amount is a verdict's figure in its unit.
func amount(value float64, unit string) string {
	if unit == "bytes" {
		return gmem.Bytes(value).Short()
	}
	per, rate := strings.CutPrefix(unit, "bytes/")
	if !rate {
		return number(math.Round(value*100)/100) + " " + unit
	}
	return gmem.Rate{Bytes: value, Unit: per}.String()
}

// times says how many times as large the one is as the other.
func times(larger, smaller gmem.Bytes) string {
	factor := float64(larger) / float64(max(smaller, 1))
	if factor < 10 {
		return fmt.Sprintf("%.1f times", factor)
	}
	return fmt.Sprintf("%.0f times", factor)
}

// plural is the plural of a unit's name, as of most English nouns.
func plural(unit string) string {
	switch {
	case unit == "":
		return "units"
	case strings.HasSuffix(unit, "s"), strings.HasSuffix(unit, "x"), strings.HasSuffix(unit, "ch"), strings.HasSuffix(unit, "sh"):
		return unit + "es"
	case len(unit) > 1 && strings.HasSuffix(unit, "y") && !strings.ContainsAny(unit[len(unit)-2:len(unit)-1], "aeiou"):
		return strings.TrimSuffix(unit, "y") + "ies"
	}
	return unit + "s"
}

// widthOf is about how wide a text is in Arial or Helvetica, or any font cut to their widths.
func widthOf(text string, size px) px {
	var ems px
	for _, r := range text {
		switch {
		case r > unicode.MaxLatin1 && unicode.IsLetter(r):
			ems++
		case strings.ContainsRune(" .,:;'|!()[]/ijltfrI-", r):
			ems += 0.31
		case strings.ContainsRune("mwMW%@—…", r):
			ems += 0.88
		case unicode.IsUpper(r):
			ems += 0.69
		default:
			ems += 0.56
		}
	}
	return ems * size
}

// shortened cuts the end of a text off until it fits.
func shortened(text string, size, room px) string {
	if widthOf(text, size) <= room {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && widthOf(string(letters)+"…", size) > room {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}

// visible replaces what can't be seen or would turn a line around, and what XML has no way to write: a path may hold any of
// it. Lines stay lines.
func visible(r rune) rune {
	switch {
	case r == '\n':
		return r
	case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r&0xfffe == 0xfffe:
		return '?'
	}
	return r
}
