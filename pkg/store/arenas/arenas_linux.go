package arenas

import "C" // for the constructor in arenas_linux.c
