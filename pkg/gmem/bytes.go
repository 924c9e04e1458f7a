package gmem

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"
)

// Bytes is an amount of memory in bytes. It may be negative where it is a difference.
type Bytes int64

// Decimal units: 1 GB is 10^9 bytes everywhere in this module.
const (
	KB Bytes = 1e3
	MB Bytes = 1e6
	GB Bytes = 1e9
)

// Short is the amount in the largest unit that keeps it at or above one, with one decimal: "183.3 MB", "512 B". An amount
// that would round to a thousand of its unit is given in the next one: 999,960 bytes are "1.0 MB".
func (b Bytes) Short() string {
	for _, unit := range []struct {
		size Bytes
		name string
	}{{GB, "GB"}, {MB, "MB"}, {KB, "KB"}} {
		if scaled := float64(b) / float64(unit.size); math.Abs(scaled) >= 0.99995 {
			return fmt.Sprintf("%.1f %s", scaled, unit.name)
		}
	}
	return fmt.Sprintf("%d B", int64(b))
}

// String is Short followed by the exact amount: "183.3 MB (183,300,112 bytes)".
func (b Bytes) String() string {
	return fmt.Sprintf("%s (%s bytes)", b.Short(), humanize.Comma(int64(b)))
}

// ParseBytes reads an amount with its unit, such as "2.0 GB", "64KB" or "512 B". Units are decimal; a binary unit
// (MiB) is refused, as is an amount without a unit, a negative one or a fraction of a byte.
func ParseBytes(text string) (Bytes, error) {
	trimmed := strings.TrimSpace(text)
	split := strings.IndexFunc(trimmed, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if split <= 0 {
		return 0, fmt.Errorf("parse amount of memory %q: want a number and a unit, such as \"2.0 GB\"", text)
	}
	// A rational keeps "1.001 KB" whole: as a float it is a hair less than 1,001 bytes.
	number, valid := new(big.Rat).SetString(trimmed[:split])
	if !valid {
		return 0, fmt.Errorf("parse amount of memory %q: %q is not a number", text, trimmed[:split])
	}
	units := map[string]Bytes{"B": 1, "KB": KB, "MB": MB, "GB": GB}
	unit, known := units[strings.TrimSpace(trimmed[split:])]
	if !known {
		return 0, fmt.Errorf("parse amount of memory %q: the unit is one of B, KB, MB, GB (decimal)", text)
	}
	exact := number.Mul(number, new(big.Rat).SetInt64(int64(unit)))
	if !exact.IsInt() || exact.Num().BitLen() > 62 {
		return 0, fmt.Errorf("parse amount of memory %q: not a whole number of bytes below 4.6 EB", text)
	}
	return Bytes(exact.Num().Int64()), nil
}

// ParsePercent reads a share of at least 0 in percent, such as "10%" or "95 %", which are 10 and 95.
func ParsePercent(text string) (float64, error) {
	number, isShare := strings.CutSuffix(text, "%")
	share, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if !isShare || err != nil || !(share >= 0 && share <= math.MaxFloat64) {
		return 0, fmt.Errorf("parse share %q: want a percentage, such as \"10%%\"", text)
	}
	return share, nil
}
