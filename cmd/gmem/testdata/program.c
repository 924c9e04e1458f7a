// Serves requests: ./program clean|leak COUNT-FILE [REQUESTS]
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
	if (argc < 3) return 2;
	int leak = strcmp(argv[1], "leak") == 0;
	long requests = argc > 3 ? atol(argv[3]) : 0;
	for (long done = 1; requests == 0 || done <= requests; done++) {
		size_t size = 32 << 10;
		char *request = malloc(size);
		if (request == NULL) return 1;
		memset(request, (int)done, size);
		if (!leak) free(request);
		FILE *count = fopen(argv[2], "w");
		if (count == NULL) return 1;
		fprintf(count, "%ld", done);
		fclose(count);
		usleep(2000);
	}
	return 0;
}
