//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// tree-sitter's handles. Types that vary between its versions are declared so that all of them are served.

#include "kinds.h"

struct gmem_handles gmem_treesitter_handles[KINDS] = {
	[PARSER] = {"tree-sitter parser"},
	[TREE] = {"tree-sitter tree"},
	[TREE_CURSOR] = {"tree-sitter tree cursor"},
	[QUERY] = {"tree-sitter query"},
	[QUERY_CURSOR] = {"tree-sitter query cursor"},
};

GMEM_RETURNS(PARSER, ts_parser_new, (void), ())
GMEM_CLOSES(PARSER, ts_parser_delete)

// TSInput has three words in older versions and four since 0.25. Passed by value, a word too many does no harm.
struct ts_input {
	void *words[4];
};

GMEM_RETURNS(TREE, ts_parser_parse, (void *parser, const void *old, struct ts_input input), (parser, old, input))
GMEM_RETURNS(TREE, ts_parser_parse_string, (void *parser, const void *old, const char *text, uint32_t length),
             (parser, old, text, length))
GMEM_RETURNS(TREE, ts_parser_parse_string_encoding,
             (void *parser, const void *old, const char *text, uint32_t length, int encoding),
             (parser, old, text, length, encoding))
GMEM_RETURNS(TREE, ts_tree_copy, (const void *tree), (tree))
GMEM_CLOSES(TREE, ts_tree_delete)

GMEM_RETURNS(QUERY, ts_query_new,
             (const void *language, const char *source, uint32_t length, uint32_t *error_offset, int *error_type),
             (language, source, length, error_offset, error_type))
GMEM_CLOSES(QUERY, ts_query_delete)

GMEM_RETURNS(QUERY_CURSOR, ts_query_cursor_new, (void), ())

// A query cursor has a tree cursor inside, which nobody opened through ts_tree_cursor_new and which its deletion passes
// to ts_tree_cursor_delete.
static __thread int deleting_query_cursor __attribute__((tls_model("initial-exec")));

extern void __real_ts_query_cursor_delete(void *cursor) __attribute__((weak));

GMEM_HOOK void __wrap_ts_query_cursor_delete(void *cursor) {
	if (cursor) {
		GMEM_CLOSED(QUERY_CURSOR);
	}
	deleting_query_cursor = 1;
	__real_ts_query_cursor_delete(cursor);
	deleting_query_cursor = 0;
}

extern void __real_ts_tree_cursor_delete(void *cursor) __attribute__((weak));

GMEM_HOOK void __wrap_ts_tree_cursor_delete(void *cursor) {
	if (!deleting_query_cursor) {
		GMEM_CLOSED(TREE_CURSOR);
	}
	__real_ts_tree_cursor_delete(cursor);
}

// ts_tree_cursor_new returns a struct whose size differs between versions. It never fails, so it is enough to count and
// jump on, with every argument left where it is.
extern void __real_ts_tree_cursor_new(void) __attribute__((weak));
__attribute__((used)) static void (*const real_tree_cursor_new)(void) = __real_ts_tree_cursor_new;
__attribute__((used)) static int64_t *const tree_cursors_opened = &gmem_treesitter_handles[TREE_CURSOR].opened;

#if defined(__x86_64__)
__asm__(".text\n"
        ".globl __wrap_ts_tree_cursor_new\n"
        ".type __wrap_ts_tree_cursor_new, @function\n"
        "__wrap_ts_tree_cursor_new:\n"
        "	movq tree_cursors_opened(%rip), %rax\n"
        "	lock incq (%rax)\n"
        "	jmp *real_tree_cursor_new(%rip)\n"
        ".size __wrap_ts_tree_cursor_new, . - __wrap_ts_tree_cursor_new\n");
#elif defined(__aarch64__)
__asm__(".text\n"
        ".globl __wrap_ts_tree_cursor_new\n"
        ".type __wrap_ts_tree_cursor_new, %function\n"
        "__wrap_ts_tree_cursor_new:\n"
        "	adrp x9, tree_cursors_opened\n"
        "	ldr x9, [x9, :lo12:tree_cursors_opened]\n"
        "1:	ldxr x10, [x9]\n"
        "	add x10, x10, #1\n"
        "	stxr w11, x10, [x9]\n"
        "	cbnz w11, 1b\n"
        "	adrp x9, real_tree_cursor_new\n"
        "	ldr x9, [x9, :lo12:real_tree_cursor_new]\n"
        "	br x9\n"
        ".size __wrap_ts_tree_cursor_new, . - __wrap_ts_tree_cursor_new\n");
#endif
