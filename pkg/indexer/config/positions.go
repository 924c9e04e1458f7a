package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// positions holds where each key of a file stands, as ":line:column" under its dotted name.
type positions map[string]string

// findPositions finds the keys of a TOML document. Decoded values have lost their place, and a budget out of range is
// worth a line number as much as a misspelt key. Decoding strictly into a target that has a table but none of its keys
// reports all of them as unknown, each with its place.
func findPositions(data []byte) positions {
	found := positions{}
	for _, target := range []any{
		&struct{}{},
		&struct{ Index, Embeddings, Search, Cache struct{} }{},
		&struct {
			Index struct{ Languages, Encodings struct{} }
		}{},
	} {
		err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(target)
		keys, _ := errors.AsType[*toml.StrictMissingError](err)
		for i := 0; keys != nil && i < len(keys.Errors); i++ {
			row, column := keys.Errors[i].Position()
			found[strings.Join(keys.Errors[i].Key(), ".")] = fmt.Sprintf(":%d:%d", row, column)
		}
	}
	return found
}

// of is the place of a key, else that of what holds it: an inline table, which is all on one line.
func (p positions) of(key string) string {
	for {
		if place, ok := p[key]; ok {
			return place
		}
		last := strings.LastIndexByte(key, '.')
		if last < 0 {
			return ""
		}
		key = key[:last]
	}
}
