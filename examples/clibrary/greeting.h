// greeting_for returns a greeting, which the caller frees.
char *greeting_for(const char *name);
