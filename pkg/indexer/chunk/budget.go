package chunk

const (
	// defaultBudget is used where Budgets names none, in non-whitespace characters.
	defaultBudget = 1000
	// bytesPerCharacter bounds the span of a chunk in source bytes: whitespace costs no budget, and without a second
	// bound a megabyte of it would end up in one chunk. Code is a third whitespace and a character at most four bytes,
	// so this one is met by odd files only.
	bytesPerCharacter = 8
	// enoughBytes is the span from which on a chunk may not be longer than one byte for each character of its budget. Stores
	// hold the texts of thousands of chunks at once when they write.
	enoughBytes = 8 << 10
)

// longest is the most bytes of source that a chunk of some budget may hold.
func longest(budget int) int { return max(budget, min(budget*bytesPerCharacter, enoughBytes)) }

// Budgets says how large a chunk may grow, in non-whitespace characters (runes).
type Budgets struct {
	// Default holds for each language that ByLanguage doesn't name. Zero or less means 1000.
	Default int
	// ByLanguage holds a budget for each language, by its name ("python"). An entry of zero or less counts as missing.
	// TSX takes TypeScript's budget unless it has one of its own.
	ByLanguage map[string]int
}

// of is the budget for one language, always above zero.
func (b Budgets) of(language Language) int {
	if budget := b.ByLanguage[string(language)]; budget > 0 {
		return budget
	}
	if language == TSX {
		return b.of(TypeScript)
	}
	if b.Default > 0 {
		return b.Default
	}
	return defaultBudget
}
