package chunk

import (
	"bytes"
	"slices"
)

// headerLanguage is the language of a .h, which C, C++ and Objective-C share: named unless its text, but for comments and
// what only a C++ compiler is shown, has something in it that C can't have. The C grammar stumbles over C++: a header of
// 79 kB kept it busy past the deadline.
func headerLanguage(named Language, text []byte) Language {
	h := headerReader{ctokens: ctokens{text: bytes.TrimPrefix(text, []byte("\uFEFF")), lineStart: true}}
	for h.next() {
		if language := h.sign(); language != "" {
			return language
		}
	}
	return named
}

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
	a, b, c, d := h.seen[0], h.seen[1], h.seen[2], h.seen[3] // d is the last
	language := h.cppSign(a, b, c, d)
	if c.is("@") && slices.Contains(objectiveWords, string(d.text)) {
		language = ObjectiveC
	}
	h.follow(c, d)
	return language
}

var objectiveWords = []string{"interface", "protocol", "implementation", "class", "property", "end", "import"}

// cppOnly are words that name nothing in C.
var cppOnly = []string{
	"typename", "constexpr", "consteval", "constinit", "nullptr", "decltype", "noexcept", "static_cast", "dynamic_cast",
	"reinterpret_cast", "const_cast",
}

// cTypes are words for types that a variable can't be called.
var cTypes = []string{"int", "char", "bool", "float", "double", "long", "short", "unsigned", "signed", "auto", "size_t"}

// beforeName are words that stand in front of a name that may be any in C.
var beforeName = []string{"struct", "union", "enum", "goto"}

func (h *headerReader) cppSign(a, b, c, d ctoken) Language {
	declares := len(h.bodies) == 0 || !h.bodies[len(h.bodies)-1].isCode
	inStruct := h.parens <= 1 && len(h.bodies) > 0 && h.bodies[len(h.bodies)-1].isStruct
	free := !slices.Contains(beforeName, string(b.text)) && !b.is("@")
	switch {
	case slices.Contains(cppOnly, string(d.text)) && d.isName,
		c.is("template") && d.is("<"),
		free && (c.is("class") || c.is("using") || c.is("virtual") || c.is("explicit") || c.is("friend")) && d.isName,
		free && c.is("namespace") && (d.isName || d.is("{")),
		a.is("enum") && (b.is("class") || b.is("struct")) && c.isName && (d.is("{") || d.is(":") || d.is(";")),
		b.is("struct") && c.isName && d.is("final"),
		a.is("struct") && b.isName && c.is(":") && d.isName,
		inStruct && (b.isEdge() || b.is(":")) && (c.is("public") || c.is("private") || c.is("protected")) && d.is(":"),
		c.isName && d.is("::") && !b.is("["),
		b.is(")") && c.is("const") && (d.is(";") || d.is("{") || d.is("=")),
		c.is(")") && (d.is("override") || d.is("final")),
		b.is("=") && (c.is("default") || c.is("delete")) && d.is(";"),
		c.is("extern") && d.isString && len(h.hidden) <= 1,
		b.is("auto") && c.isName && d.is("("),
		b.is("operator") && (c.isName || c.isOperator()) && d.is("("),
		a.is("operator") && b.isOperator() && c.isOperator() && d.is("("),
		slices.Contains(cTypes, string(c.text)) && d.is("&"):
		return CPP
	case declares && (b.isName || b.is(">")) && c.is("&") && d.isName && c.spaced != d.spaced && !b.is("return"):
		return CPP // a reference; an expression has blanks on both sides or none
	case inStruct && isMethod(a, b, c, d), inStruct && b.is("~") && c.isName && d.is("("),
		inStruct && b.isEdge() && d.is("(") && bytes.Equal(c.text, h.bodies[len(h.bodies)-1].name):
		return CPP
	}
	return ""
}

// notTypes are words that stand in front of a macro that makes a type.
var notTypes = []string{"const", "volatile", "static", "struct", "union", "enum"}

// isMethod reports whether a function is declared in the body of a struct: a type, a name, a parenthesis, and no star behind
// that, which would make it a pointer. Names that end in capitals or begin with underscores are macros.
func isMethod(kind, name, parenthesis, first ctoken) bool {
	last := name.text[bytes.LastIndexByte(name.text, '_')+1:]
	return parenthesis.is("(") && name.isName && (kind.isName || kind.is("*") || kind.is("&")) && !first.is("*") && !first.is("^") &&
		!slices.Contains(notTypes, string(kind.text)) && !slices.Contains(cTypes, string(name.text)) && !name.is("sizeof") &&
		!bytes.HasPrefix(name.text, []byte("_")) && !bytes.Equal(last, bytes.ToUpper(last))
}

// follow keeps track of braces and parentheses.
func (h *headerReader) follow(c, d ctoken) {
	switch {
	case (c.is("struct") || c.is("union")) && d.isName:
		h.opens = d
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
