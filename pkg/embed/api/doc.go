// Package api embeds texts through a server: any that speaks OpenAI's embeddings API, or Ollama's own.
//
// Goals: an answer is checked before it is used (number, order, dimension, finite numbers, size); what may pass is tried again,
// with growing pauses that heed Retry-After; a text that is too long for the model is shortened and counted; an error says what
// to do.
//
// Non-goals: keeping vectors itself, knowing models, counting tokens exactly.
//
// Texts are sent to the address in Options and nowhere else: redirects are not followed. The key is sent with each request,
// and is in no error. A Client is safe for concurrent use; whoever connects closes it.
package api
