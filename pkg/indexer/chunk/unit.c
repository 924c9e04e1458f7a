// Where a text can be cut between two children of a node: a child comes with the comments, decorators and the like that
// describe it, and with the separators and comments that end its last line.

#include "tree.h"

// MAX_UNIT is how many siblings are looked at on either side of a child.
#define MAX_UNIT 200

// sibling is what matters of a node beside others. A node that ends with a line feed ends in the row before it.
struct sibling {
	uint32_t start, end, row, end_row;
	uint16_t symbol;
	uint8_t layout;
};

static uint8_t layout_of(const struct rule *rules, uint32_t count, TSNode node) {
	uint16_t symbol = ts_node_symbol(node);
	return symbol < count ? rules[symbol].layout : LAYOUT_LIST | LAYOUT_NAMED; // a syntax error has the largest symbol
}

static struct sibling read(struct tree *tree, const struct rule *rules, uint32_t count) {
	TSNode node = ts_tree_cursor_current_node(&tree->cursor);
	TSPoint from = ts_node_start_point(node), to = ts_node_end_point(node);
	return (struct sibling){
	    .start = ts_node_start_byte(node),
	    .end = ts_node_end_byte(node),
	    .row = from.row,
	    .end_row = to.column == 0 && to.row > from.row ? to.row - 1 : to.row,
	    .symbol = ts_node_symbol(node),
	    .layout = layout_of(rules, count, node),
	};
}

static bool is_item(struct sibling s) { return !(s.layout & (LAYOUT_COMMENT | LAYOUT_LEAD | LAYOUT_CLOSER)); }

// trails tells whether s belongs to what ends before it on the same line.
static bool trails(struct sibling s, uint32_t row_before) {
	return s.layout & LAYOUT_CLOSER || (s.layout & LAYOUT_COMMENT && s.row == row_before);
}

// list_layout is what makes the node under the cursor a list: its own layout or that of the bracket which it begins with, or 0.
static uint8_t list_layout(struct tree *tree, const struct rule *rules, uint32_t count, uint8_t layout) {
	if (layout & LAYOUT_LIST) {
		return LAYOUT_LIST;
	}
	if (!ts_tree_cursor_goto_first_child(&tree->cursor)) {
		return 0;
	}
	layout = layout_of(rules, count, ts_tree_cursor_current_node(&tree->cursor)) & (LAYOUT_OPENER | LAYOUT_LIST);
	ts_tree_cursor_goto_parent(&tree->cursor);
	return layout & LAYOUT_OPENER ? layout : 0;
}

// group follows the siblings up to a child, and knows where the unit of the last one begins.
struct group {
	uint32_t unit;   // where the last item's unit begins
	uint32_t lead;   // where the description of the next item begins
	bool leading;    // there is one
	bool binding;    // and it is more than comments, which an empty line would part from the item
	bool item;       // there was an item before the last unit
	bool trailing;   // the last sibling belongs to what is before it
	uint32_t end_row;
};

static void follow(struct group *g, struct sibling s, bool first) {
	uint32_t gap = first ? 0 : s.row - g->end_row;
	g->trailing = !first && trails(s, g->end_row);
	g->end_row = s.end_row;
	if (g->trailing) {
		return;
	}
	if (g->leading && !g->binding && gap > 1) {
		g->leading = false;
	}
	if (is_item(s)) {
		g->unit = g->leading ? g->lead : s.start;
		g->leading = g->binding = false;
		return;
	}
	if (!g->leading) {
		g->lead = s.start;
		g->binding = false;
	}
	g->leading = true;
	g->binding |= (s.layout & LAYOUT_LEAD) != 0;
}

// go_back moves the cursor to where the unit of the child under it may begin, and returns how many siblings back that is.
static int go_back(struct tree *tree, const struct rule *rules, uint32_t count, struct sibling child, bool *all) {
	int back = 0, items = is_item(child) ? 1 : 2;
	while (back < MAX_UNIT && items > 0) {
		if (!ts_tree_cursor_goto_previous_sibling(&tree->cursor)) {
			*all = true;
			break;
		}
		back++;
		items -= is_item(read(tree, rules, count));
	}
	return back;
}

static void find_head(struct tree *tree, const struct rule *rules, uint32_t count, struct sibling child, struct unit *unit) {
	bool all = false, item = false;
	int back = go_back(tree, rules, count, child, &all);
	if (back == MAX_UNIT) {
		return;
	}
	struct group g = {0};
	for (int i = back; i >= 0; i--) {
		struct sibling s = i > 0 ? read(tree, rules, count) : child;
		item |= i > 0 && is_item(s) && s.layout & LAYOUT_NAMED;
		follow(&g, s, i == back);
		if (i > 0) {
			ts_tree_cursor_goto_next_sibling(&tree->cursor);
		}
	}
	unit->head = g.leading ? g.lead : g.unit;
	unit->trails = g.trailing;
	unit->first = !item;
}

static void find_tail(struct tree *tree, const struct rule *rules, uint32_t count, struct sibling child, struct unit *unit) {
	uint32_t row = child.end_row;
	bool tail = true;
	for (int ahead = 0; (tail || unit->leads) && ahead < MAX_UNIT && ts_tree_cursor_goto_next_sibling(&tree->cursor); ahead++) {
		struct sibling s = read(tree, rules, count);
		if (tail && s.row == row && trails(s, row)) {
			unit->tail = unit->run = s.end;
			row = s.end_row;
			continue;
		}
		tail = false;
		if (is_item(s)) {
			break;
		}
		unit->run = s.end;
	}
}

static bool jump(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset) {
	bool found = ts_tree_cursor_goto_first_child_for_byte(&tree->cursor, offset) >= 0;
	if (found) {
		struct sibling child = read(tree, rules, count);
		struct unit unit = {.start = child.start, .end = child.end, .head = child.start, .tail = child.end, .run = child.end,
		                    .symbol = child.symbol, .leads = !is_item(child) && !(child.layout & LAYOUT_CLOSER)};
		unit.list = list_layout(tree, rules, count, child.layout) != 0;
		find_head(tree, rules, count, child, &unit);
		find_tail(tree, rules, count, child, &unit);
		ts_tree_cursor_goto_parent(&tree->cursor);
		ts_tree_cursor_goto_first_child_for_byte(&tree->cursor, offset);
		tree->here = unit;
	}
	return found;
}

bool tree_jump(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset) {
	bool found = false;
	TREE_DO(tree, found = jump(tree, rules, count, offset));
	return found;
}

// MAX_HEAD is how many levels lie between a definition and its body at most.
#define MAX_HEAD 50

// MAX_KEYWORDS is how many children stand before the bracket of a node at most: "const (", "for (a; b; c)".
#define MAX_KEYWORDS 12

// front is what stands at the front of a node: a bracket behind its first child that isn't closed before an offset, and whether a
// list ends before that: of "else if", what is done in the first case.
struct front {
	struct sibling open;
	bool list;
};

static struct front front_of(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset) {
	struct front front = {0};
	bool more = ts_tree_cursor_goto_first_child(&tree->cursor);
	for (int i = 0; more && i < MAX_KEYWORDS; i++) {
		struct sibling s = read(tree, rules, count);
		if (s.end >= offset) {
			break;
		}
		if (s.layout & LAYOUT_OPENER) {
			front.open = s;
		} else if (s.layout & LAYOUT_SHUT) {
			front.open.layout = 0;
		} else if (s.layout & LAYOUT_NAMED && list_layout(tree, rules, count, s.layout) & LAYOUT_LIST) {
			front.list = true;
		}
		if (!ts_tree_cursor_goto_next_sibling(&tree->cursor)) {
			break;
		}
	}
	if (more) {
		ts_tree_cursor_goto_parent(&tree->cursor);
	}
	return front;
}

// follows_item tells whether a whole item that begins at from or behind it stands before the child under the cursor, which
// isn't part of it.
static bool follows_item(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t from) {
	struct sibling child = read(tree, rules, count);
	bool follows = false, part = false;
	int back = 0;
	while (!follows && back < MAX_UNIT && ts_tree_cursor_goto_previous_sibling(&tree->cursor)) {
		struct sibling s = read(tree, rules, count);
		part = back++ == 0 ? !(child.layout & LAYOUT_SHUT) && trails(child, s.end_row) : part;
		if (s.start >= from && is_item(s) && s.layout & LAYOUT_NAMED) {
			follows = !part;
			part = false;
		}
	}
	ts_tree_cursor_goto_parent(&tree->cursor);
	ts_tree_cursor_goto_first_child_for_byte(&tree->cursor, child.start + 1);
	return follows;
}

// holds tells whether a whole item between from and offset is among the children of the node under the cursor.
static bool holds(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t from, uint32_t offset) {
	if (ts_tree_cursor_goto_first_child_for_byte(&tree->cursor, offset) < 0) {
		return false;
	}
	bool item = follows_item(tree, rules, count, from);
	ts_tree_cursor_goto_parent(&tree->cursor);
	return item;
}

// is_behind_head tells whether the comment under the cursor stands between the colon of a head and its body: "class A:  # why". The
// cursor may be on another sibling afterwards.
static bool is_behind_head(struct tree *tree, const struct rule *rules, uint32_t count, struct sibling comment) {
	struct sibling before = comment, body = comment;
	while (body.layout & LAYOUT_COMMENT && ts_tree_cursor_goto_next_sibling(&tree->cursor)) {
		body = read(tree, rules, count);
	}
	if (!(body.layout & LAYOUT_LIST)) {
		return false;
	}
	do {
		if (!ts_tree_cursor_goto_previous_sibling(&tree->cursor)) {
			return false;
		}
		before = read(tree, rules, count);
	} while (before.layout & LAYOUT_COMMENT);
	return before.layout & LAYOUT_CLOSER && !(before.layout & LAYOUT_SHUT);
}

static struct opening find_opening(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset, bool filled) {
	struct opening opening = {0};
	int depth = 0;
	struct sibling s = read(tree, rules, count);
	uint32_t row = UINT32_MAX; // on which the innermost bracket opens
	while (s.start < offset && !(s.layout & LAYOUT_HEAD)) {
		bool body = s.row > row;
		if (body && (!filled || follows_item(tree, rules, count, 0))) {
			opening.opens = true;
			break;
		}
		if (body) {
			opening.start = s.start;
			opening.end = s.end;
			row = UINT32_MAX;
		}
		uint8_t list = list_layout(tree, rules, count, s.layout);
		struct front front = front_of(tree, rules, count, offset);
		struct sibling open = front.open;
		body = (list | open.layout) & LAYOUT_LIST;
		if (body && (!filled || holds(tree, rules, count, open.layout & LAYOUT_LIST ? open.end : s.start, offset))) {
			opening.opens = true;
			break;
		}
		row = open.layout ? open.row : list ? s.row : row;
		if (depth == MAX_HEAD || ts_tree_cursor_goto_first_child_for_byte(&tree->cursor, offset) < 0) {
			break;
		}
		depth++;
		s = read(tree, rules, count);
		if (s.layout & LAYOUT_CLOSER && ts_tree_cursor_goto_previous_sibling(&tree->cursor)) {
			s = read(tree, rules, count);
			offset = s.end < offset ? s.end : offset;
		}
		if (s.start >= offset && s.row > row) {
			opening.opens = !filled || follows_item(tree, rules, count, 0); // between two things in a bracket
			break;
		}
		if (!body && (front.list || (!filled && s.layout & LAYOUT_COMMENT && is_behind_head(tree, rules, count, s)))) {
			opening.opens = true;
			break;
		}
		if (body) {
			opening.start = s.start;
			opening.end = s.end;
			row = UINT32_MAX;
		}
	}
	for (; depth > 0; depth--) {
		ts_tree_cursor_goto_parent(&tree->cursor);
	}
	return opening;
}

struct opening tree_opens(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset, bool filled) {
	struct opening opening = {0};
	TREE_DO(tree, opening = find_opening(tree, rules, count, offset, filled));
	return opening;
}

static uint32_t find_line(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset) {
	struct sibling child = read(tree, rules, count), s = child;
	bool first = false;
	int back = 0;
	while (back < MAX_UNIT && ts_tree_cursor_goto_previous_sibling(&tree->cursor)) {
		struct sibling before = read(tree, rules, count);
		back++;
		if (before.end_row < child.row) {
			first = true;
			break;
		}
		s = before;
		if (s.row < child.row) {
			break;
		}
	}
	ts_tree_cursor_goto_parent(&tree->cursor);
	ts_tree_cursor_goto_first_child_for_byte(&tree->cursor, offset);
	return first ? s.start : child.start;
}

uint32_t tree_line(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset) {
	uint32_t line = offset;
	TREE_DO(tree, line = find_line(tree, rules, count, offset));
	return line;
}

void tree_up(struct tree *tree) { ts_tree_cursor_goto_parent(&tree->cursor); }
