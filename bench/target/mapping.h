/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that is mapped, whatever target it is of.
 */
#ifndef BENCH_TARGET_MAPPING_H
#define BENCH_TARGET_MAPPING_H

#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"

/**
 * struct mapping - memory of a target
 * @addr:	start of the usable range, aligned to the page size
 * @bytes:	its length
 * @base:	what munmap() takes, with @base_bytes
 * @fd:		-1 for anonymous memory
 * @faults:	page faults that faulting in @bytes took
 */
struct mapping {
	void *addr;
	size_t bytes;
	void *base;
	size_t base_bytes;
	int fd;
	uint64_t faults;
};

/** target_populate() - fault in what is not there; 0 or -errno */
int target_populate(const struct mapping *map);
void target_unmap(struct mapping *map);

/** target_file_limit() - what a file may grow to of @bytes: RLIMIT_FSIZE (ulimit -f) */
uint64_t target_file_limit(uint64_t bytes);

/* For targets: map a file descriptor, MAP_SHARED and more in @flags; forget by punching a hole. */
int target_map_fd(int fd, size_t bytes, int flags, struct mapping *map, struct reason *reason);
int target_forget_fd(const struct mapping *map);

#endif
