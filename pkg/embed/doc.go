// Package embed turns texts into vectors.
//
// It holds the Embedder interface, which the indexer consumes, None for no model, and two fakes that need none: zeros, and
// seeded pseudo-random numbers. Package api embeds through a server, and package vectors keeps what it has embedded.
//
// Every vector has the length that Dimension states. Implementations are safe for concurrent use.
package embed
