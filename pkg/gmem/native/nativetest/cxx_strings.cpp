//go:build linux && cgo

#include "cxx_strings.h"

#include <new>
#include <sstream>
#include <string>

// A stream's buffer and a string's growth are allocated inside libstdc++.so; the string is freed by inlined code.
void *nativetest_new_string(size_t size) {
	std::ostringstream out;
	for (size_t i = 0; i < size; i++) {
		out << 'x';
	}
	return new std::string(out.str());
}

void nativetest_delete_string(void *string) { delete static_cast<std::string *>(string); }

// The size comes in a volatile, or the compiler would see that it can't be had and drop the call.
int nativetest_new_too_much(void) {
	volatile size_t size = static_cast<size_t>(1) << 62;
	try {
		operator delete(operator new(size));
	} catch (const std::bad_alloc &) {
		return 1;
	}
	return 0;
}
