// Package vectors keeps vectors in a file, so that no text is embedded twice with one model.
//
// Goals: a vector is on disk before anybody goes on without it, so that a killed process loses only what was being embedded;
// memory does not depend on how many vectors there are, about 2 MB; several processes share one file.
//
// Non-goals: searching, keeping texts. A text is known by the first 16 bytes of its SHA-256 alone.
//
// The file is an SQLite database, whose B-tree finds a key among millions with a few reads, and nothing of it in memory.
package vectors
