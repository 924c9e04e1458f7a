//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package treesitter

// The functions of tree-sitter that have a wrapper in this package.

/*
#cgo LDFLAGS: -Wl,--wrap=ts_node_string
#cgo LDFLAGS: -Wl,--wrap=ts_parser_delete
#cgo LDFLAGS: -Wl,--wrap=ts_parser_new
#cgo LDFLAGS: -Wl,--wrap=ts_parser_parse
#cgo LDFLAGS: -Wl,--wrap=ts_parser_parse_string
#cgo LDFLAGS: -Wl,--wrap=ts_parser_parse_string_encoding
#cgo LDFLAGS: -Wl,--wrap=ts_query_cursor_delete
#cgo LDFLAGS: -Wl,--wrap=ts_query_cursor_new
#cgo LDFLAGS: -Wl,--wrap=ts_query_delete
#cgo LDFLAGS: -Wl,--wrap=ts_query_new
#cgo LDFLAGS: -Wl,--wrap=ts_tree_copy
#cgo LDFLAGS: -Wl,--wrap=ts_tree_cursor_delete
#cgo LDFLAGS: -Wl,--wrap=ts_tree_cursor_new
#cgo LDFLAGS: -Wl,--wrap=ts_tree_delete
*/
import "C"
