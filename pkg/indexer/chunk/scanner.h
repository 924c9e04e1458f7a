// The external scanner of the Python grammar takes itself, 40 bytes, from calloc and not from tree-sitter's allocator. It is
// the only one of the grammars here to do so. A jump out of the parser would lose it.

#ifndef CHUNK_SCANNER_H
#define CHUNK_SCANNER_H

#include "arena.h"
#include "treesitter.h"

// scanner_python is the Python grammar with a scanner that the arena remembers. Call it once, before any parse.
const TSLanguage *scanner_python(void);

// scanner_drop destroys the scanner that the arena remembers, if there is one. Its lists lie in the arena, which must be the
// current one and not rewound yet.
void scanner_drop(struct arena *arena);

#endif
