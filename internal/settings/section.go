package settings

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is a settings file that is being read. It collects its problems instead of stopping at the first, and it
// remembers the line of each key.
type document struct {
	path     string
	lines    map[string]int
	problems []error
}

// section is one mapping of the document. A nil section, one that the document lacks, has no keys and reports no
// problems of its own.
type section struct {
	doc  *document
	key  string // dotted, empty for the document itself
	line int
	in   map[string]*yaml.Node
	read []string
}

// syntaxError is how the YAML library names the line of what it can't parse.
var syntaxError = regexp.MustCompile(`^yaml: line (\d+): `)

// read parses the file's content. The section is nil where it is no mapping.
func read(path string, data []byte) (*document, *section) {
	doc := &document{path: path, lines: map[string]int{}}
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	var file, further yaml.Node
	if err := decoder.Decode(&file); err != nil {
		doc.problems = append(doc.problems, syntaxProblem(path, err))
		return doc, nil
	}
	switch err := decoder.Decode(&further); {
	case err == nil:
		doc.problem(further.Line, "", "a second document: want one")
	case !errors.Is(err, io.EOF):
		doc.problems = append(doc.problems, syntaxProblem(path, err))
	}
	return doc, doc.mapping("", file.Content[0])
}

// syntaxProblem puts the line of a syntax error where the other problems have theirs. The library counts some of these
// lines from zero and does not say which.
func syntaxProblem(path string, err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s:1: empty", path)
	}
	if found := syntaxError.FindStringSubmatch(err.Error()); found != nil {
		return fmt.Errorf("%s:%s: here or in the next line, %s", path, found[1], strings.TrimPrefix(err.Error(), found[0]))
	}
	return fmt.Errorf("%s: %w", path, err)
}

// problem records what is wrong with a key, or with the line where there is no key.
func (d *document) problem(line int, key, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if key != "" {
		text = key + ": " + text
	}
	d.problems = append(d.problems, fmt.Errorf("%s:%d: %s", d.path, line, text))
}

// mapping makes a section of a node.
func (d *document) mapping(key string, node *yaml.Node) *section {
	if node.Kind != yaml.MappingNode {
		d.problem(node.Line, key, "want a section of keys and values")
		return nil
	}
	s := &section{doc: d, key: key, line: node.Line, in: map[string]*yaml.Node{}}
	for i := 0; i+1 < len(node.Content); i += 2 {
		name, value := node.Content[i], node.Content[i+1]
		dotted := s.dotted(name.Value)
		if first, repeated := d.lines[dotted]; repeated {
			d.problem(name.Line, dotted, "given a second time, first in line %d", first)
			continue
		}
		d.lines[dotted] = name.Line
		s.in[name.Value] = value
	}
	return s
}

// dotted is a key of the section with all that it lies in.
func (s *section) dotted(name string) string {
	if s.key == "" {
		return name
	}
	return s.key + "." + name
}

// keys are the names of the keys that the file gives in the section, sorted.
func (s *section) keys() []string {
	if s == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(s.in))
}

// get is the node under a key, nil where it is missing, which is a problem.
func (s *section) get(name string) *yaml.Node {
	if s == nil {
		return nil
	}
	s.read = append(s.read, name)
	node, given := s.in[name]
	if !given {
		s.doc.problem(s.line, s.dotted(name), "missing")
		return nil
	}
	return node
}

// section is the mapping under a key.
func (s *section) section(name string) *section {
	node := s.get(name)
	if node == nil {
		return nil
	}
	return s.doc.mapping(s.dotted(name), node)
}

// refuseUnknown reports the keys that nobody asked for.
func (s *section) refuseUnknown() {
	for _, name := range s.keys() {
		if !slices.Contains(s.read, name) {
			s.doc.problem(s.doc.lines[s.dotted(name)], s.dotted(name),
				"unknown key: known here are %s", strings.Join(slices.Sorted(slices.Values(s.read)), ", "))
		}
	}
}

// value is what convert makes of the scalar under a key, and the zero value where there is a problem.
func value[T any](s *section, name string, convert func(*yaml.Node) (T, error)) T {
	var zero T
	node := s.get(name)
	if node == nil {
		return zero
	}
	err := errors.New("want one value, written out")
	if node.Kind == yaml.ScalarNode {
		var converted T
		if converted, err = convert(node); err == nil {
			return converted
		}
	}
	s.doc.problem(node.Line, s.dotted(name), "%v", err)
	return zero
}
