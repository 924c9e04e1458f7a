package chunk

import (
	"bytes"
	"strings"
)

// spelled is the name behind a keyword at the beginning of a node's text, with nothing but other words before it: "f" for
// "async def f(x)". It is empty where the text looks any different, or where the name isn't plain ASCII.
func spelled(text []byte, keyword string) string {
	text = bytes.TrimPrefix(text[:min(len(text), 2*maxNameBytes)], []byte("#")) // "#define"
	for found := keyword == first; len(text) > 0; {
		text = bytes.TrimLeft(text, " \t")
		word := text[:wordLength(text)]
		text = text[len(word):]
		if len(word) == 0 || len(text) == 0 || text[0] >= 0x80 || text[0] == '$' {
			return ""
		}
		if found {
			return string(word)
		}
		if text[0] != ' ' && text[0] != '\t' {
			return ""
		}
		found = string(word) == keyword
	}
	return ""
}

func wordLength(text []byte) int {
	for i, b := range text {
		if b != '_' && (b < '0' || b > '9') && (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') {
			return i
		}
	}
	return len(text)
}

// declared is the name in the text of a C declarator: "f" for "*(*f[3])(void)", "ledger::counter" for "&ledger::counter()".
func declared(declarator string) string {
	name := strings.TrimLeft(declarator, "*&( \t\r\n")
	ends := "([={;,) \t\r\n"
	if strings.Contains(name, "operator") {
		ends = "("
	}
	if end := strings.IndexAny(name, ends); end > 0 {
		name = name[:end]
	}
	return name
}

// receiver is the type of a Go receiver: "T" for "(t *T[K])".
func receiver(text string) string {
	fields := strings.FieldsFunc(text, func(r rune) bool { return r == '(' || r == ')' || r == '*' || r == ' ' })
	if len(fields) == 0 {
		return ""
	}
	name, _, _ := strings.Cut(fields[min(1, len(fields)-1)], "[")
	return name
}

// assigned is the name that a Python statement assigns or annotates: "x" for "x = 1" and "x: int", and empty for "x == 1".
func assigned(statement []byte) string {
	statement = statement[:min(len(statement), 2*maxNameBytes)]
	name := statement[:wordLength(statement)]
	rest := bytes.TrimLeft(statement[len(name):], " ")
	if len(name) == 0 || len(rest) < 2 || (rest[0] != '=' && rest[0] != ':') || rest[1] == '=' {
		return ""
	}
	return string(name)
}
