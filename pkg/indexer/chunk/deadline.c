#define _GNU_SOURCE
#include "deadline.h"

#include <pthread.h>

#ifdef __APPLE__

#include <mach/mach.h>

thread_clock thread_clock_here(void) { return pthread_mach_thread_np(pthread_self()); }

int64_t thread_clock_read(thread_clock clock) {
	thread_basic_info_data_t info;
	mach_msg_type_number_t count = THREAD_BASIC_INFO_COUNT;
	if (thread_info(clock, THREAD_BASIC_INFO, (thread_info_t)&info, &count) != KERN_SUCCESS) {
		return -1;
	}
	int64_t seconds = (int64_t)info.user_time.seconds + info.system_time.seconds;
	int64_t micros = (int64_t)info.user_time.microseconds + info.system_time.microseconds;
	return seconds * 1000000000 + micros * 1000;
}

#else

thread_clock thread_clock_here(void) {
	clockid_t clock;
	return pthread_getcpuclockid(pthread_self(), &clock) == 0 ? clock : CLOCK_MONOTONIC;
}

int64_t thread_clock_read(thread_clock clock) {
	struct timespec now;
	if (clock_gettime(clock, &now) != 0) {
		return -1;
	}
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
