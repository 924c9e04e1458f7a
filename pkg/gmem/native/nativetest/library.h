#ifndef NATIVETEST_LIBRARY_H
#define NATIVETEST_LIBRARY_H

struct nativetest_document;

struct nativetest_document *nativetest_load(int rows);
void nativetest_unload(struct nativetest_document *document);

// nativetest_nest allocates under so many calls of a function by itself, for free.
void *nativetest_nest(int depth);

#endif
