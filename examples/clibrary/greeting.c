#include <stdlib.h>
#include <string.h>

#include "greeting.h"

static char *copy_of(const char *text) {
	char *copy = malloc(strlen(text) + 1);
	return copy == NULL ? NULL : strcpy(copy, text);
}

char *greeting_for(const char *name) {
	char text[256] = "Hello, ";
	strncat(text, name, sizeof text - strlen(text) - 1);
	return copy_of(text);
}
