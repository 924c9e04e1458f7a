// One file's syntax tree, with all its memory in an arena of its own, and a cursor on it.

#ifndef CHUNK_TREE_H
#define CHUNK_TREE_H

#include "arena.h"
#include "treesitter.h"

enum outcome { TREE_PARSED, TREE_STOPPED, TREE_TOO_LARGE, TREE_ABANDONED };

// native bounds the native memory of a parse, in bytes.
struct native {
	size_t limit, warning;
};

// unit is a child of a node with what is inseparable from it. Offsets are in bytes.
struct unit {
	uint32_t start, end; // the child
	uint32_t head;       // where what describes the child begins, or, where the child trails another, that one's unit
	uint32_t tail;       // where what trails the child on its last line ends
	uint16_t symbol;     // of the child
	bool leads;          // the child describes what follows: a comment, a decorator
	bool trails;         // the child belongs to what stands before it on the line: a separator, a comment
	bool first;          // nothing but keywords and brackets stands before the unit in its node
	bool list;           // the child holds things that may be parted: statements, members, arguments
};

// A layout says how a node stands among others: see layout in kinds.go, whose numbers these are.
enum layout { LAYOUT_COMMENT = 1, LAYOUT_LEAD = 2, LAYOUT_LIST = 4, LAYOUT_HEAD = 8, LAYOUT_OPENER = 16, LAYOUT_CLOSER = 32,
	      LAYOUT_NAMED = 64 };

// rule says what a node is to the search for names (see role in kinds.go, whose numbers these are) and to the layout.
struct rule {
	uint8_t role;
	uint8_t layout;
	uint16_t field; // holds the name
	uint16_t other; // ROLE_BODIED: the body; ROLE_METHOD: the receiver
};

enum role { ROLE_NONE, ROLE_NAMED, ROLE_CONTAINER, ROLE_BODIED, ROLE_GROUP, ROLE_DECLARATOR, ROLE_DECLARATION, ROLE_METHOD,
	    ROLE_ASSIGNMENT };

// found is a node that may define a name. The ranges of absent fields are empty.
struct found {
	uint32_t start;
	uint32_t name_start, name_end;
	uint32_t other_start, other_end;
	int32_t scope; // the index of the one that this is a member of, or -1
	uint16_t symbol;
};

struct tree {
	enum outcome outcome;
	struct unit here; // of the node under the cursor, after tree_jump
	struct found *found;
	uint32_t found_count;

	uint32_t found_room;
	TSTree *tree;
	TSTreeCursor cursor;
	struct arena arena;
};

// tree_open parses a source. The tree is to be closed whatever the outcome. TREE_STOPPED: the flag was set. TREE_TOO_LARGE: the parser wanted more native memory than warning, and stopped when asked to. TREE_ABANDONED: it wanted
// more than limit, and was left by a jump. After these two the flag is set.
struct tree *tree_open(const TSLanguage *language, const char *source, uint32_t length, size_t *stop,
                       struct native native);
void tree_close(struct tree *tree);

// tree_jump moves the cursor, which begins at the root, to the first child that ends at offset or behind it, and tells
// whether there is one; tree_up, to the parent. The rules are by symbol.
bool tree_jump(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset);
void tree_up(struct tree *tree);

// tree_opens tells whether offset lies in a body within the node under the cursor, and so behind the head of what it defines: in
// what stands in braces, or below the line on which another bracket opens.
bool tree_opens(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset);

// tree_line is where the first of the siblings begins that stand on one line with the child under the cursor, to which offset
// led, up to it. It is where the child begins if one of them began on an earlier line.
uint32_t tree_line(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset);

// tree_search collects what may define a name into found, in the order of the source, within a number of visits to nodes
// and down to a level.
void tree_search(struct tree *tree, const struct rule *rules, uint32_t rule_count, uint32_t visits, uint32_t levels);

#endif
