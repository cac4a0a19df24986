/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What control groups grant this process: every group on the way to the root
 * can be the one that refuses.
 *
 * Both generations of the interface, and both at once: v1 mounts each controller
 * on its own.  Where they are mounted, and which group a container sees as its
 * root, stands in /proc/self/mountinfo.
 */
#ifndef PLATFORMS_CGROUP_H
#define PLATFORMS_CGROUP_H

#include <stdint.h>

struct source;

/** cgroup_memory_room() - bytes still granted, UINT64_MAX without a limit */
uint64_t cgroup_memory_room(const struct source *src);

/**
 * struct cgroup_cpu - what the bandwidth controller of CFS grants
 * @quota_us, @period_us: of the group that grants least; @quota_us 0: no limit
 * @throttled: periods in which a group on the way had used all of it, since it was made
 */
struct cgroup_cpu {
	uint64_t quota_us;
	uint64_t period_us;
	uint64_t throttled;
};

void cgroup_cpu_read(const struct source *src, struct cgroup_cpu *cpu);

/**
 * cgroup_hugetlb_room() - of this machine: bytes of huge pages of @kb kB still granted
 *
 * Return: UINT64_MAX without a limit.
 */
uint64_t cgroup_hugetlb_room(unsigned int kb);

#endif
