//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// Which addresses belong to whom. Go's runtime and other allocators map memory through one function each; wrapping it tells
// their pages from those of any other mapping, which the kernel joins to one region when they lie side by side.

#define _GNU_SOURCE

#include "owners.h"

#include <link.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

// A set of ranges in order, none of which overlap or touch.
struct set {
	struct gmem_range ranges[GMEM_MOST_RANGES];
	int count;
	bool overflowed;
};

static struct set sets[GMEM_OWNERS];
static struct set hinted;   // where Go has reserved addresses of its own choice: its heap will be there
static struct set reserved; // and wherever else it has reserved addresses
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// first_reaching is the index of the first range that ends at or after an address.
static int first_reaching(const struct set *set, uintptr_t address) {
	int low = 0, high = set->count;
	while (low < high) {
		int middle = low + (high - low) / 2;
		if (set->ranges[middle].high < address) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

// replace puts some ranges in the place of those from first up to and without last.
static void replace(struct set *set, int first, int last, const struct gmem_range *by, int count) {
	if (set->count - (last - first) + count > GMEM_MOST_RANGES) {
		set->overflowed = true;
		return;
	}
	memmove(&set->ranges[first + count], &set->ranges[last], sizeof *by * (size_t)(set->count - last));
	memcpy(&set->ranges[first], by, sizeof *by * (size_t)count);
	set->count += count - (last - first);
}

static void add(struct set *set, uintptr_t low, uintptr_t high) {
	int first = first_reaching(set, low), last = first;
	struct gmem_range joined = {low, high};
	for (; last < set->count && set->ranges[last].low <= high; last++) {
		joined.low = set->ranges[last].low < joined.low ? set->ranges[last].low : joined.low;
		joined.high = set->ranges[last].high > joined.high ? set->ranges[last].high : joined.high;
	}
	replace(set, first, last, &joined, 1);
}

static void take_away(struct set *set, uintptr_t low, uintptr_t high) {
	int first = first_reaching(set, low + 1), last = first, left = 0;
	struct gmem_range rest[2];
	for (; last < set->count && set->ranges[last].low < high; last++) {
		if (set->ranges[last].low < low) {
			rest[left++] = (struct gmem_range){set->ranges[last].low, low};
		}
		if (set->ranges[last].high > high) {
			rest[left++] = (struct gmem_range){high, set->ranges[last].high};
		}
	}
	replace(set, first, last, rest, left);
}

static bool holds(const struct set *set, uintptr_t address) {
	int at = first_reaching(set, address + 1);
	return at < set->count && set->ranges[at].low <= address;
}

int gmem_owned(int owner, struct gmem_range *into) {
	pthread_mutex_lock(&lock);
	const struct set *set = &sets[owner];
	int count = set->overflowed || hinted.overflowed ? -1 : set->count;
	if (count > 0) {
		memcpy(into, set->ranges, sizeof *into * (size_t)count);
	}
	pthread_mutex_unlock(&lock);
	return count;
}

int gmem_is_owned(uintptr_t address) {
	pthread_mutex_lock(&lock);
	bool owned = holds(&hinted, address) || holds(&reserved, address);
	for (int owner = 0; owner < GMEM_OWNERS && !owned; owner++) {
		owned = holds(&sets[owner], address);
	}
	pthread_mutex_unlock(&lock);
	return owned;
}

// Go reserves addresses without access and later maps parts of them in place. Only its heap has addresses of its choice.
static void go_mapped(void *wish, uintptr_t low, uintptr_t high, int32_t protection, int32_t flags) {
	pthread_mutex_lock(&lock);
	if (protection != PROT_NONE) {
		add(&sets[holds(&hinted, low) ? GMEM_GO_HEAP : GMEM_GO_RUNTIME], low, high);
	} else if (flags & MAP_FIXED) {
		take_away(&sets[GMEM_GO_HEAP], low, high);
		take_away(&sets[GMEM_GO_RUNTIME], low, high);
	} else {
		add(wish ? &hinted : &reserved, low, high);
	}
	pthread_mutex_unlock(&lock);
}

extern uintptr_t __real_x_cgo_mmap(void *wish, uintptr_t length, int32_t protection, int32_t flags, int32_t file, uint32_t offset);
extern void __real_x_cgo_munmap(void *address, uintptr_t length);

// Go's runtime maps through it. It returns an error's number in place of an address when it fails.
uintptr_t __wrap_x_cgo_mmap(void *wish, uintptr_t length, int32_t protection, int32_t flags, int32_t file, uint32_t offset) {
	uintptr_t address = __real_x_cgo_mmap(wish, length, protection, flags, file, offset);
	if (address >= 4096) {
		go_mapped(wish, address, address + length, protection, flags);
	}
	return address;
}

void __wrap_x_cgo_munmap(void *address, uintptr_t length) {
	uintptr_t low = (uintptr_t)address;
	pthread_mutex_lock(&lock); // before the pages go: afterwards they may be another's
	take_away(&sets[GMEM_GO_HEAP], low, low + length);
	take_away(&sets[GMEM_GO_RUNTIME], low, low + length);
	take_away(&hinted, low, low + length);
	take_away(&reserved, low, low + length);
	pthread_mutex_unlock(&lock);
	__real_x_cgo_munmap(address, length);
}

int gmem_take_owner(void) {
	static int next = GMEM_FIRST_FREE_OWNER;
	int owner = __atomic_fetch_add(&next, 1, __ATOMIC_RELAXED);
	return owner < GMEM_OWNERS ? owner : -1;
}

void gmem_owner_mapped(int owner, uintptr_t low, uintptr_t high) {
	if (owner >= 0) {
		pthread_mutex_lock(&lock);
		add(&sets[owner], low, high);
		pthread_mutex_unlock(&lock);
	}
}

void gmem_owner_unmapped(int owner, uintptr_t low, uintptr_t high) {
	if (owner >= 0) {
		pthread_mutex_lock(&lock);
		take_away(&sets[owner], low, high);
		pthread_mutex_unlock(&lock);
	}
}

size_t gmem_stack_size(void) {
	pthread_attr_t usual;
	size_t size = 0;
	if (pthread_getattr_default_np(&usual) == 0) {
		pthread_attr_getstacksize(&usual, &size);
		pthread_attr_destroy(&usual);
	}
	return size;
}

struct table {
	struct gmem_range *ranges;
	int count, most;
};

static int writable_segments(struct dl_phdr_info *image, size_t size, void *into) {
	(void)size;
	struct table *table = into;
	for (int i = 0; i < image->dlpi_phnum && table->count < table->most; i++) {
		const ElfW(Phdr) *segment = &image->dlpi_phdr[i];
		if (segment->p_type == PT_LOAD && segment->p_flags & PF_W) {
			uintptr_t low = image->dlpi_addr + segment->p_vaddr;
			table->ranges[table->count++] = (struct gmem_range){low, low + segment->p_memsz};
		}
	}
	return table->count == table->most;
}

int gmem_image_data(struct gmem_range *into, int most) {
	struct table table = {into, 0, most};
	dl_iterate_phdr(writable_segments, &table);
	return table.count;
}
