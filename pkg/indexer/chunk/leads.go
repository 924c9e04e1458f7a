package chunk

import (
	"bytes"
	"slices"
)

// leads holds what lines begin with that describe what follows them, for what is cut by lines: comments, attributes,
// annotations.
var leads = func() map[Language][]string {
	byLanguage := map[Language][]string{}
	for _, group := range []struct {
		begin     []string
		languages []Language
	}{
		{[]string{"//", "/*", "*"}, []Language{
			CSharp, PHP, Kotlin, Swift, Scala, Dart, Groovy, Protobuf, Thrift, Solidity, ObjectiveC, D, QML, Shader, Prisma, Zig, FSharp,
			Verilog, CSS, Terraform, Go, Rust, Java, JavaScript, TypeScript, TSX, C, CPP, Pascal, Nix,
		}},
		{[]string{"#"}, []Language{
			PHP, Ruby, Shell, Perl, R, YAML, TOML, Elixir, Julia, Nim, PowerShell, Tcl, AWK, Nix, Starlark, Dockerfile, Makefile, CMake,
			Coffee, Crystal, INI, Terraform, GraphQL, Python, Thrift,
		}},
		{[]string{"@"}, []Language{
			Kotlin, Swift, Scala, Dart, Groovy, D, Elixir, Crystal, Java, JavaScript, TypeScript, TSX, Python, Julia,
		}},
		{[]string{"--"}, []Language{Lua, SQL, Haskell, Elm, Ada, VHDL}},
		{[]string{";"}, []Language{Clojure, Lisp, Scheme, Assembly, INI}},
		{[]string{"["}, []Language{CSharp, FSharp, PowerShell, TOML, INI}},
		{[]string{"#["}, []Language{Rust}},
		{[]string{"%", "-spec"}, []Language{Erlang}},
		{[]string{"(*"}, []Language{OCaml, FSharp, Pascal}},
		{[]string{"<!--"}, []Language{HTML, XML}},
		{[]string{"!"}, []Language{Fortran}},
		{[]string{"'"}, []Language{Basic}},
	} {
		for _, language := range group.languages {
			byLanguage[language] = append(byLanguage[language], group.begin...)
		}
	}
	return byLanguage
}()

// leadReader tells the lines that describe what follows, one after the other.
type leadReader struct {
	begin   []string
	comment bool // the last line is within a comment of several lines
	open    int  // brackets that the attribute opened
}

// leads reports whether a line describes what follows it.
func (r *leadReader) leads(line []byte) bool {
	text := bytes.TrimSpace(line)
	within := r.comment || r.open > 0
	if !within && !slices.ContainsFunc(r.begin, func(begin string) bool { return bytes.HasPrefix(text, []byte(begin)) }) {
		return false
	}
	opens, closes := bytes.LastIndex(text, []byte("/*")), bytes.LastIndex(text, []byte("*/"))
	r.comment = r.comment && closes < 0 || opens > closes
	if len(text) > 0 && !r.comment && closes < 0 && (r.open > 0 || text[0] == '@' || text[0] == '[' || bytes.HasPrefix(text, []byte("#["))) {
		for _, b := range text {
			switch b {
			case '(', '[':
				r.open++
			case ')', ']':
				r.open = max(0, r.open-1)
			}
		}
	}
	return true
}

// addText takes a text that has no tree: by lines, each with what describes it, and with the brace that opens its body on the
// next line.
func (p *packer) addText(language Language, start, end int) {
	for start < end {
		stop := p.lead(language, start, end)
		if stop = lineEnd(p.weights.source, stop, end); stop < end {
			if next := lineEnd(p.weights.source, stop, end); string(bytes.TrimSpace(p.weights.source[stop:next])) == "{" {
				stop = next
			}
		}
		if from, to := trim(p.weights.source, start, stop); p.weights.fits(from, to, p.budget) {
			p.add(from, to)
		} else {
			p.addLines(start, stop)
		}
		start = stop
	}
}

// lead is where the lines end that begin at start and describe what follows; start where there are none.
func (p *packer) lead(language Language, start, end int) int {
	r := leadReader{begin: leads[language]}
	for at := start; at < end; {
		line := lineEnd(p.weights.source, at, end)
		if !r.leads(p.weights.source[at:line]) || line == end {
			return at
		}
		at = line
		if at-start > longest(p.budget) {
			return at // they don't fit one chunk anyway
		}
	}
	return start
}
