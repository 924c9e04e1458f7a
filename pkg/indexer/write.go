package indexer

import (
	"context"
	"runtime"
)

// batchFiles bounds the files of a batch, many of which may be skipped ones without chunks: some 300 bytes each.
const batchFiles = 512

// writeAll embeds and appends what the workers have chunked. A batch is what is ready, up to embedBatch chunks or batchFiles
// files: it never waits for more, since the workers may be waiting for the bytes that it holds.
func (r *run) writeAll(ctx context.Context) error {
	runtime.LockOSThread() // or the store's allocator keeps freed memory for every thread it has met
	defer runtime.UnlockOSThread()
	var batch []chunkedFile
	for first := range r.chunked {
		batch = append(batch[:0], first)
		for chunks := len(first.chunks); chunks < embedBatch && len(batch) < batchFiles; {
			next, ready := r.nextReady()
			if !ready {
				break
			}
			batch = append(batch, next)
			chunks += len(next.chunks)
		}
		if err := r.writeBatch(ctx, batch); err != nil {
			return err
		}
		clear(batch) // or the last batch's texts would live until the next
	}
	return ctx.Err()
}

// nextReady is the next file that is chunked already.
func (r *run) nextReady() (chunkedFile, bool) {
	select {
	case next, open := <-r.chunked:
		return next, open
	default:
		return chunkedFile{}, false
	}
}

// writeBatch embeds and appends file after file, embedBatch chunks at a time, so that a large file's vectors are not all
// held at once.
func (r *run) writeBatch(ctx context.Context, batch []chunkedFile) error {
	var next window
	for i := range batch {
		file := &batch[i]
		for from := 0; ; {
			from = next.take(file, from)
			if next.chunks == embedBatch {
				if err := r.write(ctx, &next); err != nil {
					return err
				}
			}
			if from == len(file.chunks) {
				break
			}
		}
	}
	return r.write(ctx, &next)
}

// window is what is embedded at once: up to embedBatch chunks of consecutive files.
type window struct {
	parts  []part
	chunks int
}

// part is a file's chunks from one index up to another; none for a skipped file.
type part struct {
	file     *chunkedFile
	from, to int
}

// take adds a file's chunks from an index on, as many as there is room for, and returns where it ended.
func (w *window) take(file *chunkedFile, from int) int {
	to := min(len(file.chunks), from+embedBatch-w.chunks)
	w.parts = append(w.parts, part{file, from, to})
	w.chunks += to - from
	return to
}

// write embeds and appends a window, and empties it.
func (r *run) write(ctx context.Context, w *window) error {
	if err := r.embed(ctx, w); err != nil {
		return err
	}
	for _, p := range w.parts {
		if err := r.append(ctx, p); err != nil {
			return err
		}
	}
	w.parts, w.chunks = w.parts[:0], 0
	return nil
}

// append hands a part to the store and lets go of it. With its last part, a file is counted.
func (r *run) append(ctx context.Context, p part) error {
	if err := r.hand(ctx, p); err != nil {
		return printable(p.file.file.Path, err)
	}
	clear(p.file.chunks[p.from:p.to])
	if p.to < len(p.file.chunks) {
		return nil
	}
	r.progress.settled(p.file)
	if p.file.isLarge() {
		runtime.GC() // the chunks
	}
	r.inFlight.Release(p.file.weight)
	return nil
}

func (r *run) hand(ctx context.Context, p part) error {
	switch {
	case p.file.unchanged:
		return r.writer.Touch(ctx, p.file.file)
	case p.from == 0:
		return r.writer.Append(ctx, p.file.file, p.file.chunks[:p.to])
	default:
		return r.writer.AppendMore(ctx, p.file.chunks[p.from:p.to])
	}
}
