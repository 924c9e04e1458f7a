//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// The calls that led to an allocation. The unwinder sees C's, by the tables that the compiler wrote. They end where Go's
// runtime called C on a stack of its own: there the register for frame pointers still holds that of the goroutine, whose
// frames are a list in memory.

#include "hook.h"
#include "trace.h"

#include <string.h>
#include <unwind.h>

uintptr_t gmem_entered;

#if defined(__x86_64__)
#define FRAME_POINTER 6
#else
#define FRAME_POINTER 29
#endif

struct walk {
	struct gmem_stack *stack;
	uintptr_t frame_pointer; // in the outermost frame
};

static _Unwind_Reason_Code visit(struct _Unwind_Context *context, void *into) {
	struct walk *walk = into;
	struct gmem_stack *stack = walk->stack;
	uintptr_t returns = _Unwind_GetIP(context);
	if (returns) {
		if (stack->depth == GMEM_MOST_FRAMES) {
			uintptr_t *middle = &stack->frame[GMEM_MOST_FRAMES / 2];
			memmove(middle, middle + 1, sizeof *middle * (GMEM_MOST_FRAMES / 2 - 1));
			stack->depth--;
		}
		stack->frame[stack->depth++] = returns;
		walk->frame_pointer = _Unwind_GetGR(context, FRAME_POINTER);
	}
	return _URC_NO_REASON;
}

GMEM_HOOK void gmem_stack_here(struct gmem_stack *stack, int always) {
	stack->depth = stack->callers = 0;
	struct walk walk = {stack, 0};
	_Unwind_Backtrace(visit, &walk);
	if (!always && (!gmem_entered || !stack->depth || stack->frame[stack->depth - 1] != gmem_entered)) {
		return;
	}
	// A frame is the pointer to the next one, and the address to return to. Frames lie upwards in one stack. Where C has called
	// back into Go, what follows is a register of C: no pointer into this stack, and the end.
	const uintptr_t largest = 1 << 16;
	for (uintptr_t at = walk.frame_pointer, next; at && at % sizeof at == 0 && stack->callers < GMEM_MOST_CALLERS; at = next) {
		const uintptr_t *frame = (const uintptr_t *)at;
		next = frame[0];
		stack->caller[stack->callers++] = frame[1];
		if (next <= at || next - at > largest) {
			return;
		}
	}
}
