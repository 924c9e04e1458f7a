// The search for names: what stands at the top level, and the members of what stands there. Bodies of functions aren't
// entered.

#include "tree.h"

struct search {
	struct tree *tree;
	TSTreeCursor cursor;
	const struct rule *rules;
	uint32_t rule_count;
	uint32_t visits; // how many more are allowed
	uint32_t levels;
};

static void add(struct tree *tree, struct found found) {
	if (tree->found_count == tree->found_room) {
		tree->found_room = tree->found_room ? 2 * tree->found_room : 32;
		tree->found = arena_realloc(&tree->arena, tree->found, tree->found_room * sizeof *tree->found);
	}
	tree->found[tree->found_count++] = found;
}

static bool range(TSNode node, uint16_t field, uint32_t *start, uint32_t *end) {
	TSNode child = ts_node_child_by_field_id(node, field);
	if (!child.id) {
		return false;
	}
	*start = ts_node_start_byte(child);
	*end = ts_node_end_byte(child);
	return true;
}

// look adds a node to what was found, and returns whether its children are to be looked at too. They are members of scope.
static bool look(struct search *search, TSNode node, uint16_t symbol, int32_t *scope) {
	struct rule rule = search->rules[symbol];
	if (rule.role == ROLE_NONE) {
		return false;
	}
	if (rule.role == ROLE_GROUP) {
		return true;
	}
	struct found found = {.start = ts_node_start_byte(node), .scope = *scope, .symbol = symbol};
	range(node, rule.field, &found.name_start, &found.name_end);
	bool has_other = range(node, rule.other, &found.other_start, &found.other_end);
	if (rule.role == ROLE_BODIED && !has_other) {
		return false;
	}
	add(search->tree, found);
	if (rule.role == ROLE_CONTAINER || rule.role == ROLE_BODIED) {
		*scope = (int32_t)search->tree->found_count - 1;
		return true;
	}
	return rule.role == ROLE_DECLARATION;
}

static void children(struct search *search, int32_t scope, uint32_t level) {
	if (level >= search->levels || !ts_tree_cursor_goto_first_child(&search->cursor)) {
		return;
	}
	do {
		if (search->visits == 0) {
			break;
		}
		search->visits--;
		TSNode node = ts_tree_cursor_current_node(&search->cursor);
		uint16_t symbol = ts_node_symbol(node);
		int32_t inner = scope;
		if (symbol < search->rule_count && look(search, node, symbol, &inner)) {
			children(search, inner, level + 1);
		}
	} while (ts_tree_cursor_goto_next_sibling(&search->cursor));
	ts_tree_cursor_goto_parent(&search->cursor);
}

void tree_search(struct tree *tree, const struct rule *rules, uint32_t rule_count, uint32_t visits, uint32_t levels) {
	arena_enter(&tree->arena);
	struct search search = {tree, ts_tree_cursor_new(ts_tree_root_node(tree->tree)), rules, rule_count, visits, levels};
	children(&search, -1, 0);
	ts_tree_cursor_delete(&search.cursor);
	arena_leave();
}
