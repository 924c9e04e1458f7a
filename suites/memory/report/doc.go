// Package report shows what a memory run left to people who look at pictures: a chart of each run, as SVG and PNG, and
// report.html with everything in one page.
//
// Goals: legible at 1,000 pixels, in light and in dark, for people who see colours differently, and for those who have
// the page read to them; one file, which opens from disk and loads nothing; the same record gives the same bytes.
//
// Non-goals: judging, which is package gmem's, and measuring, which is package run's.
//
// Amounts are decimal: 1 MB is 10^6 bytes, 1 GB is 10^9. Paths and texts come from trees and flags that nobody vouches
// for: whatever is drawn or written is escaped, and rid of characters that can't be seen. Nothing here is for several
// goroutines at once.
package report
