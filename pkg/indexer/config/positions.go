package config

import (
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// keyPositions finds where each key of a TOML document stands, as ":line:column" under its dotted name. Decoded values
// have lost their place, and a budget out of range is worth a line number as much as a misspelt key.
func keyPositions(data []byte) map[string]string {
	positions := map[string]string{}
	var parser unstable.Parser
	parser.Reset(data)
	var table []string
	for parser.NextExpression() {
		node := parser.Expression()
		switch node.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = keyParts(node)
		case unstable.KeyValue:
			addPositions(positions, &parser, table, node)
		default: // comments
		}
	}
	return positions
}

// addPositions adds the key of one key-value pair and, where its value is an inline table, the keys in that.
func addPositions(positions map[string]string, parser *unstable.Parser, table []string, pair *unstable.Node) {
	key := append(append([]string{}, table...), keyParts(pair)...)
	first := pair.Key()
	if first.Next() {
		start := parser.Shape(first.Node().Raw).Start
		positions[strings.Join(key, ".")] = fmt.Sprintf(":%d:%d", start.Line, start.Column)
	}
	if pair.Value().Kind != unstable.InlineTable {
		return
	}
	inner := pair.Value().Children()
	for inner.Next() {
		addPositions(positions, parser, key, inner.Node())
	}
}

// keyParts is the dotted key of a table or a pair, as its parts.
func keyParts(node *unstable.Node) []string {
	var parts []string
	for key := node.Key(); key.Next(); {
		parts = append(parts, string(key.Node().Data))
	}
	return parts
}
