// SPDX-License-Identifier: GPL-2.0-or-later
#include "target/hugetlb.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cgroup.h"

static long long pool_file(size_t kb, const char *name)
{
	long long value = -1;
	char path[96];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/kernel/mm/hugepages/hugepages-%zukB/%s", kb, name);
	file = fopen(path, "re");
	if (file && fscanf(file, "%lld", &value) != 1)
		value = -1;
	if (file)
		fclose(file);
	return value;
}

int hugetlb_check(size_t bytes, int shift, struct reason *reason)
{
	const size_t kb = (size_t)1 << shift >> 10, pages = (bytes + (kb << 10) - 1) / (kb << 10);
	const uint64_t room = cgroup_hugetlb_room((unsigned int)kb);

	if (room >= pages * (kb << 10))
		return 0;
	return reason_set(reason, -ENOMEM, "needs %zu huge pages of %zu kB, the hugetlb cgroup grants "
			  "%llu; hugetlb.%s.max, or limit_in_bytes, of the group sets it", pages, kb,
			  (unsigned long long)(room / (kb << 10)), kb >= 1 << 20 ? "1GB" : "2MB");
}

int hugetlb_lacks(size_t bytes, int shift, int error, struct reason *reason)
{
	const size_t kb = (size_t)1 << shift >> 10, pages = (bytes + (kb << 10) - 1) / (kb << 10);
	const long long nr = pool_file(kb, "nr_hugepages"), free = pool_file(kb, "free_hugepages");

	if (nr < 0)
		return reason_set(reason, error, "needs %zu huge pages of %zu kB: %s; there is no such "
				  "pool, or /sys is hidden", pages, kb, strerror(-error));
	return reason_set(reason, error, "needs %zu free pages in the %zu kB hugetlb pool, %lld of %lld "
			  "are: %s; /sys/kernel/mm/hugepages/hugepages-%zukB/nr_hugepages sets it",
			  pages, kb, free, nr, strerror(-error), kb);
}
