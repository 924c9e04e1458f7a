#include "scanner.h"

// A TSLanguage of version 14, as the header of a generated parser has it, as far as it matters here.
struct language {
	uint32_t version;
	uint32_t counts[8];
	uint16_t max_alias_sequence_length;
	const void *tables[13];
	bool (*lex[2])(void *, uint16_t);
	uint16_t keyword_capture_token;
	struct {
		const bool *states;
		const uint16_t *symbols;
		void *(*create)(void);
		void (*destroy)(void *);
		bool (*scan)(void *, void *, const bool *);
		unsigned (*serialize)(void *, char *);
		void (*deserialize)(void *, const char *, unsigned);
	} scanner;
	const uint16_t *primary_states;
};

#define VERSION 14

static struct language python;

// create runs as the first thing in a parse, with most of the first slab free: no jump comes between the two lines.
static void *create(void) {
	void *scanner = tree_sitter_python_external_scanner_create();
	arena_current()->scanner = scanner;
	return scanner;
}

static void destroy(void *scanner) {
	arena_current()->scanner = NULL;
	tree_sitter_python_external_scanner_destroy(scanner);
}

const TSLanguage *scanner_python(void) {
	const struct language *language = (const struct language *)tree_sitter_python();
	if (language->version != VERSION || language->scanner.create != tree_sitter_python_external_scanner_create ||
	    language->scanner.destroy != tree_sitter_python_external_scanner_destroy) {
		return tree_sitter_python(); // of another version: better the few bytes lost than a guess
	}
	python = *language;
	python.scanner.create = create;
	python.scanner.destroy = destroy;
	return (const TSLanguage *)&python;
}

void scanner_drop(struct arena *arena) {
	if (arena->scanner) {
		tree_sitter_python_external_scanner_destroy(arena->scanner);
		arena->scanner = NULL;
	}
}
