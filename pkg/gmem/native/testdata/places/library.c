#include "library.h"

#include <stdlib.h>

static __attribute__((noinline)) void *make_place(void) {
	void *place = malloc(100);
	__asm__ volatile("" : "+r"(place));
	return place;
}

void *places_open(void) {
	void *place = make_place();
	__asm__ volatile("" : "+r"(place));
	return place;
}
