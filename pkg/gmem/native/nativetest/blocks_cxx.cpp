//go:build linux && cgo

#include "blocks.h"

#include <new>

namespace {

constexpr std::align_val_t alignment{256};

void *by_new(size_t size) { return operator new(size); }
void by_delete(void *block) { operator delete(block); }
void by_sized_delete(void *block) { operator delete(block, static_cast<size_t>(1)); }
void *by_new_nothrow(size_t size) { return operator new(size, std::nothrow); }
void by_delete_nothrow(void *block) { operator delete(block, std::nothrow); }
void *by_new_aligned(size_t size) { return operator new(size, alignment); }
void by_delete_aligned(void *block) { operator delete(block, alignment); }
void by_sized_delete_aligned(void *block) { operator delete(block, static_cast<size_t>(1), alignment); }
void *by_new_aligned_nothrow(size_t size) { return operator new(size, alignment, std::nothrow); }
void by_delete_aligned_nothrow(void *block) { operator delete(block, alignment, std::nothrow); }

void *by_new_array(size_t size) { return operator new[](size); }
void by_delete_array(void *block) { operator delete[](block); }
void by_sized_delete_array(void *block) { operator delete[](block, static_cast<size_t>(1)); }
void *by_new_array_nothrow(size_t size) { return operator new[](size, std::nothrow); }
void by_delete_array_nothrow(void *block) { operator delete[](block, std::nothrow); }
void *by_new_array_aligned(size_t size) { return operator new[](size, alignment); }
void by_delete_array_aligned(void *block) { operator delete[](block, alignment); }
void by_sized_delete_array_aligned(void *block) { operator delete[](block, static_cast<size_t>(1), alignment); }
void *by_new_array_aligned_nothrow(size_t size) { return operator new[](size, alignment, std::nothrow); }
void by_delete_array_aligned_nothrow(void *block) { operator delete[](block, alignment, std::nothrow); }

const nativetest_form forms[] = {
    {"new", by_new, by_delete},
    {"new with sized delete", by_new, by_sized_delete},
    {"new (nothrow)", by_new_nothrow, by_delete_nothrow},
    {"new (aligned)", by_new_aligned, by_delete_aligned},
    {"new (aligned) with sized delete", by_new_aligned, by_sized_delete_aligned},
    {"new (aligned, nothrow)", by_new_aligned_nothrow, by_delete_aligned_nothrow},
    {"new[]", by_new_array, by_delete_array},
    {"new[] with sized delete", by_new_array, by_sized_delete_array},
    {"new[] (nothrow)", by_new_array_nothrow, by_delete_array_nothrow},
    {"new[] (aligned)", by_new_array_aligned, by_delete_array_aligned},
    {"new[] (aligned) with sized delete", by_new_array_aligned, by_sized_delete_array_aligned},
    {"new[] (aligned, nothrow)", by_new_array_aligned_nothrow, by_delete_array_aligned_nothrow},
};

} // namespace

const nativetest_form *nativetest_cxx_forms(int *count) {
	*count = sizeof forms / sizeof forms[0];
	return forms;
}
