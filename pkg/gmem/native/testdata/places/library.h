void *places_open(void);
