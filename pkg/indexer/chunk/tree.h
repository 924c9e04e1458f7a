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

// node is what Cut wants to know of a syntax node.
struct node {
	uint32_t start, end; // byte offsets
	uint16_t symbol;
};

// rule says what the search for names does at a node: see role in kinds.go, whose numbers these are.
struct rule {
	uint8_t role;
	uint16_t field; // holds the name
	uint16_t other; // ROLE_BODIED: the body; ROLE_METHOD: the receiver
};

enum role { ROLE_NONE, ROLE_NAMED, ROLE_CONTAINER, ROLE_BODIED, ROLE_GROUP, ROLE_DECLARATOR, ROLE_DECLARATION, ROLE_METHOD,
	    ROLE_ASSIGNMENT, ROLE_COMMENT };

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
	struct node here; // the node under the cursor, after tree_jump and tree_jump_aside
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
// whether there is one; tree_jump_aside, to a sibling, and tree_up, to the parent.
bool tree_jump(struct tree *tree, uint32_t offset);
bool tree_jump_aside(struct tree *tree, uint32_t offset);
void tree_up(struct tree *tree);

// tree_search collects what may define a name into found, in the order of the source, within a number of visits to nodes
// and down to a level. The rules are by symbol.
void tree_search(struct tree *tree, const struct rule *rules, uint32_t rule_count, uint32_t visits, uint32_t levels);

#endif
