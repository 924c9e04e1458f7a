package chunk

import (
	"bytes"
	"regexp"
)

// exportMacro is what follows the keyword of a class that is exported by a macro: "MY_API Queue : public Base {".
var exportMacro = regexp.MustCompile(`^\s+([A-Z_][A-Z0-9_]+(?:\([^()\n]*\))?)\s+[A-Za-z_][\w:]*(?:<[^<>{};]*>)?(?:\s+final)?\s*[:{]`)

// capitals are what such macros are written in.
const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

// maxExported is how far behind the keyword the head of such a class is looked at, in bytes.
const maxExported = 200

// withoutExportMacros returns C or C++ as its parser is to see it: without the macros between "class" and a name, which it would
// take for the name. The text stays as long as it was.
func withoutExportMacros(language Language, text []byte) []byte {
	if language != C && language != CPP {
		return text
	}
	r := repair{text: text}
	if language == CPP {
		r.settleModules()
	}
	for _, keyword := range []string{"class", "struct", "union"} {
		each(text, keyword, func(at int) {
			at += len(keyword)
			rest := bytes.TrimLeft(text[at:min(len(text), at+maxExported)], " \t")
			if word := len(rest) - len(bytes.TrimLeft(rest, capitals)); word < 2 || word < len(rest) && rest[word] != '(' && !isSpace(rest[word]) {
				return // which saves the look by an expression at nearly all
			}
			if macro := exportMacro.FindSubmatchIndex(text[at:min(len(text), at+maxExported)]); macro != nil {
				r.blank(at+macro[2], at+macro[3])
			}
		})
	}
	return r.seen()
}
