// What this package calls of tree-sitter, which lives in another package without a header to be included from here. Weak:
// cgo links each package on its own first, where these are not there yet.

#ifndef CHUNK_TREESITTER_H
#define CHUNK_TREESITTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FROM_TREE_SITTER __attribute__((weak))

typedef struct TSLanguage TSLanguage;
typedef struct TSParser TSParser;
typedef struct TSTree TSTree;

typedef struct {
	uint32_t context[4];
	const void *id;
	const TSTree *tree;
} TSNode;

typedef struct {
	uint32_t row;
	uint32_t column;
} TSPoint;

typedef struct {
	const void *tree;
	const void *id;
	uint32_t context[3];
} TSTreeCursor;

extern void *(*ts_current_malloc)(size_t) FROM_TREE_SITTER;
extern void *(*ts_current_calloc)(size_t, size_t) FROM_TREE_SITTER;
extern void *(*ts_current_realloc)(void *, size_t) FROM_TREE_SITTER;
extern void (*ts_current_free)(void *) FROM_TREE_SITTER;
extern void ts_set_allocator(void *(*)(size_t), void *(*)(size_t, size_t), void *(*)(void *, size_t), void (*)(void *))
    FROM_TREE_SITTER;

extern TSParser *ts_parser_new(void) FROM_TREE_SITTER;
extern void ts_parser_delete(TSParser *) FROM_TREE_SITTER;
extern bool ts_parser_set_language(TSParser *, const TSLanguage *) FROM_TREE_SITTER;
extern void ts_parser_set_cancellation_flag(TSParser *, const size_t *) FROM_TREE_SITTER;
extern TSTree *ts_parser_parse_string(TSParser *, const TSTree *, const char *, uint32_t) FROM_TREE_SITTER;

extern void ts_tree_delete(TSTree *) FROM_TREE_SITTER;
extern TSNode ts_tree_root_node(const TSTree *) FROM_TREE_SITTER;
extern uint16_t ts_language_field_id_for_name(const TSLanguage *, const char *, uint32_t) FROM_TREE_SITTER;
extern uint16_t ts_node_symbol(TSNode) FROM_TREE_SITTER;
extern uint32_t ts_node_start_byte(TSNode) FROM_TREE_SITTER;
extern uint32_t ts_node_end_byte(TSNode) FROM_TREE_SITTER;
extern TSPoint ts_node_start_point(TSNode) FROM_TREE_SITTER;
extern TSPoint ts_node_end_point(TSNode) FROM_TREE_SITTER;
extern TSNode ts_node_child(TSNode, uint32_t) FROM_TREE_SITTER;
extern uint32_t ts_node_child_count(TSNode) FROM_TREE_SITTER;
extern TSNode ts_node_child_by_field_id(TSNode, uint16_t) FROM_TREE_SITTER;
extern bool ts_node_has_error(TSNode) FROM_TREE_SITTER;

extern TSTreeCursor ts_tree_cursor_new(TSNode) FROM_TREE_SITTER;
extern void ts_tree_cursor_delete(TSTreeCursor *) FROM_TREE_SITTER;
extern TSNode ts_tree_cursor_current_node(const TSTreeCursor *) FROM_TREE_SITTER;
extern void ts_tree_cursor_reset(TSTreeCursor *, TSNode) FROM_TREE_SITTER;
extern uint16_t ts_tree_cursor_current_field_id(const TSTreeCursor *) FROM_TREE_SITTER;
extern bool ts_tree_cursor_goto_parent(TSTreeCursor *) FROM_TREE_SITTER;
extern bool ts_tree_cursor_goto_first_child(TSTreeCursor *) FROM_TREE_SITTER;
extern bool ts_tree_cursor_goto_next_sibling(TSTreeCursor *) FROM_TREE_SITTER;
extern bool ts_tree_cursor_goto_previous_sibling(TSTreeCursor *) FROM_TREE_SITTER;
extern int64_t ts_tree_cursor_goto_first_child_for_byte(TSTreeCursor *, uint32_t) FROM_TREE_SITTER;

extern const TSLanguage *tree_sitter_c(void) FROM_TREE_SITTER;
extern const TSLanguage *tree_sitter_cpp(void) FROM_TREE_SITTER;
extern const TSLanguage *tree_sitter_go(void) FROM_TREE_SITTER;
extern const TSLanguage *tree_sitter_java(void) FROM_TREE_SITTER;
extern const TSLanguage *tree_sitter_javascript(void) FROM_TREE_SITTER;
extern const TSLanguage *tree_sitter_python(void) FROM_TREE_SITTER;
extern const TSLanguage *tree_sitter_rust(void) FROM_TREE_SITTER;
extern const TSLanguage *tree_sitter_tsx(void) FROM_TREE_SITTER;
extern const TSLanguage *tree_sitter_typescript(void) FROM_TREE_SITTER;

extern void *tree_sitter_python_external_scanner_create(void) FROM_TREE_SITTER;
extern void tree_sitter_python_external_scanner_destroy(void *) FROM_TREE_SITTER;

#endif
