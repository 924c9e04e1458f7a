// Package embed turns texts into vectors.
//
// It holds the Embedder interface, which the indexer consumes, and two fakes that need no model: zeros, and seeded
// pseudo-random numbers. A real model lives behind the same interface in a package of its own.
//
// Non-goals: batching, retries and caching are the indexer's.
//
// Every vector has the length that Dimension states. Implementations are safe for concurrent use.
package embed
