package settings

import (
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/embecode/embecode/pkg/gmem"
)

// The scalars that a settings file is made of. YAML decides what is a number; a number in quotes is text.
const (
	yamlInteger  = "!!int"
	yamlFraction = "!!float"
	yamlText     = "!!str"
)

// text reads words that are not empty.
func text(node *yaml.Node) (string, error) {
	if node.ShortTag() != yamlText || strings.TrimSpace(node.Value) == "" {
		return "", fmt.Errorf("want text, not %q", node.Value)
	}
	return node.Value, nil
}

// integer reads a whole number.
func integer(node *yaml.Node) (int, error) {
	return decode[int](node, "a whole number", yamlInteger)
}

// seed reads a whole number that is not negative.
func seed(node *yaml.Node) (uint64, error) {
	return decode[uint64](node, "a whole number, zero or above", yamlInteger)
}

// number reads a number with or without a fraction.
func number(node *yaml.Node) (float64, error) {
	return decode[float64](node, "a number", yamlInteger, yamlFraction)
}

// decode reads a value that YAML itself knows, if it has one of the tags.
func decode[T any](node *yaml.Node, want string, tags ...string) (T, error) {
	var decoded T
	for _, tag := range tags {
		if node.ShortTag() == tag && node.Decode(&decoded) == nil {
			return decoded, nil
		}
	}
	return decoded, fmt.Errorf("want %s, not %q", want, node.Value)
}

// amount reads an amount of memory, such as 2.0 GB.
func amount(node *yaml.Node) (gmem.Bytes, error) {
	return gmem.ParseBytes(node.Value)
}

// duration reads a span of time, such as 50ms.
func duration(node *yaml.Node) (time.Duration, error) {
	parsed, err := time.ParseDuration(node.Value)
	if err != nil {
		return 0, fmt.Errorf("want a duration with its unit, such as \"50ms\", not %q", node.Value)
	}
	return parsed, nil
}

// rate reads memory per file, such as 2 KB/file, in bytes.
func rate(node *yaml.Node) (float64, error) {
	memory, found := strings.CutSuffix(node.Value, "/file")
	if !found {
		return 0, fmt.Errorf("want memory per file, such as \"2 KB/file\", not %q", node.Value)
	}
	perFile, err := gmem.ParseBytes(memory)
	return float64(perFile), err
}
