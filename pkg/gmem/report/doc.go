// Package report keeps what memory runs have measured in one file, memory.json, and shows it as one page.
//
// Goals: any project can write the file and have the page; the page is one file that opens from disk, loads nothing, needs
// no script, fits a phone, and follows the reader's light or dark setting; its charts are SVG, whose text stays text; the
// same file gives the same page to the byte.
//
// Non-goals: measuring and judging, which are package gmem's.
//
// Amounts are decimal: 1 MB is 10^6 bytes. Names and paths may come from anywhere: whatever is written is escaped, and rid
// of characters that can't be seen. Functions may be called from several goroutines at once.
package report
