#ifndef GMEM_HANDLES_PROBE_H
#define GMEM_HANDLES_PROBE_H

// What a library looks like to the linker: a function that is wrapped, and one that calls it within the same object file.
void *gmem_probe_open(int depth);
void *gmem_probe_open_inside(int depth);

int gmem_probe_opened(void);

#endif
