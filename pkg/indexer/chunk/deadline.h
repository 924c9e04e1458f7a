// Processor time of a thread, which stands still while the process is paused or waits for its turn.

#ifndef CHUNK_DEADLINE_H
#define CHUNK_DEADLINE_H

#include <stdint.h>

#ifdef __APPLE__
#include <mach/mach_types.h>
typedef mach_port_t thread_clock;
#else
#include <time.h>
typedef clockid_t thread_clock;
#endif

// thread_clock_here is the clock of this thread. It may be read from any thread while this one lives.
thread_clock thread_clock_here(void);

// thread_clock_read is the processor time that the clock's thread has used, in nanoseconds, or -1 where it can't be read.
int64_t thread_clock_read(thread_clock clock);

#endif
