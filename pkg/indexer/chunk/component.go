package chunk

import (
	"bytes"
	"regexp"
)

var (
	// scriptEnd is where the script of a component ends.
	scriptEnd = regexp.MustCompile(`(?i)</script\s*>`)
	// otherScript are the attributes of what is no script but data, or in a language without a grammar.
	otherScript = regexp.MustCompile(`(?i)\b(?:type\s*=\s*["']?[\w/+.-]*(?:json|x-|template)|lang\s*=\s*["']?(?:coffee|civet|ls|pug))`)
	jsxScript   = regexp.MustCompile(`(?i)\blang\s*=\s*["']?[jt]sx\b`)
	// frontMatter is the script that an Astro component begins with.
	frontMatter = regexp.MustCompile(`(?s)^\x{FEFF}?\s*---[ \t]*\r?\n((?:.*?\n)??)---[ \t]*(?:\r?\n|$)`)
)

// maxScriptTag is how long the tag of a script may be, in bytes, so that tags that don't end cost no more than others.
const maxScriptTag = 1024

// scriptOf returns the text of a component as its scripts' parser is to see it, and their language: all else is one comment
// between two scripts, as long as it was and with its line feeds, so that offsets and lines stay. A component without a
// script keeps its text and its language.
func scriptOf(component Language, text []byte) ([]byte, Language) {
	if component != Vue && component != Svelte && component != Astro {
		return text, component
	}
	scripts, language := findScripts(component, text)
	if len(scripts) == 0 {
		return text, component
	}
	shown := bytes.Clone(text)
	at := 0
	for _, script := range append(scripts, span{len(text), len(text)}) {
		blankOut(shown[at:script.start])
		at = script.end
	}
	return shown, language
}

// findScripts returns where the scripts of a component lie, without their tags, and the language that all of them are.
func findScripts(component Language, text []byte) (scripts []span, language Language) {
	language = TypeScript // which nearly all JavaScript is
	at := 0
	if found := frontMatter.FindSubmatchIndex(text); found != nil && component == Astro {
		scripts = append(scripts, span{found[2], found[3]})
		at = found[1]
	}
	for at < len(text) {
		opens := bytes.IndexByte(text[at:], '<')
		if opens < 0 {
			break
		}
		at += opens
		if bytes.HasPrefix(text[at:], []byte("<!--")) {
			closes := bytes.Index(text[at:], []byte("-->"))
			if closes < 0 {
				break // whatever follows is commented out
			}
			at += closes
			continue
		}
		attributes, start := scriptTag(text, at)
		if start < 0 {
			at++
			continue
		}
		end := scriptEnd.FindIndex(text[start:])
		if end == nil {
			break
		}
		if !otherScript.Match(attributes) {
			scripts = append(scripts, span{start, start + end[0]})
		}
		if jsxScript.Match(attributes) {
			language = TSX
		}
		at = start + end[1]
	}
	return scripts, language
}

// scriptTag reads a tag, and returns its attributes and the offset behind it, below zero where it doesn't open a script.
func scriptTag(text []byte, at int) (attributes []byte, end int) {
	const name = "<script"
	tag := text[at:min(at+maxScriptTag, len(text))]
	if len(tag) <= len(name) || !bytes.EqualFold(tag[:len(name)], []byte(name)) || isWordByte(tag[len(name)]) {
		return nil, -1
	}
	quote := byte(0)
	for i, b := range tag {
		switch {
		case quote != 0 && b == quote:
			quote = 0
		case quote == 0 && (b == '"' || b == '\''):
			quote = b
		case quote == 0 && b == '>':
			return tag[len(name):i], at + i + 1
		}
	}
	return nil, -1
}

// blankOut turns a text into a comment of JavaScript, or into blanks where it is too short for one.
func blankOut(text []byte) {
	for i, b := range text {
		if b != '\n' && b != '\r' {
			text[i] = ' '
		}
	}
	if len(text) >= 4 {
		copy(text, "/*")
		copy(text[len(text)-2:], "*/")
	}
}
