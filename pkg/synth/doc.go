// Package synth writes a synthetic source tree to disk: Python, TypeScript and JavaScript files in nested directories,
// with .gitignore files and the files that these ignore.
//
// # Goals
//
//   - The same seed and scale give the same bytes; another seed gives other ones.
//   - Every number is exact: how many files of each language, how many lines each of them has.
//   - Every source file parses without an error in its language.
//   - No two pieces of the tree are alike, however an indexer cuts it along its syntax: each definition carries an
//     identifier or a mark that occurs nowhere else.
//   - The generator's own memory is flat. Files are composed definition by definition and written through one buffered
//     writer; nothing is kept for each file or directory of the tree.
//
// # Non-goals
//
// The programs mean nothing and are not meant to run: their imports lead nowhere. Nothing is executed, formatted or
// type-checked. An existing tree is never changed or completed.
//
// # Conventions
//
// What the programs are made of is told in python.grammar and script.grammar, with holes where names, numbers and other
// parts go.
//
// Generate opens one file at a time and closes it before it opens the next; when it returns, none is open. Calls for
// different directories may run at the same time. Errors name the path at which they happened. What had been written
// before an error stays on disk and belongs to the caller, as the complete tree does.
package synth
