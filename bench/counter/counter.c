// SPDX-License-Identifier: GPL-2.0-or-later
#include "counter/counter.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pmu.h"

/* Channels times sockets times events can be more than the usual 1024. */
static bool raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == limit.rlim_max)
		return false;
	limit.rlim_cur = limit.rlim_max;
	return !setrlimit(RLIMIT_NOFILE, &limit);
}

static int open_event(struct perf_event_attr *attr, int cpu)
{
	int fd;

	do
		fd = syscall(SYS_perf_event_open, attr, cpu < 0 ? 0 : -1, cpu, -1,
			     PERF_FLAG_FD_CLOEXEC);
	while (fd < 0 && errno == EMFILE && raise_limit());
	return fd < 0 ? -errno : fd;
}

int counter_open(const struct machine_counter *want, int cpu)
{
	struct perf_event_attr attr = {
		.type = want->type,
		.size = sizeof(attr),
		.config = want->config[0],
		.config1 = want->config[1],
		.config2 = want->config[2],
		.disabled = 1,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
	};
	int fd;

	if (cpu >= 0)
		return open_event(&attr, cpu);	/* a socket's PMU refuses exclude_* */

	attr.inherit = 1;
	/* The stores are in user mode; only software events happen in the kernel. */
	attr.exclude_kernel = want->type != PERF_TYPE_SOFTWARE;
	attr.exclude_hv = 1;
	fd = open_event(&attr, cpu);
	if (fd != -EACCES || attr.exclude_kernel)
		return fd;
	attr.exclude_kernel = 1;
	return open_event(&attr, cpu);
}

int counter_read(int fd, struct counter_value *value)
{
	uint64_t words[3];

	if (read(fd, words, sizeof(words)) != sizeof(words))
		return errno ? -errno : -EIO;
	*value = (struct counter_value){ words[0], words[1], words[2] };
	return 0;
}

void counter_enable(int fd)
{
	ioctl(fd, PERF_EVENT_IOC_ENABLE, 0);
}

void counter_disable(int fd)
{
	ioctl(fd, PERF_EVENT_IOC_DISABLE, 0);
}

double counter_scaled(const struct counter_value *from, const struct counter_value *to, bool *ran)
{
	const double count = to->value - from->value;
	const uint64_t enabled = to->enabled - from->enabled;
	const uint64_t running = to->running - from->running;

	*ran = running > 0;
	if (!running)
		return 0;
	return running < enabled ? count * enabled / running : count;
}

int counter_running_pct(const struct counter_value *from, const struct counter_value *to)
{
	const uint64_t enabled = to->enabled - from->enabled;

	return enabled ? (to->running - from->running) * 100 / enabled : 0;
}
