#ifndef GMEM_NATIVE_QUIET_H
#define GMEM_NATIVE_QUIET_H

// gmem_quiet reports whether all of the quiet allocator settings are in force.
int gmem_quiet(void);

#endif
