package native

import "strings"

// readable shortens a name to what can be searched for: in C++ without parameters, the arguments of templates and the type
// it returns, in C without what a compiler adds where it splits or copies a function.
func readable(name string) string {
	if !strings.ContainsAny(name, ":<( ") {
		whole, _, _ := strings.Cut(name, ".") // "growOpArray.constprop.0"
		return whole
	}
	name = strings.ReplaceAll(name, "(anonymous namespace)::", "")
	class, symbol, is := strings.Cut(name, "operator")
	if !is {
		return bare(name)
	}
	// An operator's own name may be made of brackets and blanks: "operator()", "operator new[]".
	call := strings.HasPrefix(symbol, "()")
	if symbol, _, _ = strings.Cut(symbol, "("); call {
		symbol = "()"
	}
	return bare(class) + "operator" + symbol
}

func bare(name string) string {
	var out strings.Builder
	depth := 0 // of angle brackets
	for _, r := range name {
		switch {
		case r == '<':
			depth++
		case r == '>':
			depth--
		case r == '(' && depth == 0:
			return lastWord(out.String())
		case depth == 0:
			out.WriteRune(r)
		}
	}
	return lastWord(out.String())
}

func lastWord(text string) string { return text[strings.LastIndexByte(text, ' ')+1:] }

// stubbed is the C function behind the stub that cgo has made for calls from Go.
func stubbed(stub string) string {
	_, function, _ := strings.Cut(stub, "_Cfunc_")
	return strings.TrimPrefix(function, "_C") // malloc has a stub of its own, "_Cmalloc"
}

// isStandard tells the functions of C++'s standard library, which templates bring into the program itself.
func isStandard(name string) bool {
	return strings.HasPrefix(name, "std::") || strings.HasPrefix(name, "__gnu_cxx::") || strings.HasPrefix(name, "operator new")
}

// isAllocating tells by its name a function whose task is to allocate for its caller: a library's own malloc, and what
// copies a text.
func isAllocating(name string) bool {
	name = strings.ToLower(name[strings.LastIndex(name, "::")+1:])
	for _, word := range []string{"alloc", "strdup", "strndup", "memdup"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
