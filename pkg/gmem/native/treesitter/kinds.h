#ifndef GMEM_TREESITTER_KINDS_H
#define GMEM_TREESITTER_KINDS_H

#include "../internal/handles/handles.h"

enum { PARSER, TREE, TREE_CURSOR, QUERY, QUERY_CURSOR, KINDS };

extern struct gmem_handles gmem_treesitter_handles[KINDS];
#define GMEM_HANDLES gmem_treesitter_handles

// gmem_treesitter_share is what tree-sitter's share of native memory is counted in; -1 without one.
extern int gmem_treesitter_share;

// gmem_treesitter_fault says what is wrong with the meters in this process; NULL when nothing is.
const char *gmem_treesitter_fault(void);

#endif
