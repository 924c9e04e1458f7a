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
	uint32_t run;        // where what leads to the same item ends, where the child leads
	uint16_t symbol;     // of the child
	bool leads;          // the child describes what follows: a comment, a decorator
	bool trails;         // the child belongs to what stands before it on the line: a separator, a comment
	bool first;          // nothing but keywords and brackets stands before the unit in its node
	bool list;           // the child holds things that may be parted: statements, members, arguments
};

// opening is where a body is found to begin. Offsets are in bytes.
struct opening {
	bool opens;
	uint32_t start, end; // with filled: the last thing that was entered, since it lies across the offset, or 0
};

// A layout says how a node stands among others: see layout in kinds.go, whose numbers these are.
enum layout { LAYOUT_COMMENT = 1, LAYOUT_LEAD = 2, LAYOUT_LIST = 4, LAYOUT_HEAD = 8, LAYOUT_OPENER = 16, LAYOUT_CLOSER = 32,
	      LAYOUT_NAMED = 64, LAYOUT_SHUT = 128 };

// What a node is to the search for names, as flags: see tags.go.
enum does { DEFINES = 1, SCOPE = 2, LOOK = 4, BODIED = 8, MANY = 16, FALLBACK = 32, TYPED = 64, VALUED = 128, CODED = 256,
	    EXPORTED = 512, CODE = 1024, FUNCTION = 2048, TITLED = 4096, OWN = 8192, BLOCK = 16384, RETURNS = 32768,
	    PASSES = 1 << 16, TOKENS = 1 << 17, LATE = 1 << 18, ENDS = 1 << 19, NEXT = 1 << 20,
	    BARS = 1 << 21, MAKES = 1 << 22,
	    HELD = 1 << 23 };

// How names are found in what a field holds: see tags.go.
enum naming { NAMING_NONE, NAMING_TEXT, NAMING_FIELD, NAMING_CHILDREN, NAMING_CHAIN, NAMING_PATH, NAMING_CALL, NAMING_BEFORE,
	      NAMING_INDEX, NAMING_ALONE };

// rule says what a node is to the search for names and to the layout. A field that it has none of is 0.
struct rule {
	uint32_t does;
	uint16_t name;  // field of the names that it defines
	uint16_t of;    // field of what qualifies them
	uint16_t body;  // field that is looked into, 0 for all children
	uint16_t more;  // field of what is told besides
	uint8_t naming;
	uint16_t part, path; // NAMING_FIELD, NAMING_PATH, NAMING_INDEX
	uint8_t layout;
};

enum found_is { FOUND_NAME = 1, FOUND_SCOPE = 2, FOUND_CODE = 4, FOUND_TITLE = 8,
		FOUND_UNTYPED = 16, FOUND_CALLED = 32, FOUND_TARGET = 64 };

// found is a name, or part of one. Offsets are in bytes.
struct found {
	uint32_t start; // of what it is the name of
	uint32_t name_start, name_end;
	uint32_t more_start, more_end; // what is told besides
	uint32_t left;                 // how many names of the same definition are left out behind it
	uint16_t symbol;               // of what it is the name of
	uint16_t level;                // how many of the last scopes it lies in
	uint8_t is;
};

// FOUND_ROOM is how many a call to tree_search returns at most.
#define FOUND_ROOM 256

struct search;

struct tree {
	enum outcome outcome;
	struct unit here; // of the node under the cursor, after tree_jump
	struct found *found;
	uint32_t found_count;
	struct search *search;

	TSTree *tree;
	TSTreeCursor cursor; // of the layout, then of the search
	size_t limit;        // of what the arena may hold, in bytes
	struct arena arena;
};

// SEARCH_BYTES is the most native memory that is taken beside the tree, in bytes: for cursors and for the search. It is enough
// for trees as deep as they are entered, with one level in between that isn't seen.
#define SEARCH_BYTES (64 * 1024)

void tree_enter(struct tree *tree, jmp_buf *escape);
void tree_leave(struct tree *tree);

// TREE_DO does what may take memory beside a tree that is parsed. Where that and the parse take more than the limit, it is left by
// a jump, and nothing is done from then on: the outcome is TREE_TOO_LARGE, and the cursor may be anywhere.
#define TREE_DO(tree, statement)                                                                                               \
	do {                                                                                                                   \
		jmp_buf escape;                                                                                                \
		tree_enter(tree, &escape);                                                                                     \
		if (_setjmp(escape) != 0) {                                                                                    \
			(tree)->outcome = TREE_TOO_LARGE;                                                                      \
		} else if ((tree)->outcome == TREE_PARSED) {                                                                   \
			statement;                                                                                             \
		}                                                                                                              \
		tree_leave(tree);                                                                                              \
	} while (0)

// tree_open parses a source. The tree is to be closed whatever the outcome. TREE_STOPPED: the flag was set. TREE_TOO_LARGE: the
// parser wanted more native memory than warning, and stopped when asked to. TREE_ABANDONED: it wanted more than limit, and was
// left by a jump. After these two the flag is set. Functions below may change TREE_PARSED to TREE_TOO_LARGE: see TREE_DO.
struct tree *tree_open(const TSLanguage *language, const char *source, uint32_t length, size_t *stop,
                       struct native native);
void tree_close(struct tree *tree);

// tree_broken tells whether there is a syntax error in it.
bool tree_broken(struct tree *tree);

// tree_jump moves the cursor, which begins at the root, to the first child that ends at offset or behind it, and tells
// whether there is one; tree_up, to the parent. The rules are by symbol.
bool tree_jump(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset);
void tree_up(struct tree *tree);

// tree_opens tells whether offset lies in a body within the node under the cursor, and so behind the head of what it defines: in
// what stands in braces, or below the line on which another bracket opens. With filled, the first thing in that body ends before
// offset, or the first thing in a body of that, and so on.
struct opening tree_opens(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset, bool filled);

// tree_line is where the first of the siblings begins that stand on one line with the child under the cursor, to which offset
// led, up to it. It is where the child begins if one of them began on an earlier line.
uint32_t tree_line(struct tree *tree, const struct rule *rules, uint32_t count, uint32_t offset);

// tree_search collects the next names into found, in the order of the source, and tells whether there are any.
bool tree_search(struct tree *tree, const struct rule *rules, uint32_t count);

#endif
