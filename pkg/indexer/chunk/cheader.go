package chunk

import (
	"bytes"
	"strings"
)

// headerLanguage is the language of a .h, which C, C++ and Objective-C share: named unless its text, but for comments and
// what only a C++ compiler is shown beside C, has something in it that C can't have. The C grammar stumbles over C++: a header of
// 79 kB kept it busy past the deadline.
func headerLanguage(named Language, text []byte) Language {
	h := headerReader{ctokens: ctokens{text: bytes.TrimPrefix(text, []byte("\uFEFF")), lineStart: true}}
	for h.next() {
		if language := h.sign(); language != "" {
			return language
		}
	}
	if h.seen[3].text == nil && h.passed > mostLinkage {
		return CPP
	}
	return named
}

// mostLinkage is how many tokens C shows to a C++ compiler alone: extern "C" { }. Where there is nothing else but more of these,
// a header is C++.
const mostLinkage = 8

// headerReader looks at a header's tokens, a few at a time.
type headerReader struct {
	ctokens
	bodies []cbody // the open braces
	parens int     // open parentheses
	opens  ctoken  // name of the struct whose body begins with the next brace
}

// cbody is an open brace: of a struct or union, of something else that holds declarations, or of code.
type cbody struct {
	isStruct, isCode bool
	name             []byte
}

// sign is the language that the last tokens give away; empty where they may be of any.
func (h *headerReader) sign() Language {
	if h.directive != nil {
		return includeSign(h.directive)
	}
	a, b, c, d := &h.seen[0], &h.seen[1], &h.seen[2], &h.seen[3] // d is the last
	isCPP := false
	switch {
	case d.isName && c.is("@") && objectiveWords[string(d.text)]:
		return ObjectiveC
	case d.isName:
		isCPP = h.nameSign(a, b, c, d)
	case d.isString:
		isCPP = c.is("extern") && len(h.hidden) <= 1
	default:
		isCPP = h.markSign(a, b, c, d)
	}
	isCPP = isCPP || h.inStruct() && isMethod(a, b, c, d)
	h.follow(c, d)
	if isCPP {
		return CPP
	}
	return ""
}

func words(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

var (
	objectiveWords = words("interface protocol implementation class property end import")
	// cppOnly are words that name nothing in C.
	cppOnly = words("typename constexpr consteval constinit nullptr decltype noexcept static_cast dynamic_cast reinterpret_cast const_cast")
	// cppBefore are words that are followed by a name in C++, and name something themselves in C.
	cppBefore = words("class using virtual explicit friend namespace")
	// cTypes are words for types that nothing else can be called.
	cTypes = words("int char bool float double long short unsigned signed auto size_t")
	// beforeName are words that stand in front of a name that may be any in C.
	beforeName = words("struct union enum goto @")
)

// nameSign reports whether the last tokens, of which d is a name, are of C++.
func (h *headerReader) nameSign(a, b, c, d *ctoken) bool {
	switch {
	case cppOnly[string(d.text)]:
		return true
	case c.isName:
		return cppBefore[string(c.text)] && !beforeName[string(b.text)] || b.is("struct") && d.is("final")
	case c.is(":"):
		return a.is("struct") && b.isName
	case c.is(")"):
		return d.is("override") || d.is("final")
	case c.is("&"): // of a reference; an expression has blanks on both sides or none
		return h.declares() && (b.isName || b.is(">")) && c.spaced != d.spaced && !b.is("return")
	}
	return false
}

// markSign reports whether the last tokens, of which d is a mark, are of C++.
func (h *headerReader) markSign(a, b, c, d *ctoken) bool {
	switch string(d.text) {
	case "::":
		return c.isName && !b.is("[")
	case "<":
		return c.is("template")
	case "&":
		return cTypes[string(c.text)]
	case "(":
		switch {
		case b.is("~") || b.isEdge():
			return h.inStruct() && c.isName && (b.is("~") || bytes.Equal(c.text, h.bodies[len(h.bodies)-1].name))
		case b.is("operator"):
			return c.isName || c.isOperator()
		}
		return b.is("auto") && c.isName || a.is("operator") && b.isOperator() && c.isOperator()
	case ":":
		isLabel := c.is("public") || c.is("private") || c.is("protected")
		return h.inStruct() && isLabel && (b.isEdge() || b.is(":")) || isEnumClass(a, b, c)
	case "{":
		return c.is("namespace") && !beforeName[string(b.text)] || isEnumClass(a, b, c) || b.is(")") && c.is("const")
	case ";":
		return isEnumClass(a, b, c) || b.is(")") && c.is("const") || b.is("=") && (c.is("default") || c.is("delete"))
	case "=":
		return b.is(")") && c.is("const")
	}
	return false
}

func isEnumClass(a, b, c *ctoken) bool {
	return a.is("enum") && (b.is("class") || b.is("struct")) && c.isName
}

// declares reports whether what stands here is a declaration, not code.
func (h *headerReader) declares() bool {
	return len(h.bodies) == 0 || !h.bodies[len(h.bodies)-1].isCode
}

// inStruct reports whether what stands here is a member of a struct.
func (h *headerReader) inStruct() bool {
	return h.parens <= 1 && len(h.bodies) > 0 && h.bodies[len(h.bodies)-1].isStruct
}

// notTypes are words that stand in front of a macro that makes a type.
var notTypes = words("const volatile static struct union enum")

// isMethod reports whether a function is declared in the body of a struct: a type, a name, a parenthesis, and no star behind
// that, which would make it a pointer. Names that end in capitals or begin with underscores are macros.
func isMethod(kind, name, parenthesis, first *ctoken) bool {
	if !parenthesis.is("(") {
		return false
	}
	last := name.text[bytes.LastIndexByte(name.text, '_')+1:]
	return name.isName && (kind.isName || kind.is("*") || kind.is("&")) && !first.is("*") && !first.is("^") &&
		!notTypes[string(kind.text)] && !cTypes[string(name.text)] && !name.is("sizeof") &&
		!bytes.HasPrefix(name.text, []byte("_")) && !bytes.Equal(last, bytes.ToUpper(last))
}

// follow keeps track of braces and parentheses.
func (h *headerReader) follow(c, d *ctoken) {
	switch {
	case (c.is("struct") || c.is("union")) && d.isName:
		h.opens = *d
	case d.is(";") || d.is(")"):
		h.opens = ctoken{}
	}
	switch string(d.text) {
	case "(":
		h.parens++
	case ")":
		h.parens = max(0, h.parens-1)
	case "{":
		isStruct := c.is("struct") || c.is("union") || h.opens.text != nil
		if len(h.bodies) < maxDepth {
			h.bodies = append(h.bodies, cbody{isStruct: isStruct, isCode: !isStruct && !c.isString, name: h.opens.text})
		}
		h.opens, h.parens = ctoken{}, 0
	case "}":
		h.bodies = h.bodies[:max(0, len(h.bodies)-1)]
	}
}

// includeSign is the language that a line for the preprocessor gives away: C++ has headers without an extension.
func includeSign(directive []byte) Language {
	word, rest, _ := bytes.Cut(bytes.TrimLeft(directive[1:], " \t"), []byte("<"))
	switch word = bytes.TrimRight(word, " \t"); {
	case bytes.HasPrefix(word, []byte("import")):
		return ObjectiveC
	case string(word) == "include" && bytes.IndexByte(rest, '>') > 0 && bytes.IndexByte(rest, '.') < 0:
		return CPP
	}
	return ""
}
