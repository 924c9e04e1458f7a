#include "tree.h"

// The parser lists every reading of a text that it couldn't reduce, deaf to its deadline and to the flag, and may want
// gigabytes for it: 40 kB of "a<a<a<…" take 4.7 GB in the Java grammar. The only place to stop it there is where it asks for
// memory: the arena leaves the parser by a jump, and every block goes with the arena. By then some node may be counted once
// too few, so the parser is put back to what it was when new before it is deleted. What is lost each time is what the Python
// scanner has from calloc and not from tree-sitter's allocator: a list of indentations.
static void parse(struct tree *tree, const TSLanguage *language, const char *source, uint32_t length,
                  uint64_t timeout_micros) {
	struct arena *arena = &tree->arena;
	jmp_buf escape;
	TSParser *volatile parser = NULL;
	arena->escape = &escape;
	if (_setjmp(escape) == 0) {
		TSParser *fresh = ts_parser_new();
		ts_parser_set_language(fresh, language);
		ts_parser_set_timeout_micros(fresh, timeout_micros);
		ts_parser_set_cancellation_flag(fresh, arena->stop);
		arena_mark(arena);
		parser = fresh;
		tree->tree = ts_parser_parse_string(fresh, NULL, source, length);
		tree->outcome = tree->tree ? TREE_PARSED : arena->passed ? TREE_TOO_LARGE : TREE_STOPPED;
	} else {
		tree->outcome = TREE_TOO_LARGE;
		arena->abandoned = true;
		if (parser) {
			arena_rewind(arena);
		}
	}
	arena->escape = NULL;
	ts_parser_delete(parser);
}

struct tree *tree_open(const TSLanguage *language, const char *source, uint32_t length, uint64_t timeout_micros,
                       size_t *stop, size_t limit) {
	struct tree *tree = arena_below_calloc(1, sizeof *tree);
	tree->arena.limit = limit;
	tree->arena.stop = stop;
	if (limit < TREE_LEAST) {
		tree->outcome = TREE_TOO_LARGE;
		return tree;
	}
	arena_enter(&tree->arena);
	parse(tree, language, source, length, timeout_micros);
	if (tree->tree) {
		tree->cursor = ts_tree_cursor_new(ts_tree_root_node(tree->tree));
	}
	arena_leave();
	return tree;
}

void tree_close(struct tree *tree) {
	arena_enter(&tree->arena);
	if (tree->tree) {
		ts_tree_cursor_delete(&tree->cursor);
		ts_tree_delete(tree->tree);
	}
	arena_leave();
	arena_drop(&tree->arena);
	arena_below_free(tree);
}

bool tree_jump(struct tree *tree, uint32_t offset) {
	arena_enter(&tree->arena);
	bool found = ts_tree_cursor_goto_first_child_for_byte(&tree->cursor, offset) >= 0;
	arena_leave();
	if (found) {
		TSNode node = ts_tree_cursor_current_node(&tree->cursor);
		tree->here = (struct node){ts_node_start_byte(node), ts_node_end_byte(node), ts_node_symbol(node)};
	}
	return found;
}

bool tree_jump_aside(struct tree *tree, uint32_t offset) {
	return ts_tree_cursor_goto_parent(&tree->cursor) && tree_jump(tree, offset);
}

void tree_up(struct tree *tree) { ts_tree_cursor_goto_parent(&tree->cursor); }
