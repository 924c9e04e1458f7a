// Command embecode indexes source trees and searches them, within 128 MB of memory.
//
//	embecode index .
//	embecode search "where is the configuration read"
//
// An index lies in the user's cache folder, one for each tree; the tree itself is only read. Exit codes are 0 for success,
// 1 for a search that finds nothing, 2 for an error, and 130 for an interruption.
package main
