// greeting_for returns a greeting, which the caller frees.
char *greeting_for(const char *name);

// greet_from_threads makes and frees greetings in as many threads, at most 16, and waits for them.
void greet_from_threads(const char *name, int count);
