package indexer

import (
	"context"
	"runtime"

	"github.com/embecode/embecode/pkg/store"
)

const (
	// windowFiles bounds the files of a window, many of which may be skipped ones without chunks.
	windowFiles = 512
	// windowBytes bounds the texts of a window, in bytes: they come to that, and one chunk.
	windowBytes = 512 << 10
)

// window is what is embedded and appended at once: up to embedBatch chunks of consecutive files.
type window struct {
	chunks []store.Chunk
	bytes  int // of their texts
	parts  []part
}

// part is what a window has of one file: the next so many of its chunks, none for a file without.
type part struct {
	file   *chunkedFile
	chunks int
	last   bool
}

// writeAll embeds and appends what the workers have chunked. A window is what is ready, up to its bounds: it never waits for
// more, since the workers may be waiting for the bytes that it holds.
func (r *run) writeAll(ctx context.Context) error {
	runtime.LockOSThread() // see worker; so does the store's allocator
	var w window
	for {
		next, ready := r.nextReady(len(w.parts) == 0)
		switch {
		case ready:
			if err := r.take(ctx, &w, next); err != nil {
				return err
			}
		case len(w.parts) == 0:
			return ctx.Err()
		default:
			if err := r.write(ctx, &w); err != nil {
				return err
			}
		}
	}
}

// nextReady returns the next file that is chunked already, or waits for one. Without waiting it reports false where there is
// none yet, with waiting where there will be none.
func (r *run) nextReady(wait bool) (*chunkedFile, bool) {
	if wait {
		next, open := <-r.chunked
		return &next, open
	}
	select {
	case next, open := <-r.chunked:
		return &next, open
	default:
		return nil, false
	}
}

// take adds a file to the window, which is written whenever it is full. So the texts of a large file are never all there.
func (r *run) take(ctx context.Context, w *window, file *chunkedFile) error {
	w.parts = append(w.parts, part{file: file})
	if file.chunks != nil {
		for c := range file.chunks {
			if w.isFull() {
				if err := r.write(ctx, w); err != nil {
					return err
				}
				w.parts = append(w.parts, part{file: file})
			}
			w.add(store.Chunk(c)) // they have the same fields: neither package knows of the other
		}
	}
	w.parts[len(w.parts)-1].last = true
	if w.isFull() {
		return r.write(ctx, w)
	}
	return nil
}

func (w *window) isFull() bool {
	return len(w.chunks) == embedBatch || w.bytes >= windowBytes || len(w.parts) == windowFiles
}

func (w *window) add(c store.Chunk) {
	w.chunks = append(w.chunks, c)
	w.parts[len(w.parts)-1].chunks++
	w.bytes += len(c.Content) + len(c.Context)
	for _, name := range c.Names {
		w.bytes += len(name)
	}
}

// write embeds and appends a window, and empties it.
func (r *run) write(ctx context.Context, w *window) error {
	if err := r.embed(ctx, w); err != nil {
		return err
	}
	from := 0
	for _, p := range w.parts {
		if err := r.append(ctx, p, w.chunks[from:from+p.chunks]); err != nil {
			return printable(p.file.file.Path, err)
		}
		from += p.chunks
	}
	clear(w.chunks) // or the texts would live until the next window is as full
	clear(w.parts)
	w.chunks, w.bytes, w.parts = w.chunks[:0], 0, w.parts[:0]
	return nil
}

// append hands a part to the store. With its last part, a file is counted and gives its share back.
func (r *run) append(ctx context.Context, p part, chunks []store.Chunk) error {
	f := p.file
	var err error
	switch {
	case f.unchanged:
		err = r.writer.Touch(ctx, f.file)
	case f.written == 0:
		err = r.writer.Append(ctx, f.file, chunks)
	default:
		err = r.writer.AppendMore(ctx, chunks)
	}
	if err != nil {
		return err
	}
	f.written += len(chunks)
	if !p.last {
		return nil
	}
	r.progress.settled(f)
	f.chunks = nil
	if f.file.Size > largeFile && f.file.Skipped == store.NotSkipped {
		runtime.GC()
	}
	r.inFlight.Release(f.weight)
	return nil
}
