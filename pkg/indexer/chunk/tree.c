#include "tree.h"

#include <stdlib.h>

#include "scanner.h"

// open_parser runs before there is a limit, so that no jump leaves a parser half made.
static TSParser *open_parser(struct tree *tree, const TSLanguage *language, const size_t *stop) {
	TSParser *parser = ts_parser_new();
	ts_parser_set_language(parser, language);
	ts_parser_set_cancellation_flag(parser, stop);
	arena_mark(&tree->arena);
	return parser;
}

// abandon cleans up after a jump out of the parser. Some node may be counted once too few by then, so the parser is put back
// to what it was when new before it is deleted. What it held besides goes with the arena. Only the scanner of the Python
// grammar lies elsewhere, and goes first, while its lists are as it left them.
static void abandon(struct tree *tree, TSParser *parser) {
	scanner_drop(&tree->arena);
	if (arena_rewind(&tree->arena)) {
		ts_parser_delete(parser);
	}
}

// delete_parser leaves the parser where it asks for memory: to walk what it held of a tree that it gave up, it lists the
// children of each node, and would pass the limit with that. What it doesn't get to goes with the arena; the scanner goes first.
static void delete_parser(struct arena *arena, TSParser *parser) {
	jmp_buf escape;
	arena_limit(arena, 0, 0, NULL, &escape);
	if (_setjmp(escape) == 0) {
		ts_parser_delete(parser);
	}
	arena_unlimit(arena);
}

// The parser lists every reading of a text that it couldn't reduce, deaf to the flag, and may want
// gigabytes for it: 40 kB of "a<a<a<…" take 4.7 GB in the Java grammar. The only place to stop it there is where it asks for
// memory: the arena leaves the parser by a jump, and every block goes with the arena.
//
// Between here and there lie frames of tree-sitter and of the grammar's scanner only, all of them C, without a lock, a file
// or memory from elsewhere (but for that of scanner_drop). No variable here changes between _setjmp and the jump.
static void parse(struct tree *tree, const TSLanguage *language, const char *source, uint32_t length, size_t *stop,
                  struct native native) {
	struct arena *arena = &tree->arena;
	TSParser *parser = open_parser(tree, language, stop);
	jmp_buf escape;
	arena_limit(arena, native.limit, native.warning, stop, &escape);
	if (_setjmp(escape) == 0) {
		tree->tree = ts_parser_parse_string(parser, NULL, source, length);
		tree->outcome = tree->tree ? TREE_PARSED : arena->passed ? TREE_TOO_LARGE : TREE_STOPPED;
		delete_parser(arena, parser);
	} else {
		arena_unlimit(arena);
		tree->outcome = TREE_ABANDONED;
		abandon(tree, parser);
	}
}

struct tree *tree_open(const TSLanguage *language, const char *source, uint32_t length, size_t *stop,
                       struct native native) {
	struct tree *tree = arena_below_calloc(1, sizeof *tree);
	if (!tree) {
		abort();
	}
	arena_enter(&tree->arena);
	parse(tree, language, source, length, stop, native);
	arena_leave();
	tree->limit = native.limit + SEARCH_BYTES;
	TREE_DO(tree, tree->cursor = ts_tree_cursor_new(ts_tree_root_node(tree->tree)));
	return tree;
}

void tree_enter(struct tree *tree, jmp_buf *escape) {
	arena_enter(&tree->arena);
	arena_limit(&tree->arena, tree->limit, tree->limit, NULL, escape);
}

void tree_leave(struct tree *tree) {
	arena_unlimit(&tree->arena);
	arena_leave();
}

// delete_tree spares what ts_tree_delete does: node by node it gives back what goes with the arena in one go, which takes two
// or three hundredths of a parse. It is left by a jump where it asks for memory to begin with.
static void delete_tree(TSTree *tree) {
	jmp_buf escape;
	struct arena none = {0};
	arena_limit(&none, 0, 0, NULL, &escape);
	arena_enter(&none);
	if (_setjmp(escape) == 0) {
		ts_tree_delete(tree);
	}
	arena_leave();
}

void tree_close(struct tree *tree) {
	if (tree->tree) {
		arena_enter(&tree->arena);
		ts_tree_cursor_delete(&tree->cursor);
		delete_tree(tree->tree);
	}
	arena_drop(&tree->arena);
	arena_below_free(tree);
}

bool tree_broken(struct tree *tree) { return ts_node_has_error(ts_tree_root_node(tree->tree)); }
