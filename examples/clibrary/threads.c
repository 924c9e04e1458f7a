#include <pthread.h>
#include <stdlib.h>

#include "greeting.h"

static void *greet(void *name) {
	free(greeting_for(name));
	return NULL;
}

void greet_from_threads(const char *name, int count) {
	pthread_t threads[16];
	int started = 0;
	while (started < count && started < 16 && pthread_create(&threads[started], NULL, greet, (void *)name) == 0)
		started++;
	for (int i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
}
